import type { Rejected } from '../../../operators/rejected.js';
import { GrowingBytes } from '../bytes/growing-bytes.js';
import { CsvCells } from '../csv/csv-cells.js';
import type { Row } from '../fields/row.js';
import type { LineParser } from '../line/line-parser.js';
import type { StampReader } from '../time/stamp-reader.js';
import { beginsRecord } from './begins-record.js';
import type { ReadValue } from './csvlog-values.js';
import { CSVLOG_COUNTS, CSVLOG_TIME } from './postgresql-csv-columns.js';

const COMMA = 0x2c;
const QUOTE = 0x22;
const NEWLINE = Buffer.from('\n');
const RAW_BYTES = 256;
interface Saved {
  readonly open: Uint8Array;
  readonly lost: number;
  readonly raw: string;
}

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
  readonly #names: readonly string[];
  readonly #reads: readonly ReadValue[];

  constructor(
    /** Of the fields that are asked for, in their order. */
    values: ReadonlyMap<string, ReadValue>,
    private readonly stamps: StampReader,
    private readonly most: number,
    saved: unknown,
  ) {
    this.#names = [...values.keys()];
    this.#reads = [...values.values()];
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

  begins(bytes: Buffer, from: number, to: number): boolean {
    return beginsRecord(bytes, from, to);
  }

  parse(bytes: Buffer, from: number, to: number): Row | undefined {
    this.problem = '';
    this.noTime = false;
    const begins = beginsRecord(bytes, from, to);
    const open = this.#open;
    if (begins && open.length > 0) this.#lose();
    if (!begins && open.length === 0) {
      this.problem =
        'It does not begin as a record of csvlog does, with a time, a user, a database and a process.';
      return undefined;
    }
    // Nearly every line is a record.
    if (begins && this.#cells.split(bytes, from, to)) return this.#row(bytes);
    // An odd number of quotes leaves a cell open in the first line of a record, and ends the open one in a later line.
    const goesOn = hasOddQuotes(bytes, from, to) === begins;
    if (begins && !goesOn) {
      this.problem = this.#cells.problem;
      return undefined;
    }
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
    if (this.#cells.split(all, 0, all.length)) return this.#row(all);
    this.problem = this.#cells.problem;
    return undefined;
  }

  /** Of the cells as they are split. */
  #row(bytes: Buffer): Row | undefined {
    const cells = this.#cells;
    if (!CSVLOG_COUNTS.includes(cells.count)) {
      this.problem = `It has ${cells.count} cells, and csvlog has 23, 24 or 26.`;
      return undefined;
    }
    const at = CSVLOG_TIME;
    const own = this.stamps.read(bytes, cells.from[at] as number, cells.to[at] as number);
    const time = Number.isNaN(own) ? (this.missing?.() ?? own) : own;
    if (Number.isNaN(time)) {
      this.noTime = true;
      this.problem = 'The time is not valid, or its zone, of letters, has to be said.';
      return undefined;
    }
    const row: Record<string, unknown> & { time: number } = { time };
    for (let i = 0; i < this.#names.length; i++)
      row[this.#names[i] as string] = (this.#reads[i] as ReadValue)(bytes, cells);
    return row;
  }
}

/** Whether a quoted cell that is open ends in these bytes, or one begins that does not: quotes in a cell are doubled. */
function hasOddQuotes(bytes: Buffer, from: number, to: number): boolean {
  let quotes = 0;
  for (let i = from; i < to; i++) if (bytes[i] === QUOTE) quotes++;
  return quotes % 2 === 1;
}
