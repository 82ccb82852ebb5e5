import { jsonAnswer } from '../../io/http/json-answer.js';
import type { Problem } from '../../io/http/problem.js';
import type { Accepted } from '../../io/sources/journaled/answers.js';
import type { KeyRules } from '../../io/sources/journaled/key-memory.js';
import { KnownResults } from './known-results.js';
import { differingFields, digestOf } from './result-digest.js';
import { resultOf } from './result-entry.js';

/** Results are told apart by monitor and test, and known for so many milliseconds, so many at most. */
export const resultKeys = (keep: number, most: number): KeyRules => ({
  memory: () => new KnownResults(keep, most, tooOld),
  digest: (entry) => digestOf(resultOf(entry)),
  reused(before, now) {
    const fields = differingFields(before, now);
    return conflict({
      error: 'other-content',
      fields,
      message: `This test of this monitor has been written with another ${fields.join(', ')}. The first result stays.`,
    });
  },
});

const tooOld = (newest: number): Accepted =>
  conflict({
    error: 'too-old',
    message: `More results come than are remembered: those up to ${new Date(newest).toISOString()} are not known any more, and this one may have been written before. Nothing of it is kept. More are remembered with --ids.`,
  });

const conflict = (problem: Problem & { readonly fields?: readonly string[] }): Accepted =>
  jsonAnswer(409, problem);
