import { derive } from '../../operators/derive.js';
import type { Operator } from '../../operators/operator.js';
import type { Path } from '../diagnostic.js';
import type { Expression } from '../expression/expression.js';
import type { FieldInfo, RowFields } from '../parts/part.js';
import type { PipelineSettings } from '../settings/pipeline-settings.js';
import { planCondition, planExpression, skipOf, whereOf } from './plan-expression.js';
import { type PlannedLookup, planLookups } from './plan-lookups.js';
import type { Planner } from './planner.js';

/** The rows of a pipeline, before any stream has them. */
export interface PreparedRows {
  readonly operators: readonly Operator<never, unknown>[];
  readonly fields: RowFields;
  /** Fields of the source that they are made of. */
  readonly needs: readonly string[];
  readonly derived: ReadonlySet<string>;
  readonly lookups: readonly PlannedLookup[];
}

/** What happens to rows before any stream has them: lookups, derived fields, then the conditions for all. */
export const planRows = (
  planner: Planner,
  path: Path,
  settings: PipelineSettings,
  source: RowFields,
): PreparedRows => {
  const operators: Operator<never, unknown>[] = [];
  const { lookups, made, ...looked } = planLookups(planner, path, settings, source);
  const needs: string[] = [...looked.needs];
  const derived = new Map<string, Pick<Expression, 'evaluate' | 'skips'>>();
  let { fields } = looked;
  const later = new Set(Object.keys(settings.derive ?? {}));
  const isOfSource = (name: string): boolean => !derived.has(name) && !made.has(name);
  for (const [name, text] of Object.entries(settings.derive ?? {})) {
    const at = [...path, 'derive', name];
    if (name === 'time') {
      planner.report('contradiction', at, 'The time of a row cannot be derived.', {
        part: 'key',
        suggestion: 'name its field beside source: time: { field: … }',
      });
      continue;
    }
    // A field may be made of the one that it takes the place of.
    later.delete(name);
    const expression = planExpression(planner, at, text, fields, later);
    const info: FieldInfo = {
      type: expression === undefined || expression.type === 'null' ? 'any' : expression.type,
      // What is divided is a part of something.
      ...(text.includes('/') && { isPart: true as const }),
      ...classInfo(text, expression, fields),
    };
    fields = { ...fields, known: { ...fields.known, [name]: info } };
    if (expression === undefined) continue;
    needs.push(...expression.fields.map((use) => use.name).filter(isOfSource));
    derived.set(name, expression);
  }
  if (derived.size > 0) operators.push(deriveAll(derived));
  for (const [key, operatorOf] of [
    ['skip', skipOf],
    ['where', whereOf],
  ] as const) {
    const text = settings[key];
    const condition = text === undefined ? undefined : planCondition(planner, [...path, key], text, fields);
    if (condition === undefined) continue;
    needs.push(...condition.expression.fields.map((use) => use.name).filter(isOfSource));
    operators.push(operatorOf(key, condition));
  }
  return { operators, fields, needs, derived: new Set([...made, ...derived.keys()]), lookups };
};

/** A class of an amount counts what the amount does. */
const classInfo = (
  text: string,
  expression: Expression | undefined,
  { known }: RowFields,
): Pick<FieldInfo, 'unit' | 'isClass'> => {
  const [only] = expression?.fields ?? [];
  const unit = only === undefined ? undefined : known[only.name]?.unit;
  if (unit === undefined || expression?.fields.length !== 1 || !BUCKET.test(text)) return {};
  return { unit, isClass: true };
};

/** Nothing but a class of a field. */
const BUCKET = /^\s*bucket\(\s*[^(),]+,\s*[\d.]+\s*\)\s*$/;

/** Later fields may be made of earlier ones; one that has no value on a row is null there, and counted. */
const deriveAll = (
  derived: ReadonlyMap<string, Pick<Expression, 'evaluate' | 'skips'>>,
): Operator<never, unknown> => {
  const operator = derive(fieldsOf([...derived])) as Operator<never, unknown>;
  return Object.assign(operator, { skips: Array.from(derived, ([name, { skips }]) => ({ name, skips })) });
};

const fieldsOf = (
  all: readonly (readonly [string, Pick<Expression, 'evaluate'>])[],
): ((row: object) => Record<string, unknown>) => {
  const [only] = all;
  if (only !== undefined && all.length === 1) {
    const [name, { evaluate }] = only;
    return (row) => ({ [name]: evaluate(row) });
  }
  return (row) => {
    const extended: Record<string, unknown> = { ...row };
    const made: Record<string, unknown> = {};
    for (const [name, { evaluate }] of all) {
      made[name] = evaluate(extended);
      extended[name] = made[name];
    }
    return made;
  };
};
