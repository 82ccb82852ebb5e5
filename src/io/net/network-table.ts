import { TidemarkError } from '../../operators/tidemark-error.js';
import { type IpAddress, ipAddress } from './ip-address.js';

/** A network: `10.0.0.0/8`, `2001:db8::/32`, or an address alone. */
interface Network {
  readonly isFour: boolean;
  readonly bits: number;
  readonly prefix: IpAddress;
}

type Prefixes<T> = Map<IpAddress, T>;

/**
 * Values by network; of networks that overlap the narrowest counts. `BlockList` of Node can say whether an address is in any
 * of its networks and not in which, and looks at one after the other; here it is one look for each length of prefix.
 */
export class NetworkTable<T> {
  readonly #four: (Prefixes<T> | undefined)[] = [];
  readonly #six: (Prefixes<T> | undefined)[] = [];
  /** Lengths that there are, the longest first. */
  #fourLengths: readonly number[] = [];
  #sixLengths: readonly number[] = [];
  #size = 0;

  /** How many networks there are. */
  get size(): number {
    return this.#size;
  }

  /** Of a network that is there already the value is changed. Throws TidemarkError 'bad-options' for a text that is none. */
  set(text: string, value: T): void {
    const { isFour, bits, prefix } = networkOf(text);
    const tables = isFour ? this.#four : this.#six;
    const table = tables[bits] ?? this.#begin(tables, bits);
    if (!table.has(prefix)) this.#size++;
    table.set(prefix, value);
  }

  /** What is known of the address that a text is; undefined where nothing is, and where the text is none. */
  find(text: string): T | undefined {
    const address = ipAddress(text);
    return address === undefined ? undefined : this.at(address);
  }

  /** What is known of an address. */
  at(address: IpAddress): T | undefined {
    const isFour = typeof address === 'number';
    const tables = isFour ? this.#four : this.#six;
    for (const bits of isFour ? this.#fourLengths : this.#sixLengths) {
      const found = tables[bits]?.get(prefixOf(address, bits));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #begin(tables: (Prefixes<T> | undefined)[], bits: number): Prefixes<T> {
    const made: Prefixes<T> = new Map();
    tables[bits] = made;
    const lengths = (all: readonly unknown[]): readonly number[] =>
      [...all.keys()].filter((length) => all[length] !== undefined).reverse();
    this.#fourLengths = lengths(this.#four);
    this.#sixLengths = lengths(this.#six);
    return made;
  }
}

/** The first so many bits; the rest is 0, or left out. */
const prefixOf = (address: IpAddress, bits: number): IpAddress => {
  if (typeof address === 'number') return bits === 0 ? 0 : (address & (-1 << (32 - bits))) >>> 0;
  const whole = bits >> 2;
  const rest = bits & 3;
  if (rest === 0) return address.slice(0, whole);
  const digit = Number.parseInt(address[whole] ?? '0', 16) & (0xf << (4 - rest));
  return `${address.slice(0, whole)}${digit.toString(16)}`;
};

const networkOf = (text: string): Network => {
  const [, written = '', length] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const address = ipAddress(written);
  const isFour = typeof address === 'number';
  // Of IPv4 that is written as IPv6, the length counts the bits in front too.
  const before = isFour && written.includes(':') ? 96 : 0;
  const most = isFour ? 32 : 128;
  const bits = length === undefined ? most : Number(length) - before;
  if (address === undefined || bits < 0 || bits > most) {
    throw new TidemarkError('bad-options', `"${text}" is no network; write for example 10.0.1.0/24.`);
  }
  return { isFour, bits, prefix: prefixOf(address, bits) };
};
