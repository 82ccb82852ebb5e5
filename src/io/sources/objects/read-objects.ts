import type { ListingStore } from '../../object-store/object-store.js';
import type { Asking } from './asking.js';
import { fetchPart, type ObjectPart, objectParts } from './object-parts.js';
import type { ObjectRef } from './object-ref.js';
import { type OfObject, OpenObject, type OpenObjectOptions } from './open-object.js';
import { partsAhead } from './parts-ahead.js';
import type { SavedObject } from './saved-objects.js';
import { unreadableStore } from './unreadable-store.js';

/** What is fetched ahead of what is decoded. */
const AHEAD = { count: 16, bytes: 32 * 1024 * 1024 };

/** What is told of objects while they are read. */
export interface ReadingEvents<T> {
  /** It is read from now on. */
  opened(open: OpenObject<T>): void;
  /** Nothing more comes of it. */
  ended(open: OpenObject<T>): void;
}

export interface ReadingStore {
  readonly store: ListingStore;
  readonly asking: Asking;
  readonly signal: AbortSignal;
}

/** What objects hold, one after the other; the first one from where it was left, where that is said. */
export async function* readObjects<T>(
  objects: Iterator<ObjectRef>,
  { store, asking, signal }: ReadingStore,
  options: OpenObjectOptions<T>,
  events: ReadingEvents<T>,
  saved?: SavedObject,
): AsyncGenerator<OfObject<T>, void, undefined> {
  // In the midst of what is compressed nobody can begin.
  const parts = partsOf(objects, saved?.isPlain === true ? saved.offset : 0);
  const fetch = (part: ObjectPart) => fetchPart(store, asking, part);
  let open: OpenObject<T> | undefined;
  try {
    for await (const [{ object, from, to }, fetched] of partsAhead(parts, sizeOf, fetch, AHEAD)) {
      if (signal.aborted) return;
      if (open?.object !== object) {
        open = new OpenObject(object, options, from, saved);
        events.opened(open);
      }
      if (open.leftOut === undefined) {
        if (fetched.kind === 'failed') throw unreadableStore(fetched.error, open.name);
        if (fetched.kind === 'bytes') yield* open.push(fetched.bytes);
        else open.leaveOut(fetched.kind);
      }
      if (signal.aborted) return;
      if (to < object.bytes) continue;
      const last = await open.end();
      if (signal.aborted) return;
      events.ended(open);
      yield last;
    }
  } finally {
    open?.close();
  }
}

const sizeOf = ({ from, to }: ObjectPart): number => to - from;

function* partsOf(objects: Iterator<ObjectRef>, from: number): Generator<ObjectPart, void, undefined> {
  let first = from;
  for (let next = objects.next(); next.done !== true; next = objects.next()) {
    yield* objectParts(next.value, first);
    first = 0;
  }
}
