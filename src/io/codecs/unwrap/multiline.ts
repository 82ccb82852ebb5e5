import { TidemarkError } from '../../../operators/tidemark-error.js';
import { type Pattern, patternInEitherSyntax } from '../../patterns/pattern.js';

export interface MultilineOptions {
  /** A line in which this pattern is found begins a record; all others go on with the one before. */
  readonly start?: string;
  /** The other way round: a line in which this pattern is found goes on with the record before; all others begin one. */
  readonly continue?: string;
  /** Lines of a record, at most; 500 by default. A longer one is rejected as `oversize`. */
  readonly maxLines?: number;
}

const MOST_LINES = 500;

/** Where records of several lines begin. */
export interface Multiline {
  begins(bytes: Buffer, from: number, to: number): boolean;
  readonly maxLines: number;
}

/** Throws `bad-options` for a pattern that is none, for both or neither, and for a limit that cannot be. */
export function multilineOf({ start, continue: goesOn, maxLines = MOST_LINES }: MultilineOptions): Multiline {
  const pattern = start ?? goesOn;
  if (pattern === undefined || (start !== undefined && goesOn !== undefined))
    throw new TidemarkError('bad-options', 'multiline takes one pattern: start, or continue.');
  if (!Number.isSafeInteger(maxLines) || maxLines < 1)
    throw new TidemarkError('bad-options', `maxLines must be a positive whole number, not ${maxLines}.`);
  const compiled = compile(pattern);
  const wanted = start !== undefined;
  return {
    maxLines,
    begins: (bytes, from, to) => compiled.test(bytes.toString('utf8', from, to)) === wanted,
  };
}

function compile(pattern: string): Pattern {
  try {
    return patternInEitherSyntax(pattern);
  } catch (error) {
    throw new TidemarkError(
      'bad-options',
      `The pattern of multiline cannot be used: ${(error as Error).message}. Backreferences and lookaround are not supported.`,
      { cause: error },
    );
  }
}
