import type { Escape } from '../escapes.js';
import { type Range, type TextTemplate, textTemplate } from '../text-template.js';
import { type EscapeAt, textEscape, valueEscape } from './content-escape.js';

/**
 * A JSON value whose strings may hold `{field}`; a string alone is a text that is sent as it is, not as JSON. A template that
 * was read before stands for its string.
 */
export type BodyTemplate =
  | string
  | number
  | boolean
  | null
  | TextTemplate
  | readonly BodyTemplate[]
  | { readonly [name: string]: BodyTemplate };

export interface HttpContent {
  readonly type: string;
  readonly text: string;
  /** Path and query of the place at that server, where it is another than that of the sink. */
  readonly path?: string;
}

/** Turns rows, each written as one JSON object, into the content of a request. */
export type BodyWriter = (rows: readonly string[]) => HttpContent;

/** The name that rows have for a field that they do not have as it is written. */
export type NameOf = (written: string) => string;

export interface BodyOptions {
  readonly nameOf?: NameOf | undefined;
  /** What values stand in. Default: as the content type says, of a text that is JSON so that it stays JSON, else as they are. */
  readonly escape?: Escape | undefined;
  /** That of the headers, where they have one. */
  readonly contentType?: string | undefined;
}

const JSON_TYPE = 'application/json';
type Fields = Readonly<Record<string, unknown>>;
type Filler = (rows: readonly Fields[]) => unknown;

/** Without a template the body is a JSON array of the rows. Throws TidemarkError 'bad-options' for a placeholder that cannot be read. */
export const bodyWriter = (
  template: BodyTemplate | undefined,
  { nameOf, escape: asked, contentType }: BodyOptions = {},
): BodyWriter => {
  if (template === undefined) return (rows) => ({ type: JSON_TYPE, text: `[${rows.join(',')}]` });
  const fill = filler(template, nameOf, waysOf(template, contentType, asked));
  const content = (rows: readonly string[]): unknown => fill(rows.map((row) => JSON.parse(row) as Fields));
  return typeof template === 'string' || isRead(template)
    ? (rows) => ({ type: 'text/plain; charset=utf-8', text: String(content(rows)) })
    : (rows) => ({ type: JSON_TYPE, text: JSON.stringify(content(rows)) });
};

/** A string with placeholders gives one line for each row; everything else stands once, however many rows there are. */
const filler = (template: BodyTemplate, nameOf: NameOf | undefined, escapeAt: EscapeAt): Filler => {
  if (typeof template === 'string' || isRead(template)) {
    const text = typeof template === 'string' ? bodyText(template, [], escapeAt) : template;
    if (!text.varies) return () => text.fill(() => undefined);
    return (rows) => rows.map((row) => text.fill((field) => fieldOf(row, field, nameOf))).join('\n');
  }
  if (isList(template)) {
    const items = template.map((item) => filler(item, nameOf, escapeAt));
    return (rows) => items.map((fill) => fill(rows));
  }
  if (typeof template === 'object' && template !== null) {
    const members = Object.entries(template).map(
      ([name, value]) => [name, filler(value, nameOf, escapeAt)] as const,
    );
    return (rows) => Object.fromEntries(members.map(([name, fill]) => [name, fill(rows)]));
  }
  return () => template;
};

/** Reads a text of a body: messages keep their line breaks. */
export const bodyText = (text: string, literal: readonly Range[] = [], escapeAt?: EscapeAt): TextTemplate =>
  textTemplate(text, {
    multiline: ['message'],
    literal,
    ...(escapeAt !== undefined && { escape: escapeAt }),
  });

/** How values are written into the texts of a body. */
export const waysOf = (
  template: unknown,
  contentType: string | undefined,
  asked: Escape | undefined,
): EscapeAt => (typeof template === 'string' ? textEscape(template, contentType, asked) : valueEscape(asked));

/** Whether a text of a body has been read already. */
export const isRead = (template: unknown): template is TextTemplate =>
  typeof template === 'object' &&
  template !== null &&
  'varies' in template &&
  'fill' in template &&
  typeof template.fill === 'function';

const isList = (template: BodyTemplate): template is readonly BodyTemplate[] => Array.isArray(template);

/** A field of the row, of its key, or of its details: transitions carry what belongs to them in there. */
const fieldOf = (row: Fields, field: string, nameOf: NameOf | undefined): unknown => {
  const own = ownField(row, field);
  return own === undefined && nameOf !== undefined ? ownField(row, nameOf(field)) : own;
};

const ownField = (row: Fields, field: string): unknown => {
  for (const fields of [row, row.key, row.details]) {
    if (typeof fields === 'object' && fields !== null && Object.hasOwn(fields, field)) {
      return (fields as Fields)[field];
    }
  }
  return undefined;
};
