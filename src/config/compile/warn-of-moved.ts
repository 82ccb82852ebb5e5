import { isTree } from '../is-tree.js';
import type { PipelinePlan } from './plan-pipeline.js';
import type { Planner } from './planner.js';

const MOVED = /\bmoved\b/;

/**
 * Warns of alerts by target that never hear that a target is checked by another process from here on: one that waits for rows
 * would miss them, and any other would fire for ever.
 */
export const warnOfMoved = (planner: Planner, pipelines: readonly PipelinePlan[]): void => {
  for (const { name, settings } of pipelines) {
    const { source, streams = {} } = settings;
    if (!isTree(source) || (source.leases ?? source.locations) === undefined) continue;
    for (const [streamName, stream] of Object.entries(streams)) {
      if (stream === null || stream.by === undefined) continue;
      const path = ['pipelines', name, 'streams', streamName];
      for (const [alert, alertSettings] of Object.entries(stream.alerts ?? {})) {
        if (alertSettings === null) continue;
        const { gone, absent } = alertSettings;
        // Windows of which nothing comes any more are empty, and that ends what fires.
        const isDeaf = gone === undefined && (stream.window === undefined || absent !== undefined);
        const isKeptFrom = gone !== undefined && stream.where !== undefined && !MOVED.test(stream.where);
        if (!isDeaf && !isKeptFrom) continue;
        const isFor = absent === undefined ? 'goes on with' : 'misses';
        planner.report(
          'contradiction',
          isDeaf ? [...path, 'alerts', alert] : [...path, 'where'],
          `The alert ${alert} ${isFor} targets that another process checks from here on: ${isDeaf ? 'nothing tells it so' : 'where leaves out the row that says so'}.`,
          {
            severity: 'warning',
            part: isDeaf ? 'key' : 'value',
            suggestion: isDeaf
              ? stream.window === undefined
                ? 'write gone: moved'
                : 'write measure: { moved: count(moved) } and gone: moved > 0'
              : `write where: 'moved || (${stream.where})'`,
          },
        );
      }
    }
  }
};
