import { ESCAPES, type Escape } from '../escapes.js';

/** How a value is written into a text; `at` is where it stands in the template. */
export type EscapeAt = (value: string, at: number) => string;

/** What a template that is a text alone is written in. */
type Written = 'json' | 'url' | 'html' | 'markdown' | 'text';

/** How values are written into a body that is a text alone: as asked, and so that JSON stays JSON whatever is asked but `none`. */
export const textEscape = (
  template: string,
  contentType: string | undefined,
  asked: Escape | undefined,
): EscapeAt => {
  if (asked === 'none') return ESCAPES.none;
  const written = writtenIn(template, contentType);
  if (written !== 'json') return ESCAPES[asked ?? (written === 'text' ? 'none' : written)];
  const inner = asked === undefined || asked === 'json' ? ESCAPES.none : ESCAPES[asked];
  const isQuoted = quotesIn(template);
  return (value, at) => (isQuoted(at) ? ESCAPES.json(inner(value)) : bare(inner(value)));
};

/** How values are written into the texts of a body that is a JSON value: its own quotes and line breaks take care of themselves. */
export const valueEscape = (asked: Escape | undefined): EscapeAt => ESCAPES[asked ?? 'none'];

const writtenIn = (template: string, contentType: string | undefined): Written => {
  const type = contentType?.toLowerCase().replace(/;.*$/s, '').trim();
  if (type === undefined || type === 'text/plain') return isJson(template) ? 'json' : 'text';
  if (/[/+]json$/.test(type)) return 'json';
  if (type === 'application/x-www-form-urlencoded') return 'url';
  if (/[/+]x?html(?:\+xml)?$|[/+]xml$/.test(type)) return 'html';
  return /^text\/(?:x-)?markdown$/.test(type) ? 'markdown' : 'text';
};

/** Whether a text would be JSON with numbers in the place of its fields. */
const isJson = (template: string): boolean => {
  if (!/^\s*[[{]/.test(template)) return false;
  try {
    return typeof JSON.parse(template.replace(/\{[\p{L}_$@][^{}"]*\}/gu, '0')) === 'object';
  } catch {
    return false;
  }
};

/** Tells of a place in a text of JSON whether it is inside a string. */
const quotesIn = (template: string): ((at: number) => boolean) => {
  const quotes = [...template.matchAll(/\\.|"/gs)].filter(([found]) => found === '"');
  return (at) => quotes.filter(({ index }) => index < at).length % 2 === 1;
};

/** A value that is no text in quotes: what JSON reads as it is, or a text. */
const bare = (value: string): string =>
  /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?|true|false|null)$/i.test(value) &&
  !/[A-Z]/.test(value.replace('E', ''))
    ? value
    : value === '-' || value === ''
      ? 'null'
      : JSON.stringify(value);
