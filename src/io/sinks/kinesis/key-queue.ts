/** Rows of a delivery on their way, and how many of them have no place yet. */
export interface Sending {
  readonly id: string;
  left: number;
  /** Nobody waits for it at present: what is left of it, which is something, is not sent, and nothing overtakes it. */
  isParked: boolean;
  /** All of it has a place. */
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/** A row on its way. */
export interface Outgoing {
  readonly data: Uint8Array;
  readonly of: Sending;
}

/** What waits to be sent under one partition key, in order: only its head may be under way. */
export class KeyQueue {
  #waiting: Outgoing[] = [];
  /** The head's place: those before it are done. */
  #from = 0;
  /** Rows of the record that is under way; they stay at the head until it has a place. */
  #out = 0;

  constructor(
    readonly key: string,
    readonly hash: bigint,
  ) {}

  add(row: Outgoing): void {
    this.#waiting.push(row);
  }

  get isEmpty(): boolean {
    return this.#from === this.#waiting.length;
  }

  /** Whether its head may be sent. */
  get isReady(): boolean {
    const head = this.#waiting[this.#from];
    return this.#out === 0 && head !== undefined && !head.of.isParked;
  }

  /** The rows from the head on that are sent as one: the first, and more of them while `fits` says so. */
  take(fits: (row: Outgoing) => boolean): readonly Outgoing[] {
    let to = this.#from;
    for (let row = this.#waiting[to]; row !== undefined && !row.of.isParked; row = this.#waiting[++to])
      if (!fits(row) && to > this.#from) break;
    this.#out = to - this.#from;
    return this.#waiting.slice(this.#from, to);
  }

  /** What is under way has a place. */
  settle(): void {
    const end = this.#from + this.#out;
    for (; this.#from < end; this.#from++) {
      const of = this.#waiting[this.#from]?.of;
      if (of !== undefined && --of.left === 0) of.done();
    }
    this.#out = 0;
    if (this.#from * 2 < this.#waiting.length) return;
    this.#waiting = this.#waiting.slice(this.#from);
    this.#from = 0;
  }

  /** What is under way has none, or nobody knows: it is at the head again. Gives those whose rows it is. */
  putBack(): ReadonlySet<Sending> {
    const rows = this.#waiting.slice(this.#from, this.#from + this.#out);
    this.#out = 0;
    return new Set(rows.map(({ of }) => of));
  }
}
