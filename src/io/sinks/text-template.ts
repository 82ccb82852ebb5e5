import { TidemarkError } from '../../operators/tidemark-error.js';

/** A text with placeholders, read once. */
export interface TextTemplate {
  /** Whether there is any placeholder. */
  readonly varies: boolean;
  /** The text with each placeholder replaced by what `fieldOf` gives for its field. */
  fill(fieldOf: (field: string) => unknown): string;
}

type Format = (value: unknown) => string;

/** Strings as they are, numbers as JavaScript writes them, objects as JSON; nothing for null, undefined and NaN. */
const plain: Format = (value) => {
  if (value === null || value === undefined || Number.isNaN(value)) return '';
  return typeof value === 'object' ? (JSON.stringify(value) ?? '') : String(value);
};

/** What may stand after the colon in `{field:format}`. */
const FORMATS: ReadonlyMap<string, Format> = new Map();

const PLACEHOLDER = /\{([\p{L}_][\p{L}\p{N}_.-]*)(?::([^{}]*))?\}/gu;

/**
 * Reads a template such as `{section}: {hits} hits`. Braces that hold no field name stand for themselves. Throws
 * TidemarkError 'bad-options' for a format that there is not.
 */
export const textTemplate = (text: string): TextTemplate => {
  const parts: (string | { readonly field: string; readonly format: Format })[] = [];
  let at = 0;
  for (const found of text.matchAll(PLACEHOLDER)) {
    const [whole, field = '', format] = found;
    parts.push(text.slice(at, found.index), { field, format: formatOf(format, whole) });
    at = found.index + whole.length;
  }
  parts.push(text.slice(at));
  return {
    varies: parts.length > 1,
    fill: (fieldOf) =>
      parts.map((part) => (typeof part === 'string' ? part : part.format(fieldOf(part.field)))).join(''),
  };
};

const formatOf = (name: string | undefined, placeholder: string): Format => {
  if (name === undefined) return plain;
  const format = FORMATS.get(name);
  if (format !== undefined) return format;
  throw new TidemarkError(
    'bad-options',
    `${placeholder} asks for the format "${name}", which there is not. Write the field alone.`,
  );
};
