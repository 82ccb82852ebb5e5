import { TidemarkError } from '../../../operators/tidemark-error.js';
import { plainText } from './plain-text.js';

export interface MailFailure {
  readonly error: TidemarkError;
  /** What the server answered, where it did. */
  readonly code: number | undefined;
  readonly said: string;
}

/** Characters of an answer that are repeated. */
const LONGEST = 200;

/** Why a mail was not taken: for good where the server answered 5xx to the mail or the login; otherwise for now. */
export const mailFailure = (
  destination: string,
  error: unknown,
  limit: number | undefined,
  secrets: readonly string[],
): MailFailure => {
  const isError = error instanceof Error;
  const code =
    isError && 'responseCode' in error && typeof error.responseCode === 'number'
      ? error.responseCode
      : undefined;
  const answer =
    isError && 'response' in error && typeof error.response === 'string' ? error.response : undefined;
  const words = answer ?? (isError ? error.message : String(error));
  const known = plainText(secrets.reduce((text, secret) => text.replaceAll(secret, '[redacted]'), words));
  const said = known.length > LONGEST ? `${known.slice(0, LONGEST)}…` : known;
  const fail = (message: string, retryable: boolean): MailFailure => ({
    error: new TidemarkError('undeliverable', message, { cause: error, retryable }),
    code,
    said,
  });
  if (limit !== undefined)
    return fail(`Cannot reach ${destination}: no answer within ${limit} ms. The rows are sent again.`, true);
  if (isError && 'command' in error && error.command === 'STARTTLS' && code !== undefined)
    return fail(
      `Cannot send to ${destination}: it offers no TLS (${said}), which is required with a password. Write smtps:// or tls: none. The rows are sent again.`,
      true,
    );
  if (code === undefined) return fail(`Cannot reach ${destination}: ${said}. The rows are sent again.`, true);
  if (code >= 500)
    return fail(
      `${destination} refused the mail (${said}). Check the addresses, user and password of this sink.`,
      false,
    );
  return fail(`${destination} does not take the mail now (${said}). The rows are sent again.`, true);
};
