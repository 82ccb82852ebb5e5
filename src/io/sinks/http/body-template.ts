import { textTemplate } from '../text-template.js';

/** A JSON value whose strings may hold `{field}`; a string alone is a text that is sent as it is, not as JSON. */
export type BodyTemplate =
  | string
  | number
  | boolean
  | null
  | readonly BodyTemplate[]
  | { readonly [name: string]: BodyTemplate };

export interface HttpContent {
  readonly type: string;
  readonly text: string;
}

/** Turns rows, each written as one JSON object, into the content of a request. */
export type BodyWriter = (rows: readonly string[]) => HttpContent;

const JSON_TYPE = 'application/json';
type Fields = Readonly<Record<string, unknown>>;
type Filler = (rows: readonly Fields[]) => unknown;

/** Without a template the body is a JSON array of the rows. Throws TidemarkError 'bad-options' for a placeholder that cannot be read. */
export const bodyWriter = (template: BodyTemplate | undefined): BodyWriter => {
  if (template === undefined) return (rows) => ({ type: JSON_TYPE, text: `[${rows.join(',')}]` });
  const fill = filler(template);
  const content = (rows: readonly string[]): unknown => fill(rows.map((row) => JSON.parse(row) as Fields));
  return typeof template === 'string'
    ? (rows) => ({ type: 'text/plain; charset=utf-8', text: String(content(rows)) })
    : (rows) => ({ type: JSON_TYPE, text: JSON.stringify(content(rows)) });
};

/** A string with placeholders gives one line for each row; everything else stands once, however many rows there are. */
const filler = (template: BodyTemplate): Filler => {
  if (typeof template === 'string') {
    const text = textTemplate(template, { multiline: ['message'] });
    if (!text.varies) return () => template;
    return (rows) => rows.map((row) => text.fill((field) => fieldOf(row, field))).join('\n');
  }
  if (isList(template)) {
    const items = template.map(filler);
    return (rows) => items.map((fill) => fill(rows));
  }
  if (typeof template === 'object' && template !== null) {
    const members = Object.entries(template).map(([name, value]) => [name, filler(value)] as const);
    return (rows) => Object.fromEntries(members.map(([name, fill]) => [name, fill(rows)]));
  }
  return () => template;
};

const isList = (template: BodyTemplate): template is readonly BodyTemplate[] => Array.isArray(template);

/** A field of the row, of its key, or of its details: transitions carry what belongs to them in there. */
const fieldOf = (row: Fields, field: string): unknown => {
  for (const fields of [row, row.key, row.details]) {
    if (typeof fields === 'object' && fields !== null && Object.hasOwn(fields, field)) {
      return (fields as Fields)[field];
    }
  }
  return undefined;
};
