import { type Compiled, folded, type Source } from './compiled.js';
import { typeName, typeOfValue } from './expression-type.js';
import { type Extract, extractorFor } from './pattern.js';

/**
 * `extract(text, pattern)`: what the first group of a pattern (RE2) has found, or all that it has found where it has no
 * group; null where it finds nothing. The pattern is written out, compiled once, and refused with its place.
 */
export const extractOf = ([text, pattern, ...rest]: readonly Compiled[], source: Source): Compiled => {
  if (text === undefined || pattern === undefined || rest.length > 0)
    return source.refuse('extract is written extract(x, r"from (\\S+)").');
  if (!['string', 'null', 'any'].includes(text.type))
    text.source.refuse(
      `extract takes a string, and ${text.source.text} is ${typeName(text.type)}.`,
      `write extract(string(${text.source.text}), …)`,
    );
  const literal = pattern.constant?.value;
  if (typeof literal !== 'string')
    return pattern.source.refuse(
      'The pattern of extract is written out, in quotes.',
      'write extract(x, r"from (\\S+)")',
    );
  const extract = extractorOf(literal, pattern.source);
  const { run } = text;
  return folded(
    {
      type: 'string',
      source,
      run: (row) => {
        const value = run(row);
        if (typeof value === 'string') return extract(value);
        if (value === null) return null;
        return source.without(null, row, value, `extract does not take ${typeName(typeOfValue(value))}`);
      },
    },
    [text],
  );
};

const extractorOf = (pattern: string, source: Source): Extract => {
  try {
    return extractorFor(pattern);
  } catch (error) {
    if (error instanceof SyntaxError) return source.refuse(`The pattern cannot be read: ${error.message}.`);
    throw error;
  }
};
