import type { Chunk } from '../../../operators/chunk.js';
import { fileChunk } from './file-chunk.js';
import type { FileSet } from './file-set.js';
import { NOTHING_YET } from './nothing-yet.js';

/**
 * Chunks without rows before all others: they name the partitions, and end those of the run before that are none any
 * more. The first of them says where every file begins.
 */
export function* announce<T>(set: FileSet<T>, signal: AbortSignal): Generator<Chunk<T>, void, undefined> {
  const hasNews = set.hasBegun() || set.hasChanged;
  for (const { name } of set.partitions) {
    if (signal.aborted) return;
    if (name !== undefined || hasNews) yield fileChunk(NOTHING_YET, name, set.announcement());
  }
  for (const name of set.partitionsOver) {
    if (signal.aborted) return;
    yield { ...fileChunk(NOTHING_YET, name, set.announcement()), ended: true };
  }
}
