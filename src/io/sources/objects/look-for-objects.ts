import type { ListingStore } from '../../object-store/object-store.js';
import type { Asking } from './asking.js';
import type { KnownObjects } from './known-objects.js';
import { inOrder, type ObjectRef, objectRef } from './object-ref.js';

/** Objects that one look takes on: however many there are, no more of them are in memory. */
const MOST_TAKEN = 10_000;

export interface Looking {
  readonly store: ListingStore;
  readonly asking: Asking;
  readonly prefix: string;
  readonly isWanted: (key: string) => boolean;
  readonly signal: AbortSignal;
}

/** What a look at all objects under a prefix has found. */
export interface Look {
  /** The next to be read, in their order. */
  readonly taken: readonly ObjectRef[];
  /** How many more there are to be read, and when the oldest of them was written. */
  readonly left: number;
  readonly oldestLeft: number;
  /** When the newest of all was written. */
  readonly newest: number;
  /** How many were written before the horizon. */
  readonly behind: number;
  /** Objects of which another content was read before. */
  readonly overwritten: readonly ObjectRef[];
}

/** All objects under the prefix that are wanted, page by page. */
export async function* listed({
  store,
  asking,
  prefix,
  isWanted,
  signal,
}: Looking): AsyncGenerator<readonly ObjectRef[], void, undefined> {
  let from: string | undefined;
  do {
    const page = await asking.ask(0, (call) =>
      store.list(prefix, { ...call, ...(from !== undefined && { from }) }),
    );
    // What a console makes of a directory is an object without content.
    const objects = page.objects.filter(
      ({ key, bytes }) => isWanted(key.slice(prefix.length)) && !(bytes === 0 && key.endsWith('/')),
    );
    yield objects.map(objectRef);
    from = page.next;
  } while (from !== undefined && !signal.aborted);
}

/** Takes on what is to be read next. */
export const lookForObjects = async (looking: Looking, known: KnownObjects): Promise<Look> => {
  const taken: ObjectRef[] = [];
  const overwritten: ObjectRef[] = [];
  let [left, oldestLeft, newest, behind] = [0, Infinity, Number.NEGATIVE_INFINITY, 0];
  const cut = (): void => {
    taken.sort(inOrder);
    for (const { modified } of taken.splice(MOST_TAKEN)) {
      left++;
      oldestLeft = Math.min(oldestLeft, modified);
    }
  };
  for await (const page of listed(looking)) {
    for (const object of page) {
      if (object.modified > newest && object.modified !== Infinity) newest = object.modified;
      if (known.isBehind(object)) {
        behind++;
        continue;
      }
      const knowledge = known.of(object);
      if (knowledge === 'read') continue;
      if (knowledge === 'overwritten') overwritten.push(object);
      taken.push(object);
    }
    if (taken.length >= 2 * MOST_TAKEN) cut();
  }
  cut();
  return { taken, left, oldestLeft, newest, behind, overwritten };
};
