import type { Chunk } from '../../../operators/chunk.js';
import { NONE_REJECTED } from '../../../operators/rejected.js';
import type { Clock } from '../../clock.js';
import { holdsAnything } from '../holds-anything.js';
import { announce } from './announce.js';
import { fileChunk } from './file-chunk.js';
import type { FilePartition } from './file-partition.js';
import type { FileSet } from './file-set.js';
import type { FileEvents } from './looking/file-events.js';
import type { FileStat } from './looking/file-stat.js';
import { NOTHING_YET } from './nothing-yet.js';
import { restAfter } from './rotation/rest-after.js';

/** Files that have been silent for so many poll intervals are looked at less often, where the system tells of changes. */
const SILENT_AFTER = 40;
/** So many poll intervals are one then. */
const SILENT_POLLS = 4;

export interface FollowOptions {
  readonly clock: Clock;
  readonly poll: number;
  /** Undefined: polling only. */
  readonly events: FileEvents | undefined;
  readonly watchAnyName: boolean;
}

/** A partition, and what lay at its path when a look began. */
type Seen<T> = readonly [partition: FilePartition<T>, found: FileStat | undefined];

/** Reads files in turn, and says the time after each look at all of them that found nothing more. */
export async function* followFiles<T>(
  set: FileSet<T>,
  { clock, poll, events, watchAnyName }: FollowOptions,
  signal: AbortSignal,
): AsyncGenerator<Chunk<T>, void, undefined> {
  yield* announce(set, signal);
  let heard = clock.now();
  while (!signal.aborted) {
    // Taken before the look: everything written before `now` has been seen, even if the process stood still meanwhile.
    const now = clock.now();
    for (const { name } of await set.refresh(now)) yield fileChunk(NOTHING_YET, name, set.announcement());
    set.hasBegun();
    const { partitions } = set;
    events?.watch(partitions, watchAnyName);
    const stats = await set.look();
    const seen = partitions.map((partition, i): Seen<T> => [partition, stats[i]]);
    let busy: readonly Seen<T>[] = seen.filter(
      ([file, found]) => found === undefined || !file.isQuiet(now, found),
    );
    if (busy.length > 0) heard = now;
    // The others are looked at again after a poll interval at the latest; until then the busy ones have the word.
    do busy = yield* lookAt(set, busy, now, signal);
    while (busy.length > 0 && !signal.aborted && clock.now() < now + poll);
    if (signal.aborted) return;
    if (busy.length > 0) continue;
    for (const [{ name }, decoded] of await set.takeGone(now)) {
      yield { ...fileChunk(decoded, name, set.announcement()), ended: true };
    }
    yield { rows: [], rejected: NONE_REJECTED, ...set.announcement(), now };
    const silent = events?.hearsAll === true && now - heard > SILENT_AFTER * poll;
    const { least, most } = restAfter(clock.now() - now, poll);
    const rest = { least, most: silent ? Math.max(most, SILENT_POLLS * poll) : most };
    await (events?.sleep(rest, signal) ?? clock.sleep(most, signal));
  }
}

/** Takes one piece of each; returns those that may have more. */
async function* lookAt<T>(
  set: FileSet<T>,
  seen: readonly Seen<T>[],
  now: number,
  signal: AbortSignal,
): AsyncGenerator<Chunk<T>, readonly Seen<T>[], undefined> {
  const busy: Seen<T>[] = [];
  for (const one of seen) {
    if (signal.aborted) return busy;
    const [partition, found] = one;
    const looked = await partition.look(now, found);
    if (looked === undefined) continue;
    if (looked.more) busy.push(one);
    if (holdsAnything(looked.decoded) || set.hasBegun()) {
      yield fileChunk(looked.decoded, partition.name, set.announcement());
    }
  }
  return busy;
}
