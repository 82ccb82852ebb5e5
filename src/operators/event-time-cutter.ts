import type { Batch, Timed } from './batch.js';
import {
  type EventTimeLimits,
  type EventTimeState,
  type PartitionState,
  rowWatermarkOf,
  watermarkOf,
} from './event-time-state.js';
import { NONE_REJECTED, type Rejected } from './rejected.js';

/** Cuts the rows of one chunk into batches, just before each row that moves the watermark. */
export class EventTimeCutter<T extends Timed> {
  readonly #batches: Batch<T>[] = [];
  #rows: T[] = [];
  #rejected: Rejected[];

  constructor(
    private readonly state: EventTimeState<T>,
    private readonly limits: EventTimeLimits,
    rejected: readonly Rejected[],
  ) {
    this.#rejected = rejected.length > 0 ? [...rejected] : [];
  }

  addAll(partition: PartitionState<T>, rows: readonly T[], name: string | undefined): void {
    if (rows.length === 0) return;
    const { ahead } = this.limits;
    for (const row of rows) {
      const { time } = row;
      if (!Number.isFinite(time)) {
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
    partition.silentSince = undefined;
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
      if (partition.held !== undefined && partition.held.time <= state.now) this.#believe(partition);
      partition.silentSince ??= state.now;
    }
    this.#move();
  }

  endInput(): void {
    for (const partition of this.state.partitions.values()) this.#believe(partition);
    this.state.watermark = Infinity;
    this.#flush();
  }

  finish(): Batch<T>[] {
    if (this.#rows.length > 0 || this.#rejected.length > 0) this.#flush();
    return this.#batches;
  }

  #accept(partition: PartitionState<T>, row: T): void {
    const { time } = row;
    if (time > partition.newest) {
      partition.newest = time;
      const { lateness, step } = this.limits;
      // Cheap first: no other partition can move the watermark past what this row's own would be.
      if (Math.floor((time - lateness) / step) * step > this.state.watermark) this.#move();
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

  #move(): void {
    const next = watermarkOf(this.state, this.limits);
    if (next <= this.state.watermark) return;
    this.state.watermark = next;
    this.#flush();
  }

  #flush(): void {
    const { watermark } = this.state;
    const rowWatermark = rowWatermarkOf(this.state, this.limits);
    this.#batches.push({
      rows: this.#rows,
      watermark,
      ...(rowWatermark < watermark && watermark !== Infinity ? { rowWatermark } : {}),
      rejected: this.#rejected.length > 0 ? this.#rejected : NONE_REJECTED,
    });
    this.#rows = [];
    this.#rejected = [];
  }
}
