import { TidemarkError } from '../../../operators/tidemark-error.js';

const FIELD_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;

/** A name that a config gives to a field, if it can be one: letters, digits and `_`. Throws `bad-options`. */
export function checkedFieldName(name: string): string {
  if (FIELD_NAME.test(name) && name !== '__proto__') return name;
  throw new TidemarkError(
    'bad-options',
    `"${name}" cannot be the name of a field; use letters, digits and _, not beginning with a digit.`,
  );
}
