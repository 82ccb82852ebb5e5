import { isNoText, largeWhole, numberInText } from '../../../operators/number-in-text.js';
import { Intern } from '../bytes/intern.js';
import { wholeNumber } from '../fields/whole-number.js';
import type { CsvCells } from './csv-cells.js';

/** What the cells of a column are. `auto` and `text`: text as it is written, of which `auto` has null for a bare empty cell. */
export type CsvType = 'auto' | 'text' | 'number' | 'boolean';
export type CsvValue = string | number | boolean | null;

/** Reads the cells of one column. */
export class CsvColumn {
  readonly #texts: Intern | undefined;

  /** `remember`: whether texts that repeat are worth remembering. */
  constructor(
    private readonly type: CsvType,
    remember: boolean,
  ) {
    if (!remember) return;
    this.#texts = new Intern((bytes, from, to) => bytes.toString('utf8', from, to), {
      slots: 4096,
      maxBytes: 64,
    });
  }

  /** Null for a cell with nothing in it; the text of one that is not of the column's type. */
  read(bytes: Buffer, cells: CsvCells, cell: number): CsvValue {
    const from = cells.from[cell] as number;
    const to = cells.to[cell] as number;
    if (from === to) return cells.quoted[cell] === 0 || this.type !== 'auto' ? null : '';
    if (this.type === 'number') {
      const quick = wholeNumber(bytes, from, to);
      return quick === -1 ? numberIn(this.text(bytes, cells, cell)) : quick;
    }
    const text = this.text(bytes, cells, cell);
    return this.type === 'boolean' ? booleanIn(text) : text;
  }

  text(bytes: Buffer, cells: CsvCells, cell: number): string {
    if (this.#texts === undefined || cells.quoted[cell] === 2) return cells.text(bytes, cell);
    return this.#texts.get(bytes, cells.from[cell] as number, cells.to[cell] as number);
  }
}

/** Digits that a number cannot hold stay as they are. */
function numberIn(text: string): number | string | null {
  if (isNoText(text)) return null;
  return largeWhole(text) === undefined ? (numberInText(text) ?? text) : text.trim();
}

function booleanIn(text: string): boolean | string | null {
  const lower = text.toLowerCase();
  if (lower === 'true' || lower === '1' || lower === 'yes') return true;
  if (lower === 'false' || lower === '0' || lower === 'no') return false;
  return isNoText(text) ? null : text;
}
