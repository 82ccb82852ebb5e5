import type { Operator } from '../../operators/operator.js';
import { where } from '../../operators/where.js';
import type { Path } from '../diagnostic.js';
import { condition } from '../expression/condition.js';
import { compileExpression, type Expression, speaking } from '../expression/expression.js';
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
    const options = { within: [start, end] } as const;
    if (fields.open) planner.doubtField(path, written, fields, options);
    else planner.reportUnknownField('unknown-field', path, written, fields, options);
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
  /** False on a row where it is neither true nor false. */
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

/** Lets the rows pass for which a condition holds; one on which it cannot be read is left out, and counted under this name. */
export const whereOf = (name: string, { expression, holds }: PlannedCondition): Operator<never, unknown> =>
  Object.assign(where(holds) as Operator<never, unknown>, { skips: [{ name, skips: expression.skips }] });

/**
 * Lets the rows pass but those for which a condition holds; one on which it cannot be read stays, and is counted under this
 * name.
 */
export const skipOf = (name: string, { expression, holds }: PlannedCondition): Operator<never, unknown> => {
  const stays = speaking((row: object): boolean => !holds(row), `skip ${expression.text}`);
  return Object.assign(where(stays) as Operator<never, unknown>, {
    skips: [{ name, skips: expression.skips }],
  });
};
