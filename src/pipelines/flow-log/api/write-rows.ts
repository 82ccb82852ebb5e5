import { FLOW_FIELDS } from '../flow-row.js';
import type { Format } from './accept.js';

/** One sum: names and sums in the order of their fields, sums in decimal digits. */
export interface TotalRow {
  readonly hour: number;
  readonly key: readonly string[];
  readonly sums: readonly string[];
}

/** Said where others should have their turn before whoever reads comes again, at once. */
export const OTHERS = 'others';

/** Rows as they are read; `undefined` for one that is not wanted. */
export type Read = Iterable<TotalRow | undefined | typeof OTHERS>;

/** How rows are written in one format. */
interface Writer {
  readonly type: string;
  readonly head: string;
  readonly between: string;
  readonly tail: string;
  row(row: TotalRow, quoted: (text: string) => string): string;
  quote(text: string): string;
}

/** Sums are digits, and go out as they are: a number of JavaScript could not hold them. */
const jsonRow = ({ key, sums, hour }: TotalRow, quoted: (text: string) => string): string =>
  `{"src_app":${quoted(key[0] ?? '')},"dest_app":${quoted(key[1] ?? '')},"vpc_id":${quoted(key[2] ?? '')},"bytes_tx":${sums[0]},"bytes_rx":${sums[1]},"hour":${hour}}`;

/** A spreadsheet takes a cell that begins so for a formula. */
const FORMULA = /^[=+\-@\t\r']/;

/**
 * A cell of RFC 4180. One that a spreadsheet would compute gets an apostrophe before it, and so does one that begins
 * with an apostrophe: whoever takes one off has the text.
 */
const csvCell = (text: string): string => {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

const WRITERS: Readonly<Record<Format, Writer>> = {
  json: {
    type: 'application/json; charset=utf-8',
    head: '[',
    between: ',',
    tail: ']',
    row: jsonRow,
    quote: JSON.stringify,
  },
  ndjson: {
    type: 'application/x-ndjson; charset=utf-8',
    head: '',
    between: '\n',
    tail: '\n',
    row: jsonRow,
    quote: JSON.stringify,
  },
  csv: {
    type: 'text/csv; charset=utf-8; header=present',
    head: `${FLOW_FIELDS.join(',')}\r\n`,
    between: '\r\n',
    tail: '\r\n',
    row: ({ key, sums, hour }, quoted) => `${key.map(quoted).join(',')},${sums.join(',')},${hour}`,
    quote: csvCell,
  },
};

export const typeOf = (format: Format): string => WRITERS[format].type;

const PIECE = 64 * 1024;
/** Names that are quoted once for all rows; many rows share theirs. */
const MOST_QUOTED = 2000;

/** Rows that are looked at, written or not, before others have a turn. */
const MOST_AT_ONCE = 2000;
const TURN = Buffer.alloc(0);

/**
 * The bytes of rows, in pieces of about 64 KiB; an empty one where others should have a turn. `undefined` is a row that was
 * looked at and is not wanted.
 */
export function* writeRows(rows: Read, format: Format): Generator<Buffer, void> {
  const writer = WRITERS[format];
  const known = new Map<string, string>();
  const quoted = (text: string): string => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const written = writer.quote(text);
    if (known.size < MOST_QUOTED) known.set(text, written);
    return written;
  };
  let piece = writer.head;
  let any = false;
  let seen = 0;
  for (const row of rows) {
    if (row === OTHERS) {
      yield TURN;
      continue;
    }
    if (row !== undefined) {
      piece += any ? writer.between + writer.row(row, quoted) : writer.row(row, quoted);
      any = true;
    }
    if (piece.length >= PIECE) {
      yield Buffer.from(piece);
      piece = '';
      seen = 0;
    } else if (++seen >= MOST_AT_ONCE) {
      yield TURN;
      seen = 0;
    }
  }
  // No rows are no line.
  if (any || format === 'json') piece += writer.tail;
  if (piece !== '') yield Buffer.from(piece);
}
