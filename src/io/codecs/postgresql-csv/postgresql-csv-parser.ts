import type { Rejected } from '../../../operators/rejected.js';
import { GrowingBytes } from '../bytes/growing-bytes.js';
import { CsvCells } from '../csv/csv-cells.js';
import type { Row } from '../fields/row.js';
import type { LineParser } from '../line/line-parser.js';
import type { StampReader } from '../time/stamp-reader.js';
import {
  CSVLOG_CLIENT,
  CSVLOG_COLUMNS,
  CSVLOG_COUNTS,
  CSVLOG_MESSAGE,
  CSVLOG_NUMBERS,
  CSVLOG_TIME,
} from './postgresql-csv-columns.js';

const COMMA = 0x2c;
const QUOTE = 0x22;
const NEWLINE = Buffer.from('\n');
const RAW_BYTES = 256;
/** How a record begins: nothing within one does. */
const HEAD =
  /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})? [A-Z0-9+:-]{1,9},(?:"(?:[^"]|"")*")?,(?:"(?:[^"]|"")*")?,\d+,/;
const HEAD_BYTES = 400;
const CLIENT = /^(.*):(\d{1,5})$/;
const DURATION = /^duration: ([\d.]+) ms(?: {2}[^:]*: (.*))?$/s;

interface Saved {
  readonly open: Uint8Array;
  readonly lost: number;
  readonly raw: string;
}

/** Whether a line begins as a record does. */
export const beginsRecord = (line: string): boolean => HEAD.test(line.slice(0, HEAD_BYTES));

/** Reads csvlog, of whose records some have several lines; see `postgresqlCsv`. */
export class PostgresqlCsvParser implements LineParser<Row> {
  problem = '';
  noTime = false;
  missing: (() => number) | undefined;
  readonly #cells = new CsvCells(COMMA);
  /** The lines so far of a record that goes on. */
  readonly #open = new GrowingBytes();
  /** Records without an end, and the first of them. */
  #lost = 0;
  #raw = '';

  constructor(
    private readonly names: readonly string[],
    private readonly stamps: StampReader,
    private readonly most: number,
    saved: unknown,
  ) {
    if (saved === undefined) return;
    const { open, lost, raw } = saved as Saved;
    this.#open.add(Buffer.from(open));
    this.#lost = lost;
    this.#raw = raw;
  }

  save(): unknown {
    if (this.#open.length === 0 && this.#lost === 0) return undefined;
    return { open: Buffer.from(this.#open.bytes), lost: this.#lost, raw: this.#raw } satisfies Saved;
  }

  end(): Rejected | undefined {
    if (this.#open.length > 0) this.#lose();
    const lost = this.#lost;
    this.#lost = 0;
    if (lost === 0) return undefined;
    const what = lost === 1 ? 'A record is cut off' : `${lost} records are cut off`;
    return { reason: 'malformed', raw: this.#raw, detail: `${what}: a quoted cell does not end.` };
  }

  #lose(): void {
    if (this.#lost++ === 0) this.#raw = this.#open.bytes.toString('latin1', 0, RAW_BYTES);
    this.#open.clear();
  }

  parse(bytes: Buffer, from: number, to: number): Row | undefined {
    this.problem = '';
    this.noTime = false;
    const begins = HEAD.test(bytes.toString('latin1', from, Math.min(to, from + HEAD_BYTES)));
    const open = this.#open;
    if (begins && open.length > 0) this.#lose();
    if (!begins && open.length === 0) {
      this.problem =
        'It does not begin as a record of csvlog does, with a time, a user, a database and a process.';
      return undefined;
    }
    // An odd number of quotes leaves a cell open in the first line of a record, and ends the open one in a later line.
    const goesOn = hasOddQuotes(bytes, from, to) === begins;
    if (begins && !goesOn) return this.#read(bytes, from, to);
    if (!begins) open.add(NEWLINE);
    open.add(bytes.subarray(from, to));
    if (open.length > this.most) {
      open.clear();
      this.problem = `Put together, the record is longer than ${this.most} bytes.`;
      return undefined;
    }
    if (goesOn) return undefined;
    const all = open.bytes;
    open.clear();
    return this.#read(all, 0, all.length);
  }

  #read(bytes: Buffer, from: number, to: number): Row | undefined {
    const cells = this.#cells;
    if (!cells.split(bytes, from, to)) this.problem = cells.problem;
    else if (!CSVLOG_COUNTS.includes(cells.count))
      this.problem = `It has ${cells.count} cells, and csvlog has 23, 24 or 26.`;
    if (this.problem !== '') return undefined;
    const at = CSVLOG_TIME;
    const own = this.stamps.read(bytes, cells.from[at] as number, cells.to[at] as number);
    const time = Number.isNaN(own) ? (this.missing?.() ?? own) : own;
    if (Number.isNaN(time)) {
      this.noTime = true;
      this.problem = 'The time is not valid, or its zone, of letters, has to be said.';
      return undefined;
    }
    return this.#row(time, bytes);
  }

  #row(time: number, bytes: Buffer): Row {
    const row: Record<string, unknown> & { time: number } = { time };
    for (const name of this.names) {
      const column = CSVLOG_COLUMNS.indexOf(name as (typeof CSVLOG_COLUMNS)[number]);
      row[name] = column === -1 ? this.#part(name, bytes) : this.#cell(name, column, bytes);
    }
    return row;
  }

  #cell(name: string, column: number, bytes: Buffer): unknown {
    const cells = this.#cells;
    if (column >= cells.count) return undefined;
    const text = cells.text(bytes, column);
    if (text === '') return null;
    return CSVLOG_NUMBERS.has(name) ? Number(text) : text;
  }

  #part(name: string, bytes: Buffer): unknown {
    if (name === 'host' || name === 'client_port') {
      const client = this.#cells.text(bytes, CSVLOG_CLIENT);
      const [, host = client, port] = CLIENT.exec(client) ?? [];
      if (name === 'host') return host === '' ? null : host;
      return port === undefined ? null : Number(port);
    }
    const [, milliseconds, statement] = DURATION.exec(this.#cells.text(bytes, CSVLOG_MESSAGE)) ?? [];
    if (milliseconds === undefined) return undefined;
    return name === 'duration' ? Number(milliseconds) : statement;
  }
}

/** Whether a quoted cell that is open ends in these bytes, or one begins that does not: quotes in a cell are doubled. */
function hasOddQuotes(bytes: Buffer, from: number, to: number): boolean {
  let quotes = 0;
  for (let i = from; i < to; i++) if (bytes[i] === QUOTE) quotes++;
  return quotes % 2 === 1;
}
