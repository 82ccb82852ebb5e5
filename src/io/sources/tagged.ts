import type { Chunk } from '../../operators/chunk.js';
import { forwardingRun } from './forwarding-run.js';
import type { Source, SourceRun } from './source.js';

/** A row that says which of several sources it comes from. */
export type Tagged<T> = T & { readonly tag: string };

/**
 * The source, with `tag` in all of its rows; a field of that name that a row has is replaced. The rows must belong to
 * nobody else: they are changed in place, before they are handed over.
 *
 * @example
 * ```ts
 * import { fanIn, file, tagged } from 'tidemark';
 *
 * const sources = ['web', 'api'].map((name) => ({ name, source: tagged(file(`${name}.log`), name) }));
 * const all = fanIn(sources);
 * ```
 */
export const tagged = <T extends object>(source: Source<T>, tag: string): Source<Tagged<T>> => ({
  read: (start) => {
    const inner = source.read(start);
    return forwardingRun(inner, chunksOf(inner, tag));
  },
});

async function* chunksOf<T extends object>(
  inner: SourceRun<T>,
  tag: string,
): AsyncGenerator<Chunk<Tagged<T>>, void, undefined> {
  for await (const chunk of inner) {
    for (const row of chunk.rows as readonly { tag?: unknown }[]) row.tag = tag;
    yield chunk as Chunk<Tagged<T>>;
  }
}
