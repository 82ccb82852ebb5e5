import { NetworkTable } from './network-table.js';

/** Values by network, address or name; a name is what a pattern says, and is known as it is written. */
export class NamedNetworks<T> {
  readonly #names = new Map<string, T>();
  readonly #networks = new NetworkTable<T>();

  constructor(private readonly isName: RegExp) {}

  /** How many names and networks there are. */
  get size(): number {
    return this.#names.size + this.#networks.size;
  }

  /** Throws TidemarkError 'bad-options' for what is neither a name nor a network. */
  set(key: string, value: T): void {
    if (this.isName.test(key)) this.#names.set(key, value);
    else this.#networks.set(key, value);
  }

  /** What is known of a name, or of an address by the narrowest network that it is in. */
  find(key: string): T | undefined {
    return this.#names.get(key) ?? (this.#networks.size === 0 ? undefined : this.#networks.find(key));
  }
}
