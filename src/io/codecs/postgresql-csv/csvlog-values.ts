import type { Intern } from '../bytes/intern.js';
import type { ColumnStrings } from '../columns/column-strings.js';
import { decimalNumber } from '../columns/decimal-number.js';
import { plainText } from '../columns/plain-text.js';
import type { CsvCells } from '../csv/csv-cells.js';
import { DurationMessage } from './duration-message.js';
import { CSVLOG_CLIENT, CSVLOG_COLUMNS, CSVLOG_NUMBERS, CSVLOG_TEXTS } from './postgresql-csv-columns.js';

/** Reads one value of a row from the cells of a record. Undefined: the record has no such field. Null: it says there is none. */
export type ReadValue = (bytes: Buffer, cells: CsvCells) => unknown;

const COLON = 0x3a;
const MOST_PORT_DIGITS = 5;

/** How each of the fields that are asked for is read; for one decoder only. */
export function csvlogValues(
  names: readonly string[],
  strings: ColumnStrings,
): ReadonlyMap<string, ReadValue> {
  const message = new DurationMessage();
  const readerOf = (name: string): ReadValue => {
    if (name === 'host') return hostValue(strings.host);
    if (name === 'client_port') return portValue;
    if (name === 'duration') return (bytes, cells) => message.duration(bytes, cells);
    if (name === 'statement') return (bytes, cells) => message.statement(bytes, cells);
    const column = CSVLOG_COLUMNS.indexOf(name);
    if (CSVLOG_NUMBERS.has(name)) return numberValue(column);
    return textValue(column, CSVLOG_TEXTS.has(name) ? plainText : strings.short.get.bind(strings.short));
  };
  return new Map(names.map((name) => [name, readerOf(name)]));
}

function textValue(column: number, decode: typeof plainText): ReadValue {
  return (bytes, cells) => {
    if (column >= cells.count) return undefined;
    const from = cells.from[column] as number;
    const to = cells.to[column] as number;
    if (from === to) return null;
    return cells.quoted[column] === 2 ? cells.text(bytes, column) : decode(bytes, from, to);
  };
}

function numberValue(column: number): ReadValue {
  return (bytes, cells) => {
    if (column >= cells.count) return undefined;
    const from = cells.from[column] as number;
    const to = cells.to[column] as number;
    return decimalNumber(bytes, from, to) ?? (from === to ? null : cells.text(bytes, column));
  };
}

/** Of `192.0.2.7:51234`, `2001:db8::7:5000` or `[local]`. */
function hostValue(intern: Intern): ReadValue {
  return (bytes, cells) => {
    const from = cells.from[CSVLOG_CLIENT] as number;
    const port = portAt(bytes, cells);
    const to = port === -1 ? (cells.to[CSVLOG_CLIENT] as number) : port - 1;
    return from === to ? null : intern.get(bytes, from, to);
  };
}

const portValue: ReadValue = (bytes, cells) => {
  const port = portAt(bytes, cells);
  return port === -1 ? null : decimalNumber(bytes, port, cells.to[CSVLOG_CLIENT] as number);
};

/** Where the port of a client begins, behind the last colon; -1 where there is none. */
function portAt(bytes: Buffer, cells: CsvCells): number {
  const from = cells.from[CSVLOG_CLIENT] as number;
  const to = cells.to[CSVLOG_CLIENT] as number;
  let at = to;
  while (at > from && (bytes[at - 1] as number) >= 0x30 && (bytes[at - 1] as number) <= 0x39) at--;
  const digits = to - at;
  return digits > 0 && digits <= MOST_PORT_DIGITS && at > from && bytes[at - 1] === COLON ? at : -1;
}
