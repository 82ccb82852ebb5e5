import type { Chunk } from '../../../operators/chunk.js';
import { holdsAnything } from '../holds-anything.js';
import { announce } from './announce.js';
import { fileChunk } from './file-chunk.js';
import type { FilePartition } from './file-partition.js';
import type { FileSet } from './file-set.js';
import { NOTHING_YET } from './nothing-yet.js';

/** Reads files to their ends, each time on in the one whose last row is the oldest; those that have given no row first. */
export async function* replayFiles<T>(
  set: FileSet<T>,
  signal: AbortSignal,
): AsyncGenerator<Chunk<T>, void, undefined> {
  yield* announce(set, signal);
  const open = new Set(set.partitions);
  while (!signal.aborted) {
    const partition = oldest(open);
    if (partition === undefined) return;
    const { name } = partition;
    const decoded = await partition.pass();
    if (decoded !== undefined) {
      if (holdsAnything(decoded)) yield fileChunk(decoded, name, set.position);
      continue;
    }
    open.delete(partition);
    if (name !== undefined) yield { ...fileChunk(NOTHING_YET, name, set.position), ended: true };
  }
}

const oldest = <T>(partitions: Iterable<FilePartition<T>>): FilePartition<T> | undefined => {
  let found: FilePartition<T> | undefined;
  for (const partition of partitions) {
    if (found === undefined || partition.chain.time < found.chain.time) found = partition;
  }
  return found;
};
