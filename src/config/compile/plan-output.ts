import type { Operator } from '../../operators/operator.js';
import { share } from '../../operators/share.js';
import { top } from '../../operators/top.js';
import { where } from '../../operators/where.js';
import { WindowRow } from '../../operators/windows/window-row.js';
import type { Path } from '../diagnostic.js';
import type { RowFields } from '../parts/part.js';
import type { StreamSettings } from '../settings/stream-settings.js';
import { rowName } from './field-names.js';
import type { PlannedMeasures } from './measure-makers.js';
import { planCondition } from './plan-expression.js';
import type { Planner } from './planner.js';

/** What rows pass on their way to `to`, and what they have then. */
export interface PlannedOutput {
  readonly operators: readonly Operator<never, unknown>[];
  readonly fields: RowFields;
}

/** What rows pass on their way to `to`: having, then the greatest of each window. */
export const planOutput = (
  planner: Planner,
  path: Path,
  settings: StreamSettings,
  fields: RowFields,
  key: readonly string[],
  measures: PlannedMeasures,
): PlannedOutput => {
  const operators: Operator<never, unknown>[] = [];
  if (settings.having !== undefined) {
    const condition = planCondition(planner, [...path, 'having'], settings.having, fields);
    // A run of empty windows has no measures to fail on: it is let through where they may be null.
    if (condition !== undefined) operators.push(where(condition.holds) as Operator<never, unknown>);
  }
  if (settings.top === undefined || settings.window === undefined) return { operators, fields };
  const { n, by: written, per } = settings.top;
  const by = rowName(fields, written);
  const ranked = measures.get(by);
  const at = [...path, 'top', 'by'];
  if (ranked === undefined)
    planner.reportUnknown('unknown-name', at, 'measure', written, [...measures.keys()]);
  else if (ranked.info.type !== 'number' && ranked.info.type !== 'any')
    planner.report('unit', at, `${by} is no number, and only numbers can be ranked.`);
  const groups = (per === undefined ? [] : [per].flat()).map((name) => rowName(fields, name));
  for (const [i, name] of groups.entries()) {
    const at = Array.isArray(per) ? [...path, 'top', 'per', i] : [...path, 'top', 'per'];
    if (!key.includes(name) && key.length > 0)
      planner.reportUnknown('unknown-field', at, 'field of by called', name, key);
  }
  if (key.length === 0) {
    planner.report('contradiction', [...path, 'top'], 'top needs by: without keys a window has one row.', {
      part: 'key',
      suggestion: 'write by: [section] beside it, or another field',
    });
  }
  // Parts of a whole, where the measure has one and nothing else is called so.
  const hasShare =
    ranked?.additive === true && !measures.has('share') && !key.includes('share') && groups.length === 0;
  if (hasShare)
    operators.push(share<Ranked, 'share'>({ of: by as never, as: 'share' }) as Operator<never, unknown>);
  // A key without rows in this window is news for an alert, not for a ranking.
  operators.push(where((row: object) => WindowRow.originOf(row)?.empty !== true) as Operator<never, unknown>);
  operators.push(top<Ranked>({ by: by as never, n, per: groups as never }) as Operator<never, unknown>);
  if (!hasShare) return { operators, fields };
  const known = { ...fields.known, share: { type: 'number', unit: 'fraction' } } as const;
  return { operators, fields: { ...fields, known } };
};

interface Ranked {
  readonly time: number;
}
