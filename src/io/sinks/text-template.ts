import { TidemarkError } from '../../operators/tidemark-error.js';
import { didYouMean } from '../text/did-you-mean.js';
import { isoInstant } from '../text/iso-instant.js';
import { NUMBER_FORMATS, type NumberFormat, plainNumber } from '../text/number-formats.js';
import { printable } from '../text/printable.js';

export interface TextTemplateOptions {
  /** Zone of instants; UTC by default. */
  readonly zone?: string;
  /** Fields whose line breaks stay: texts of our own. None by default. */
  readonly multiline?: readonly string[];
  /** Ranges of the text that are no template, such as a secret that was put in; half-open, in UTF-16 units. None by default. */
  readonly literal?: readonly Range[];
  /** How a value is written, where it stands in something that has its own rules; `at` is where its placeholder begins. As it is by default. */
  readonly escape?: (value: string, at: number) => string;
}

export type Range = readonly [start: number, end: number];

/** One `{field}` or `{field:format}` of a template. */
export interface Placeholder {
  readonly field: string;
  readonly format: string | undefined;
  /** Where it stands in the text, braces included; half-open, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

/** A text with placeholders, read once. */
export interface TextTemplate {
  /** Whether there is any placeholder. */
  readonly varies: boolean;
  /** In their order; a field once for each place. */
  readonly fields: readonly Placeholder[];
  /** The text with each placeholder replaced by what `fieldOf` gives for its field. */
  fill(fieldOf: (field: string) => unknown): string;
}

const PLACEHOLDER =
  /\{\{((?:[\p{L}_$@][\p{L}\p{N}_.-]*)(?:\([\p{L}\p{N}_.-]+\))?(?::[^{}]*)?)\}\}|\{((?:[\p{L}_$@][\p{L}\p{N}_.-]*)(?:\([\p{L}\p{N}_.-]+\))?)(?::([^{}]*))?\}/gu;
/** Epoch milliseconds in every row that has them. */
const INSTANTS: ReadonlySet<string> = new Set(['time', 'start', 'end']);
/** Characters of one value, at most. */
const LONGEST = 16_384;
/** What is known to be nothing. */
const NO_VALUE = '-';

/**
 * Reads a template such as `{section}: {error_rate:%} of {hits}`. Braces that hold no field name stand for themselves,
 * and `{{field}}` stands for `{field}`.
 * Throws TidemarkError 'bad-options' for a format that there is not.
 *
 * Formats are for numbers: `%` (a fraction), `size` (bytes), `duration` (milliseconds), `time` (epoch milliseconds, also
 * without being asked in `time`, `start` and `end`); other values are written as they are without one. Strings stand as
 * they are, objects as JSON. Null and NaN are `-`; a field that there is not leaves nothing. Values come from outside:
 * control characters are shown as codes, and what is longer than 16,384 characters is cut.
 */
export const textTemplate = (text: string, options: TextTemplateOptions = {}): TextTemplate => {
  const { zone = 'UTC', multiline = [], literal = [], escape: written = (value) => value } = options;
  const fields: Placeholder[] = [];
  const parts: (string | ((fieldOf: (field: string) => unknown) => string))[] = [];
  let at = 0;
  for (const found of text.matchAll(PLACEHOLDER)) {
    const [whole, itself, field = '', format] = found;
    const end = found.index + whole.length;
    if (literal.some(([from, to]) => from < end && to > found.index)) continue;
    if (itself !== undefined) {
      parts.push(text.slice(at, found.index), `{${itself}}`);
      at = end;
      continue;
    }
    const write = formatOf(format, field, whole);
    fields.push({ field, format, start: found.index, end });
    const isMultiline = multiline.includes(field);
    parts.push(text.slice(at, found.index), (fieldOf) =>
      written(shown(textOf(fieldOf(field), write, zone), isMultiline), found.index),
    );
    at = end;
  }
  parts.push(text.slice(at));
  return {
    varies: fields.length > 0,
    fields,
    fill: (fieldOf) => parts.map((part) => (typeof part === 'string' ? part : part(fieldOf))).join(''),
  };
};

const textOf = (value: unknown, write: NumberFormat, zone: string): string => {
  if (value === undefined) return '';
  if (value === null || Number.isNaN(value)) return NO_VALUE;
  if (typeof value === 'number') return Number.isFinite(value) ? write(value, zone) : String(value);
  return typeof value === 'object' ? (JSON.stringify(value) ?? '') : String(value);
};

const shown = (text: string, isMultiline: boolean): string => {
  if (!isMultiline) return printable(text, LONGEST);
  const lines = text.slice(0, LONGEST).split('\n');
  return lines.map((line) => printable(line, LONGEST)).join('\n');
};

const formatOf = (name: string | undefined, field: string, placeholder: string): NumberFormat => {
  if (name === undefined) return INSTANTS.has(field) ? isoInstant : plainNumber;
  const format = NUMBER_FORMATS.get(name);
  if (format !== undefined) return format;
  const near = didYouMean(name, NUMBER_FORMATS.keys());
  const advice =
    near === undefined
      ? `There are ${[...NUMBER_FORMATS.keys()].join(', ')}; or write {${field}} alone.`
      : `Did you mean {${field}:${near}}?`;
  throw new TidemarkError(
    'bad-options',
    `${placeholder} asks for the format "${name}", which there is not. ${advice}`,
  );
};
