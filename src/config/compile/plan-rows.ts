import { derive } from '../../operators/derive.js';
import type { Operator } from '../../operators/operator.js';
import { where } from '../../operators/where.js';
import type { Path } from '../diagnostic.js';
import type { FieldInfo, RowFields } from '../parts/part.js';
import type { PipelineSettings } from '../settings/pipeline-settings.js';
import { planCondition, planExpression } from './plan-expression.js';
import type { Planner } from './planner.js';

/** The rows of a pipeline, before any stream has them. */
export interface PreparedRows {
  readonly operators: readonly Operator<never, unknown>[];
  readonly fields: RowFields;
  /** Fields of the source that they are made of. */
  readonly needs: readonly string[];
  readonly derived: ReadonlySet<string>;
}

/** What happens to rows before any stream has them: derived fields, then the condition for all. */
export const planRows = (
  planner: Planner,
  path: Path,
  settings: PipelineSettings,
  source: RowFields,
): PreparedRows => {
  const operators: Operator<never, unknown>[] = [];
  const needs: string[] = [];
  const derived = new Map<string, (row: object) => unknown>();
  let fields = source;
  const later = new Set(Object.keys(settings.derive ?? {}));
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
    };
    fields = { ...fields, known: { ...fields.known, [name]: info } };
    if (expression === undefined) continue;
    needs.push(...expression.fields.map((use) => use.name).filter((use) => !derived.has(use)));
    derived.set(name, expression.evaluate);
  }
  if (derived.size > 0) operators.push(deriveAll(derived));
  if (settings.where !== undefined) {
    const condition = planCondition(planner, [...path, 'where'], settings.where, fields);
    if (condition !== undefined) {
      needs.push(...condition.expression.fields.map((use) => use.name).filter((use) => !derived.has(use)));
      operators.push(where(condition.holds) as Operator<never, unknown>);
    }
  }
  return { operators, fields, needs, derived: new Set(derived.keys()) };
};

/** Later fields may be made of earlier ones. */
const deriveAll = (derived: ReadonlyMap<string, (row: object) => unknown>): Operator<never, unknown> => {
  const all = [...derived];
  const [only] = all;
  if (only !== undefined && all.length === 1) {
    const [name, evaluate] = only;
    return derive((row: object) => ({ [name]: evaluate(row) })) as Operator<never, unknown>;
  }
  return derive((row: object) => {
    const extended: Record<string, unknown> = { ...row };
    const made: Record<string, unknown> = {};
    for (const [name, evaluate] of all) {
      made[name] = evaluate(extended);
      extended[name] = made[name];
    }
    return made;
  }) as Operator<never, unknown>;
};
