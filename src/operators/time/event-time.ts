import { map, Observable, type OperatorFunction } from 'rxjs';
import type { Batch, Timed } from '../batch.js';
import type { Chunk } from '../chunk.js';
import { oneByOne } from '../one-by-one.js';
import type { KeyedSaving } from '../operator.js';
import { TidemarkError } from '../tidemark-error.js';
import { WITNESSES } from './doubts.js';
import { type Duration, toMilliseconds } from './duration.js';
import { EventTimeCutter } from './event-time-cutter.js';
import {
  keyedEventTime,
  loadedEventTime,
  newEventTime,
  type SavedEventTime,
  savedEventTime,
} from './event-time-saving.js';
import type { EventTimeLimits, EventTimeState } from './event-time-state.js';

export interface EventTimeOptions {
  /** How far behind the newest row another may be and still count. Default 2s. */
  readonly lateness?: Duration;
  /** How long a live and caught-up input may be silent before silence itself moves the watermark. Default 10s. */
  readonly idle?: Duration;
  /**
   * A row further ahead of the newest one than this is held back until it is confirmed, or turned away as `future`. Default
   * 5m. One that is less ahead counts at once, but further ahead than the lateness it moves the watermark only once it is
   * confirmed.
   */
  readonly ahead?: Duration;
  /**
   * So many rows in a row that all leave the newest one behind by more than the lateness confirm that time has gone on; so
   * does the end, and a look at a clock that is past them. Default 8. With 1 each row is believed, wild ones too.
   */
  readonly confirm?: number;
  /** The watermark moves in whole steps of this length. Default 1s. */
  readonly step?: Duration;
}

/** From chunks to batches: a machine of its own kind, because one chunk becomes several batches. */
export interface EventTimeMachine<T> {
  init(): EventTimeState<T>;
  step(state: EventTimeState<T>, chunk: Chunk<T>): Batch<T>[];
  save(state: EventTimeState<T>): unknown;
  load(saved: unknown): EventTimeState<T>;
  /** The same by partition: only what has changed. */
  readonly keyed: KeyedSaving<EventTimeState<T>>;
}

export type EventTime<T> = OperatorFunction<Chunk<T>, Batch<T>> & {
  readonly operatorName: 'eventTime';
  readonly machine: EventTimeMachine<T>;
};

/**
 * The one place where rows meet the watermark. The watermark is the newest time less the lateness, in whole steps,
 * and the rows are cut just before the row that moves it: so what comes out does not depend on how the input was
 * chunked. Rows without a time that a date can have leave as `no-time`, unconfirmed ones from far ahead as `future`.
 *
 * @example
 * ```ts
 * import { of } from 'rxjs';
 * import { type Chunk, count, eventTime, type Timed, tumbling } from 'tidemark/operators';
 *
 * const rows: Chunk<Timed> = { rows: [{ time: 1_000 }, { time: 12_000 }], rejected: [] };
 * const end: Chunk<Timed> = { rows: [], rejected: [], ended: true };
 * of(rows, end)
 *   .pipe(eventTime({ lateness: '2s' }), tumbling({ size: '10s', measures: { hits: count() } }))
 *   .subscribe((batch) => batch.rows.forEach(({ start, hits }) => console.log(start, hits)));
 * ```
 */
export function eventTime<T extends Timed>(options: EventTimeOptions = {}): EventTime<T> {
  const machine = eventTimeMachine<T>(limitsOf(options));
  const operator: OperatorFunction<Chunk<T>, Batch<T>> = (source) =>
    new Observable((subscriber) => {
      const state = machine.init();
      return oneByOne(source.pipe(map((chunk) => machine.step(state, chunk)))).subscribe(subscriber);
    });
  return Object.assign(operator, { operatorName: 'eventTime' as const, machine });
}

/** What these options come to, in milliseconds. Throws TidemarkError 'bad-options' where they make no sense. */
export function limitsOf(options: EventTimeOptions): EventTimeLimits {
  const limits = {
    lateness: toMilliseconds(options.lateness ?? '2s'),
    idle: toMilliseconds(options.idle ?? '10s'),
    ahead: toMilliseconds(options.ahead ?? '5m'),
    step: toMilliseconds(options.step ?? '1s'),
    confirm: options.confirm ?? WITNESSES,
  };
  if (!(Number.isInteger(limits.confirm) && limits.confirm > 0)) {
    throw new TidemarkError('bad-options', 'eventTime: confirm must be a whole number of rows above 0.');
  }
  if (!(limits.step > 0)) throw new TidemarkError('bad-options', 'eventTime: step must be longer than 0.');
  return limits;
}

const eventTimeMachine = <T extends Timed>(limits: EventTimeLimits): EventTimeMachine<T> => ({
  init: newEventTime,

  step(state, chunk) {
    const { partition, pendingSince, rows, ended, now } = chunk;
    const cutter = new EventTimeCutter(state, limits, chunk);
    const name = partition ?? '';
    // What is still to come from here on is held for before the other rows of the chunk move the watermark.
    const isEarlier = pendingSince !== undefined && pendingSince < state.partitions.pendingSince(name);
    if (isEarlier) cutter.setPending(name, pendingSince);
    // Rows of a partition that had ended hold the watermark again, from the first of them on. A chunk that only tells the
    // time or the end belongs to no partition, and one that only says what is still to come opens none that has ended.
    if (rows.length > 0 || (partition !== undefined && pendingSince === undefined)) {
      cutter.addAll(state.partitions.opened(name), rows, partition);
    }
    if (pendingSince !== undefined && !isEarlier) cutter.setPending(name, pendingSince);
    if (ended === true && partition !== undefined) cutter.endPartition(name);
    if (now !== undefined) cutter.advanceTo(now);
    if (ended === true && partition === undefined) cutter.endInput();
    return cutter.finish();
  },

  save: savedEventTime,
  // Only this machine saves what it is given.
  load: (saved) => loadedEventTime(saved as SavedEventTime<T>),
  keyed: keyedEventTime(),
});
