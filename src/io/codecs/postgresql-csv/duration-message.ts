import { indexWithin } from '../bytes/index-within.js';
import { stands } from '../bytes/stands.js';
import { decimalNumber } from '../columns/decimal-number.js';
import { plainText } from '../columns/plain-text.js';
import type { CsvCells } from '../csv/csv-cells.js';
import { CSVLOG_MESSAGE } from './postgresql-csv-columns.js';

const COLON = 0x3a;
const SPACE = 0x20;
const DURATION = Buffer.from('duration: ');
const MS = Buffer.from(' ms');
const BEFORE_STATEMENT = Buffer.from('  ');

/**
 * `duration: 123.4 ms`, perhaps with `  statement: SELECT …` behind it, of the message of a record: read once for both of its
 * values.
 */
export class DurationMessage {
  #line = -1;
  #milliseconds: number | undefined;
  /** -1 where there is none. */
  #statement = -1;

  /** Undefined where the message is another. */
  duration(bytes: Buffer, cells: CsvCells): number | undefined {
    this.#look(bytes, cells);
    return this.#milliseconds;
  }

  statement(bytes: Buffer, cells: CsvCells): string | undefined {
    this.#look(bytes, cells);
    if (this.#statement === -1) return undefined;
    const text = plainText(bytes, this.#statement, cells.to[CSVLOG_MESSAGE] as number);
    return cells.quoted[CSVLOG_MESSAGE] === 2 ? text.replaceAll('""', '"') : text;
  }

  #look(bytes: Buffer, cells: CsvCells): void {
    if (this.#line === cells.line) return;
    this.#line = cells.line;
    const from = cells.from[CSVLOG_MESSAGE] as number;
    const to = cells.to[CSVLOG_MESSAGE] as number;
    this.#milliseconds = undefined;
    this.#statement = -1;
    if (!stands(bytes, DURATION, from, to)) return;
    const end = indexWithin(bytes, SPACE, from + DURATION.length, to);
    const milliseconds = decimalNumber(bytes, from + DURATION.length, end);
    const at = end + MS.length;
    if (milliseconds === null || !stands(bytes, MS, end, to)) return;
    if (at === to) this.#milliseconds = milliseconds;
    else if (stands(bytes, BEFORE_STATEMENT, at, to)) {
      // Such as `statement: `, or `execute <unnamed>: `.
      const colon = indexWithin(bytes, COLON, at, to);
      if (colon + 1 >= to || bytes[colon + 1] !== SPACE) return;
      this.#milliseconds = milliseconds;
      this.#statement = colon + 2;
    }
  }
}
