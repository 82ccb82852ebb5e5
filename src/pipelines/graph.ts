import { from, map, mergeMap, type Observable, Subject, share } from 'rxjs';
import type { Emitted, Sink } from '../io/sinks/sink.js';
import type { Batch, Timed } from '../operators/batch.js';
import type { Chunk } from '../operators/chunk.js';
import { type EventTimeMachine, eventTime } from '../operators/event-time.js';
import type { EventTimeState } from '../operators/event-time-state.js';
import { type Holder, liftMachine, type Machine } from '../operators/operator.js';
import { NONE_REJECTED, type Rejected } from '../operators/rejected.js';
import type { Counters } from './balance.js';
import type { PipelineSpec, StreamSpec } from './pipeline.js';
import { rowId } from './row-id.js';

/** States of the running machines, as the loop commits them: `time` and one for each stream. */
export type SavedStates = Readonly<Record<string, unknown>>;

const TIME = 'time';
const stateName = (stream: string): string => `stream ${stream}`;

/**
 * The plain RxJS graph of one pipeline: a subject that takes chunks, event time, and the streams side by side. All of
 * it is synchronous: when `push` returns, everything that the chunk makes has come out, and the states are a
 * consistent cut.
 */
export class Graph<T extends Timed> {
  readonly #chunks = new Subject<Chunk<T>>();
  readonly #time: EventTimeMachine<T>;
  readonly #timeHolder: Holder<EventTimeState<T>>;
  readonly #streams: readonly { readonly spec: StreamSpec; readonly holder: Holder<unknown> }[];
  readonly #counters: Counters;
  readonly #waiting: Map<Sink<never>, Emitted[]>;
  readonly #spec: PipelineSpec<T>;

  constructor(spec: PipelineSpec<T>, sinks: readonly Sink<never>[], counters: Counters, saved?: SavedStates) {
    this.#spec = spec;
    this.#counters = counters;
    this.#waiting = new Map(sinks.map((sink) => [sink, []]));
    this.#time = eventTime<T>(spec.time).machine;
    this.#timeHolder = {
      state: saved?.[TIME] === undefined ? this.#time.init() : this.#time.load(saved[TIME]),
    };
    this.#streams = spec.streams.map((stream) => ({
      spec: stream,
      holder: { state: restore(stream.operator.machine, saved?.[stateName(stream.name)]) },
    }));
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

  push(chunk: Chunk<T>): void {
    this.#chunks.next(chunk);
  }

  save(): SavedStates {
    const states: Record<string, unknown> = { [TIME]: this.#time.save(this.#timeHolder.state) };
    for (const { spec, holder } of this.#streams) {
      const { machine } = spec.operator;
      states[stateName(spec.name)] = machine.save === undefined ? holder.state : machine.save(holder.state);
    }
    return states;
  }

  /** What became of the rows, stream by stream. */
  tallies(): ReturnType<Counters['streams']> {
    return this.#counters.streams(
      this.#streams.map(({ spec, holder }) => [spec.name, spec.operator.machine.tally?.(holder.state)]),
    );
  }

  #wire(): void {
    const batches: Observable<Batch<T>> = this.#chunks.pipe(
      mergeMap((chunk) => from(this.#time.step(this.#timeHolder.state, chunk))),
      map((batch) => this.#routeRejected(batch)),
      share(),
    );
    for (const { spec, holder } of this.#streams) {
      const machine: Machine<T, unknown, unknown> = spec.operator.machine as Machine<T, unknown, unknown>;
      batches.pipe(liftMachine(machine, holder)).subscribe((batch) => {
        this.#counters.rejected(batch.rejected, spec.name);
        this.#emitRejected(batch.rejected);
        for (const row of batch.rows) this.#emit(spec.name, spec.sinks, row);
        this.#counters.emitted(spec.name, batch.rows.length);
      });
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

const restore = (machine: Machine<never, unknown, unknown>, saved: unknown): unknown => {
  if (saved === undefined) return machine.init();
  return machine.load === undefined ? saved : machine.load(saved);
};
