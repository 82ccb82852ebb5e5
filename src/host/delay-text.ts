import type { PipelinePlan } from '../config/compile/plan-pipeline.js';
import { formatDuration } from '../io/text/format-duration.js';
import { toMilliseconds } from '../operators/time/duration.js';
import { CONFIG_WORDS, type SettingWords } from '../pipelines/losses/needed-text.js';

/** Nobody who looks at a terminal wonders about less. */
const NOTICED = 10_000;

/** What whoever waits for the first output of a pipeline must know; undefined where it is not long in coming. */
export const delayText = (
  { sources, streams, time }: Pick<PipelinePlan, 'sources' | 'streams' | 'time'>,
  { setting }: SettingWords = CONFIG_WORDS,
): string | undefined => {
  const lateness = toMilliseconds(time.lateness ?? 0);
  const follows = sources.some(({ part, settings }) => part.follows?.(settings) === true);
  // Rows that go out as they are wait for nothing.
  const waits = streams.some(
    ({ alert, operators }) =>
      alert !== undefined ||
      operators.some(({ machine: { grid, regroups } }) => grid !== undefined || regroups === true),
  );
  if (!follows || !waits || lateness < NOTICED) return undefined;
  return `What happens is shown ${formatDuration(lateness)} later, so that lines which are written late still count; ${setting('lateness', '2s')} shows it sooner.`;
};
