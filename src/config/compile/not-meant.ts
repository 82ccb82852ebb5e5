import { didYouMean } from '../../io/text/did-you-mean.js';
import type { Path } from '../diagnostic.js';
import { isTree } from '../is-tree.js';
import type { PipelinePlan } from './plan-pipeline.js';
import type { Planner } from './planner.js';

/** Warns of what is in order and surely not meant: streams that nothing comes of. `isServed`: metrics show all rows. */
export const warnOfDeadEnds = (
  planner: Planner,
  pipelines: readonly PipelinePlan[],
  isServed: boolean,
): void => {
  for (const { name, settings: pipeline } of pipelines) {
    const streams = Object.entries(pipeline.streams ?? {}).flatMap(([streamName, stream]) =>
      stream === null ? [] : [[streamName, stream] as const],
    );
    const asked = new Set(
      (pipeline.tests ?? []).flatMap((test) =>
        'invariant' in test ? [test.on] : Object.keys(test.expect).map((one) => one.split('/')[0]),
      ),
    );
    for (const [streamName, stream] of streams) {
      const goesOut = [stream.to ?? []].flat().length > 0 || Object.keys(stream.alerts ?? {}).length > 0;
      const isTaken = streams.some(([, other]) => other.from === streamName);
      // What was left out may be the very thing that it was for.
      const isWhole = !planner.isLeftOut(['pipelines', name, 'streams', streamName]);
      if (goesOut || isTaken || isServed || !isWhole || asked.has(streamName)) continue;
      const message = `Nothing comes of ${streamName}: it has neither outputs nor alerts, and no other stream takes its rows.`;
      planner.report('contradiction', ['pipelines', name, 'streams', streamName], message, {
        part: 'key',
        severity: 'warning',
        suggestion: 'write to: [stdout]',
      });
    }
  }
};

/** Warns of null where a ready-made pipeline has nothing to take out. */
export const warnOfNulls = (planner: Planner, path: Path, under: unknown, over: unknown): void => {
  if (!isTree(under) || !isTree(over)) return;
  for (const [key, value] of Object.entries(over)) {
    const at = [...path, key];
    if (value !== null) warnOfNulls(planner, at, under[key], value);
    else if (!Object.hasOwn(under, key)) {
      const near = didYouMean(key, Object.keys(under));
      planner.report('unknown-name', at, `There is no ${key} to take out: nothing comes of this null.`, {
        part: 'key',
        severity: 'warning',
        suggestion:
          near === undefined ? `there are ${Object.keys(under).join(', ')}` : `did you mean "${near}"?`,
      });
    }
  }
};
