import type { Chunk } from '../../operators/chunk.js';
import type { Source } from './source.js';

/** A row that says which of several sources it comes from. */
export type Tagged<T> = T & { readonly tag: string };

/**
 * The source, with `tag` in all of its rows; a field of that name that a row has is replaced. The rows must belong to
 * nobody else: they are changed in place, before they are handed over.
 */
export const tagged = <T extends object>(source: Source<T>, tag: string): Source<Tagged<T>> => {
  async function* read(
    resume: unknown,
    signal: AbortSignal,
  ): AsyncGenerator<Chunk<Tagged<T>>, void, undefined> {
    for await (const chunk of source.read(resume, signal)) {
      for (const row of chunk.rows as readonly { tag?: unknown }[]) row.tag = tag;
      yield chunk as Chunk<Tagged<T>>;
    }
  }
  const { acknowledge } = source;
  const both = {
    read,
    ...(acknowledge !== undefined && {
      acknowledge: (position: unknown) => acknowledge.call(source, position),
    }),
  };
  if (source.lines === undefined) return both;
  return {
    ...both,
    get lines() {
      return source.lines ?? 0;
    },
  };
};
