import type { Chunk } from '../../../operators/chunk.js';
import { NONE_REJECTED } from '../../../operators/rejected.js';
import type { Clock } from '../../clock.js';
import { holdsAnything } from '../holds-anything.js';
import { announce } from './announce.js';
import { fileChunk } from './file-chunk.js';
import type { FileEvents } from './file-events.js';
import type { FilePartition } from './file-partition.js';
import type { FileSet } from './file-set.js';
import { NOTHING_YET } from './nothing-yet.js';

export interface FollowOptions {
  readonly clock: Clock;
  readonly poll: number;
  /** Undefined: polling only. */
  readonly events: FileEvents | undefined;
  readonly watchAnyName: boolean;
}

/** Reads files in turn, and says the time after each look at all of them that found nothing more. */
export async function* followFiles<T>(
  set: FileSet<T>,
  { clock, poll, events, watchAnyName }: FollowOptions,
  signal: AbortSignal,
): AsyncGenerator<Chunk<T>, void, undefined> {
  yield* announce(set, signal);
  while (!signal.aborted) {
    // Taken before the look: everything written before `now` has been seen, even if the process stood still meanwhile.
    const now = clock.now();
    for (const { name } of await set.refresh()) yield fileChunk(NOTHING_YET, name, set.position);
    set.hasBegun();
    const partitions = set.partitions;
    events?.watch(
      partitions.map(({ path }) => path),
      watchAnyName,
    );
    let busy = yield* lookAt(set, partitions, now, signal);
    if (busy.length > 0) {
      // The others are looked at again after a poll interval at the latest; until then the busy ones have the word.
      while (busy.length > 0 && !signal.aborted && clock.now() < now + poll) {
        busy = yield* lookAt(set, busy, now, signal);
      }
      continue;
    }
    if (signal.aborted) return;
    for (const [{ name }, decoded] of await set.takeGone(now)) {
      yield { ...fileChunk(decoded, name, set.position), ended: true };
    }
    yield { rows: [], rejected: NONE_REJECTED, position: set.position, now };
    await (events?.sleep(poll, signal) ?? clock.sleep(poll, signal));
  }
}

/** Takes one piece of each; returns those that may have more. */
async function* lookAt<T>(
  set: FileSet<T>,
  partitions: readonly FilePartition<T>[],
  now: number,
  signal: AbortSignal,
): AsyncGenerator<Chunk<T>, FilePartition<T>[], undefined> {
  const busy: FilePartition<T>[] = [];
  for (const partition of partitions) {
    if (signal.aborted) return busy;
    const decoded = await partition.look(now);
    if (decoded === undefined) continue;
    busy.push(partition);
    if (holdsAnything(decoded) || set.hasBegun()) {
      yield fileChunk(decoded, partition.name, set.position);
    }
  }
  return busy;
}
