import { setImmediate as turn } from 'node:timers/promises';
import type { Delivery, ReadPiece, Refused, Written } from '../../io/sinks/sink.js';
import type { OutboxEntry } from '../../io/state/state-store.js';
import { TidemarkError } from '../../operators/tidemark-error.js';
import { type RetryOptions, retry } from '../retry.js';
import { needsAll } from '../sinks/needs-all.js';
import type { SinkPlace } from '../sinks/sink-place.js';
import type { DeliveryOutcomes } from './delivery-outcomes.js';
import { isFull } from './lane-room.js';
import type { OutboxLane } from './outbox-lane.js';

export interface LaneWriterOptions extends RetryOptions {
  readonly outcomes: Pick<DeliveryOutcomes, 'stored' | 'refused'>;
  readonly piece: ReadPiece;
  readonly redact: (text: string) => string;
  readonly onChange: () => void;
  /** A delivery waits no more. */
  readonly onSettled: (entry: OutboxEntry) => void;
  /** The pipeline cannot go on. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Writes what waits in a lane to its sink, in order, as many at a time as the sink takes, until the signal is aborted. Several
 * that wait go as one where the sink joins them.
 */
export class LaneWriter {
  /** Writes that have failed and were tried again. */
  retries = 0;
  /** Why the last write failed; undefined when it has succeeded. */
  error: string | undefined;
  #wasFull = false;
  /** Writes that are under way. */
  #writing = 0;
  readonly #retrying: RetryOptions;

  constructor(
    readonly lane: OutboxLane,
    private readonly options: LaneWriterOptions,
  ) {
    const { place } = lane;
    this.#retrying = {
      ...options,
      ...((needsAll(place.sink) || place.sink.ordered === true) && { giveUpAfter: Infinity }),
      onRetry: (error, milliseconds) => {
        this.retries++;
        this.#stands(error.message, false);
        options.onRetry(withName(place, error), milliseconds);
      },
    };
  }

  /** Writes as much at once as may be. To be called when something has been added. */
  writeOn(): void {
    const { lane } = this;
    const { signal, clock, onChange } = this.options;
    const most = lane.place.sink.inFlight ?? 1;
    while (this.#writing < most && !signal.aborted) {
      const entries = this.#take();
      if (entries.length === 0) break;
      void this.#write(entries);
    }
    if (lane.needsPage && this.#writing < most && !signal.aborted) void this.#readOn();
    const full = isFull(lane, clock.now());
    if (full === this.#wasFull) return;
    this.#wasFull = full;
    onChange();
  }

  async #readOn(): Promise<void> {
    try {
      await this.lane.fill();
    } catch (error) {
      if (!this.options.signal.aborted) this.options.onFailure(error);
      return;
    }
    // Reading a page and writing what is in it are each some milliseconds of work: whoever is due goes in between.
    await turn();
    this.writeOn();
  }

  /** What is written next, as one. */
  #take(): readonly OutboxEntry[] {
    const { lane } = this;
    const first = lane.take();
    if (first === undefined) return [];
    const entries = [first];
    let left = (lane.place.sink.joins?.rows ?? 0) - first.delivery.rows;
    while (lane.next !== undefined && canJoin(lane.place, first.delivery, lane.next.delivery)) {
      left -= lane.next.delivery.rows;
      const next = left < 0 ? undefined : lane.take();
      if (next === undefined) break;
      entries.push(next);
    }
    return entries;
  }

  async #write(entries: readonly OutboxEntry[]): Promise<void> {
    const { place } = this.lane;
    const { signal, piece, outcomes, onSettled, onFailure } = this.options;
    this.#writing++;
    try {
      const delivery = joined(
        place,
        entries.map((entry) => entry.delivery),
      );
      const written = await retry(() => place.sink.write(delivery, signal, piece), this.#retrying);
      const refused = refusedRows(written, place, delivery);
      let from = 0;
      for (const entry of entries) {
        const to = from + entry.delivery.rows;
        const own = refused.filter(({ row }) => row >= from && row < to);
        outcomes.stored(
          place,
          entry,
          own.map((one) => ({ ...one, row: one.row - from })),
        );
        from = to;
      }
      this.#stands(undefined, refused.length > 0);
    } catch (error) {
      // It stays in the committed outbox: a later run tells it again.
      if (signal.aborted) return;
      if (!isRefusal(error) || needsAll(place.sink)) {
        onFailure(error instanceof TidemarkError ? withName(place, error) : error);
        return;
      }
      for (const { delivery } of entries) {
        const body = await this.#wholeOf(delivery);
        if (signal.aborted) return;
        outcomes.refused(place, { ...delivery, body }, error);
      }
      this.#stands(error.message, true);
    }
    this.#writing--;
    for (const entry of entries) {
      this.lane.settle(entry);
      onSettled(entry);
    }
    this.writeOn();
  }

  /** What a delivery holds, its pieces included where the sink can tell; they may be damaged, and it is given up all the same. */
  async #wholeOf(delivery: Delivery): Promise<unknown> {
    const { sink } = this.lane.place;
    if (hasNoPieces(delivery)) return delivery.body;
    return sink.whole?.(delivery, this.options.piece).catch(() => delivery.body) ?? delivery.body;
  }

  /** The last write has failed with this, or has not. */
  #stands(message: string | undefined, hasRefused: boolean): void {
    const error = message === undefined ? undefined : this.options.redact(message);
    const isNew = error !== this.error;
    this.error = error;
    if (isNew || hasRefused) this.options.onChange();
  }
}

const hasNoPieces = ({ pieces = [] }: Delivery): boolean => pieces.length === 0;

const canJoin = ({ sink }: SinkPlace, one: Delivery, other: Delivery): boolean =>
  hasNoPieces(one) && hasNoPieces(other) && sink.joins?.fits(one, other) === true;

/** Several only where the sink joins them. */
const joined = ({ sink }: SinkPlace, deliveries: readonly Delivery[]): Delivery => {
  const [only, another] = deliveries;
  return only !== undefined && another === undefined
    ? only
    : (sink.joins?.join(deliveries) ?? fail(sink.name));
};

const fail = (name: string): never => {
  throw new Error(`${name} joins no deliveries, and was given several.`);
};

/** The destination will never take it, or was tried for as long as the user wants: other deliveries may go on. */
const isRefusal = (error: unknown): error is TidemarkError =>
  error instanceof TidemarkError && error.code === 'undeliverable';

/** The rows that a sink says it has refused. Throws where it cannot be right, because then no sum would be. */
const refusedRows = (written: Written, { name }: SinkPlace, delivery: Delivery): readonly Refused[] => {
  if (!written) return [];
  const { refused } = written;
  const places = new Set(refused.map(({ row }) => row));
  const isRight = [...places].every((row) => Number.isInteger(row) && row >= 0 && row < delivery.rows);
  if (isRight && places.size === refused.length) return refused;
  throw new Error(
    `${name} refuses rows ${[...places].join(', ')} of a delivery of ${delivery.rows}, each of which must be one of them and said once.`,
  );
};

/** A destination may not tell people which output it is. */
const withName = ({ name, destination }: SinkPlace, error: TidemarkError): TidemarkError =>
  name === destination
    ? error
    : new TidemarkError(error.code, `${name}: ${error.message}`, {
        cause: error,
        retryable: error.retryable,
        retryAfter: error.retryAfter,
      });
