import { type Compiled, folded, type Source } from './compiled.js';
import { type ExpressionType, typeName, typeOfValue } from './expression-type.js';
import { type Search, searchFor } from './pattern.js';

/**
 * `text.matches(pattern)`: whether the pattern (RE2) is found anywhere in the text; false where either is null. A literal
 * pattern is compiled once and refused with its place; any other when it differs from the row before.
 */
export const matchesOf = (text: Compiled, pattern: Compiled, source: Source): Compiled => {
  for (const { type, source: operand } of [text, pattern])
    if (type !== 'string' && type !== 'null' && type !== 'any')
      operand.refuse(
        `matches takes a string, and ${operand.text} is ${typeName(type)}.`,
        `write string(${operand.text})${operand === text.source ? '.matches("…")' : ''}`,
      );
  const run = text.run;
  const odd = (value: unknown, row: object): boolean =>
    value !== null &&
    source.without(false, row, value, `matches does not take ${typeName(typeOfValue(value))}`);
  const part = { type: 'bool' satisfies ExpressionType, isDefinite: true, source } as const;
  const literal = pattern.constant?.value;
  if (typeof literal === 'string') {
    const search = searchOrElse(literal, (reason) => pattern.source.refuse(reason));
    return folded(
      {
        ...part,
        run: (row) => {
          const value = run(row);
          return typeof value === 'string' ? search(value) : odd(value, row);
        },
      },
      [text],
    );
  }
  const patternOf = pattern.run;
  let last: { readonly pattern: string; readonly search: Search } | undefined;
  return {
    ...part,
    run: (row) => {
      const value = run(row);
      const wanted = patternOf(row);
      if (typeof value !== 'string') return odd(value, row);
      if (typeof wanted !== 'string') return odd(wanted, row);
      if (last?.pattern !== wanted)
        last = {
          pattern: wanted,
          search: searchOrElse(wanted, (reason) => () => source.without(false, row, wanted, reason)),
        };
      return last.search(value);
    },
  };
};

const searchOrElse = (pattern: string, otherwise: (reason: string) => Search): Search => {
  try {
    return searchFor(pattern);
  } catch (error) {
    if (error instanceof SyntaxError) return otherwise(`The pattern cannot be read: ${error.message}.`);
    throw error;
  }
};
