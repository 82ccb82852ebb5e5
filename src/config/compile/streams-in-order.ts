import type { Path } from '../diagnostic.js';
import type { PipelineSettings } from '../settings/pipeline-settings.js';
import type { Planner } from './planner.js';

/** A stream stands behind the one whose rows it takes, wherever it is written. */
export const streamsInOrder = (
  planner: Planner,
  path: Path,
  { streams = {} }: PipelineSettings,
): readonly (readonly [string, NonNullable<NonNullable<PipelineSettings['streams']>[string]>])[] => {
  const ordered = new Map<string, NonNullable<(typeof streams)[string]>>();
  const visiting = new Set<string>();
  const inCircle = new Set<string>();
  const visit = (name: string): void => {
    const stream = Object.hasOwn(streams, name) ? streams[name] : undefined;
    if (stream === undefined || stream === null || ordered.has(name)) return;
    if (visiting.has(name)) {
      if (inCircle.has(name)) return;
      const circle = [...visiting].slice([...visiting].indexOf(name));
      for (const one of circle) inCircle.add(one);
      const message =
        circle.length === 1
          ? `${name} takes its rows from itself.`
          : `${circle.slice(0, -1).join(', ')} and ${circle.at(-1)} take their rows from each other, in a circle.`;
      const suggestion = circle.length === 1 ? 'take from out' : 'write from: rows in one of them';
      planner.report('contradiction', [...path, circle.at(-1) ?? name, 'from'], message, { suggestion });
      return;
    }
    visiting.add(name);
    if (stream.from !== undefined) visit(stream.from);
    visiting.delete(name);
    // What is computed of nothing can be checked no further.
    if (inCircle.has(name)) planner.leaveOut([...path, name], stream);
    else ordered.set(name, stream);
  };
  for (const name of Object.keys(streams)) visit(name);
  return [...ordered];
};
