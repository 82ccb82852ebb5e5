import { codeOf } from '../../../code-of.js';
import type { Check } from '../check.js';
import { courseVerdict } from '../course-verdict.js';
import { CheckFailure } from '../net/check-failure.js';
import { Course } from '../net/course.js';
import { dnsFailure, isUnreachable } from '../net/dns-words.js';
import type { Names } from '../net/names.js';
import { orAborted, outOfTime } from '../net/or-aborted.js';
import type { DnsTarget } from '../target.js';
import { withinTime } from '../within-time.js';
import { recordsOf } from './records.js';

/** Answers that a detail shows. */
const SHOWN = 3;

/**
 * Asks a name server for a record of exactly that name: no search domains, no hosts file, no cache of ours. Whatever goes wrong
 * is in phase `dns`: no such name or record is class `dns`, answers of which none is the wanted one are class `body`.
 */
export const checkDns =
  ({ names }: { readonly names: Names }): Check<DnsTarget> =>
  async (target, signal) => {
    const course = new Course();
    try {
      await withinTime(target.timeout, signal, (deadline) => ask(target, names, course, deadline));
      return courseVerdict(course, target.slow);
    } catch (error) {
      if (!(error instanceof CheckFailure)) throw error;
      return courseVerdict(course, target.slow, error);
    }
  };

const ask = async (
  { host, record, answer, network }: DnsTarget,
  names: Names,
  course: Course,
  deadline: AbortSignal,
): Promise<void> => {
  const { resolver, turns, key } = names.servers.for(network.resolver);
  const begun = performance.now();
  let sent: number | undefined;
  const asked = turns.take(async () => {
    // Nobody waits for it any more: it must not hold up those who do.
    if (deadline.aborted) throw outOfTime();
    sent = performance.now();
    return await recordsOf(resolver, host, record);
  });
  const leaveOut = (): void => course.leaveOut((sent ?? performance.now()) - begun);
  const answers = await orAborted(asked, deadline)
    .finally(leaveOut)
    .catch((error: unknown) => {
      if (error instanceof CheckFailure) throw error;
      if (isUnreachable(error)) names.servers.renew(key);
      if (codeOf(error) === 'ENODATA') throw new CheckFailure('dns', `${host} has no ${record}`);
      throw dnsFailure(`${host} ${record}`, error);
    });
  course.end();
  if (answer === undefined || answers.some((one) => answer.test(one))) return;
  const said = answers.slice(0, SHOWN).join(', ') + (answers.length > SHOWN ? ', …' : '');
  throw new CheckFailure('body', `${host} ${record} is ${said}, which is not what is wanted`);
};
