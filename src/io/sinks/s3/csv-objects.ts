import type { Emitted } from '../sink.js';
import { cellOf, namesOfAll, newNames } from './cell-columns.js';
import { isInstant } from './column-type.js';
import type { ObjectFormat } from './object-format.js';
import type { Packing } from './packing.js';
import { textPieces } from './text-pieces.js';

/** The names of the columns, in their order. */
type CsvLayout = readonly string[];

/**
 * Comma-separated values as RFC 4180 has them, with a header. A row with a field that has no column begins another object, whose header has it, as
 * all later ones do.
 */
export const csvObjects = (packing: Packing): ObjectFormat => ({
  ending: `csv${packing.ending}`,
  contentType: packing.contentType ?? 'text/csv; charset=utf-8',
  fit: (rows, before) => {
    const layout = (before as CsvLayout | undefined) ?? namesOfAll();
    const added = newNames(rows, new Set(layout));
    return before !== undefined && added.length === 0 ? before : [...layout, ...added];
  },
  head: (layout) => packing.pack(Buffer.from(`${(layout as CsvLayout).map(quoted).join(',')}\r\n`)),
  encode: (rows, layout) => {
    const names = layout as CsvLayout;
    const known = new Set(names);
    return textPieces(rows, (some) => linesOf(some, names, known), packing);
  },
});

const linesOf = (rows: readonly Emitted[], names: CsvLayout, known: ReadonlySet<string>): string => {
  let text = '';
  for (const row of rows) {
    for (const [i, name] of names.entries())
      text += `${i === 0 ? '' : ','}${cellText(cellOf(row, name, known), name)}`;
    text += '\r\n';
  }
  return text;
};

/** Nothing for what has no value; an empty text is quoted. */
const cellText = (value: unknown, name: string): string => {
  switch (typeof value) {
    case 'string':
      return value === '' ? '""' : quoted(value);
    case 'number':
      if (!Number.isFinite(value)) return '';
      return isInstant(name) ? instantText(value) : String(value);
    case 'boolean':
    case 'bigint':
      return String(value);
    case 'object':
      return value === null ? '' : quoted(JSON.stringify(value, bigintsAsText));
    default:
      return '';
  }
};

const instantText = (time: number): string => {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
};

const quoted = (text: string): string =>
  /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

const bigintsAsText = (_: string, value: unknown): unknown =>
  typeof value === 'bigint' ? value.toString() : value;
