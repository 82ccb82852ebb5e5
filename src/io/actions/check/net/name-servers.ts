import { getServers } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import { CheckFailure } from './check-failure.js';
import { type ResolvConf, resolvConf } from './resolv-conf.js';
import { Turns } from './turns.js';
import { WatchedText } from './watched-text.js';

/** The second try lasts twice as long as the first. */
const TRIES = 2;

/**
 * Questions to one set of servers that are out at once, those for AAAA apart. Measured: of 1,000 at once half were lost in the
 * buffer of a socket, and asked again after seconds; so many are some 2,500 a second where an answer takes 50 ms.
 */
const MOST_AT_ONCE = 128;

/** How often, in milliseconds, a resolver that fails is made anew, at most. */
const RENEWED = 5000;

/** A set of servers that can be asked. */
export interface Asked {
  readonly key: string;
  /** c-ares: no thread of the pool, which four slow look-ups would fill. */
  readonly resolver: Resolver;
  readonly turns: Turns;
  /** For AAAA: where such questions are never answered, they must not hold up others. */
  readonly turnsOfSix: Turns;
}

interface Entry extends Asked {
  readonly servers: readonly string[];
  readonly made: number;
}

export interface NameServersOptions {
  readonly path?: string | undefined;
  /** Milliseconds of the first of two tries; 2,000 by default, so that silence is an error before most deadlines. */
  readonly timeout?: number | undefined;
  readonly now?: (() => number) | undefined;
}

/** Resolvers for sets of servers; those of the system are read again when they change. */
export class NameServers {
  readonly #timeout: number;
  readonly #conf: WatchedText<ResolvConf>;
  readonly #entries = new Map<string, Entry>();

  constructor({ path = '/etc/resolv.conf', timeout = 2000, now }: NameServersOptions = {}) {
    this.#timeout = timeout;
    this.#conf = new WatchedText(
      path,
      (text) => (text === undefined ? { servers: getServers(), search: [], ndots: 1 } : resolvConf(text)),
      now,
    );
  }

  /** What the system says now. */
  get conf(): ResolvConf {
    return this.#conf.value;
  }

  /** Throws a CheckFailure where one is no address. undefined: those of the system. */
  for(servers: readonly string[] | undefined): Asked {
    const wanted = servers ?? this.conf.servers;
    const key = wanted.join(' ');
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    const entry = {
      key,
      servers: wanted,
      turns: new Turns(MOST_AT_ONCE),
      turnsOfSix: new Turns(MOST_AT_ONCE),
      ...resolverOf(wanted, this.#timeout),
    };
    this.#entries.set(key, entry);
    return entry;
  }

  /** It could not be reached: c-ares may still hold a socket that was made before the network was another. */
  renew(key: string): void {
    const known = this.#entries.get(key);
    if (known === undefined || performance.now() - known.made < RENEWED) return;
    this.#entries.set(key, { ...known, ...resolverOf(known.servers, this.#timeout) });
  }
}

const resolverOf = (
  servers: readonly string[],
  timeout: number,
): { readonly resolver: Resolver; readonly made: number } => {
  const resolver = new Resolver({ timeout, tries: TRIES });
  try {
    resolver.setServers(servers);
  } catch {
    throw new CheckFailure('dns', `${servers.join(', ')} cannot be name servers`, 'dns');
  }
  return { resolver, made: performance.now() };
};
