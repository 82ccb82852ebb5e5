import { codeOf } from '../../../code-of.js';
import type { Address } from './address-cache.js';
import type { Asked } from './name-servers.js';

/** What a name has. */
export interface Answered {
  readonly addresses: readonly Address[];
  /** Seconds: the least of its records. */
  readonly ttl: number;
}

/** How long, in milliseconds, one family waits for the other that is slower (RFC 8305, 3). */
const RESOLUTION_DELAY = 50;

/** Said to nobody: the other family has answered long since, and what still waits for its turn is not asked. */
const TOO_LATE = new Error('too late');

/** There is no such thing, said by the server itself: another spelling may have it. */
const isNothing = (error: unknown): boolean => ['ENODATA', 'ENOTFOUND'].includes(codeOf(error));

/**
 * Asks for both families at once, IPv6 first in the answer. One that does not answer or fails does not hold up the other:
 * many servers know no AAAA. Where neither has anything, what A said is thrown, unless AAAA knows more.
 */
export const askAddresses = async (
  name: string,
  family: 'auto' | 4 | 6,
  asked: Asked,
  onAsked: () => void,
): Promise<Answered> => {
  let isOver = false;
  const ask = (wanted: 4 | 6): Promise<Answered> =>
    (wanted === 6 ? asked.turnsOfSix : asked.turns).take(async () => {
      if (isOver) throw TOO_LATE;
      onAsked();
      const records =
        wanted === 4
          ? await asked.resolver.resolve4(name, { ttl: true })
          : await asked.resolver.resolve6(name, { ttl: true });
      return {
        addresses: records.map(({ address }) => ({ address, family: wanted })),
        ttl: Math.min(...records.map(({ ttl }) => ttl)),
      };
    });
  if (family !== 'auto') return await ask(family);
  const [six, four] = await bothOf(ask(6), ask(4));
  isOver = true;
  const found = [six, four].filter((result) => result?.status === 'fulfilled').map(({ value }) => value);
  if (found.length > 0) {
    return {
      addresses: found.flatMap(({ addresses }) => addresses),
      ttl: Math.min(...found.map(({ ttl }) => ttl)),
    };
  }
  const reasons = [four, six].filter((result) => result?.status === 'rejected').map(({ reason }) => reason);
  throw reasons.find((reason) => !isNothing(reason)) ?? reasons[0];
};

type Settled = PromiseSettledResult<Answered>;

/** Both, or the one that has addresses when the other is too slow: undefined in its place. */
const bothOf = (
  first: Promise<Answered>,
  second: Promise<Answered>,
): Promise<readonly [Settled | undefined, Settled | undefined]> =>
  new Promise((resolve) => {
    const settled: [Settled | undefined, Settled | undefined] = [undefined, undefined];
    let timer: NodeJS.Timeout | undefined;
    const settle = (at: 0 | 1, result: Settled) => {
      settled[at] = result;
      if (settled[0] !== undefined && settled[1] !== undefined) {
        clearTimeout(timer);
        resolve(settled);
      } else if (result.status === 'fulfilled') {
        timer = setTimeout(() => resolve([...settled]), RESOLUTION_DELAY);
      }
    };
    const follow = (at: 0 | 1, promise: Promise<Answered>) =>
      promise.then(
        (value) => settle(at, { status: 'fulfilled', value }),
        (reason: unknown) => settle(at, { status: 'rejected', reason }),
      );
    follow(0, first);
    follow(1, second);
  });
