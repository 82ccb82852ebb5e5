import { map, type Observable, Subject, share, tap } from 'rxjs';
import type { Emitted, Sink } from '../io/sinks/sink.js';
import type { Batch, Timed } from '../operators/batch.js';
import type { Chunk } from '../operators/chunk.js';
import { type EventTimeMachine, eventTime } from '../operators/event-time.js';
import type { EventTimeState } from '../operators/event-time-state.js';
import { type Holder, liftMachine, type Machine, type Tally } from '../operators/operator.js';
import { NONE_REJECTED, type Rejected } from '../operators/rejected.js';
import type { Counters } from './balance.js';
import type { PipelineSpec, StreamSpec } from './pipeline.js';
import { rowId } from './row-id.js';

/** States of the running machines, as the loop commits them: `time` and one for each stream. */
export type SavedStates = Readonly<Record<string, unknown>>;

const TIME = 'time';
const stateName = (stream: string): string => `stream ${stream}`;

/**
 * The plain RxJS graph of one pipeline: event time, a subject that takes its batches, and the streams side by side.
 * All of it is synchronous: when `fold` is done, everything that the chunk makes has come out, and the states are a
 * consistent cut.
 */
export class Graph<T extends Timed> {
  readonly #batches = new Subject<Batch<T>>();
  readonly #time: EventTimeMachine<T>;
  readonly #timeHolder: Holder<EventTimeState<T>>;
  readonly #streams: readonly RunningStream[];
  readonly #counters: Counters;
  readonly #waiting: Map<Sink<never>, Emitted[]>;
  readonly #spec: PipelineSpec<T>;
  #failure: { readonly error: unknown } | undefined;

  constructor(spec: PipelineSpec<T>, sinks: readonly Sink<never>[], counters: Counters, saved?: SavedStates) {
    this.#spec = spec;
    this.#counters = counters;
    this.#waiting = new Map(sinks.map((sink) => [sink, []]));
    this.#time = eventTime<T>(spec.time).machine;
    this.#timeHolder = {
      state: saved?.[TIME] === undefined ? this.#time.init() : this.#time.load(saved[TIME]),
    };
    this.#streams = spec.streams.map((stream) => {
      const { machine } = stream.operator;
      const state = restore(machine, saved?.[stateName(stream.name)]);
      return { spec: stream, holder: { state }, before: machine.tally?.(state) };
    });
    this.#wire();
  }

  /** Everything that was emitted for a sink and not yet taken. */
  take(sink: Sink<never>): readonly Emitted[] {
    const rows = this.#waiting.get(sink) ?? [];
    if (rows.length > 0) this.#waiting.set(sink, []);
    return rows;
  }

  get waiting(): number {
    let rows = 0;
    for (const emitted of this.#waiting.values()) rows += emitted.length;
    return rows;
  }

  get watermark(): number {
    return this.#timeHolder.state.watermark;
  }

  /** Rows that wait to be confirmed: read, and in no stream yet. */
  get held(): number {
    let rows = 0;
    for (const { held } of this.#timeHolder.state.partitions.values()) if (held !== undefined) rows++;
    return rows;
  }

  /**
   * Folds one chunk, batch by batch. Between two of them the caller may take what was emitted, but the states are no
   * consistent cut. Throws what an operator has thrown: the states are then of no use.
   */
  *fold(chunk: Chunk<T>): Generator<undefined, void> {
    for (const batch of this.#time.step(this.#timeHolder.state, chunk)) {
      this.#batches.next(batch);
      if (this.#failure !== undefined) throw this.#failure.error;
      yield;
    }
  }

  save(): SavedStates {
    const states: Record<string, unknown> = { [TIME]: this.#time.save(this.#timeHolder.state) };
    for (const { spec, holder } of this.#streams) {
      const { machine } = spec.operator;
      states[stateName(spec.name)] = machine.save === undefined ? holder.state : machine.save(holder.state);
    }
    return states;
  }

  /** What became of the rows of this run, stream by stream. */
  tallies(): ReturnType<Counters['streams']> {
    return this.#counters.streams(
      this.#streams.map(({ spec, holder, before }) => {
        const tally = spec.operator.machine.tally?.(holder.state);
        return [spec.name, tally === undefined ? undefined : since(before, tally)];
      }),
    );
  }

  #wire(): void {
    const batches: Observable<Batch<T>> = this.#batches.pipe(
      map((batch) => this.#routeRejected(batch)),
      share(),
    );
    // RxJS would report it on a later turn, to nobody; whoever folds the chunk must know now.
    const error = (thrown: unknown): void => {
      this.#failure ??= { error: thrown };
    };
    for (const { spec, holder } of this.#streams) {
      const machine: Machine<T, unknown, unknown> = spec.operator.machine as Machine<T, unknown, unknown>;
      const emit = tap((batch: Batch<unknown>) => {
        this.#counters.rejected(batch.rejected, spec.name);
        this.#emitRejected(batch.rejected);
        for (const row of batch.rows) this.#emit(spec.name, spec.sinks, row);
        this.#counters.emitted(spec.name, batch.rows.length);
      });
      batches.pipe(liftMachine(machine, holder), emit).subscribe({ error });
    }
  }

  /** What event time and the source turn away is said once, and not by every stream again. */
  #routeRejected(batch: Batch<T>): Batch<T> {
    this.#counters.rows(batch.rows.length);
    if (batch.rejected.length === 0) return batch;
    this.#counters.rejected(batch.rejected, undefined);
    this.#emitRejected(batch.rejected);
    return { ...batch, rejected: NONE_REJECTED };
  }

  #emitRejected(rejected: readonly Rejected[]): void {
    if (this.#spec.rejected.length === 0) return;
    for (const one of rejected) this.#emit('rejected', this.#spec.rejected, one);
  }

  #emit(stream: string, sinks: readonly Sink<never>[], row: unknown): void {
    if (sinks.length === 0) return;
    const emitted: Emitted = {
      pipeline: this.#spec.name,
      stream,
      id: rowId(this.#spec.name, stream, row),
      row,
    };
    for (const sink of sinks) this.#waiting.get(sink)?.push(emitted);
  }
}

interface RunningStream {
  readonly spec: StreamSpec;
  readonly holder: Holder<unknown>;
  /** What the runs before this one had counted: it is in the saved state. */
  readonly before: Tally | undefined;
}

const since = (before: Tally | undefined, now: Tally): Tally => ({
  counted: now.counted - (before?.counted ?? 0),
  filtered: now.filtered - (before?.filtered ?? 0),
  rejected: now.rejected - (before?.rejected ?? 0),
});

const restore = (machine: Machine<never, unknown, unknown>, saved: unknown): unknown => {
  if (saved === undefined) return machine.init();
  return machine.load === undefined ? saved : machine.load(saved);
};
