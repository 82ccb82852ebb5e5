import { LONGEST_NAME, type NewFlowRow } from './flow-row.js';

/** The rows of records that are good by what they say. */
export interface FlowRows {
  readonly rows: readonly NewFlowRow[];
  /** They are written as they should be too; else that has to be looked at. */
  readonly isCertain: boolean;
}

/** The rows of parsed records, and of the bytes that they were parsed from; undefined where one is not as it should be. */
export const flowRowsOf = (
  records: readonly unknown[],
  time: number,
  bytes: Buffer,
): FlowRows | undefined => {
  const rows = rowsOf(records, time);
  return rows && { rows, isCertain: saysNothingElse(bytes, rows.length) };
};

/** The rows of records; undefined where one of them is not as it should be. What they were written like is not seen here. */
const rowsOf = (records: readonly unknown[], time: number): NewFlowRow[] | undefined => {
  const rows = new Array<NewFlowRow>(records.length);
  for (let i = 0; i < records.length; i++) {
    const record = records[i];
    if (typeof record !== 'object' || record === null) return undefined;
    const { src_app, dest_app, vpc_id, bytes_tx, bytes_rx, hour } = record as Partial<NewFlowRow>;
    if (!isName(src_app) || !isName(dest_app) || !isName(vpc_id)) return undefined;
    if (!isCount(bytes_tx) || !isCount(bytes_rx) || !isCount(hour)) return undefined;
    let fields = 0;
    for (const _ in record) fields++;
    if (fields !== 6) return undefined;
    // A copy: rows look the same in memory whatever the order of the fields that they came in.
    rows[i] = { time, src_app, dest_app, vpc_id, bytes_tx, bytes_rx, hour };
  }
  return rows;
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
