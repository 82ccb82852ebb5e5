import type { FlowList } from './flow-list.js';
import { type FlowRow, LONGEST_NAME } from './flow-row.js';

/**
 * Adds the rows of parsed records to a list, up to the first that is not as it should be by what it says. `bytes`: what they were
 * parsed from. Answers with whether they are all there, and written as they should be too; else that has to be looked at.
 */
export const addFlows = (
  records: readonly unknown[],
  bytes: Buffer,
  rows: FlowList,
): 'certainly' | 'perhaps' | 'not all' => {
  for (const record of records) if (!addFlow(record, rows)) return 'not all';
  return saysNothingElse(bytes, records.length) ? 'certainly' : 'perhaps';
};

const addFlow = (record: unknown, rows: FlowList): boolean => {
  if (typeof record !== 'object' || record === null) return false;
  const { src_app, dest_app, vpc_id, bytes_tx, bytes_rx, hour } = record as Partial<FlowRow>;
  if (!isName(src_app) || !isName(dest_app) || !isName(vpc_id)) return false;
  if (!isCount(bytes_tx) || !isCount(bytes_rx) || !isCount(hour)) return false;
  let fields = 0;
  for (const _ in record) fields++;
  if (fields !== 6) return false;
  rows.add(src_app, dest_app, vpc_id, bytes_tx, bytes_rx, hour);
  return true;
};

const isName = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= LONGEST_NAME;

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** Quotes around six names and three texts. */
const QUOTES_OF_RECORD = 18;

/**
 * Whether the bytes say nothing that `JSON.parse` has not told, at one glance: no text has an escape, the quotes are
 * those of the fields once each, and the numbers are digits alone. True of almost every body; where it is false, the
 * body is looked at closely.
 */
const saysNothingElse = (body: Buffer, records: number): boolean => {
  let quotes = 0;
  for (let i = 0; i < body.length; i++) {
    const byte = body[i] as number;
    if (byte === 0x22) quotes++;
    else if (byte === 0x5c) return false;
    // Outside of texts, what is written of good records has no point, no exponent and no sign.
    else if ((quotes & 1) === 0 && (byte === 0x2e || (byte | 0x20) === 0x65 || byte === 0x2d)) return false;
  }
  return quotes === QUOTES_OF_RECORD * records;
};
