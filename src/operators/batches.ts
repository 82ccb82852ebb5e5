import {
  defer,
  EMPTY,
  endWith,
  finalize,
  map,
  merge,
  type Observable,
  type OperatorFunction,
  Subject,
  takeUntil,
} from 'rxjs';
import type { Batch, Timed } from './batch.js';
import type { Chunk } from './chunk.js';
import { extendRow } from './extend-row.js';
import type { NumberField } from './number-field.js';
import { NONE_REJECTED } from './rejected.js';
import { TidemarkError } from './tidemark-error.js';
import type { Duration } from './time/duration.js';
import { type EventTimeOptions, eventTime } from './time/event-time.js';

/** `idle` goes with `now$`: without a clock nobody knows how long nothing has come. */
export type BatchesOptions = Omit<EventTimeOptions, 'idle'> &
  (
    | {
        /** How long there may be no rows, as `now$` tells it, before silence itself moves the watermark. Default 10s. */
        readonly idle?: Duration;
        /**
         * Processing time in epoch milliseconds. Each number says that all rows up to now have been handed over. Without it
         * only rows and the end move the watermark, as in a replay.
         */
        readonly now$: Observable<number>;
      }
    | { readonly idle?: undefined; readonly now$?: undefined }
  );

/** Where rows have their time: a field, or a function of the row; epoch milliseconds. */
export interface TimeOfRow<T> {
  readonly time: NumberField<T> | ((row: T) => number);
}

/** A row with the `time` that was found for it. */
export type WithTime<T> = ('time' extends keyof T ? Omit<T, 'time'> : T) & Timed;

/**
 * From plain rows to batches: the way into the operators from any Observable. The watermark is the newest time less the
 * lateness, as `eventTime` has it; a row without a finite time leaves as `no-time`. Rows of which `time` says where their
 * time is are copied with a field `time`.
 *
 * The end of the rows is the end of the input: every window closes, and what is silent then recovers. An error of the rows,
 * or of `now$`, passes, and closes nothing. There is no clock in here: a stream that is live and may fall silent is given
 * one with `now$`, so that windows close and alerts recover in silence too. `now$` is let go of when the rows end.
 *
 * Throws 'bad-options' for a `lateness` or the like that is none, and for `idle` without `now$`.
 *
 * @example
 * ```ts
 * import { interval, map, of } from 'rxjs';
 * import { alert, batches, count, sliding } from 'tidemark/operators';
 *
 * const rows$ = of({ at: 1_000, path: '/' }, { at: 2_000, path: '/login' });
 * const now$ = interval(1000).pipe(map(() => Date.now()));
 *
 * rows$
 *   .pipe(
 *     batches({ time: 'at', lateness: '2s', idle: '10s', now$ }),
 *     sliding({ size: '2m', every: '1s', by: ['path'], measures: { hits: count() } }),
 *     alert({ value: 'hits', above: 1200 }),
 *   )
 *   .subscribe(({ rows }) => rows.forEach(({ message }) => console.log(message)));
 * ```
 */
export function batches<T extends Timed>(
  options?: BatchesOptions & { readonly time?: never },
): OperatorFunction<T, Batch<T>>;
export function batches<T extends object>(
  options: BatchesOptions & TimeOfRow<T>,
): OperatorFunction<T, Batch<WithTime<T>>>;
export function batches<T extends object>(
  options: BatchesOptions & Partial<TimeOfRow<T>> = {},
): OperatorFunction<T, Batch<Timed>> {
  const { now$, idle, time, ...limits } = options;
  if (idle !== undefined && now$ === undefined) {
    throw new TidemarkError(
      'bad-options',
      'batches: idle needs now$, for there is no clock in operators: give a now$ that says the time, or leave idle out.',
    );
  }
  const toChunk = time === undefined ? chunkOf<T> : timedChunkOf(time);
  const toBatches = eventTime({ ...limits, ...(idle !== undefined && { idle }) });
  return (rows$) =>
    defer(() => {
      const over = new Subject<void>();
      const looks = (now$ ?? EMPTY).pipe(map(lookAt), takeUntil(over));
      const chunks = rows$.pipe(
        map(toChunk),
        endWith(END),
        finalize(() => over.next()),
      );
      // Looks first: where all rows come at once, their end must find whom it lets go of.
      return merge(looks, chunks).pipe(toBatches);
    });
}

const END: Chunk<never> = { rows: [], rejected: NONE_REJECTED, ended: true };

const lookAt = (now: number): Chunk<never> => ({ rows: [], rejected: NONE_REJECTED, now });

const noTime = (detail: string): Chunk<never> => ({ rows: [], rejected: [{ reason: 'no-time', detail }] });

/** The types ask for a row with a time; event time turns away those that have none nevertheless. */
const chunkOf = <T>(row: T): Chunk<T & Timed> =>
  typeof row === 'object' && row !== null
    ? { rows: [row as T & Timed], rejected: NONE_REJECTED }
    : noTime('the row is no object');

/** A row whose time cannot be read is a value with a reason, as everywhere. */
const timedChunkOf = <T extends object>(time: TimeOfRow<T>['time']): ((row: T) => Chunk<Timed>) => {
  const timeOf = typeof time === 'function' ? time : (row: T) => row[time] as number;
  return (row) => {
    try {
      return chunkOf(extendRow(row, { time: timeOf(row) }));
    } catch (error) {
      return noTime(String(error));
    }
  };
};
