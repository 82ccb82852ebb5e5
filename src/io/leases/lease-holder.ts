import { randomUUID } from 'node:crypto';
import { type Lease, type LeaseName, leaseText } from '../../operators/leases/lease.js';
import { planLeases } from '../../operators/leases/plan-leases.js';
import { SLOTS } from '../../operators/leases/slot-of.js';
import type { Clock } from '../clock.js';
import type { SavedShare, SharesRun } from '../sources/schedule/shares.js';
import type { LeaseStore } from './lease-store.js';

export interface LeaseHolderOptions {
  readonly store: LeaseStore;
  /** Milliseconds that a lease holds for. */
  readonly lease: number;
  readonly clock: Clock;
  readonly inform: (message: string) => void;
  readonly onWarning: (message: string) => void;
  /** Says in one word what it divides: whoever has the same leases should say the same. */
  readonly note?: (() => string) | undefined;
  /** What the process is called in its leases; a test says it. */
  readonly holder?: string;
}

interface Held {
  /** From when on its ticks are ours; undefined: it was ours in the run before, and whether it still is nobody has said. */
  since: number | undefined;
  /** It surely holds until then; after that only as long as nobody can take it. */
  until: number;
}

/** Milliseconds for which others may have another config without a word, and until that is said again. */
const DIFFERENT = 60_000;
const HOUR = 3_600_000;

/**
 * Holds a share of the leases of a store: looks again and again, prolongs each third of a lease, takes what is free and gives
 * back what is too much. When a lease ends is said by the clock of the store alone; here only time that has passed since
 * counts, from before a lease was asked for. What has not been prolonged in time is ours no more, and after a stop of the
 * process nothing is, until a look has said so.
 *
 * But while the store cannot be reached everybody keeps what they had: nobody can take anything, and checks go on.
 */
export class LeaseHolder implements SharesRun {
  readonly #holder: string;
  readonly #slots = new Map<number, Held>();
  #held: ReadonlyMap<number, number | undefined> = new Map();
  readonly #stop = new AbortController();
  readonly #done: Promise<void>;
  #formerly: string | undefined;
  #changed = new AbortController();
  #renewAt = -Infinity;
  /** When the store was asked last. */
  #askedAt = -Infinity;
  /** It is known not to answer, up to then. */
  #isolatedUntil = -Infinity;
  /**
   * After an outage all leases are over, and those who hold them come back one after the other: until then nothing of theirs is
   * taken.
   */
  #takeFrom = -Infinity;
  /** Since when others divide something else. */
  #differSince: number | undefined;
  #isSaid = false;
  #said = '';

  constructor(
    private readonly options: LeaseHolderOptions,
    saved: SavedShare | undefined,
  ) {
    this.#holder = options.holder ?? randomUUID();
    this.#formerly = saved?.holder;
    // Not ours before a look says so, unless there is nobody to ask.
    for (const slot of saved?.slots ?? []) this.#slots.set(slot, { since: undefined, until: -Infinity });
    this.#tellChange();
    this.#done = this.#run();
  }

  get held(): ReadonlyMap<number, number | undefined> {
    return this.#held;
  }

  get changed(): AbortSignal {
    return this.#changed.signal;
  }

  get saved(): SavedShare {
    // As long as its leases may still be taken over, it is the run before that the next one has to know.
    return { holder: this.#formerly ?? this.#holder, slots: [...this.#slots.keys()] };
  }

  owns(slot: number, time: number): boolean {
    const held = this.#slots.get(slot);
    if (held?.since === undefined || time <= held.since) return false;
    const now = this.options.clock.now();
    return now < held.until || now < this.#isolatedUntil;
  }

  async end(): Promise<void> {
    this.#stop.abort();
    await this.#done;
  }

  async #run(): Promise<void> {
    const { clock } = this.options;
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const again = await this.#turn();
      if (!again) await clock.sleep(this.#pause, signal);
    }
    await this.#release();
  }

