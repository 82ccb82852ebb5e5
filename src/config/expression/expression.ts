import type { ASTNode } from '@marcbachmann/cel-js';
import { Skips } from '../../operators/skips.js';
import { compileNode, type FieldUse, type Scope } from './compile-node.js';
import { type Compiled, Source } from './compiled.js';
import { ExpressionError } from './expression-error.js';
import type { ExpressionType } from './expression-type.js';
import { type FieldNames, parseExpression } from './parse-expression.js';

/** A condition or derived field, compiled. docs/EXPRESSIONS.md has the language. */
export interface Expression {
  readonly text: string;
  /** The names that are read from the row, in the order of the text, each with its range in it. */
  readonly fields: readonly FieldUse[];
  /** The kind of its value, as far as it is known without a row; the value may be null besides. */
  readonly type: ExpressionType;
  /** Set where it is true or false on every row on which it does not fail, and never null. */
  readonly isDefinite?: boolean;
  /** Of a definite one, the field that decides alone wherever it holds a number; see `RowTest`. */
  readonly decidedBy?: string;
  /**
   * Its value on a row; null, never undefined, where something is missing. A part that has no value counts as false where
   * it is a condition, and else as null, and the row is noted in `skips`. Throws nothing.
   */
  evaluate(row: object): unknown;
  /** The rows on which a part of it had no value. */
  readonly skips: Skips;
}

export type ExpressionOptions = FieldNames;

/** A part of a syntax tree as an expression. Ranges are offsets in `text`, of which the part may be a piece. */
export const expressionOf = (
  node: ASTNode,
  text: string,
  { types = {}, nameOf }: ExpressionOptions,
): Expression => {
  const uses: FieldUse[] = [];
  const { start, end } = new Source(text, node).span;
  const own = text.slice(start, end);
  const skips = new Skips(own);
  const scope: Scope = { text, types, nameOf, uses, skips, variables: new Map() };
  const { type, run, isDefinite = false, decidedBy } = compiledOrTooDeep(node, scope);
  return {
    text: own,
    fields: uses.sort((a, b) => a.start - b.start),
    type,
    isDefinite,
    ...(decidedBy !== undefined && { decidedBy }),
    skips,
    // A function that has a text already belongs to another expression.
    evaluate: speaking(Object.hasOwn(run, 'toString') ? (row) => run(row) : run, own),
  };
};

const compiledOrTooDeep = (
  node: ASTNode,
  scope: Scope,
): Pick<Compiled, 'type' | 'run' | 'isDefinite' | 'decidedBy'> => {
  try {
    return compileNode(node, scope);
  } catch (error) {
    if (error instanceof RangeError)
      throw new ExpressionError('The expression is nested too deeply.', node.start, node.end);
    throw error;
  }
};

/**
 * A function whose text is the expression's: saved states of measures are told apart by the text of their functions, and
 * two compiled expressions would look alike.
 */
export const speaking = <F extends object>(run: F, text: string): F =>
  Object.defineProperty(run, 'toString', { value: () => text });

/** Compiles an expression once; evaluating it then allocates nothing for the common shapes. Throws an ExpressionError. */
export const compileExpression = (text: string, options: ExpressionOptions = {}): Expression => {
  const node = parseExpression(text, options);
  return { ...expressionOf(node, text, options), text };
};
