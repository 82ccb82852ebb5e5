import type { Codec } from '../../../src/io/codecs/codec.js';
import type { Rejected } from '../../../src/operators/rejected.js';

/** Every row and rejected line of a whole input. */
export function decodeAll<T>(
  codec: Codec<T>,
  input: string | Buffer,
  fields: readonly string[] | 'all' = 'all',
): { rows: readonly T[]; rejected: readonly Rejected[] } {
  const decoder = codec.decoder(fields);
  const { rows, rejected } = decoder.decode(Buffer.from(input));
  const last = decoder.end();
  return { rows: [...rows, ...last.rows], rejected: [...rejected, ...last.rejected] };
}
