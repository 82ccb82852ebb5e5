import { EMPTY, map, type Observable, Subject, share, tap } from 'rxjs';
import type { Emitted, Sink } from '../io/sinks/sink.js';
import type { Commit } from '../io/state/state-store.js';
import type { Batch, Timed } from '../operators/batch.js';
import type { Chunk } from '../operators/chunk.js';
import type { Holder } from '../operators/operator.js';
import { NONE_REJECTED, type Rejected } from '../operators/rejected.js';
import type { NamedSkips } from '../operators/skips.js';
import { type EventTimeMachine, eventTime } from '../operators/time/event-time.js';
import type { EventTimeState } from '../operators/time/event-time-state.js';
import type { Leap } from '../operators/time/first-and-last.js';
import type { StreamBalance } from './balance.js';
import { EmittedRow } from './emitted-row.js';
import type { HealthRow } from './health/health-row.js';
import { HEALTH, type PipelineSpec, REJECTED, type StreamSpec } from './pipeline.js';
import { rowId } from './row-id.js';
import type { RunningBalance } from './running-balance.js';
import { type AlertStanding, RunningStream, type SavedStates } from './running-stream.js';

const TIME = 'time';
/** Name, among the saved states, of the time up to which health has been said. */
const HEALTH_TIME = 'health';

/** Told what comes out of each stream. */
export type Watch = (
  stream: { readonly name: string; readonly as: string },
  rows: readonly unknown[],
) => void;

/**
 * The plain RxJS graph of one pipeline: event time, a subject that takes its batches, and the streams side by side.
 * All of it is synchronous: when `fold` is done, everything that the chunk makes has come out, and the states are a
 * consistent cut.
 */
export class Graph<T extends Timed> {
  readonly #batches = new Subject<Batch<T>>();
  readonly #turnedAway = new Subject<Batch<unknown>>();
  readonly #watchesRejected: boolean;
  readonly #health = new Subject<Batch<HealthRow>>();
  /** Whether any stream takes its rows from what is said of health. */
  readonly watchesHealth: boolean;
  #healthTime: number;
  #rejected: Rejected[] = [];
  /** Up to where time had come when the rows of the batch came that is being folded. */
  #watermarkBefore: number;
  readonly #time: EventTimeMachine<T>;
  readonly #timeHolder: Holder<EventTimeState<T>>;
  readonly #streams: readonly RunningStream[];
  readonly #balance: RunningBalance;
  readonly #waiting: ReadonlyMap<Sink<never>, Emitted[]>;
  readonly #spec: PipelineSpec<T>;
  #failure: { readonly error: unknown } | undefined;

