import type { Chunk } from '../../../operators/chunk.js';
import { NONE_REJECTED, type Rejected } from '../../../operators/rejected.js';
import { oneLine } from '../../text/one-line.js';
import type { SourceStart } from '../source.js';
import { KnownObjects } from './known-objects.js';
import { LeftOutWarnings } from './left-out.js';
import { type ObjectRef, objectRef } from './object-ref.js';
import type { OpenObject, OpenObjectOptions } from './open-object.js';
import { type ReadingStore, readObjects } from './read-objects.js';
import { type SavedObject, type SavedPosition, savedObjects } from './saved-objects.js';

/** Reads objects for whoever says which, and says in each chunk how things stand. */
export class ObjectsReader<T> {
  readonly known: KnownObjects;
  /** Position of the run before; undefined at the very beginning. */
  readonly saved: SavedPosition | undefined;
  /** What is said in positions besides. */
  beside: Pick<SavedPosition, 'keysRead' | 'turn'> = {};
  /** Objects that were overwritten or deleted before all of them was read. */
  changed = 0;
  readonly #leftOut: LeftOutWarnings;
  #open: OpenObject<T> | undefined;
  /** Of objects that have been read, and of what was no object. */
  #lines = 0;

  constructor(
    private readonly options: OpenObjectOptions<T>,
    private readonly store: ReadingStore,
    { position, remembered }: Pick<SourceStart, 'position' | 'remembered'>,
  ) {
    const saved = savedObjects(position, remembered);
    this.known = new KnownObjects(saved);
    this.saved = saved.position;
    const { keysRead, turn } = saved.position ?? {};
    this.beside = { ...(keysRead !== undefined && { keysRead }), ...(turn !== undefined && { turn }) };
    this.#leftOut = new LeftOutWarnings(options.warn);
  }

  get lines(): number {
    return this.#lines + (this.#open?.lines ?? 0);
  }

  /** The rest of what was being read when the run before ended. */
  async *resume(): AsyncGenerator<Chunk<T>, void, undefined> {
    const object = this.saved?.object;
    if (object !== undefined) yield* this.read([objectRef(object)].values(), object);
  }

  /** Objects to their ends, one after the other; the first from where it was left, where that is said. */
  async *read(objects: Iterator<ObjectRef>, saved?: SavedObject): AsyncGenerator<Chunk<T>, void, undefined> {
    const events = {
      opened: (open: OpenObject<T>) => {
        this.#open = open;
      },
      ended: ({ object, name, lines, leftOut }: OpenObject<T>) => {
        this.#open = undefined;
        this.#lines += lines;
        if (leftOut !== undefined) this.#leftOut.note(oneLine(name), leftOut);
        if (leftOut === 'changed' || leftOut === 'cut') this.changed++;
        // What has been overwritten or deleted is another one when it is there again.
        if (leftOut === undefined || leftOut === 'archived') this.known.add(object);
      },
    };
    const read = readObjects(objects, this.store, this.options, events, saved);
    for await (const { decoded, from, saved: next } of read) {
      if (this.store.signal.aborted) return;
      yield { ...decoded, ...this.#standing(next), from };
    }
    this.#leftOut.end();
  }

  /** A chunk that says how things stand, and what could not be read. */
  standing(rejected: readonly Rejected[] = NONE_REJECTED): Chunk<T> {
    this.#lines += rejected.length;
    return { rows: [], rejected, ...this.#standing() };
  }

  #standing(object?: SavedObject): Pick<Chunk<T>, 'position' | 'remembered'> {
    const remembered = this.known.takeChanges();
    const position: SavedPosition = { ...this.known.position(), ...this.beside };
    return {
      position: object === undefined ? position : { ...position, object },
      ...(remembered.size > 0 && { remembered }),
    };
  }
}
