import type { Rejected } from '../../operators/rejected.js';
import { TidemarkError } from '../../operators/tidemark-error.js';
import { type Pattern, patternInEitherSyntax } from '../patterns/pattern.js';
import { ChangingDecoder } from './changing-decoder.js';
import type { Codec, Decoded, DecoderOptions } from './codec.js';
import { peeled } from './unwrap/peeled.js';

/**
 * A codec that leaves out lines that do not concern: those that it cannot read and in whose first 256 bytes, as they stand or
 * without what stands around them, the pattern is found. They are counted as skipped and not as rejected. What it can read is
 * a row whatever the pattern says, and costs nothing more.
 *
 * @throws TidemarkError `bad-options` for a pattern that cannot be used.
 */
export const skipLines = <T>(codec: Codec<T>, pattern: string): Codec<T> => {
  const compiled = skippedBy(pattern);
  return {
    ...codec,
    decoder: (fields: readonly string[] | 'all', options?: DecoderOptions) =>
      new ChangingDecoder(codec.decoder(fields, options), (decoded) => without(decoded, compiled)),
  };
};

const without = <T>(decoded: Decoded<T>, pattern: Pattern): Decoded<T> => {
  if (decoded.rejected.length === 0) return decoded;
  const { rows, rejectedAt, skipped: before = 0 } = decoded;
  const rejected: Rejected[] = [];
  const places: number[] = [];
  for (const [i, one] of decoded.rejected.entries()) {
    if (isSkipped(one, pattern)) continue;
    rejected.push(one);
    places.push(rejectedAt?.[i] ?? 0);
  }
  const skipped = decoded.rejected.length - rejected.length;
  return skipped === 0 ? decoded : { rows, rejected, rejectedAt: places, skipped: before + skipped };
};

const isSkipped = ({ raw }: Rejected, pattern: Pattern): boolean => {
  if (raw === undefined) return false;
  const line = Buffer.from(raw, 'latin1').toString('utf8');
  if (pattern.test(line)) return true;
  const within = peeled(line);
  return within !== undefined && pattern.test(within.payload);
};

/** The pattern of lines to skip. Throws `bad-options` where it cannot be used. */
export const skippedBy = (pattern: string): Pattern => {
  try {
    return patternInEitherSyntax(pattern);
  } catch (error) {
    throw new TidemarkError(
      'bad-options',
      `The pattern of lines to skip cannot be used: ${error instanceof Error ? error.message : String(error)}. Backreferences and lookaround are not supported.`,
      { cause: error },
    );
  }
};
