import { snakeCase } from '../../io/codecs/fields/snake-case.js';
import type { ExpressionType } from '../expression/expression-type.js';
import type { RowFields } from '../parts/part.js';

/**
 * The name that a field has in rows, however it was written: as rows have it (`user_id`), as the log has it (`userId`,
 * `X-Foo`, `cs(User-Agent)`, `$request_time`), or as a path (`user.id`). A name that rows certainly have is taken as it
 * stands, so what a config calls its own (measures, derived fields, groups of a pattern) is never changed. What rows
 * cannot have comes back as it was written, to be complained of.
 */
export const rowName = (fields: RowFields, written: string): string => {
  const { known, names = {}, open } = fields;
  if (Object.hasOwn(known, written) || written === 'time') return written;
  const snake = snakeCase(written);
  const [renamed] = [written, snake].filter((name) => Object.hasOwn(names, name)).map((name) => names[name]);
  if (renamed !== undefined && (open || Object.hasOwn(known, renamed))) return renamed;
  if (Object.hasOwn(known, snake)) return snake;
  const alike = Object.keys(known).filter((name) => snakeCase(name) === snake);
  const [only] = alike;
  if (only !== undefined && alike.length === 1) return only;
  return open && alike.length === 0 ? snake : written;
};

/** What the compiler of expressions has to know of the rows. */
export interface Names {
  /** The kinds of the fields that are known. */
  readonly types: Readonly<Record<string, ExpressionType>>;
  readonly nameOf: (written: string) => string;
}

export const namesOf = (fields: RowFields): Names => ({
  types: Object.fromEntries(Object.entries(fields.known).map(([name, { type }]) => [name, type])),
  nameOf: (written) => rowName(fields, written),
});
