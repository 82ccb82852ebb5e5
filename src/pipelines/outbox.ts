import type { OutboxEntry, Owned, Saved, Settled } from '../io/state/state-store.js';
import type { DeliveryOutcomes } from './outbox/delivery-outcomes.js';
import { isFull, isOver, type Load, NO_LOAD } from './outbox/lane-room.js';
import { LaneWriter } from './outbox/lane-writer.js';
import { OutboxLane } from './outbox/outbox-lane.js';
import { type RetryOptions, retry } from './retry.js';
import type { RunningBalance } from './running-balance.js';
import type { SinkPlace } from './sinks/sink-place.js';
import type { SinkStanding } from './sinks/sink-standing.js';

export interface OutboxOptions extends RetryOptions {
  /** Where deliveries are read that are not in memory; without it all of them are. */
  readonly owned: Pick<Owned, 'waiting'> | undefined;
  /** What waits when the run begins. */
  readonly saved: Pick<Saved, 'waiting' | 'lastDelivery'> | undefined;
  /** Reads a piece of what a sink has kept, by the sink's key. */
  readonly piece: (sink: string, key: string) => Promise<Uint8Array>;
  readonly outcomes: Pick<DeliveryOutcomes, 'stored' | 'refused' | 'dropped'>;
  readonly runningBalance: RunningBalance;
  /** Takes secrets out of what is said of errors. */
  readonly redact: (text: string) => string;
  /** Told when a sink stands differently in more than how much waits for it. */
  readonly onChange: () => void;
}

/** Deliveries that one commit may drop: what it says of them is in memory. */
const MOST_DROPPED = 10_000;

/**
 * Committed deliveries on their way to their sinks: each sink has a lane of its own, in order, as many at a time as it
 * takes, so a sink that is down holds up no other. What needs its place no more is remembered until the next commit
 * takes it.
 */
export class Outbox {
  readonly #lanes: ReadonlyMap<string, OutboxLane>;
  readonly #writers: readonly LaneWriter[];
  #done: Settled[] = [];
  #failure: { readonly error: unknown } | undefined;
  readonly #failed = new AbortController();
  readonly #abandoned = new AbortController();
  #wake: () => void = () => undefined;

  constructor(
    places: readonly SinkPlace[],
    private readonly options: OutboxOptions,
  ) {
    const { owned, saved, piece, redact, onChange } = options;
    const signal = AbortSignal.any([options.signal, this.#abandoned.signal]);
    const retrying = { ...options, signal };
    this.#writers = places.map((place) => {
      const { key } = place;
      const waiting =
        saved !== undefined && Object.hasOwn(saved.waiting, key) ? saved.waiting[key] : undefined;
      const lane = new OutboxLane(
        place,
        { waiting, lastDelivery: saved?.lastDelivery ?? 0 },
        owned && ((after, most) => retry(() => owned.waiting(key, after, most), retrying)),
      );
      return new LaneWriter(lane, {
        ...retrying,
        outcomes: options.outcomes,
        piece: (name) => piece(key, name),
        redact,
        onChange,
        onSettled: (entry) => this.#settle(entry),
        onFailure: (error) => this.#fail(error),
      });
    });
    this.#lanes = new Map(this.#writers.map(({ lane }) => [lane.place.key, lane]));
  }