  constructor(
    spec: PipelineSpec<T>,
    sinks: Iterable<Sink<never>>,
    runningBalance: RunningBalance,
    saved?: SavedStates,
    private readonly watch?: Watch,
  ) {
    this.#spec = spec;
    this.#balance = runningBalance;
    this.#waiting = new Map(Array.from(sinks, (sink) => [sink, []]));
    this.#time = eventTime<T>(spec.time).machine;
    const time = saved?.states[TIME];
    const { keyed } = this.#time;
    this.#timeHolder = {
      state: time === undefined ? this.#time.init() : keyed.load(time, saved?.keyed[TIME] ?? new Map()),
    };
    this.#watermarkBefore = this.#timeHolder.state.watermark;
    this.#streams = spec.streams.map((stream) => new RunningStream(stream, saved));
    this.#watchesRejected = spec.streams.some(({ from }) => from === REJECTED);
    this.watchesHealth = spec.streams.some(({ from }) => from === HEALTH);
    this.#healthTime = Number(saved?.states[HEALTH_TIME] ?? -Infinity);
    this.#wire();
  }

  /** Everything that was emitted for a sink and not yet taken. */
  take(sink: Sink<never>): readonly Emitted[] {
    return this.#waiting.get(sink)?.splice(0) ?? [];
  }

  get waiting(): number {
    let rows = 0;
    for (const emitted of this.#waiting.values()) rows += emitted.length;
    return rows;
  }

  get watermark(): number {
    return this.#timeHolder.state.watermark;
  }

  /** Whether no row has ever come, and an alert misses it. */
  get awaitsFirst(): boolean {
    return (
      this.#timeHolder.state.partitions.newest === -Infinity && this.#streams.some(({ awaits }) => awaits)
    );
  }

  /** Where time has leapt at the end, on the word of a few rows. */
  get leap(): Leap | undefined {
    return this.#timeHolder.state.leap;
  }

  /** Rows that wait to be confirmed: read, and in no stream yet. */
  get held(): number {
    let rows = 0;
    for (const { doubts } of this.#timeHolder.state.partitions.values())
      for (const { row } of doubts) if (row !== undefined) rows++;
    return rows;
  }

  /**
   * Folds one chunk, batch by batch. Between two of them the caller may take what was emitted, but the states are no
   * consistent cut. Throws what an operator has thrown: the states are then of no use.
   */
  *fold(chunk: Chunk<T>): Generator<undefined, void> {
    for (const batch of this.#time.step(this.#timeHolder.state, chunk)) {
      this.#batches.next(batch);
      if (this.#watchesRejected) this.#foldRejected(batch);
      this.#watermarkBefore = batch.watermark;
      if (this.#failure !== undefined) throw this.#failure.error;
      yield;
    }
  }

  /** Time of the health rows that were folded last; -Infinity before the first. */
  get healthTime(): number {
    return this.#healthTime;
  }

  /**
   * Folds what is said of the source and the sinks: it has a time of its own, by the clock, which the rows of the pipeline
   * do not move. `ended`: nothing more will be said, for good.
   */
  foldHealth(rows: readonly HealthRow[], ended = false): void {
    this.#healthTime = rows.at(-1)?.time ?? this.#healthTime;
    this.#health.next({ rows, watermark: ended ? Infinity : this.#healthTime, rejected: NONE_REJECTED });
    if (this.#watchesRejected) this.#foldRejected({ watermark: this.watermark });
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** What a commit needs of the states; what is keyed counts as saved from here on. */
  save(): Pick<Commit, 'states' | 'keyed'> {
    const { keyed: time } = this.#time;
    const { state } = this.#timeHolder;
    const states: Record<string, unknown> = { [TIME]: time.head(state) };
    if (this.watchesHealth) states[HEALTH_TIME] = this.#healthTime;
    const keyed: Record<string, ReadonlyMap<string, unknown>> = { [TIME]: time.delta(state) };
    for (const stream of this.#streams) stream.save(states, keyed);
    return { states, keyed };
  }

  /** What may be seen of a stream between two chunks. */
  view(stream: string): unknown {
    return this.#streams.find(({ name }) => name === stream)?.view();
  }

  /** What became of the rows of this run, stream by stream; `ended`: with what is left in open windows, which takes a look at all. */
  streams(ended = false): readonly StreamBalance[] {
    return this.#streams.map((stream) => {
      const { name, as, sinks, signature } = stream;
      const unshown = ended ? stream.unshown() : 0;
      const balance = this.#balance.stream(
        { name, as, isOut: sinks.length > 0, signature },
        stream.balance(),
        stream.skipped(),
      );
      return unshown === 0 ? balance : { ...balance, unshown };
    });
  }

  /** What the operators of all streams pass over, by stream. */
  skips(): readonly (NamedSkips & { readonly stream: string })[] {
    return this.#streams.flatMap(({ name, skips }) => skips.map((named) => ({ ...named, stream: name })));
  }

  /** How the alerts of all streams stand between two batches. */
  *alerts(): Iterable<AlertStanding> {
    for (const stream of this.#streams) yield* stream.alerts();
  }

  /** What the streams have turned away of a batch comes after them, under the same watermark. */
  #foldRejected({ watermark }: Pick<Batch<T>, 'watermark'>): void {
    const rows = this.#rejected;
    this.#rejected = [];
    this.#turnedAway.next({ rows, watermark, rejected: NONE_REJECTED });
    // What these streams turn away themselves is not watched again.
    this.#rejected = [];
  }

  /** Emits a row that comes from no operator: what the loop itself has to say. */
  emit(stream: string, sinks: readonly Sink<never>[], row: unknown): void {
    this.#emit(stream, sinks, row);
  }

  #wire(): void {
    const batches: Observable<Batch<unknown>> = this.#batches.pipe(
      map((batch) => this.#routeRejected(batch)),
      share(),
    );
    // RxJS would report it on a later turn, to nobody; whoever folds the chunk must know now.
    const error = (thrown: unknown): void => {
      this.#failure ??= { error: thrown };
    };
    // Counted and turned away is also what no stream takes: all of them may watch what is rejected.
    batches.subscribe({ error });
    const outputs = new Map<string, Observable<Batch<unknown>>>();
    for (const stream of this.#streams) {
      const { name, from } = stream;
      const input = this.#inputOf(from, batches, outputs);
      const received = tap((batch: Batch<unknown>) => this.#balance.received(name, batch.rows.length));
      const output = stream.lift(input.pipe(received)).pipe(
        map((batch) => this.#emitBatch(stream, batch)),
        share(),
      );
      outputs.set(name, output);
      output.subscribe({ error });
    }
  }

  #inputOf(
    from: StreamSpec['from'],
    batches: Observable<Batch<unknown>>,
    outputs: ReadonlyMap<string, Observable<Batch<unknown>>>,
  ): Observable<Batch<unknown>> {
    if (from === undefined) return batches;
    if (from === REJECTED) return this.#turnedAway;
    if (from === HEALTH) return this.#health;
    // The builder has seen to it that a stream comes after the one it takes its rows from.
    return outputs.get(from) ?? EMPTY;
  }

  /** Says what a stream has made of a batch. What it turned away is said here, and not by the streams behind it again. */
  #emitBatch(stream: RunningStream, batch: Batch<unknown>): Batch<unknown> {
    const { name, as, sinks } = stream;
    if (batch.rows.length > 0) this.watch?.(stream, batch.rows);
    if (sinks.length > 0) for (const row of batch.rows) this.#emit(as, sinks, row);
    this.#balance.emitted(name, batch.rows.length);
    if (batch.rejected.length === 0) return batch;
    this.#balance.rejected(batch.rejected, name, this.#watermarkBefore);
    this.#emitRejected(batch.rejected);
    return { ...batch, rejected: NONE_REJECTED };
  }

  /** What event time and the source turn away is said once, and not by every stream again. */
  #routeRejected(batch: Batch<T>): Batch<T> {
    this.#balance.rows(batch.rows.length);
    if (batch.rejected.length === 0) return batch;
    this.#balance.rejected(batch.rejected, undefined, this.#watermarkBefore);
    this.#emitRejected(batch.rejected);
    return { ...batch, rejected: NONE_REJECTED };
  }

  #emitRejected(rejected: readonly Rejected[]): void {
    if (this.#watchesRejected) for (const one of rejected) this.#rejected.push(one);
    if (this.#spec.rejected.length === 0) return;
    for (const one of rejected) this.#emit('rejected', this.#spec.rejected, one);
  }

  #emit(stream: string, sinks: readonly Sink<never>[], row: unknown): void {
    if (sinks.length === 0) return;
    const { name: pipeline } = this.#spec;
    const emitted = sinks.every(({ keepsRows }) => keepsRows === false)
      ? new EmittedRow(pipeline, stream, row)
      : { pipeline, stream, id: rowId(pipeline, stream, row), row };
    for (const sink of sinks) this.#waiting.get(sink)?.push(emitted);
  }
}
