import type { Rejected, RejectedReason } from '../../../operators/rejected.js';

const RAW_BYTES = 256;

/** The rejected form of the line `bytes[from, to)` that begins at `offset` in its file; keeps its first 256 bytes, one character a byte. */
export function rejectedLine(
  reason: RejectedReason,
  bytes: Buffer,
  from: number,
  to: number,
  offset: number,
  detail: string,
): Rejected {
  const raw = bytes.toString('latin1', from, Math.min(to, from + RAW_BYTES));
  return { reason, offset, raw, detail };
}