  /** Begins to tell what has waited since before the run. */
  start(): void {
    for (const writer of this.#writers) writer.writeOn();
  }

  /** Hands over deliveries that have just been committed. */
  add(entries: readonly OutboxEntry[]): void {
    for (const entry of entries) {
      const lane = this.#lanes.get(entry.sink);
      if (lane === undefined) throw new Error(`No sink has the key ${entry.sink}.`);
      lane.add(entry);
    }
    this.start();
  }

  /** What waits no more, since this was last asked. */
  takeDone(): readonly Settled[] {
    const done = this.#done;
    this.#done = [];
    return done;
  }

  /** Whether a commit has something to say of deliveries: that they wait no more, or may not any longer. */
  get hasDone(): boolean {
    if (this.#done.length > 0) return true;
    return this.#dropping.some((lane) => isOver(lane, this.options.clock.now()));
  }

  /** Deliveries not yet stored. */
  get waiting(): number {
    let waiting = 0;
    for (const { deliveries } of this.#lanes.values()) waiting += deliveries;
    return waiting;
  }

  /** Rows in deliveries not yet stored, of one sink by its key. */
  rowsWaiting(key: string): number {
    return this.#lanes.get(key)?.rows ?? 0;
  }

  /** How the sinks stand, in order of first use. */
  standing(): readonly SinkStanding[] {
    const { runningBalance, clock } = this.options;
    return this.#writers.map(({ lane, retries, error }): SinkStanding => {
      const { place, deliveries, rows, bytes, oldest } = lane;
      const { refused, dropped, dead } = runningBalance.ofSink(place.key);
      const waiting = { deliveries, rows, bytes, ...(oldest !== undefined && { oldest }) };
      const { name, destination } = place;
      return {
        name,
        destination,
        waiting,
        retries,
        refused,
        dropped,
        dead,
        error,
        warning: place.sink.warning,
        full: isFull(lane, clock.now()),
      };
    });
  }

  /** Aborted when a sink has failed for good. */
  get failed(): AbortSignal {
    return this.#failed.signal;
  }

  /** Throws what ended the outbox: a sink that failed for good, or a store that cannot be read. */
  check(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Resolves when no lane is full whose source is to wait for it, or the signal is aborted. Rejects as `check` throws. */
  async room(signal: AbortSignal): Promise<void> {
    const { clock } = this.options;
    const full = (lane: OutboxLane): boolean => !lane.place.limits.dropsOldest && isFull(lane, clock.now());
    await this.#until(() => signal.aborted || ![...this.#lanes.values()].some(full), signal);
  }

  /** Resolves when nothing waits any more, or the signal is aborted. Rejects as `check` throws. */
  async drained(signal: AbortSignal): Promise<void> {
    await this.#until(() => this.waiting === 0 || signal.aborted, signal);
  }

  /**
   * Gives up the oldest of what may wait no longer, for the commit that comes next; what is being written stays. Of very
   * many it gives up so many that a commit can hold them, and more before the next.
   */
  async makeRoom(): Promise<void> {
    for (const lane of this.#dropping) {
      for (let left = MOST_DROPPED; ; ) {
        left -= this.#drop(lane, NO_LOAD, left);
        if (left <= 0 || !lane.needsPage || !isOver(lane, this.options.clock.now())) break;
        await lane.fill();
      }
    }
  }

  /** The same for deliveries that this commit is about to add, as far as it can be done at once. */
  makeRoomFor(added: readonly OutboxEntry[]): void {
    for (const lane of this.#dropping) {
      const own = added.filter(({ sink }) => sink === lane.place.key);
      const sum = (of: (entry: OutboxEntry) => number): number => own.reduce((n, entry) => n + of(entry), 0);
      const load = {
        deliveries: own.length,
        rows: sum(({ delivery }) => delivery.rows),
        bytes: sum(({ bytes }) => bytes),
      };
      this.#drop(lane, load, MOST_DROPPED);
    }
  }

  /** Aborts the writes that are under way: nobody waits for them any longer. */
  abandon(): void {
    this.#abandoned.abort();
  }

  get #dropping(): readonly OutboxLane[] {
    return [...this.#lanes.values()].filter(({ place }) => place.limits.dropsOldest);
  }

  /** Drops what is in memory and too much, `most` deliveries at most; answers how many. */
  #drop(lane: OutboxLane, load: Load, most: number): number {
    const now = this.options.clock.now();
    let deliveries = 0;
    let rows = 0;
    while (deliveries < most && isOver(lane, now, load)) {
      const entry = lane.drop();
      if (entry === undefined) break;
      this.#done.push(settledOf(entry));
      deliveries++;
      rows += entry.delivery.rows;
    }
    if (deliveries > 0) {
      this.options.outcomes.dropped(lane.place, deliveries, rows);
      this.options.onChange();
    }
    return deliveries;
  }

  #settle(entry: OutboxEntry): void {
    this.#done.push(settledOf(entry));
    this.#wake();
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#failed.abort();
    this.#wake();
  }

  async #until(reached: () => boolean, signal: AbortSignal): Promise<void> {
    for (;;) {
      this.check();
      if (reached()) return;
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          signal.removeEventListener('abort', wake);
          resolve();
        };
        this.#wake = wake;
        signal.addEventListener('abort', wake);
      });
    }
  }
}

const settledOf = ({ number, sink, bytes, delivery: { rows, pieces } }: OutboxEntry): Settled => ({
  number,
  sink,
  rows,
  bytes,
  ...(pieces === undefined ? {} : { pieces }),
});
