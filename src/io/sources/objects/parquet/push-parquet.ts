import type { Fetched } from '../object-parts.js';
import type { OfObject, OpenObject } from '../open-object.js';
import type { ParquetLines } from './line-writer.js';

/** Bytes of a file that cannot be had. */
class NotHad extends Error {
  constructor(readonly fetched: Exclude<Fetched, { readonly kind: 'bytes' }>) {
    super(fetched.kind);
  }
}

/**
 * Reads an object that is a Parquet file, of which the first bytes are there; `fetch` brings others. What is wrong with it is noted in
 * `open`; answers with why nothing more can be fetched.
 */
export async function* pushParquet<T>(
  open: OpenObject<T>,
  first: Buffer,
  fetch: (from: number, to: number) => Promise<Fetched>,
  lines: ParquetLines,
): AsyncGenerator<OfObject<T>, NotHad['fetched'] | undefined, undefined> {
  const { bytes } = open.object;
  const slice = async (from: number, to: number): Promise<Buffer> => {
    if (to <= first.length) return first.subarray(from, to);
    const fetched = await fetch(from, to);
    if (fetched.kind !== 'bytes') throw new NotHad(fetched);
    return fetched.bytes;
  };
  // Few read such files.
  const { parquetLines } = await import('./parquet-lines.js');
  try {
    for await (const text of parquetLines({ bytes, slice }, lines)) yield* open.push(text);
  } catch (error) {
    if (error instanceof NotHad) return error.fetched;
    open.damage(error instanceof Error ? error.message : String(error));
  }
  return undefined;
}
