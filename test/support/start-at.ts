import type { SourceStart } from '../../src/io/sources/source.js';
import { sourceStart } from '../../src/io/sources/source-start.js';
import type { Chunk } from '../../src/operators/chunk.js';

/** A start from a position, stopped by the signal where one is given. */
export const startAt = (position?: unknown, stop: AbortSignal = new AbortController().signal): SourceStart =>
  sourceStart({ position, stop });

/** The start of a run after these chunks of a run that began at `before`, as a store gives it back. */
export const startAfter = (
  chunks: readonly Chunk<unknown>[],
  stop?: AbortSignal,
  before: Pick<SourceStart, 'position' | 'remembered'> = sourceStart(),
): SourceStart => {
  const remembered = new Map(before.remembered);
  for (const chunk of chunks) {
    for (const [key, value] of chunk.remembered ?? []) {
      if (value === undefined) remembered.delete(key);
      else remembered.set(key, value);
    }
  }
  const last = chunks.at(-1);
  return sourceStart({
    position: structuredClone(last === undefined ? before.position : last.position),
    remembered: structuredClone(remembered),
    ...(stop !== undefined && { stop }),
  });
};
