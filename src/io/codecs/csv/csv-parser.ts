import type { Row } from '../fields/row.js';
import { snakeCase, uniqueNames } from '../fields/snake-case.js';
import type { WantedNames } from '../fields/wanted-names.js';
import type { LineParser } from '../line/line-decoder.js';
import type { UsualRequest } from '../request/usual-request.js';
import type { ReadTime } from '../time/time-format.js';
import { CsvCells } from './csv-cells.js';
import type { CsvType } from './csv-column.js';
import {
  areRequestNames,
  headerCells,
  isAccessLogHeader,
  isZeekFields,
  isZeekLine,
  separatorOf,
  timeColumn,
} from './csv-header.js';
import { CsvRowReader } from './csv-row-reader.js';

const BOM_BYTES = 3;
const HASH = 0x23;
const TAB = 0x09;

export interface CsvParserOptions {
  /** Names of the columns of a file without a header. */
  readonly columns: readonly string[] | undefined;
  /** Absent: told by the header. */
  readonly separator: number | undefined;
  readonly types: ReadonlyMap<string, CsvType>;
  readonly timeField: string | undefined;
  readonly readTime: ReadTime;
  /** Only tables of requests make rows, with the fields of an access log. */
  readonly requests: UsualRequest | undefined;
}

interface Table {
  readonly columns: number;
  readonly cells: CsvCells;
  readonly time: number;
  readonly noTime: string;
  readonly rows: CsvRowReader;
  readonly zeek: boolean;
  readonly areRequests: boolean;
  /** Gives its rows the fields of an access log, where it has names of its own. */
  readonly usual: UsualRequest | undefined;
}

/** Reads a table; see `csv`. */
export class CsvParser implements LineParser<Row> {
  problem = '';
  noTime = false;
  notRequest = false;
  missing: (() => number) | undefined;
  /** The header line, byte for byte. */
  #header: Buffer | undefined;
  #table: Table | undefined;

  constructor(
    private readonly wanted: WantedNames,
    private readonly options: CsvParserOptions,
    saved: unknown,
  ) {
    const { columns, separator = 0x2c } = options;
    if (columns !== undefined) this.#table = this.#makeTable(columns, separator);
    else if (typeof saved === 'string') this.#takeHeader(Buffer.from(saved, 'latin1'));
  }

  save(): unknown {
    return this.#header?.toString('latin1');
  }

  parse(bytes: Buffer, lineFrom: number, to: number): Row | undefined {
    const from = isBom(bytes, lineFrom, to) ? lineFrom + BOM_BYTES : lineFrom;
    this.noTime = false;
    this.notRequest = false;
    this.problem = '';
    const table = this.#table;
    if (from < to && bytes[from] === HASH && this.#takeZeek(bytes, from, to)) return undefined;
    if (table === undefined) {
      this.#takeHeader(Buffer.from(bytes.subarray(from, to)));
      return undefined;
    }
    if (this.#isHeader(bytes, from, to)) return undefined;
    const { cells } = table;
    if (!cells.split(bytes, from, to)) this.problem = cells.problem;
    else if (cells.count !== table.columns) {
      this.problem = `The line has ${cells.count} cells, and the table ${table.columns} columns.`;
    }
    if (this.problem !== '') return undefined;
    if (this.options.requests !== undefined && !table.areRequests) {
      this.notRequest = true;
      this.problem = 'The table is none of requests: no column for a status, or none for what was asked for.';
      return undefined;
    }
    const own = table.time === -1 ? Number.NaN : this.options.readTime(cells.text(bytes, table.time));
    const time = Number.isNaN(own) ? (this.missing?.() ?? own) : own;
    if (!Number.isNaN(time)) {
      const row = table.rows.read(time, bytes, cells);
      table.usual?.fill(row as Record<string, unknown>);
      return row;
    }
    this.noTime = true;
    this.problem = table.noTime;
    return undefined;
  }

  /** A header may come again, where files were joined. */
  #isHeader(bytes: Buffer, from: number, to: number): boolean {
    const header = this.#header;
    if (header === undefined || header.length !== to - from || header[0] !== bytes[from]) return false;
    return header.compare(bytes, from, to) === 0;
  }

  /** Zeek's directives: `#fields` is the header, and may come again with other columns; the others are no rows. */
  #takeZeek(bytes: Buffer, from: number, to: number): boolean {
    if (this.options.columns !== undefined) return false;
    const isZeek =
      this.#table === undefined ? isZeekLine(bytes.toString('latin1', from, to)) : this.#table.zeek;
    if (isZeek && isZeekFields(bytes.toString('latin1', from, Math.min(to, from + 8)))) {
      this.#takeHeader(Buffer.from(bytes.subarray(from, to)));
    }
    return isZeek;
  }

  /** A line that cannot be split is no header; the next one may be. */
  #takeHeader(line: Buffer): void {
    const text = line.toString('utf8');
    const zeek = isZeekFields(text);
    const separator = zeek ? TAB : (this.options.separator ?? separatorOf(text));
    const cells = headerCells(text, separator);
    const columns = zeek ? cells?.slice(1) : cells;
    if (columns === undefined) {
      this.problem = 'The header cannot be read: a quoted name does not end.';
      return;
    }
    this.#header = line;
    this.#table = this.#makeTable(columns, separator, zeek);
  }

  #makeTable(columns: readonly string[], separator: number, zeek = false): Table {
    const names = uniqueNames(columns);
    const { timeField, types } = this.options;
    const named = timeField === undefined ? -1 : columns.indexOf(timeField);
    const snake = timeField === undefined ? timeColumn(names) : names.indexOf(snakeCase(timeField));
    const time = named === -1 ? snake : named;
    const missing =
      timeField === undefined
        ? 'No column has a usual name for a time (time, timestamp, date …); say which field has it.'
        : `There is no column ${timeField}.`;
    return {
      columns: names.length,
      cells: new CsvCells(separator),
      time,
      noTime: time === -1 ? missing : `No time that can be read in column ${columns[time]}.`,
      rows: new CsvRowReader(names, this.wanted, { types, zeek }),
      zeek,
      areRequests: areRequestNames(names),
      usual: isAccessLogHeader(names) ? undefined : this.options.requests,
    };
  }
}

function isBom(bytes: Buffer, from: number, to: number): boolean {
  return (
    to - from >= BOM_BYTES && bytes[from] === 0xef && bytes[from + 1] === 0xbb && bytes[from + 2] === 0xbf
  );
}
