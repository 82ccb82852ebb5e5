import type { ASTNode } from '@marcbachmann/cel-js';
import type { FieldUse } from './compile-node.js';
import { Source } from './compiled.js';
import { type Expression, type ExpressionOptions, expressionOf } from './expression.js';
import { ExpressionError } from './expression-error.js';
import { parseExpression } from './parse-expression.js';

/** One argument of a measure call, with its range in the text of the call. */
export interface MeasureArgument {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Set where the argument is nothing but the name of a field: that which it has in rows. */
  readonly field?: string;
  /** The same as it is written, which in `ratio(errors, hits)` is the name of a measure. */
  readonly written?: string;
  /** Set where the argument is a literal such as 99.9. */
  readonly literal?: string | number | boolean | null;
  /** The argument over a row. Ranges of its fields are offsets in the text of the call. */
  readonly expression: Expression;
}

/** `percentile(duration, 99.9)`, read. Whether there is such a measure, and what it takes, is for the reader to say. */
export interface MeasureCall {
  readonly text: string;
  readonly name: string;
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly arguments: readonly MeasureArgument[];
}

/** Reads a measure: one call, of which every argument is an expression. Throws an ExpressionError. */
export const parseMeasureCall = (text: string, options: ExpressionOptions = {}): MeasureCall => {
  refusePercentile(text);
  const node = parseExpression(text, options);
  if (node.op !== 'call') {
    const [name] = /^[A-Za-z_]\w*$/.exec(text.trim()) ?? [];
    throw new ExpressionError(
      'A measure is one call.',
      node.start,
      node.end,
      name === undefined
        ? node.op === '/'
          ? 'make each of them a measure, and write "ratio(a, b)"'
          : 'write for example count() or sum(size); compute with fields in derive:'
        : `write ${name}()`,
    );
  }
  const [name, args] = node.args;
  return {
    text,
    name,
    nameStart: node.start,
    nameEnd: node.start + name.length,
    arguments: args.map((arg) => {
      const expression = expressionOf(arg, text, options);
      const [only] = expression.fields;
      const value = arg.op === 'value' || arg.op === '-_' ? expression.evaluate({}) : undefined;
      return {
        text: expression.text,
        ...new Source(text, arg).span,
        ...(only !== undefined && isNothingBut(arg, only) && { field: only.name, written: only.written }),
        ...(expression.fields.length === 0 && isLiteral(value) && { literal: value }),
        expression,
      };
    }),
  };
};

/** Whether an argument is a name and nothing else, a path such as user.id among them. */
const isNothingBut = ({ op, start, end }: ASTNode, use: FieldUse): boolean =>
  (op === 'id' || op === '.' || op === '[]') && use.start <= start && use.end >= end;

const isLiteral = (value: unknown): value is string | number | boolean | null =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);

/** `p99.9(duration)` is no name. */
const refusePercentile = (text: string): void => {
  const [whole, blank = '', percent] = /^(\s*)p(\d+\.\d+)\s*\(/.exec(text) ?? [];
  if (whole !== undefined)
    throw new ExpressionError(
      'A name holds no dot.',
      blank.length,
      whole.length - 1,
      `write percentile${text.slice(whole.length - 1).replace(/\)\s*$/, '')}, ${percent})`,
    );
};
