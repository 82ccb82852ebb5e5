import { TidemarkError } from '../../../operators/tidemark-error.js';

/** Client errors that speak of the moment, not of the request: timeout, too early, too many. */
const PASSING: ReadonlySet<number> = new Set([408, 425, 429]);

/**
 * What an answer that is no success means: retryable for 408, 425, 429 and 5xx, for good otherwise. The answer's own
 * words are repeated only where somebody has seen to it that they hold no secrets (`reason`): servers like to quote the address.
 */
export const refusedBy = (
  destination: string,
  status: number,
  retryAfter: number | undefined,
  reason?: string,
): TidemarkError => {
  const said = reason === undefined ? '' : ` (${reason})`;
  if (PASSING.has(status) || status >= 500) {
    return new TidemarkError(
      'undeliverable',
      `${destination} answered ${status}${said}. The rows are sent again.`,
      {
        retryable: true,
        retryAfter,
      },
    );
  }
  const next =
    status >= 300 && status < 400
      ? 'Redirects are not followed: give the address that it leads to.'
      : 'Check the address, the headers and the body of this sink.';
  return new TidemarkError('undeliverable', `${destination} refused the rows with ${status}${said}. ${next}`);
};

/** No answer, or none in time: nobody knows whether the rows have arrived. */
export const unanswered = (destination: string, error: unknown, limit: number | undefined): TidemarkError => {
  const reason = limit === undefined ? reasonOf(error) : `no answer within ${limit} ms`;
  return new TidemarkError(
    'undeliverable',
    `Cannot reach ${destination}: ${reason}. The rows are sent again.`,
    {
      cause: error,
      retryable: true,
    },
  );
};

/** Several addresses of one name fail as one error without a message. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : error.name;
  return error.message === '' ? code : error.message;
};
