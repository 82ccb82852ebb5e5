import { printable } from '../../text/printable.js';
import type { CheckFailure } from './net/check-failure.js';
import type { Course } from './net/course.js';
import { slowness } from './slowness.js';
import { totalOf } from './total-of.js';
import { LONGEST_TEXT, type Verdict } from './verdict.js';

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
    ...(notes.length > 0 && { note: printable(notes.join('; '), LONGEST_TEXT) }),
  };
  if (failure !== undefined) {
    const { class: what, phase = course.phase, message } = failure;
    return { ...seen, class: what, phase, detail: printable(message, LONGEST_TEXT) };
  }
  return { ...seen, total: totalOf(timings), class: 'ok', ...slowness(timings, slow) };
};
