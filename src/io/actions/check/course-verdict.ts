import { printable } from '../../text/printable.js';
import { longestPhase } from './http/sums.js';
import type { CheckFailure } from './net/check-failure.js';
import type { Course } from './net/course.js';
import type { Verdict } from './verdict.js';

/** Of a sentence for people. */
const LONGEST = 300;

/** What a course came to: a failure, or class `slow` or `ok`. The phase under way is over. */
export const courseVerdict = (course: Course, slow: number | undefined, failure?: CheckFailure): Verdict => {
  course.end();
  const { timings, waited, address, family, certificate, notes } = course;
  const seen = {
    timings,
    ...(waited > 0 && { waited }),
    ...(address !== undefined && { address }),
    ...(family !== undefined && { family }),
    ...(certificate !== undefined && { certificate }),
    ...(notes.length > 0 && { note: printable(notes.join('; '), LONGEST) }),
  };
  if (failure !== undefined) {
    const { class: what, phase = course.phase, message } = failure;
    return { ...seen, class: what, phase, detail: printable(message, LONGEST) };
  }
  const total = Object.values(timings).reduce((sum, time) => sum + time, 0);
  if (slow === undefined || total <= slow) return { ...seen, total, class: 'ok' };
  const phase = longestPhase(timings);
  const detail = `it took ${Math.round(total)} ms, more than ${slow} ms`;
  return { ...seen, total, class: 'slow', ...(phase !== undefined && { phase }), detail };
};
