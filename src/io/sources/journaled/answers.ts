import type { Answer } from '../../http/answer.js';
import { jsonAnswer } from '../../http/json-answer.js';
import { MOST_KEY_LENGTH } from './is-key.js';

/**
 * What became of a batch, as it is answered:
 * - 200: kept and folded, now or when it came before with the same key.
 * - 202: kept, but the run ended before it was folded; the next run folds it.
 * - 400: the key is not fit to be one. A refusal of `judge` has its own status.
 * - 422: the key was used with another body.
 * - 503: nothing of it is kept; the same may be sent again.
 */
export interface Accepted extends Answer {
  readonly body?: string;
}

export const DONE: Accepted = { status: 200 };

const problem = (status: number, error: string, message: string): Accepted =>
  jsonAnswer(status, { error, message });

export const UNFIT_KEY = problem(
  400,
  'bad-key',
  `An Idempotency-Key has 1 to ${MOST_KEY_LENGTH} visible ASCII characters. Nothing of this request is kept.`,
);

export const KEY_REUSED = problem(
  422,
  'other-body',
  'This Idempotency-Key came with another body before. Nothing of this request is kept: use a new key for a new body.',
);

export const KEPT_ONLY = problem(
  202,
  'not-counted-yet',
  'This request is kept on disk and not counted yet: the service stopped. It is counted when it starts again. Do not send it again.',
);

/** `why`: a sentence. */
export const unavailable = (why: string): Accepted => ({
  ...problem(503, 'not-now', `${why} Nothing of this request is kept: send it again later.`),
  headers: { 'retry-after': '1' },
});
