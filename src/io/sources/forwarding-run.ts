import type { Chunk } from '../../operators/chunk.js';
import type { SourceRun } from './source.js';

/**
 * A run that gives other chunks and is in all else the inner one; what `own` has of it takes the place of the inner's.
 *
 * @example
 * ```ts
 * import { type Chunk, forwardingRun, type Source } from 'tidemark';
 *
 * async function* without<T>(chunks: AsyncIterable<Chunk<T>>, isUnwanted: (row: T) => boolean) {
 *   for await (const chunk of chunks) yield { ...chunk, rows: chunk.rows.filter((row) => !isUnwanted(row)) };
 * }
 *
 * // A source that gives only some rows of another.
 * export const some = <T>(source: Source<T>, isUnwanted: (row: T) => boolean): Source<T> => ({
 *   read(start) {
 *     const inner = source.read(start);
 *     return forwardingRun(inner, without(inner, isUnwanted));
 *   },
 * });
 * ```
 */
export const forwardingRun = <T>(
  inner: SourceRun<unknown>,
  chunks: AsyncIterable<Chunk<T>>,
  own: Omit<SourceRun<T>, typeof Symbol.asyncIterator> = {},
): SourceRun<T> => {
  const { acknowledge, outcome, close } = inner;
  const run: SourceRun<T> = {
    [Symbol.asyncIterator]: () => chunks[Symbol.asyncIterator](),
    // Looked up at each call: they change while the run lasts.
    get commitDue() {
      return inner.commitDue;
    },
    get lines() {
      return inner.lines;
    },
    ...(acknowledge !== undefined && { acknowledge: (position) => acknowledge.call(inner, position) }),
    ...(outcome !== undefined && { outcome: (row, result) => outcome.call(inner, row, result) }),
    ...(close !== undefined && { close: () => close.call(inner) }),
  };
  return Object.defineProperties(run, Object.getOwnPropertyDescriptors(own));
};
