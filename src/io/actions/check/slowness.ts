import { totalOf } from './total-of.js';
import { PHASES, type Timings, type Verdict } from './verdict.js';

/** What a check that is otherwise well came to where it took longer than it may; undefined: it did not. */
export const slowness = (
  timings: Timings,
  slow: number | undefined,
): Pick<Verdict, 'class' | 'phase' | 'detail'> | undefined => {
  const total = totalOf(timings);
  if (slow === undefined || total <= slow) return undefined;
  // Where most of the time went; of equal ones the first.
  const [phase] = PHASES.toSorted((a, b) => (timings[b] ?? 0) - (timings[a] ?? 0));
  return {
    class: 'slow',
    ...(phase !== undefined && { phase }),
    detail: `it took ${Math.round(total)} ms, more than ${slow} ms`,
  };
};
