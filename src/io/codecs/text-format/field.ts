import { addressColumn, portColumn } from '../columns/address-columns.js';
import type { ColumnStrings } from '../columns/column-strings.js';
import { isAbsent, numberColumn, type ReadColumn } from '../columns/read-column.js';
import { requestColumns, targetColumns } from '../columns/request-columns.js';
import type { FieldAbout } from '../fields/field-about.js';
import { REQUEST_ABOUT } from '../fields/request-about.js';
import { durationSlot, quotedSlot, sumSlot, textSlot, timeSlot } from './slot-columns.js';

/** Some fields of a format: what is said of them, and how they are read from their slot. */
export interface Field {
  readonly about: readonly FieldAbout[];
  /** `slotOf` gives the index of a slot by its name. */
  columns(slotOf: (slot: string) => number, strings: ColumnStrings): Iterable<readonly [string, ReadColumn]>;
}

/** `slot` is also what the format itself calls the field, where that is another name. */
type Make = (name: string, slot: string, words: string) => Field;

const maker =
  (
    kind: Pick<FieldAbout, 'type' | 'unit'>,
    column: (index: number, strings: ColumnStrings) => ReadColumn,
  ): Make =>
  (name, slot, words) => ({
    about: [{ name, ...kind, ...(slot !== name && { original: slot }), about: words }],
    columns: (slotOf, strings) => [[name, column(slotOf(slot), strings)]],
  });

const text = (strings: keyof ColumnStrings): Make =>
  maker({ type: 'text' }, (index, tables) => textSlot(index, tables[strings]));

/** A duration, in milliseconds: of a count of something else `factor` says how many milliseconds one is. */
const duration = (factor: number): Make =>
  maker({ type: 'number', unit: 'duration' }, (index) => durationSlot(index, factor));

/**
 * What a table of fields is made of: name in a row, slot, a few words. In all of them `-`, nothing and, of a duration, less
 * than 0 are null: there is none. What is no number where one should be is the text as it is written.
 */
export const field = {
  /** What repeats and is short: names, codes. */
  text: text('short'),
  host: text('host'),
  path: text('path'),
  /** Agents and messages. */
  long: text('long'),
  /** Several quoted texts, such as `"h2","http/1.1"`. */
  quoted: maker({ type: 'text' }, (index, tables) => quotedSlot(index, tables.short)),
  number: maker({ type: 'number' }, (index) => numberColumn(index)),
  count: maker({ type: 'number', unit: 'count' }, (index) => numberColumn(index)),
  size: maker({ type: 'number', unit: 'size' }, (index) => numberColumn(index)),
  milliseconds: duration(1),
  seconds: duration(1000),
  /** The sum of a list of nginx. */
  secondsSum: maker({ type: 'number', unit: 'duration' }, (index) => sumSlot(index, 1000)),
  sizeSum: maker({ type: 'number', unit: 'size' }, (index) => sumSlot(index, 1)),
  /** A number, or a list of some as it is written. */
  numbers: maker({ type: 'any' }, (index) => numberColumn(index)),
  /** A number below 0 is none. */
  code: maker({ type: 'number' }, (index) => durationSlot(index, 1)),
  /** An instant of ISO 8601, in UTC unless it says otherwise; null for what is none. */
  time: maker({ type: 'number' }, timeSlot),
  /** True where the slot is there. */
  mark: maker({ type: 'boolean' }, (index) => (_, fields) => !isAbsent(fields, index)),
  /** The two parts of `address:port`. */
  address: (name: string, port: string, slot: string, words: string): Field => ({
    about: [
      { name, type: 'text', original: slot, about: words },
      { name: port, type: 'number', original: slot, about: 'its port' },
    ],
    columns: (slotOf, strings) => [
      [name, addressColumn(slotOf(slot), strings.host)],
      [port, portColumn(slotOf(slot))],
    ],
  }),
  /** `path`, `section` and `vhost` of a target that stands alone. */
  target: (slot: string): Field => ({
    about: REQUEST.filter(({ name }) => name === 'path' || name === 'section' || name === 'vhost').map(
      (each) => ({ ...each, original: slot }),
    ),
    columns: (slotOf, strings) => targetColumns(slotOf(slot), strings),
  }),
  /** `method`, `path`, `section` and `protocol` of a whole request; with `vhost` the site too, where it names one. */
  request: (slot: string, vhost?: 'vhost'): Field => {
    const about = REQUEST.filter(({ name }) => name !== 'vhost' || vhost !== undefined);
    return {
      about: about.map((each) => ({ ...each, original: slot })),
      columns: (slotOf, strings) => {
        const all = requestColumns(slotOf(slot), strings);
        if (vhost === undefined) all.delete('vhost');
        return all;
      },
    };
  },
} as const;

const REQUEST = REQUEST_ABOUT.filter(({ name }) =>
  ['method', 'path', 'section', 'protocol', 'vhost'].includes(name),
);
