import type { Chunk } from '../../../operators/chunk.js';
import { holdsAnything } from '../holds-anything.js';
import { announce } from './announce.js';
import { fileChunk } from './file-chunk.js';
import type { FileSet } from './file-set.js';
import { NOTHING_YET } from './nothing-yet.js';
import { ByTime } from './rotation/by-time.js';

/** Reads files to their ends, each time on in the one whose last row is the oldest; those that have given no row first. */
export async function* replayFiles<T>(
  set: FileSet<T>,
  signal: AbortSignal,
): AsyncGenerator<Chunk<T>, void, undefined> {
  yield* announce(set, signal);
  const open = new ByTime(set.partitions);
  for (let partition = open.first; partition !== undefined && !signal.aborted; partition = open.first) {
    const { name } = partition;
    const decoded = await partition.pass();
    if (decoded !== undefined) {
      open.moved();
      if (holdsAnything(decoded)) yield fileChunk(decoded, name, set.announcement());
      continue;
    }
    open.drop();
    set.remove(partition);
    if (name !== undefined) yield { ...fileChunk(NOTHING_YET, name, set.announcement()), ended: true };
  }
}
