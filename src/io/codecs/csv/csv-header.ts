import { uniqueNames } from '../fields/snake-case.js';
import { isRequestBy } from '../request/request-names.js';
import { TIME_FIELDS } from '../time/time-fields.js';
import { CsvCells } from './csv-cells.js';

const SEPARATORS = [',', ';', '\t', '|'];
const COMMA = 0x2c;
const ZEEK = /^#(?:separator \\x09|set_separator\t|empty_field\t|unset_field\t|path\t|open\t|fields\t)/;
const COLUMN = /^[\p{L}_@#"][\p{L}\p{N} _.@#%()/:-]{0,63}$/u;

/** The separator of a header line: the one of `,`, `;`, tab and `|` that occurs most; `,` if none does. */
export function separatorOf(header: string): number {
  const bare = header.replace(/"[^"]*"/g, '');
  let best = COMMA;
  let most = 0;
  for (const separator of SEPARATORS) {
    const count = bare.split(separator).length - 1;
    if (count <= most) continue;
    most = count;
    best = separator.charCodeAt(0);
  }
  return best;
}

/** Any line may be asked whether it is a header, and cells are a large table. */
const cellsBy = new Map<number, CsvCells>();

/** The texts of a header's cells; undefined if it cannot be split. */
export function headerCells(header: string, separator: number): string[] | undefined {
  const cells = cellsBy.get(separator) ?? new CsvCells(separator);
  cellsBy.set(separator, cells);
  const bytes = Buffer.from(header, 'utf8');
  if (!cells.split(bytes, 0, bytes.length)) return undefined;
  return Array.from({ length: cells.count }, (_, i) => cells.text(bytes, i).trim());
}

/** The column that holds the time where nobody says; -1 if none has a usual name. */
export function timeColumn(names: readonly string[]): number {
  for (const field of TIME_FIELDS) {
    const column = names.indexOf(field);
    if (column !== -1) return column;
  }
  return -1;
}

/** Whether these are the columns of an access log, by the names of the Common Log Format's document. */
export function isAccessLogHeader(names: readonly string[]): boolean {
  return ['remotehost', 'date', 'request', 'status'].every((name) => names.includes(name));
}

/** Whether these are the columns of HTTP requests. */
export function areRequestNames(names: readonly string[]): boolean {
  return isAccessLogHeader(names) || isRequestBy((name) => names.includes(name));
}

/** Whether a line is the header of a table of HTTP requests. */
export function isRequestHeader(line: string): boolean {
  const header = line.replace(/^\uFEFF|^#fields\t/, '');
  return areRequestNames(uniqueNames(headerCells(header, separatorOf(header)) ?? []));
}

/** Whether a line begins a log of Zeek (Bro), whose columns are named by `#fields`. */
export function isZeekLine(line: string): boolean {
  return ZEEK.test(line);
}

export function isZeekFields(line: string): boolean {
  return line.startsWith('#fields\t');
}

/**
 * Whether a line certainly is the header of a table with a time (several names, one of them usual for a time), or begins a log
 * of Zeek.
 */
export function isCsvHeader(line: string): boolean {
  if (isZeekLine(line)) return true;
  const header = line.replace(/^\uFEFF/, '');
  const columns = headerCells(header, separatorOf(header));
  if (columns === undefined || columns.length < 2 || !columns.every((column) => COLUMN.test(column)))
    return false;
  return timeColumn(uniqueNames(columns)) !== -1;
}
