import { MOST_KEY_LENGTH } from './is-key.js';
import type { Refusal } from './judgement.js';

/**
 * What became of a batch:
 * - 200: kept and folded, now or when it came before with the same key.
 * - 202: kept, but the run ended before it was folded; the next run folds it.
 * - 400: the key is not fit to be one. A refusal of `judge` has its own status.
 * - 422: the key was used with another body.
 * - 503: nothing of it is kept; the same may be sent again.
 */
export interface Accepted extends Refusal {
  /** Whole seconds after which the same may succeed. */
  readonly retryAfter?: number;
}

export const DONE: Accepted = { status: 200, body: '', type: 'text/plain; charset=utf-8' };

const answer = (status: number, error: string): Accepted => ({
  status,
  body: JSON.stringify({ error }),
  type: 'application/json; charset=utf-8',
});

export const UNFIT_KEY = answer(
  400,
  `An Idempotency-Key has 1 to ${MOST_KEY_LENGTH} visible ASCII characters. Nothing of this request is kept.`,
);

export const KEY_REUSED = answer(
  422,
  'This Idempotency-Key came with another body before. Nothing of this request is kept: use a new key for a new body.',
);

export const KEPT_ONLY = answer(
  202,
  'This request is kept on disk and not counted yet: the service stopped. It is counted when it starts again. Do not send it again.',
);

/** `why`: a sentence. */
export const unavailable = (why: string): Accepted => ({
  ...answer(503, `${why} Nothing of this request is kept: send it again later.`),
  retryAfter: 1,
});
