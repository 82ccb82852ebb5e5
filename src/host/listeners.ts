import { isDeepStrictEqual } from 'node:util';
import type { Access } from '../io/http/access.js';
import { type Address, addressText, isSameAddress } from '../io/http/address.js';
import { type Admission, type Listening, listen, type Routes } from '../io/http/listen.js';

/** An address that is to be served, and the pipelines that are looked at there. */
export interface Wanted {
  /** Tells addresses apart that are written alike: those whose port is any that is free. */
  readonly id: string;
  readonly address: Address;
  /** Who may ask there. */
  readonly access: Access;
  readonly names: readonly string[];
}

export interface ListenersOptions {
  readonly routesFor: (names: () => readonly string[]) => Routes;
  readonly onError: (error: unknown) => void;
  readonly warn: (message: string) => void;
  readonly inform: (message: string) => void;
}

interface Serving {
  wanted: Wanted;
  readonly listening: Listening;
}

/** The servers of a process: exchanged when addresses change, and kept when they do not. */
export class Listeners {
  #serving: Serving[] = [];

  constructor(private readonly options: ListenersOptions) {}

  /**
   * Makes these the addresses that are served. Rejects with a TidemarkError 'cannot-listen' where one of them cannot be;
   * those that were served before are then served as before.
   */
  async exchange(wanted: readonly Wanted[]): Promise<void> {
    const admitted = new Map<Serving, Admission>();
    try {
      await this.#admit(wanted, admitted);
      await this.#exchange(wanted, admitted);
    } finally {
      // Those of an exchange that has failed: their files are looked at as long as they are there.
      for (const admission of admitted.values()) admission.drop();
    }
  }

  async #exchange(wanted: readonly Wanted[], admitted: ReadonlyMap<Serving, Admission>): Promise<void> {
    const staying = this.#serving.filter(
      (one) => admitted.has(one) || wanted.some((other) => isFor(one, other)),
    );
    const leaving = this.#serving.filter((one) => !staying.includes(one));
    const coming = wanted.filter((one) => !staying.some((other) => isAt(other, one)));
    // One port may be changed from one interface to all: the new server has no room beside the old one.
    const inTheWay = leaving.filter(({ wanted: { address } }) =>
      coming.some((one) => one.address.port !== 0 && one.address.port === address.port),
    );
    const opened: Serving[] = [];
    try {
      for (const { listening } of inTheWay) await listening.close();
      for (const one of coming) opened.push(await this.#open(one));
    } catch (error) {
      for (const { listening } of opened) await listening.close();
      const again: Serving[] = [];
      for (const one of inTheWay) again.push(await this.#open(one.wanted));
      this.#serving = [...this.#serving.filter((one) => !inTheWay.includes(one)), ...again];
      throw error;
    }
    for (const one of leaving) if (!inTheWay.includes(one)) await one.listening.close();
    for (const one of staying) {
      one.wanted = wanted.find((other) => isAt(one, other)) ?? one.wanted;
      admitted.get(one)?.use();
    }
    this.#serving = [...staying, ...opened];
  }

  /** Adds, for those who stay where they are and let in others, what lets them in. Rejects where one of them cannot. */
  async #admit(wanted: readonly Wanted[], admitted: Map<Serving, Admission>): Promise<void> {
    for (const one of this.#serving) {
      const next = wanted.find((other) => isAt(one, other));
      if (next === undefined || isFor(one, next)) continue;
      const admit = await one.listening.admit(next.access);
      if (admit !== undefined) admitted.set(one, admit);
    }
  }

  async close(): Promise<void> {
    const serving = this.#serving;
    this.#serving = [];
    await Promise.allSettled(serving.map(({ listening }) => listening.close()));
  }

  async #open(wanted: Wanted): Promise<Serving> {
    const { routesFor, onError, warn, inform } = this.options;
    const serving: { wanted: Wanted } = { wanted };
    const routes = routesFor(() => serving.wanted.names);
    const listening = await listen(wanted.address, routes, { onError, warn, access: wanted.access });
    inform(`listening at ${listening.url}`);
    return Object.assign(serving, { listening });
  }
}

const isFor = (serving: Serving, other: Wanted): boolean =>
  isAt(serving, other) && isDeepStrictEqual(serving.wanted.access, other.access);

const isAt = ({ wanted: { id, address } }: Serving, other: Wanted): boolean =>
  isSameAddress(address, other.address) ||
  (id === other.id && addressText(address) === addressText(other.address));
