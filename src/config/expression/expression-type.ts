/** What kind of value an expression gives. Every kind but `any` may also be null on a row; `any` is not known before the row. */
export type ExpressionType = 'bool' | 'number' | 'string' | 'null' | 'list' | 'map' | 'any';

/** The kind of a value that a row holds. What no format yields (functions, big integers) is `any`. */
export const typeOfValue = (value: unknown): ExpressionType => {
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'number':
      return 'number';
    case 'string':
      return 'string';
    case 'undefined':
      return 'null';
    case 'object':
      return value === null ? 'null' : Array.isArray(value) ? 'list' : 'map';
    default:
      return 'any';
  }
};

const NAMES: Readonly<Record<ExpressionType, string>> = {
  bool: 'a boolean',
  number: 'a number',
  string: 'a string',
  null: 'null',
  list: 'a list',
  map: 'a map',
  any: 'a value of another kind',
};

/** The kind in a sentence: `a number`. */
export const typeName = (type: ExpressionType): string => NAMES[type];
