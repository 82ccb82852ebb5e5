import type { Rejected } from '../../../operators/rejected.js';
import type { Envelope } from './envelope.js';
import type { OpenRecord } from './open-records.js';

export interface RecordLimits {
  readonly mostBytes: number;
  readonly mostLines: number;
}

const FIRST_BYTES = 4096;

/**
 * Adds the payload of a line to a record, as a line of its own or as it stands. A record that becomes too long is rejected at
 * once, which it answers with, and what still comes of it skipped.
 */
export function appendPayload(
  record: OpenRecord,
  { bytes, from, to }: Envelope,
  asLine: boolean,
  { mostBytes, mostLines }: RecordLimits,
): Rejected | undefined {
  if (record.isSkipped) return undefined;
  const isWithin = append(record, bytes, from, to, { most: mostBytes, asLine });
  if (isWithin && (!asLine || record.lines <= mostLines)) return undefined;
  record.isSkipped = true;
  record.bytes = Buffer.alloc(0);
  record.length = 0;
  const detail = isWithin
    ? `The record has more than ${mostLines} lines.`
    : `Put together, the line is longer than ${mostBytes} bytes.`;
  const { offset, raw } = record;
  return { reason: 'oversize', offset, raw, detail };
}

/** Adds the payload of a line, as a line of its own or as it stands; false where that would make more than `most` bytes. */
function append(
  record: OpenRecord,
  line: Buffer,
  from: number,
  to: number,
  { most, asLine }: { readonly most: number; readonly asLine: boolean },
): boolean {
  const extra = asLine && record.lines > 0 ? 1 : 0;
  const length = record.length + extra + to - from;
  record.lines++;
  if (length > most) return false;
  if (record.bytes.length < length) {
    const larger = Buffer.allocUnsafeSlow(Math.max(length, FIRST_BYTES, record.bytes.length * 2));
    record.bytes.copy(larger, 0, 0, record.length);
    record.bytes = larger;
  }
  if (extra === 1) record.bytes[record.length] = 0x0a;
  line.copy(record.bytes, record.length + extra, from, to);
  record.length = length;
  return true;
}
