import type { ASTNode } from '@marcbachmann/cel-js';
import { Skips } from '../../operators/skips.js';
import { ExpressionError } from './expression-error.js';
import type { ExpressionType } from './expression-type.js';

/** Reads the value of an expression off a row. Never undefined: what is missing is null. */
export type Run = (row: object) => unknown;

/** A part of an expression, compiled. */
export interface Compiled {
  readonly type: ExpressionType;
  readonly run: Run;
  /** The part's own text, for messages. */
  readonly source: Source;
  /** True or false on every row, never null. */
  readonly isDefinite?: boolean;
  /** Set where the value is the same on every row. */
  readonly constant?: { readonly value: unknown };
  /** The name of the field, where the part is nothing but one that may be read without precaution. */
  readonly field?: string;
  /** Set where the part is nothing but such a field compared with a number that is written out. */
  readonly bound?: Bound;
  /**
   * Of a definite part, the field that decides alone wherever it holds a number: nothing else is read of such a row then, and
   * nothing is passed over.
   */
  readonly decidedBy?: string;
}

/** The field that decides all of these parts, if there is one. */
export const decidedByOne = (parts: readonly Compiled[]): Pick<Compiled, 'decidedBy'> => {
  const [first] = parts;
  const decidedBy = first?.decidedBy;
  return decidedBy !== undefined && parts.every((part) => part.decidedBy === decidedBy) ? { decidedBy } : {};
};

export interface Bound {
  readonly field: string;
  readonly operator: '<' | '<=' | '>' | '>=';
  readonly limit: number;
}

/** A stretch of the expression's text that errors point at. */
export class Source {
  /** `skips`: what the whole expression has passed over. */
  constructor(
    private readonly whole: string,
    readonly node: Pick<ASTNode, 'start' | 'end'>,
    readonly skips = new Skips(''),
  ) {}

  /** Where it stands; a bracket that the syntax tree has left out is put back. */
  get span(): { readonly start: number; readonly end: number } {
    let { start, end } = this.node;
    for (let open = depthOf(this.whole.slice(start, end)); open < 0 && start > 0; start--)
      if (this.whole[start - 1] === '(') open++;
    for (let open = depthOf(this.whole.slice(start, end)); open > 0 && end < this.whole.length; end++)
      if (this.whole[end] === ')') open--;
    return { start, end };
  }

  /** As written, at most 80 characters. */
  get text(): string {
    const { start, end } = this.span;
    const text = this.whole.slice(start, end);
    return text.length > 80 ? `${text.slice(0, 79)}…` : text;
  }

  /** Refuses the expression before any row is seen. */
  refuse(message: string, hint?: string): never {
    throw new ExpressionError(message, this.node.start, this.node.end, hint);
  }

  /** Says that this part has no value on a row, and gives what it counts as: false for a condition, null for the rest. */
  without<T>(otherwise: T, row: object, value: unknown, why: string): T {
    this.skips.note(row, value, `${this.text}: ${why}`);
    return otherwise;
  }

  /** Says that a number has lost digits here. */
  rounded<T>(result: T, row: object, value: unknown): T {
    this.skips.round(row, typeof value === 'bigint' ? String(value) : value);
    return result;
  }
}

/** Brackets that open less brackets that close; where more close than open, what is missing in front. */
const depthOf = (text: string): number => {
  let depth = 0;
  let least = 0;
  for (const sign of text) {
    if (sign === '(') depth++;
    if (sign === ')') depth--;
    least = Math.min(least, depth);
  }
  return least < 0 ? least : depth;
};

/** A part with the same value on every row. */
export const constant = (source: Source, type: ExpressionType, value: unknown): Compiled => ({
  type,
  source,
  run: () => value,
  isDefinite: typeof value === 'boolean',
  constant: { value },
});

/** Computes a part of which every operand is constant once and for all. */
export const folded = (part: Compiled, operands: readonly Compiled[]): Compiled => {
  if (!operands.every((operand) => operand.constant !== undefined)) return part;
  const value = part.run({});
  const { example } = part.source.skips;
  if (example !== undefined) return part.source.refuse(`${example.why}.`);
  if (part.source.skips.rounded !== undefined)
    return part.source.refuse('Nothing exact comes of numbers past 9007199254740991 here.');
  return constant(part.source, value === null ? 'null' : part.type, value);
};
