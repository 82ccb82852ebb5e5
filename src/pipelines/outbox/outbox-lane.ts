import type { OutboxEntry, Waiting } from '../../io/state/state-store.js';
import { TidemarkError } from '../../operators/tidemark-error.js';
import { type SinkPlace, sinkText } from '../sinks/sink-place.js';

/** Reads deliveries that wait in the store: the first ones with numbers above `after`, in order. */
export type ReadPage = (after: number, most: number) => Promise<readonly OutboxEntry[]>;

/** Deliveries of one sink that are in memory at once, where the store has them too. */
const WINDOW = 64;
const WINDOW_BYTES = 8 * 1024 * 1024;
/** What is read of the store at once, about: a few milliseconds, in which nothing else of the process goes on. */
const PAGE_BYTES = 1024 * 1024;

/** Where a lane begins: what the state says of it. */
export interface LaneStart {
  readonly waiting: Waiting | undefined;
  /** Number of the last delivery of all sinks. */
  readonly lastDelivery: number;
}

/**
 * What waits for one sink, in order. Where the store has it, only a window of it is in memory, the oldest, and the next
 * page is read when that is used up; sums are kept, so that nobody counts.
 */
export class OutboxLane {
  /** Being written. */
  readonly flying = new Set<OutboxEntry>();
  /** Read and not being written, in order from `#first` on. */
  #queue: (OutboxEntry | undefined)[] = [];
  #first = 0;
  #windowBytes = 0;
  /** Everything up to this number has been in memory. */
  #read = 0;
  /** Number of the last delivery that may wait. */
  #last: number;
  /** When the oldest of those was committed that are not in memory, or an earlier instant. */
  #unreadSince: number;
  #filling: Promise<void> | undefined;
  deliveries: number;
  rows: number;
  bytes: number;

  constructor(
    readonly place: SinkPlace,
    start: LaneStart,
    private readonly readPage: ReadPage | undefined,
  ) {
    const { waiting } = start;
    this.deliveries = waiting?.deliveries ?? 0;
    this.rows = waiting?.rows ?? 0;
    this.bytes = waiting?.bytes ?? 0;
    this.#unreadSince = waiting?.oldest ?? 0;
    this.#last = this.deliveries > 0 ? start.lastDelivery : 0;
  }

  /** Something waits that is not in memory, and nothing in memory is left to be taken. */
  get needsPage(): boolean {
    return this.#isEmpty && this.#read < this.#last;
  }

  /** When the oldest of what waits was committed; undefined where nothing does. */
  get oldest(): number | undefined {
    if (this.deliveries === 0) return undefined;
    let oldest = this.#queue[this.#first]?.at ?? (this.hasIdle ? this.#unreadSince : Infinity);
    for (const { at } of this.flying) oldest = Math.min(oldest, at);
    return oldest;
  }

  /** Something that is not being written waits. */
  get hasIdle(): boolean {
    return this.deliveries > this.flying.size;
  }

  /** A delivery that has just been committed. */
  add(entry: OutboxEntry): void {
    this.deliveries++;
    this.rows += entry.delivery.rows;
    this.bytes += entry.bytes;
    const all = this.#read >= this.#last;
    this.#last = entry.number;
    if (all && (this.readPage === undefined || this.#hasRoom)) {
      this.#read = entry.number;
      this.#push(entry);
    } else if (all) this.#unreadSince = entry.at;
  }

  /** What `take` would give. */
  get next(): OutboxEntry | undefined {
    return this.#queue[this.#first];
  }

  /** The oldest that is not being written, to be written. */
  take(): OutboxEntry | undefined {
    const entry = this.#shift();
    if (entry !== undefined) this.flying.add(entry);
    return entry;
  }

  /** It waits no more. */
  settle(entry: OutboxEntry): void {
    this.flying.delete(entry);
    this.#forget(entry);
  }

  /** Takes out the oldest that is in memory and not being written: it is given up. */
  drop(): OutboxEntry | undefined {
    const entry = this.#shift();
    if (entry !== undefined) this.#forget(entry);
    return entry;
  }

  /** When the oldest was committed that could be dropped; undefined where that is not known. */
  get droppable(): number | undefined {
    return this.#queue[this.#first]?.at ?? (this.hasIdle ? this.#unreadSince : undefined);
  }

  /** Resolves when the next page is in memory, where one is needed. Rejects as the store does, and with 'bad-state' where it has less than it said. */
  async fill(): Promise<void> {
    if (!this.needsPage) return;
    this.#filling ??= this.#fill().finally(() => {
      this.#filling = undefined;
    });
    await this.#filling;
  }

  async #fill(): Promise<void> {
    const last = this.#last;
    const most = this.#pageSize;
    const read = (await this.readPage?.(this.#read, most)) ?? [];
    // What has been committed this moment is handed over in its own turn.
    const page = read.filter(({ number }) => number <= this.#last);
    for (const entry of page) this.#push(entry);
    const { number, at } = page.at(-1) ?? { number: this.#read, at: this.#unreadSince };
    this.#read = page.length < most ? Math.max(last, number) : number;
    this.#unreadSince = at;
    if (page.length > 0 || this.#read < this.#last || !this.hasIdle) return;
    throw new TidemarkError(
      'bad-state',
      `The state says that ${this.deliveries} deliveries wait for ${sinkText(this.place)}, and does not have them. Put it back from a copy, or move it away to start anew.`,
    );
  }

  /** Judged by what waits on average. */
  get #pageSize(): number {
    const average = Math.max(1, this.bytes / Math.max(1, this.deliveries));
    return Math.max(1, Math.min(WINDOW, Math.floor(PAGE_BYTES / average)));
  }

  get #hasRoom(): boolean {
    return this.#queue.length - this.#first < WINDOW && this.#windowBytes < WINDOW_BYTES;
  }

  get #isEmpty(): boolean {
    return this.#first === this.#queue.length;
  }

  #push(entry: OutboxEntry): void {
    this.#queue.push(entry);
    this.#windowBytes += entry.bytes;
  }

  #shift(): OutboxEntry | undefined {
    const entry = this.#queue[this.#first];
    if (entry === undefined) return undefined;
    this.#windowBytes -= entry.bytes;
    this.#queue[this.#first++] = undefined;
    // Without a store a great many may wait here: none of them is moved for each that goes.
    if (this.#first > WINDOW && this.#first * 2 > this.#queue.length) {
      this.#queue = this.#queue.slice(this.#first);
      this.#first = 0;
    }
    return entry;
  }

  #forget({ bytes, delivery }: OutboxEntry): void {
    this.deliveries--;
    this.rows -= delivery.rows;
    this.bytes -= bytes;
  }
}
