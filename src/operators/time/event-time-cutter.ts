import type { Batch, Timed } from '../batch.js';
import type { Chunk } from '../chunk.js';
import { NONE_REJECTED, type Rejected } from '../rejected.js';
import {
  type EventTimeLimits,
  type EventTimeState,
  inSteps,
  rowWatermarkOf,
  watermarkOf,
} from './event-time-state.js';
import type { PartitionState } from './partition-state.js';

/** As far as a date reaches from the epoch; past it whole milliseconds cannot be told apart, and windows have no end. */
const FURTHEST = 8_640_000_000_000_000;

/** Rows that come out of JSON have been seen by no compiler: null would be 1970, and a text a number. */
const isTime = (time: unknown): boolean => typeof time === 'number' && Math.abs(time) <= FURTHEST;

/** Cuts the rows of one chunk into batches, just before each row that moves the watermark. */
export class EventTimeCutter<T extends Timed> {
  readonly #batches: Batch<T>[] = [];
  #rows: T[] = [];
  /** The rows of the chunk itself, where all of them are what `#rows` would be. */
  #given: readonly T[] | undefined;
  #rejected: Rejected[] = [];
  /** How many of the chunk's rejected inputs have found their place among its rows. */
  #placed = 0;

  constructor(
    private readonly state: EventTimeState<T>,
    private readonly limits: EventTimeLimits,
    private readonly chunk: Chunk<T>,
  ) {
    if (chunk.rows.length === 0 || chunk.rejectedAt === undefined) this.#placeRejected(Infinity);
  }

  addAll(partition: PartitionState<T>, rows: readonly T[], name: string | undefined): void {
    if (rows.length === 0) return;
    const { ahead } = this.limits;
    // First of all: what the partition is silent for is not time that its next rows have to be behind.
    partition.silentSince = undefined;
    let nextRejected = this.#placeRejected(0);
    // From here on rows are good, and wait to be taken together.
    let from = 0;
    for (let i = 0; i < rows.length; i++) {
      if (i >= nextRejected) nextRejected = this.#placeRejected(i);
      const row = rows[i] as T;
      const { time } = row;
      const { held, newest } = partition;
      const isPlain = held === undefined && isTime(time) && (time <= newest + ahead || newest === -Infinity);
      if (isPlain && !this.#advances(partition, time)) continue;
      this.#take(rows, from, i);
      if (isPlain) {
        from = i;
        this.#move();
      } else {
        from = i + 1;
        this.#doubt(partition, row, name);
      }
    }
    this.#take(rows, from, rows.length);
    this.#placeRejected(Infinity);
  }

  /** A row that cannot be believed as it is, or that says whether another can be. */
  #doubt(partition: PartitionState<T>, row: T, name: string | undefined): void {
    const { ahead } = this.limits;
    const { time } = row;
    const from = name !== undefined && { partition: name };
    if (!isTime(time)) {
      this.#rejected.push({ reason: 'no-time', ...from });
      return;
    }
    const { held } = partition;
    if (held !== undefined) {
      if (time >= held.time - ahead) this.#believe(partition);
      else {
        partition.held = undefined;
        this.#rejected.push({ reason: 'future', time: held.time, ...from });
      }
    }
    if (time > partition.newest + ahead && partition.newest !== -Infinity) partition.held = row;
    else this.#accept(partition, row);
  }

  /** Rejected inputs with no more than so many rows before them join what is there; answers where the next one stands. */
  #placeRejected(rows: number): number {
    const { rejected, rejectedAt } = this.chunk;
    for (; this.#placed < rejected.length; this.#placed++) {
      const at = rejectedAt?.[this.#placed] ?? 0;
      if (at > rows) return at;
      this.#rejected.push(rejected[this.#placed] as Rejected);
    }
    return Infinity;
  }

  /** What is still to come of a partition. */
  setPending(name: string, time: number): void {
    this.state.partitions.setPending(name, time);
    this.#move();
  }

  endPartition(name: string): void {
    const { partitions } = this.state;
    const partition = partitions.opened(name);
    this.#believe(partition);
    partitions.end(name, partition);
    this.#move();
  }

  /** A look at all files found nothing more at this processing time. */
  advanceTo(now: number): void {
    const { state } = this;
    const { partitions } = state;
    state.now = Math.max(now, state.now ?? -Infinity);
    for (const [name, partition] of partitions.entries()) {
      if (partition.held !== undefined && partition.held.time <= state.now) {
        partitions.opened(name).silentSince = undefined;
        this.#believe(partition);
      }
      partition.silentSince ??= state.now;
    }
    partitions.past.silentSince ??= state.now;
    this.#move();
  }

  endInput(): void {
    for (const partition of this.state.partitions.values()) this.#believe(partition);
    this.#flush(Infinity);
    this.state.watermark = Infinity;
  }

  get #count(): number {
    return this.#given?.length ?? this.#rows.length;
  }

  finish(): Batch<T>[] {
    if (this.#count > 0 || this.#rejected.length > 0) this.#flush(this.state.watermark);
    return this.#batches;
  }

  #accept(partition: PartitionState<T>, row: T): void {
    if (this.#advances(partition, row.time)) this.#move();
    this.#own();
    this.#rows.push(row);
  }

  /** Takes note of a time, and tells whether the watermark may move with it. */
  #advances(partition: PartitionState<T>, time: number): boolean {
    const { newest } = partition;
    if (time <= newest) return false;
    const { state } = this;
    state.partitions.advance(partition, time);
    const { lateness, step } = this.limits;
    const before = inSteps(newest - lateness, step);
    // Cheap first: only a partition that has come a step further can move the watermark, and where it was past it already
    // another one holds it.
    return (
      inSteps(time - lateness, step) > before && !(before > state.watermark && before > state.rowWatermark)
    );
  }

  /** Takes the rows from one place to before another. */
  #take(rows: readonly T[], from: number, to: number): void {
    if (from === 0 && to === rows.length && this.#rows.length === 0) {
      this.#given = rows;
      return;
    }
    for (let i = from; i < to; i++) this.#rows.push(rows[i] as T);
  }

  /** The rows of the chunk are not ours to add to. */
  #own(): void {
    if (this.#given === undefined) return;
    this.#rows = [...this.#given];
    this.#given = undefined;
  }

  /** The held row turned out to be true. */
  #believe(partition: PartitionState<T>): void {
    const { held } = partition;
    if (held === undefined) return;
    partition.held = undefined;
    this.#accept(partition, held);
  }

  /** Cuts where the watermark moves, and also where only silence had moved it and the rows now follow. */
  #move(): void {
    const { state, limits } = this;
    const watermark = Math.max(state.watermark, watermarkOf(state, limits));
    const rowWatermark = Math.min(watermark, Math.max(state.rowWatermark, rowWatermarkOf(state, limits)));
    const rowsFollow = this.#count > 0 && rowWatermark > state.rowWatermark;
    if (watermark > state.watermark || rowsFollow) this.#flush(watermark);
    state.watermark = watermark;
    state.rowWatermark = rowWatermark;
  }

  /** The rows so far met the watermarks of the state; the next ones meet this one. */
  #flush(watermark: number): void {
    const { state } = this;
    this.#batches.push({
      rows: this.#given ?? this.#rows,
      watermark,
      ...(state.rowWatermark < state.watermark && { rowWatermark: state.rowWatermark }),
      rejected: this.#rejected.length > 0 ? this.#rejected : NONE_REJECTED,
    });
    this.#rows = [];
    this.#given = undefined;
    this.#rejected = [];
  }
}
