import type { Path } from '../diagnostic.js';
import { condition } from '../expression/condition.js';
import { compileExpression, type Expression } from '../expression/expression.js';
import type { RowFields } from '../parts/part.js';
import { namesOf } from './field-names.js';
import { warnOfExpression } from './not-meant-expression.js';
import type { Planner } from './planner.js';

/** Reports every field of an expression that rows do not have; `later` are those that they will have, too late. */
export const checkFields = (
  planner: Planner,
  path: Path,
  expression: Pick<Expression, 'fields' | 'text'>,
  fields: RowFields,
  later: ReadonlySet<string> = new Set(),
): void => {
  warnOfExpression(planner, path, expression, fields);
  for (const { name, written, start, end } of expression.fields) {
    if (name !== written) planner.renamed.set(written, name);
    if (Object.hasOwn(fields.known, name) || name === 'time') continue;
    if (later.has(name)) {
      const message = `"${written}" comes after this one, and is not there yet.`;
      planner.report('unknown-field', path, message, {
        within: [start, end],
        suggestion: 'write it before this one',
      });
      continue;
    }
    if (fields.open) continue;
    const known = Object.keys(fields.known);
    const renamed = fields.names?.[`$${written}`];
    planner.reportUnknown('unknown-field', path, 'field', written, known, {
      within: [start, end],
      ...(renamed !== undefined &&
        Object.hasOwn(fields.known, renamed) && { suggestion: `it is called "${renamed}" here` }),
    });
  }
};

/** Compiles an expression over rows; undefined where it cannot be, which has been reported. */
export const planExpression = (
  planner: Planner,
  path: Path,
  text: string,
  fields: RowFields,
  later?: ReadonlySet<string>,
): Expression | undefined => {
  const expression = planner.attempt(path, () => compileExpression(text, namesOf(fields)));
  if (expression !== undefined) checkFields(planner, path, expression, fields, later);
  return expression;
};

export interface PlannedCondition {
  readonly expression: Expression;
  /** Throws on a row where it is neither true nor false. */
  readonly holds: (row: object) => boolean;
}

/** As `planExpression`, for what must be true or false. */
export const planCondition = (
  planner: Planner,
  path: Path,
  text: string,
  fields: RowFields,
): PlannedCondition | undefined => {
  const expression = planExpression(planner, path, text, fields);
  if (expression === undefined) return undefined;
  const holds = planner.attempt(path, () => condition(expression));
  return holds && { expression, holds };
};

/** Whether an expression may fail on a row: where the kinds of all its fields are known, and it calls nothing, it cannot. */
export const mayFail = ({ fields: uses, text }: Expression, { known }: RowFields): boolean =>
  /\w\s*\(/.test(text) || uses.some(({ name }) => (known[name]?.type ?? 'any') === 'any');

/** The value, or null where it fails: for places behind a guard that has turned such rows away. */
export const orNull =
  (evaluate: (row: object) => unknown): ((row: object) => unknown) =>
  (row) => {
    try {
      return evaluate(row);
    } catch {
      return null;
    }
  };

/** Whether a condition holds; false where it fails: for places behind a guard that has turned such rows away. */
export const orFalse =
  (holds: (row: object) => boolean): ((row: object) => boolean) =>
  (row) => {
    try {
      return holds(row);
    } catch {
      return false;
    }
  };
