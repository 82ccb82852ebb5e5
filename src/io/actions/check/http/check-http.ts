import { printable } from '../../../text/printable.js';
import type { Check } from '../check.js';
import type { HttpTarget } from '../target.js';
import { LONGEST_TEXT, LONGEST_URL, type Verdict } from '../verdict.js';
import { withinTime } from '../within-time.js';
import { followed } from './followed.js';
import type { Hop } from './hop.js';
import { judgeTrail } from './judge-trail.js';
import { withoutSecrets } from './without-secrets.js';

export interface CheckHttpOptions {
  readonly hop: Hop;
  /** Sent where a target has none of its own; see `userAgent`. */
  readonly userAgent: string;
}

/**
 * Checks a site: follows redirects with the cookies that they set, all within one deadline, and judges what comes at the end.
 * The first of these that is wrong is its class: a hop that failed, a redirect too many (or one to nowhere), the status, the
 * final url, the headers, the body, the time. Times are sums over all hops, and `total` is the sum of the phases, so that no
 * time of our own is in it; the certificate is the one that expires first. Texts from outside are on one line, printable, not
 * long, and without what the target sends to be let in.
 *
 * @example
 * ```ts
 * import { checkHttp, type Hop, type HttpTarget, userAgent } from 'tidemark';
 *
 * export const isUp = async (target: HttpTarget, hop: Hop) => {
 *   const check = checkHttp({ hop, userAgent: userAgent('1.0.0') });
 *   return (await check(target, new AbortController().signal)).class === 'ok';
 * };
 * ```
 */
export const checkHttp =
  ({ hop, userAgent }: CheckHttpOptions): Check<HttpTarget> =>
  async (target, signal) => {
    const trail = await withinTime(target.timeout, signal, (deadline) =>
      followed(target, hop, userAgent, deadline),
    );
    return harmless(target, await judgeTrail(target, trail, signal));
  };

const harmless = (target: HttpTarget, verdict: Verdict): Verdict => {
  const { detail, finalUrl, note } = verdict;
  if (detail === undefined && finalUrl === undefined && note === undefined) return verdict;
  const text = (raw: string, longest: number): string => printable(withoutSecrets(target, raw), longest);
  return {
    ...verdict,
    ...(detail !== undefined && { detail: text(detail, LONGEST_TEXT) }),
    ...(finalUrl !== undefined && { finalUrl: text(finalUrl, LONGEST_URL) }),
    ...(note !== undefined && { note: text(note, LONGEST_TEXT) }),
  };
};
