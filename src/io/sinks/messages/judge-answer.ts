import type { TidemarkError } from '../../../operators/tidemark-error.js';
import { refusedBy } from '../http/http-failure.js';
import type { HttpAnswer } from '../http/http-poster.js';
import { longestWait, retryAfter } from '../http/retry-after.js';
import { plainText } from './plain-text.js';
import type { Service } from './service.js';

/** What an answer of a service means: undefined where all is well. Its reason is repeated: the answer holds nothing secret any more. */
export const judgeAnswer = (
  service: Pick<Service, 'statusOf'>,
  destination: string,
  answer: HttpAnswer,
  now: number,
): TidemarkError | undefined => {
  const status = service.statusOf?.(answer) ?? answer.status;
  if (status >= 200 && status < 300) return undefined;
  const { retryAfter: header, date, text } = answer;
  const wait = retryAfter(header, date, now) ?? waitIn(text);
  return refusedBy(destination, status, wait, reasonIn(text));
};

type Fields = Readonly<Record<string, unknown>>;

export const fieldsIn = (text: string): Fields => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Fields) : { message: value };
  } catch {
    return { message: /^\s*</.test(text) ? undefined : text };
  }
};

/** Seconds, where Discord and Telegram say them. */
const waitIn = (text: string): number | undefined => {
  const { retry_after: own, parameters } = fieldsIn(text);
  const seconds = own ?? (parameters as Fields | null | undefined)?.retry_after;
  return typeof seconds === 'number' && seconds >= 0 ? longestWait(seconds * 1000) : undefined;
};

/** Characters of a reason, at most. */
const LONGEST = 200;
const REASONS = ['description', 'message', 'error', 'errors', 'detail'];

/** Why, in the words of the service. */
const reasonIn = (text: string): string | undefined => {
  const fields = fieldsIn(text);
  const said = REASONS.flatMap((name) => fields[name])
    .filter((one): one is string => typeof one === 'string' && one.trim() !== '')
    .map((one) => plainText(one.trim()))
    .join(', ');
  return said === '' ? undefined : said.length > LONGEST ? `${said.slice(0, LONGEST)}…` : said;
};
