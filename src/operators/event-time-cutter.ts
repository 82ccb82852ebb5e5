import type { Batch, Timed } from './batch.js';
import type { Chunk } from './chunk.js';
import {
  type EventTimeLimits,
  type EventTimeState,
  inSteps,
  type PartitionState,
  rowWatermarkOf,
  watermarkOf,
} from './event-time-state.js';
import { NONE_REJECTED, type Rejected } from './rejected.js';

/** As far as a date reaches from the epoch; past it whole milliseconds cannot be told apart, and windows have no end. */
const FURTHEST = 8_640_000_000_000_000;

/** Cuts the rows of one chunk into batches, just before each row that moves the watermark. */
export class EventTimeCutter<T extends Timed> {
  readonly #batches: Batch<T>[] = [];
  #rows: T[] = [];
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
    for (let i = 0; i < rows.length; i++) {
      if (i >= nextRejected) nextRejected = this.#placeRejected(i);
      const row = rows[i] as T;
      const { time } = row;
      if (!(Math.abs(time) <= FURTHEST)) {
        this.#rejected.push({ reason: 'no-time', ...(name !== undefined && { partition: name }) });
        continue;
      }
      const { held } = partition;
      if (held !== undefined) {
        if (time >= held.time - ahead) this.#believe(partition);
        else {
          partition.held = undefined;
          this.#rejected.push({
            reason: 'future',
            time: held.time,
            ...(name !== undefined && { partition: name }),
          });
        }
      }
      if (time > partition.newest + ahead && partition.newest !== -Infinity) partition.held = row;
      else this.#accept(partition, row);
    }
    this.#placeRejected(Infinity);
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

  endPartition(partition: PartitionState<T>): void {
    this.#believe(partition);
    partition.ended = true;
    this.#move();
  }

  /** A look at all files found nothing more at this processing time. */
  tellTime(now: number): void {
    const { state } = this;
    state.now = Math.max(now, state.now ?? -Infinity);
    for (const partition of state.partitions.values()) {
      if (partition.held !== undefined && partition.held.time <= state.now) {
        partition.silentSince = undefined;
        this.#believe(partition);
      }
      partition.silentSince ??= state.now;
    }
    this.#move();
  }

  endInput(): void {
    for (const partition of this.state.partitions.values()) this.#believe(partition);
    this.#flush(Infinity);
    this.state.watermark = Infinity;
  }

  finish(): Batch<T>[] {
    if (this.#rows.length > 0 || this.#rejected.length > 0) this.#flush(this.state.watermark);
    return this.#batches;
  }

  #accept(partition: PartitionState<T>, row: T): void {
    const { time } = row;
    const { newest } = partition;
    if (time > newest) {
      partition.newest = time;
      const { lateness, step } = this.limits;
      // Cheap first: only a partition that has come a step further can move the watermark.
      if (inSteps(time - lateness, step) > inSteps(newest - lateness, step)) this.#move();
    }
    this.#rows.push(row);
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
    const rowsFollow = this.#rows.length > 0 && rowWatermark > state.rowWatermark;
    if (watermark > state.watermark || rowsFollow) this.#flush(watermark);
    state.watermark = watermark;
    state.rowWatermark = rowWatermark;
  }

  /** The rows so far met the watermarks of the state; the next ones meet this one. */
  #flush(watermark: number): void {
    const { state } = this;
    this.#batches.push({
      rows: this.#rows,
      watermark,
      ...(state.rowWatermark < state.watermark && { rowWatermark: state.rowWatermark }),
      rejected: this.#rejected.length > 0 ? this.#rejected : NONE_REJECTED,
    });
    this.#rows = [];
    this.#rejected = [];
  }
}
