import { isIP } from 'node:net';
import { codeOf } from '../../../code-of.js';
import type { NetworkSettings } from '../network-settings.js';
import { type Address, AddressCache, type AddressCacheOptions } from './address-cache.js';
import { type Answered, askAddresses } from './ask-addresses.js';
import { CheckFailure } from './check-failure.js';
import type { Course } from './course.js';
import { dnsFailure, isUnreachable } from './dns-words.js';
import { hostsFile } from './hosts-file.js';
import { type Asked, NameServers } from './name-servers.js';
import { orAborted } from './or-aborted.js';
import { type ResolvConf, searched } from './resolv-conf.js';
import { WatchedText } from './watched-text.js';

/** Which addresses are wanted, and of whom. */
type Wanted = Pick<NetworkSettings, 'family' | 'resolver'>;

export interface NamesOptions extends AddressCacheOptions {
  /** `/etc/hosts` and `/etc/resolv.conf` where absent. */
  readonly hosts?: string;
  readonly resolvConf?: string;
  /** Milliseconds of the first of two tries with each name server; 2,000 by default. */
  readonly timeout?: number;
}

interface Question {
  readonly answer: Promise<Answered>;
  /** When it was sent; undefined: it waits for its turn. */
  readonly times: { readonly sent: number | undefined };
}

/**
 * Addresses of names, as the resolver of the system finds them: hosts file, search domains, `localhost`. A target with name
 * servers of its own sees what they say and no more. All checks of a process share one, for its cache.
 */
export class Names {
  readonly servers: NameServers;
  readonly #hosts: WatchedText<ReadonlyMap<string, readonly string[]>>;
  readonly #cache: AddressCache;
  readonly #asking = new Map<string, Question>();
  #conf: ResolvConf | undefined;

  constructor({ hosts = '/etc/hosts', resolvConf: path, timeout, ...cache }: NamesOptions = {}) {
    this.servers = new NameServers({ path, timeout, now: cache.now });
    this.#hosts = new WatchedText(hosts, (text = '') => hostsFile(text), cache.now);
    this.#cache = new AddressCache(cache);
  }

  /**
   * Of a name or of an address itself, without brackets: at least one, IPv6 first. The wait for a turn to ask is left out of the
   * course. Rejects with a CheckFailure.
   */
  async find(
    written: string,
    wanted: Wanted,
    course: Pick<Course, 'leaveOut'>,
    deadline: AbortSignal,
  ): Promise<readonly Address[]> {
    const host = written.toLowerCase();
    const known = this.#withoutAsking(host, wanted);
    if (known !== undefined) {
      const addresses = ofFamily(known, wanted.family);
      if (addresses.length > 0) return addresses;
      throw new CheckFailure('dns', `${written} is no address of IPv${wanted.family}`, 'dns');
    }
    const asked = this.#servers(wanted);
    const key = keyOf(host, wanted, asked);
    const cached = this.#cache.get(key);
    if (cached !== undefined) return cached;
    const question = this.#asking.get(key) ?? this.#begin(key, host, wanted, asked);
    const begun = performance.now();
    try {
      return (await orAborted(question.answer, deadline)).addresses;
    } finally {
      course.leaveOut(Math.max(0, (question.times.sent ?? performance.now()) - begun));
    }
  }

  /** Nobody answered at its addresses: they are asked for again the next time. */
  forget(written: string, wanted: Wanted): void {
    const host = written.toLowerCase();
    if (isIP(host) === 0) this.#cache.delete(keyOf(host, wanted, this.#servers(wanted)));
  }

  #servers({ resolver }: Wanted): Asked {
    // Answers of before mean something else under other search domains.
    if (this.#conf !== undefined && this.#conf !== this.servers.conf) this.#cache.clear();
    this.#conf = this.servers.conf;
    return this.servers.for(resolver);
  }

  /** What needs no server: addresses, names of the hosts file, and `localhost`. */
  #withoutAsking(host: string, { family, resolver }: Wanted): readonly Address[] | undefined {
    if (isIP(host) !== 0) return [addressOf(host)];
    const name = host.replace(/\.$/, '');
    const written = resolver === undefined ? this.#hosts.value.get(name)?.map(addressOf) : undefined;
    if (written !== undefined && ofFamily(written, family).length > 0) return ofFamily(written, 'auto');
    return name === 'localhost' || name.endsWith('.localhost') ? LOOPBACK : undefined;
  }

  #begin(key: string, host: string, wanted: Wanted, asked: Asked): Question {
    const conf = wanted.resolver === undefined ? this.servers.conf : { search: [], ndots: 1, servers: [] };
    const times: { sent: number | undefined } = { sent: undefined };
    const onAsked = () => {
      times.sent ??= performance.now();
    };
    const answer = this.#ask(host, searched(host, conf), wanted, asked, onAsked);
    const question: Question = { answer, times };
    this.#asking.set(key, question);
    const done = () => this.#asking.delete(key);
    question.answer.then(({ addresses, ttl }) => {
      done();
      this.#cache.set(key, addresses, ttl);
    }, done);
    return question;
  }

  async #ask(
    host: string,
    names: readonly string[],
    { family }: Wanted,
    asked: Asked,
    onAsked: () => void,
  ): Promise<Answered> {
    let failed: unknown;
    for (const name of names) {
      try {
        return await askAddresses(name, family, asked, onAsked);
      } catch (error) {
        // No resolver said that.
        if (codeOf(error) === '') throw error;
        if (isUnreachable(error)) {
          this.servers.renew(asked.key);
          throw dnsFailure(host, error);
        }
        // A name that is there without such a record says more than one that is not there.
        if (failed === undefined || codeOf(failed) === 'ENOTFOUND') failed = error;
      }
    }
    throw dnsFailure(host, failed);
  }
}

const LOOPBACK: readonly Address[] = [
  { address: '::1', family: 6 },
  { address: '127.0.0.1', family: 4 },
];

const addressOf = (address: string): Address => ({ address, family: isIP(address) === 6 ? 6 : 4 });

/** The same servers mean something else to those who ask with the search domains of the system. */
const keyOf = (host: string, { family, resolver }: Wanted, { key }: Asked): string =>
  `${host} ${family} ${resolver === undefined ? 'system' : 'own'} ${key}`;

/** IPv6 first. */
const ofFamily = (addresses: readonly Address[], family: 'auto' | 4 | 6): readonly Address[] =>
  family === 'auto'
    ? [...addresses].sort((a, b) => b.family - a.family)
    : addresses.filter((address) => address.family === family);
