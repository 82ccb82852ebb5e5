import type { Path } from '../diagnostic.js';
import type { RowFields } from '../parts/part.js';
import { parseRate } from '../rate.js';
import type { PipelineSettings } from '../settings/pipeline-settings.js';
import { planCondition } from './plan-expression.js';
import type { Planner } from './planner.js';

/** Checks the tests of a pipeline against its streams and alerts, without running them. */
export const planTests = (
  planner: Planner,
  path: Path,
  { tests = [], streams = {} }: PipelineSettings,
  fields: ReadonlyMap<string, RowFields>,
): void => {
  const alerts = new Set(Object.values(streams).flatMap((stream) => Object.keys(stream?.alerts ?? {})));
  for (const [i, one] of tests.entries()) {
    const at = [...path, i];
    if ('invariant' in one) {
      const rows = fields.get(one.on);
      if (rows === undefined)
        planner.reportUnknown('unknown-name', [...at, 'on'], 'stream', one.on, [...fields.keys()]);
      else planCondition(planner, [...at, 'invariant'], one.invariant, rows);
      continue;
    }
    for (const name of Object.keys(one.expect)) {
      if (alerts.has(name) || fields.has(name)) continue;
      planner.reportUnknown(
        'unknown-name',
        [...at, 'expect', name],
        'alert or stream',
        name,
        [...alerts, ...fields.keys()],
        { part: 'key' },
      );
    }
    for (const [j, feed] of one.feed.entries()) {
      if ('rate' in feed)
        planner.attempt([...at, 'feed', j, 'rate'], () => parseRate(feed.rate), { code: 'bad-value' });
    }
  }
};
