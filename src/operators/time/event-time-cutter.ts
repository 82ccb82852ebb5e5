import type { Batch, Timed } from '../batch.js';
import type { Chunk } from '../chunk.js';
import { NONE_REJECTED, type Rejected } from '../rejected.js';
import { greatestOf, leastOf, reachedFrom, witnessesNeeded } from './doubts.js';
import {
  type EventTimeLimits,
  type EventTimeState,
  inSteps,
  noteLeap,
  rowWatermarkOf,
  watermarkOf,
} from './event-time-state.js';
import { beginningOf, endOf } from './first-and-last.js';
import type { PartitionState } from './partition-state.js';

/** As far as a date reaches from the epoch; past it whole milliseconds cannot be told apart, and windows have no end. */
const FURTHEST = 8_640_000_000_000_000;

/** Rows that come out of JSON have been seen by no compiler: null would be 1970, and a text a number. */
const isTime = (time: unknown): boolean => typeof time === 'number' && Math.abs(time) <= FURTHEST;

const inPartition = (name: string | undefined): { readonly partition?: string } =>
  name === undefined ? {} : { partition: name };

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
    // Where each row is believed there is nothing to weigh.
    const isBelieved = this.limits.confirm === 1 || this.chunk.ownTime === true;
    const near = isBelieved ? Infinity : this.limits.lateness;
    // First of all: what the partition is silent for is not time that its next rows have to be behind.
    partition.silentSince = undefined;
    let nextRejected = this.#placeRejected(0);
    // From here on rows are good, and wait to be taken together.
    let from = 0;
    for (let i = 0; i < rows.length; i++) {
      if (i >= nextRejected) nextRejected = this.#placeRejected(i);
      const row = rows[i] as T;
      const { time } = row;
      const isPlain =
        partition.doubts.length === 0 &&
        isTime(time) &&
        (time <= partition.newest + near || near === Infinity);
      if (isPlain && !this.#advances(partition, time)) continue;
      this.#take(rows, from, i);
      if (isPlain) {
        from = i;
        this.#move();
      } else {
        from = i + 1;
        this.#weigh(partition, row, name);
      }
    }
    this.#take(rows, from, rows.length);
    this.#placeRejected(Infinity);
  }

  /** A row that cannot be believed as it is, or that says whether others can be. */
  #weigh(partition: PartitionState<T>, row: T, name: string | undefined): void {
    const { ahead, lateness, confirm } = this.limits;
    const { time } = row;
    if (!isTime(time)) {
      this.#rejected.push({ reason: 'no-time', ...inPartition(name) });
      return;
    }
    const isOwn = this.chunk.ownTime === true;
    if (isOwn) this.#reach(partition, name, time);
    const { newest, doubts, strikes } = partition;
    if (isOwn || time <= newest + lateness) {
      // One that is behind says nothing of what is ahead.
      if (doubts.length > 0 && time >= newest - lateness) this.#contradict(partition, time, name);
      this.#accept(partition, row);
      return;
    }
    // The first are held too: one that is wild would open a window far from all the others. Where none can be, none is.
    const isHeld = newest === -Infinity ? ahead < FURTHEST : time > newest + ahead;
    partition.doubts = [...doubts, isHeld ? { time, row } : { time }];
    if (!isHeld) this.#pass(row);
    if (partition.doubts.length >= witnessesNeeded(confirm, strikes)) {
      partition.strikes = 0;
      if (newest === -Infinity) this.#begin(partition, name);
      this.#believe(partition, leastOf(partition.doubts));
    }
  }

  /** It is known by now which of the first rows are to be believed; those that stand alone before them are not. */
  #begin(partition: PartitionState<T>, name: string | undefined, now?: number): void {
    const { doubts } = partition;
    const times = doubts.map(({ time }) => time).filter((time) => time <= (now ?? Infinity));
    const { from, pause } = beginningOf(times, this.limits.ahead, now);
    partition.pause = pause;
    partition.doubts = doubts.filter(({ time }) => time >= from);
    for (const { time } of doubts)
      if (time < from) this.#rejected.push({ reason: 'late', time, ...inPartition(name) });
  }

  /** No more rows will come that could confirm anything. */
  #settle(partition: PartitionState<T>, name: string | undefined): void {
    if (partition.doubts.length === 0) return;
    // So few rows are no evidence against any of them.
    if (partition.newest === -Infinity) this.#believe(partition, greatestOf(partition.doubts));
    const { newest, doubts, pause } = partition;
    const times = doubts.map(({ time }) => time);
    const { reached, leap } = endOf(newest, times, this.limits.ahead, pause);
    if (leap !== undefined) noteLeap(this.state, leap);
    this.#believe(partition, reached);
    this.#turnAway(partition, name);
  }

  /** A clock stands at this time: what it has passed is believed. */
  #reach(partition: PartitionState<T>, name: string | undefined, now: number): void {
    const reached = greatestOf(partition.doubts, now);
    if (reached === -Infinity) return;
    if (partition.newest === -Infinity) this.#begin(partition, name, now);
    this.#believe(partition, reached);
  }

  /** What is still held is wild. */
  #turnAway(partition: PartitionState<T>, name: string | undefined): void {
    const { doubts } = partition;
    partition.doubts = [];
    for (const { time, row } of doubts)
      if (row !== undefined) this.#rejected.push({ reason: 'future', time, ...inPartition(name) });
  }

  /** Time goes on where it was: what is ahead and not near is wild. */
  #contradict(partition: PartitionState<T>, time: number, name: string | undefined): void {
    this.#believe(partition, time);
    if (partition.doubts.length > 1) partition.strikes++;
    this.#turnAway(partition, name);
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
    this.#settle(partition, name);
    partitions.end(name, partition);
    this.#move();
  }

  /** A look at all files found nothing more at this processing time. */
  advanceTo(now: number): void {
    const { state } = this;
    const { partitions } = state;
    state.now = Math.max(now, state.now ?? -Infinity);
    for (const [name, partition] of partitions.entries()) {
      if (greatestOf(partition.doubts, state.now) !== -Infinity) {
        partitions.opened(name).silentSince = undefined;
        this.#reach(partition, name === '' ? undefined : name, state.now);
      }
      partition.silentSince ??= state.now;
    }
    partitions.past.silentSince ??= state.now;
    if (partitions.newest === -Infinity) this.#flush(state.watermark, { now: state.now });
    this.#move();
  }

  endInput(): void {
    const { partitions } = this.state;
    for (const [name, { doubts }] of partitions.entries()) {
      // To be saved without what it no longer holds.
      if (doubts.length > 0) this.#settle(partitions.opened(name), name === '' ? undefined : name);
    }
    const { state, limits } = this;
    const { newest } = partitions;
    // The whole step of the newest row is there: a line of the last second of an hour ends that hour.
    const reached = Math.max(state.watermark, inSteps(newest, limits.step) + limits.step);
    this.#flush(Infinity, newest === -Infinity ? {} : { reached });
    state.watermark = Infinity;
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
    this.#pass(row);
  }

  #pass(row: T): void {
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

  /** Time has come as far as this: what it has reached is believed, and goes out before the watermark moves. */
  #believe(partition: PartitionState<T>, time: number): void {
    const { doubts, newest } = partition;
    if (doubts.length === 0) return;
    const { ahead, lateness } = this.limits;
    const reached = reachedFrom(Math.max(time, newest), doubts, lateness);
    const first = leastOf(doubts);
    if (newest !== -Infinity && first <= reached) partition.pause = Math.max(partition.pause, first - newest);
    for (const { time, row } of doubts) if (row !== undefined && time <= reached + ahead) this.#pass(row);
    partition.doubts = doubts.flatMap((doubt) => {
      if (doubt.time <= reached) return [];
      return doubt.time <= reached + ahead ? { time: doubt.time } : doubt;
    });
    if (this.#advances(partition, reached)) this.#move();
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
  #flush(watermark: number, more: Pick<Batch<T>, 'now' | 'reached'> = {}): void {
    const { state } = this;
    this.#batches.push({
      rows: this.#given ?? this.#rows,
      watermark,
      ...(state.rowWatermark < state.watermark && { rowWatermark: state.rowWatermark }),
      ...more,
      rejected: this.#rejected.length > 0 ? this.#rejected : NONE_REJECTED,
    });
    this.#rows = [];
    this.#given = undefined;
    this.#rejected = [];
  }
}
