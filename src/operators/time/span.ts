import { TidemarkError } from '../tidemark-error.js';
import { type Duration, toMilliseconds } from './duration.js';

/** How long a condition must last: a time, or a number of rows in a row, written `3x`. */
export type Span = { readonly milliseconds: number } | { readonly rows: number };

export type SpanText = Duration | `${number}x`;

export function toSpan(text: SpanText): Span {
  const rows = typeof text === 'string' ? /^([1-9]\d*)x$/.exec(text)?.[1] : undefined;
  if (rows !== undefined) return { rows: Number(rows) };
  const milliseconds = toMilliseconds(text);
  if (!(milliseconds >= 0))
    throw new TidemarkError('bad-options', `"${text}" is no time and no number of rows.`);
  return { milliseconds };
}
