import type { Chunk } from '../operators/chunk.js';

export interface SourceFaults<T> {
  /** Ends where the source ends or fails. */
  readonly chunks: AsyncIterable<Chunk<T>>;
  /** What the source failed with. */
  fault(): { readonly error: unknown } | undefined;
}

/** Chunks up to where the source fails, so that what it gave before is still committed and told. */
export function sourceFaults<T>(source: AsyncIterable<Chunk<T>>): SourceFaults<T> {
  let fault: { readonly error: unknown } | undefined;
  async function* chunks(): AsyncGenerator<Chunk<T>> {
    const from = source[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await from.next().catch((error: unknown) => {
          fault = { error };
          return undefined;
        });
        if (next === undefined || next.done === true) return;
        yield next.value;
      }
    } finally {
      await from.return?.();
    }
  }
  return { chunks: chunks(), fault: () => fault };
}
