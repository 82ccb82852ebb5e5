import type { Chunk } from '../../../operators/chunk.js';
import { NONE_REJECTED } from '../../../operators/rejected.js';
import { countOf } from '../../text/count-of.js';
import { oneLine } from '../../text/one-line.js';
import type { SourceStart } from '../source.js';
import { beginAt, type ObjectsStart } from './begin-at.js';
import { KnownObjects } from './known-objects.js';
import { LeftOutWarnings } from './left-out.js';
import { type Look, type Looking, lookForObjects } from './look-for-objects.js';
import { type ObjectRef, objectRef } from './object-ref.js';
import type { OpenObject, OpenObjectOptions } from './open-object.js';
import { readObjects } from './read-objects.js';
import { type SavedObject, savedObjects } from './saved-objects.js';
import { unreadableStore } from './unreadable-store.js';

/** Looks that a single pass takes again because something was overwritten under its eyes. */
const MOST_AGAIN = 5;

export interface ObjectsReading<T> extends OpenObjectOptions<T> {
  readonly follow: boolean;
  /** Milliseconds between the beginnings of two looks. */
  readonly every: number;
  /** Milliseconds that an object may come later than others that were written after it. */
  readonly lookBack: number;
  readonly start: ObjectsStart;
  readonly inform: (message: string) => void;
}

/** One run over the objects of a bucket. */
export class ObjectsRun<T> {
  readonly #known: KnownObjects;
  readonly #leftOut: LeftOutWarnings;
  readonly #resumed: SavedObject | undefined;
  readonly #isFirst: boolean;
  #open: OpenObject<T> | undefined;
  /** Of objects that have been read. */
  #lines = 0;
  /** Objects that were overwritten since the look began. */
  #changed = 0;

  constructor(
    private readonly reading: ObjectsReading<T>,
    private readonly looking: Looking,
    { position, remembered }: Pick<SourceStart, 'position' | 'remembered'>,
  ) {
    const saved = savedObjects(position, remembered);
    this.#known = new KnownObjects(saved);
    this.#leftOut = new LeftOutWarnings(reading.warn);
    this.#resumed = saved.position?.object;
    this.#isFirst = saved.position === undefined;
  }

  get lines(): number {
    return this.#lines + (this.#open?.lines ?? 0);
  }

  async *chunks(): AsyncGenerator<Chunk<T>, void, undefined> {
    const { signal } = this.reading;
    try {
      yield* this.#all();
    } catch (error) {
      if (!signal.aborted) throw unreadableStore(error);
    }
  }

  async *#all(): AsyncGenerator<Chunk<T>, void, undefined> {
    const { follow, clock, every, lookBack, signal } = this.reading;
    if (this.#isFirst) yield* this.#begin();
    if (this.#resumed !== undefined) yield* this.#read([objectRef(this.#resumed)].values(), this.#resumed);
    for (let again = 0; !signal.aborted; ) {
      const began = clock.now();
      this.#changed = 0;
      const look = await lookForObjects(this.looking, this.#known);
      if (signal.aborted) return;
      this.#speakOf(look);
      yield* this.#read(look.taken.values());
      this.#leftOut.end();
      if (signal.aborted) return;
      this.#known.advance(Math.min(look.newest - lookBack, look.oldestLeft), look.behind);
      const isAll = look.left === 0;
      yield { ...this.#nothing(), ...(follow && isAll && { now: began }) };
      if (!isAll) continue;
      if (!follow && (this.#changed === 0 || again++ === MOST_AGAIN)) return;
      if (follow) await clock.sleep(Math.max(0, began + every - clock.now()), signal);
    }
  }

  async *#begin(): AsyncGenerator<Chunk<T>, void, undefined> {
    const { start, lookBack, inform, signal } = this.reading;
    if (start === 'beginning') return;
    const before = await beginAt(start, lookBack, this.looking, this.#known);
    if (signal.aborted) return;
    if (before > 0)
      inform(`${countOf(before, 'object')} from before the start ${before === 1 ? 'is' : 'are'} not read.`);
    yield this.#nothing();
  }

  async *#read(objects: Iterator<ObjectRef>, saved?: SavedObject): AsyncGenerator<Chunk<T>, void, undefined> {
    const events = {
      opened: (open: OpenObject<T>) => {
        this.#open = open;
      },
      ended: ({ object, name, lines, leftOut }: OpenObject<T>) => {
        this.#open = undefined;
        this.#lines += lines;
        if (leftOut !== undefined) this.#leftOut.note(oneLine(name), leftOut);
        if (leftOut === 'changed' || leftOut === 'cut') this.#changed++;
        // What has been overwritten or deleted is another one when it is there again.
        if (leftOut === undefined || leftOut === 'archived') this.#known.add(object);
      },
    };
    const read = readObjects(objects, this.looking, this.reading, events, saved);
    for await (const { decoded, from, saved: next } of read) {
      if (this.reading.signal.aborted) return;
      yield { ...decoded, ...this.#standing(next), from };
    }
  }

  /** A chunk that says only how things stand. */
  #nothing(): Chunk<T> {
    return { rows: [], rejected: NONE_REJECTED, ...this.#standing() };
  }

  #standing(object?: SavedObject): Pick<Chunk<T>, 'position' | 'remembered'> {
    const remembered = this.#known.takeChanges();
    const position = this.#known.position();
    return {
      position: object === undefined ? position : { ...position, object },
      ...(remembered.size > 0 && { remembered }),
    };
  }

  #speakOf({ overwritten, behind }: Look): void {
    const { warn, nameOf } = this.reading;
    const [first] = overwritten;
    if (first !== undefined)
      warn(
        `${oneLine(nameOf(first.key))}${overwritten.length === 1 ? '' : ` and ${countOf(overwritten.length - 1, 'other')}`} was overwritten after it had been read: what it holds now is read as well, and its rows count again.`,
      );
    const late = this.#known.behind < 0 ? 0 : behind - this.#known.behind;
    if (late > 0)
      warn(
        `${countOf(late, 'object')} came more than look_back after others that were written later, and ${late === 1 ? 'is' : 'are'} not read: look_back: 6h would have seen more of them. Read them by their keys in a run of its own.`,
      );
  }
}
