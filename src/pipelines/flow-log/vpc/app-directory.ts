import { NetworkTable } from '../../../io/net/network-table.js';

/** Whose an interface or address is. */
export interface App {
  readonly app: string;
  readonly vpc?: string | undefined;
}

/** Finds the app of an interface (`eni-…`), an address or an address in a network; the narrowest network counts. */
export class AppDirectory {
  readonly #names = new Map<string, App>();
  readonly #networks = new NetworkTable<App>();

  /** Throws TidemarkError 'bad-options' for a network that is none. */
  constructor(apps: Readonly<Record<string, App>>) {
    for (const [name, app] of Object.entries(apps)) {
      if (name.includes('/')) this.#networks.set(name, app);
      else this.#names.set(name, app);
    }
  }

  find(name: unknown): App | undefined {
    if (typeof name !== 'string') return undefined;
    return this.#names.get(name) ?? (this.#networks.size === 0 ? undefined : this.#networks.find(name));
  }
}
