import { formatDuration } from '../../text/format-duration.js';
import type { Check } from './check.js';
import type { OwnPace } from './own-pace.js';
import type { Target } from './target.js';
import type { Verdict } from './verdict.js';

/** The part of its time that we may have held it up before a check that ran out of it says nothing of the site. */
const TOO_MUCH = 0.25;

/** What comes of it where one end does nothing for too long, whichever that was: a server closes what it hears nothing of. */
const OF_TIME: ReadonlySet<Verdict['class']> = new Set(['timeout', 'reset', 'dns']);

/**
 * A check by which no site is to blame for what held up this process, or for the wait for a turn to ask for its name: where both took
 * a quarter of its time a timeout is class `missed`, and so is a connection or a question for a name that was given up; and what was slow is not where it would have been fast enough had nothing held
 * us up; the wait is in none of its times.
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
    return judged(verdict, target, held);
  };

const judged = (verdict: Verdict, { timeout, slow }: Target, held: number): Verdict => {
  const { total, waited = 0 } = verdict;
  if (OF_TIME.has(verdict.class) && held + waited >= timeout * TOO_MUCH) {
    const { phase: _, ...rest } = verdict;
    const how = [
      ...(held >= 1 ? [`was held up for ${rounded(held)}`] : []),
      ...(waited >= 1 ? [`waited ${rounded(waited)} for its turn to ask for the name`] : []),
    ].join(', and ');
    return {
      ...rest,
      class: 'missed',
      detail: `Tidemark itself ${how} (${verdict.detail ?? verdict.class})`,
    };
  }
  if (verdict.class === 'slow' && slow !== undefined && total !== undefined && total - held <= slow) {
    const { phase: _, detail: __, ...rest } = verdict;
    const how = `Tidemark itself was held up for ${rounded(held)}`;
    return { ...rest, class: 'ok', note: verdict.note === undefined ? how : `${verdict.note}; ${how}` };
  }
  return verdict;
};

const rounded = (milliseconds: number): string => formatDuration(Math.round(milliseconds));