  /** Between two looks: often enough that what another gives back, or leaves, is taken soon. */
  get #pause(): number {
    return Math.min(1000, this.options.lease / 10);
  }

  /** What an answer may take: another try is left before a lease ends. */
  get #limit(): number {
    return this.options.lease / 4;
  }

  /** One look, and what follows from it; true: look again at once. */
  async #turn(): Promise<boolean> {
    try {
      const again = await this.#look(this.options.clock.now());
      if (this.#isSaid) this.options.inform('The leases can be reached again');
      this.#isSaid = false;
      this.#isolatedUntil = -Infinity;
      return again;
    } catch (error) {
      this.#unreachable(error);
      return false;
    }
  }

  async #look(began: number): Promise<boolean> {
    const { store, clock, lease } = this.options;
    this.#askedAt = clock.now();
    const table = await store.look(this.#limit);
    const [holder, formerly] = [this.#holder, this.#formerly];
    const plan = planLeases(table, { holder, formerly });
    this.#drop(table, plan.give);
    // Nothing of them is begun any more, so somebody else may.
    if (plan.give.length > 0) {
      this.#askedAt = clock.now();
      await store.give(plan.give, this.#holder, this.#limit);
    }
    const take = began >= this.#takeFrom ? plan.take : plan.take.filter((one) => one.holder === formerly);
    const wanted = [...plan.keep, ...take];
    const isNew = take.length > 0;
    if (wanted.length > 0 && (isNew || began >= this.#renewAt)) {
      const asked = clock.now();
      this.#askedAt = asked;
      const claim = { holder, note: this.#note, formerly, milliseconds: lease };
      const got = await store.hold(wanted, claim, this.#limit);
      this.#confirm(got, table, asked);
      this.#renewAt = asked + lease / 3;
      // Now that there is a seat there are slots to take.
      if (plan.keep.length === 0 && got.length > 0) return !this.#stop.signal.aborted;
    }
    this.#tell(table);
    this.#compare(table, began);
    return false;
  }

  get #note(): string {
    return this.options.note?.() ?? '';
  }

  /** What somebody else holds is ours no more, nor what is to be given back. */
  #drop(table: readonly Lease[], give: readonly Lease[]): void {
    const gone = new Set(give.map(leaseText));
    let isChange = false;
    for (const one of table) {
      const isOurs = one.holder === this.#holder || one.holder === this.#formerly;
      if (one.kind !== 'slot' || (isOurs && !gone.has(leaseText(one)))) continue;
      if (this.#slots.delete(one.number)) isChange = true;
    }
    if (isChange) this.#tellChange();
  }

  #confirm(got: readonly LeaseName[], table: readonly Lease[], asked: number): void {
    const { clock, lease } = this.options;
    const until = asked + lease - this.#margin;
    const seen = new Map(table.map((one) => [leaseText(one), one]));
    let isChange = false;
    for (const one of got) {
      if (one.kind !== 'slot') continue;
      const held = this.#slots.get(one.number);
      if (held?.since === undefined) {
        const left = seen.get(leaseText(one))?.left ?? 0;
        // One that was ours all the time goes on where we were.
        const since = held === undefined ? Math.floor(clock.now() + Math.min(0, left)) : -Infinity;
        this.#slots.set(one.number, { since, until });
        isChange = true;
      } else held.until = until;
    }
    // What was there to be taken over has been; a copy of our state must not take the same again.
    if (got.some(({ kind }) => kind === 'slot')) this.#formerly = undefined;
    if (isChange) this.#tellChange();
  }

  /** For what a tick takes from being ours to being begun. */
  get #margin(): number {
    return Math.min(500, this.options.lease / 10);
  }

  #tellChange(): void {
    this.#held = new Map(Array.from(this.#slots, ([slot, { since }]) => [slot, since]));
    const changed = this.#changed;
    this.#changed = new AbortController();
    changed.abort();
  }

  #unreachable(error: unknown): void {
    const now = this.options.clock.now();
    // What took much longer than it may says that we stood still, and nothing of the store.
    if (now - this.#askedAt <= 1.5 * this.#limit) this.#isolate(now);
    if (this.#isSaid) return;
    this.#isSaid = true;
    const why = error instanceof Error ? error.message : String(error);
    const count = this.#slots.size;
    const then =
      count === 0
        ? 'Nothing was being checked here, and nothing is before they can be'
        : `Here ${count} of ${SLOTS} parts of the targets go on being checked, and nobody else can take them`;
    this.options.onWarning(`The leases cannot be reached: ${why}. ${then}.`);
  }

  #isolate(now: number): void {
    this.#isolatedUntil = now + this.options.lease;
    this.#takeFrom = now + this.options.lease / 2;
    const unsure = [...this.#slots.values()].filter(({ since }) => since === undefined);
    for (const one of unsure) one.since = -Infinity;
    if (unsure.length > 0) this.#tellChange();
  }

  #tell(table: readonly Lease[]): void {
    const holders = new Set(
      table.flatMap(({ kind, holder, left }) => (kind === 'seat' && left > 0 ? [holder] : [])),
    );
    holders.delete(this.#holder);
    const others = holders.size === 0 ? 'nobody else' : `${holders.size} more`;
    const said = `${this.#slots.size} of ${SLOTS} parts of the targets are checked here, with ${others}`;
    if (said === this.#said) return;
    this.#said = said;
    this.options.inform(said);
  }

  /**
   * Whoever divides something else by the same leases leaves a part of both undone. While a config is exchanged that is so for
   * a while.
   */
  #compare(table: readonly Lease[], now: number): void {
    const note = this.#note;
    const others = new Set(
      table.flatMap((one) => (one.kind === 'seat' && one.left > 0 && one.note !== note ? [one.holder] : [])),
    );
    if (others.size === 0) this.#differSince = undefined;
    else this.#differSince ??= now;
    if (this.#differSince === undefined || now - this.#differSince < DIFFERENT) return;
    // Said again, should it go on for as long again and again.
    this.#differSince = now + HOUR;
    this.options.onWarning(
      `Of the processes that have the same leases ${others.size} ${others.size === 1 ? 'has' : 'have'} other targets: of these, and of ours, some are checked by nobody. Give all of them the same config, or write a name: of its own below leases.`,
    );
  }

  /** What cannot be given back ends by itself. */
  async #release(): Promise<void> {
    const { store } = this.options;
    const slots = [...this.#slots.keys()];
    this.#slots.clear();
    try {
      // The seat last: who still has one is counted.
      const seats = Array.from({ length: SLOTS }, (_, number) => ({ kind: 'seat' as const, number }));
      await store.give(
        [...slots.map((number) => ({ kind: 'slot' as const, number })), ...seats],
        this.#holder,
        Math.min(1000, this.#limit),
      );
    } catch {
      // It is said of each outage once, and of this one nobody needs to know.
    } finally {
      await store.close().catch(() => undefined);
    }
  }
}
