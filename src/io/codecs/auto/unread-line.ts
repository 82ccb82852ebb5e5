import type { Rejected } from '../../../operators/rejected.js';
import type { Format } from '../formats.js';
import { rejectedLine } from '../line/rejected-line.js';
import type { Evidence } from './evidence.js';

export interface UnreadOptions {
  readonly maxLineBytes: number;
  /** Why a line of no format is rejected. */
  readonly unknown: string;
}

/** The rejected form of a line that is longer than may be; of `bytes` its beginning is enough. */
export function tooLongLine(bytes: Buffer, offset: number, { maxLineBytes }: UnreadOptions): Rejected {
  const detail = `The line is longer than ${maxLineBytes} bytes.`;
  return rejectedLine('oversize', bytes, 0, maxLineBytes, offset, detail);
}

/** The rejected form of a line `bytes[from, to)` that nobody reads. */
export function unreadLine(
  bytes: Buffer,
  from: number,
  to: number,
  offset: number,
  { unknown }: Pick<UnreadOptions, 'unknown'>,
): Rejected {
  return rejectedLine('malformed', bytes, from, to, offset, unknown);
}

/**
 * The same for what it is, where nothing but requests is read; a request of the format that was taken is one, though it cannot
 * be read.
 */
export function asNoRequest(rejected: Rejected, { format }: Evidence, taken?: Format): Rejected {
  if (format.fits === 'last' && taken?.resembles?.(rejected.raw ?? '') === true) return rejected;
  return { ...rejected, reason: 'not-a-request', detail: noRequestText(format) };
}

function noRequestText({ name, fits }: Format): string {
  return fits === 'last'
    ? 'It begins with a date, and is no request.'
    : `It is a line of ${name}, and no request.`;
}
