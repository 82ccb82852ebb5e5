import { BlockList, isIP } from 'node:net';
import { TidemarkError } from '../../../operators/tidemark-error.js';

/** Whose an interface or address is. */
export interface App {
  readonly app: string;
  readonly vpc?: string | undefined;
}

interface Network {
  readonly list: BlockList;
  readonly bits: number;
  readonly app: App;
}

/** Addresses of the world are without number; those that come again are found at once. */
const MOST_REMEMBERED = 100_000;

/** Finds the app of an interface (`eni-…`), an address or an address in a network; the narrowest network counts. */
export class AppDirectory {
  readonly #names = new Map<string, App>();
  readonly #networks: Network[] = [];
  readonly #known = new Map<string, App | undefined>();

  /** Throws TidemarkError 'bad-options' for a network that is none. */
  constructor(apps: Readonly<Record<string, App>>) {
    for (const [name, app] of Object.entries(apps)) {
      if (name.includes('/')) this.#networks.push(network(name, app));
      else this.#names.set(name, app);
    }
    this.#networks.sort((a, b) => b.bits - a.bits);
  }

  find(name: unknown): App | undefined {
    if (typeof name !== 'string') return undefined;
    const named = this.#names.get(name);
    if (named !== undefined || this.#networks.length === 0) return named;
    if (this.#known.has(name)) return this.#known.get(name);
    const app = this.#inNetwork(name);
    if (this.#known.size >= MOST_REMEMBERED) this.#known.clear();
    this.#known.set(name, app);
    return app;
  }

  #inNetwork(address: string): App | undefined {
    const version = isIP(address);
    if (version === 0) return undefined;
    const family = version === 4 ? 'ipv4' : 'ipv6';
    return this.#networks.find(({ list }) => list.check(address, family))?.app;
  }
}

const network = (text: string, app: App): Network => {
  const [, address = '', bits = ''] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const version = isIP(address);
  const most = version === 4 ? 32 : 128;
  if (version === 0 || Number(bits) > most) {
    throw new TidemarkError('bad-options', `"${text}" is no network; write for example 10.0.1.0/24.`);
  }
  const list = new BlockList();
  list.addSubnet(address, Number(bits), version === 4 ? 'ipv4' : 'ipv6');
  return { list, bits: Number(bits) + (version === 4 ? 96 : 0), app };
};
