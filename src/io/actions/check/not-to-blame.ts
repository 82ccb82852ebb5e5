import { formatDuration } from '../../text/format-duration.js';
import type { Check } from './check.js';
import type { OwnPace } from './own-pace.js';
import type { Target } from './target.js';
import type { Verdict } from './verdict.js';

/** The part of its time that we may have been held up before a check that ran out of it says nothing of the site. */
const TOO_MUCH = 0.25;

/**
 * A check by which no site is to blame for what held up this process: a timeout of which it took a quarter is class `missed`, and what
 * was slow is not where it would have been fast enough without it.
 */
export const notToBlame =
  <T extends Target>(check: Check<T>, pace: Pick<OwnPace, 'begin'>): Check<T> =>
  async (target, signal) => {
    const end = pace.begin();
    let held = 0;
    let verdict: Verdict;
    try {
      verdict = await check(target, signal);
    } finally {
      held = end();
    }
    return held === 0 ? verdict : judged(verdict, target, held);
  };

const judged = (verdict: Verdict, { timeout, slow }: Target, held: number): Verdict => {
  const how = `Tidemark itself was held up for ${formatDuration(Math.round(held))}`;
  if (verdict.class === 'timeout' && held >= timeout * TOO_MUCH) {
    const { phase: _, ...rest } = verdict;
    return { ...rest, class: 'missed', detail: `${how} (${verdict.detail ?? 'timeout'})` };
  }
  const { total } = verdict;
  if (verdict.class === 'slow' && slow !== undefined && total !== undefined && total - held <= slow) {
    const { phase: _, detail: __, ...rest } = verdict;
    return { ...rest, class: 'ok', note: verdict.note === undefined ? how : `${verdict.note}; ${how}` };
  }
  return verdict;
};
