import { Intern } from '../bytes/intern.js';
import { numberOf } from '../fields/typed-text.js';
import { wholeNumber } from '../fields/whole-number.js';
import type { CsvCells } from './csv-cells.js';

/** What the cells of a column are. `auto`: numbers where they look like JSON's, text otherwise. */
export type CsvType = 'auto' | 'text' | 'number' | 'boolean';
export type CsvValue = string | number | boolean | null;

const DASH = 0x2d;

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

  /** Null for a cell with nothing in it, and for one that is not of the column's type. */
  read(bytes: Buffer, cells: CsvCells, cell: number): CsvValue {
    const from = cells.from[cell] as number;
    const to = cells.to[cell] as number;
    if (from === to) return cells.quoted[cell] === 0 || this.type !== 'auto' ? null : '';
    if (this.type === 'auto') {
      const first = bytes[from] as number;
      if (first === DASH || (first >= 0x30 && first <= 0x39)) {
        const quick = wholeNumber(bytes, from, to);
        return quick === -1 ? typed(cells.text(bytes, cell)) : quick;
      }
    }
    const text = this.text(bytes, cells, cell);
    if (this.type === 'number') return numberIn(text);
    return this.type === 'boolean' ? booleanIn(text) : text;
  }

  text(bytes: Buffer, cells: CsvCells, cell: number): string {
    if (this.#texts === undefined || cells.quoted[cell] === 2) return cells.text(bytes, cell);
    return this.#texts.get(bytes, cells.from[cell] as number, cells.to[cell] as number);
  }
}

function typed(text: string): number | string {
  return numberOf(text) ?? text;
}

function numberIn(text: string): number | null {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : null;
}

function booleanIn(text: string): boolean | null {
  const lower = text.toLowerCase();
  if (lower === 'true' || lower === '1' || lower === 'yes') return true;
  return lower === 'false' || lower === '0' || lower === 'no' ? false : null;
}
