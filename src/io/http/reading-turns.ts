/** A connection that is read from, or is not. */
export interface Read {
  /**
   * 'good': all that it has asked so far is answered; 'bad': since then it has sent more than fits a turn; 'unknown': neither.
   */
  manners: 'unknown' | 'good' | 'bad';
  /** Whether it was read from and is no more. */
  stopReading(): boolean;
  readOn(): void;
}

/**
 * What is taken in one turn of the event loop, as requests: then nobody is read from any further until the next one. What a
 * connection sends comes in pieces of 64 KiB, which may be a thousand requests, and many connections may have sent so much.
 */
const MOST = 1000;
/** A request counts as so many that was sent before the one ahead of it was answered: a piece has many of those. */
export const UNASKED = 4;

/**
 * Says who is read from in which turn of the event loop. Where somebody sends more than fits a turn, those who are known to send
 * less go on in the next one, and all others one after the other: so nobody waits for many pieces that take long.
 */
export class ReadingTurns {
  #taken = 0;
  #stopped: Read[] = [];
  /** How many of those that are not known to be good go on in the next turn. */
  #others = 1;
  #isWaiting = false;

  /** All that there are. */
  constructor(private readonly all: () => Iterable<Read>) {}

  /** Of what somebody has sent so much was taken, as requests. */
  take(from: Read, count: number): void {
    const before = this.#taken;
    this.#taken += count;
    this.#wait();
    if (before < MOST && this.#taken >= MOST) this.#stop(from);
  }

  /** Somebody keeps us busy with next to nothing: that is enough for a turn. */
  flooded(from: Read): void {
    this.take(from, MOST);
  }

  #wait(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    setImmediate(() => this.#begin());
  }

  #stop(from: Read): void {
    from.manners = 'bad';
    this.#others = 1;
    for (const one of this.all()) if (one.stopReading()) this.#stopped.push(one);
  }

  #begin(): void {
    this.#isWaiting = false;
    this.#taken = 0;
    if (this.#stopped.length === 0) return;
    const of = (manners: Read['manners']): Read[] => this.#stopped.filter((one) => one.manners === manners);
    // Of those that are not known, who came last waits for nobody who has been here longer: it would be for all of them.
    const others = [...of('unknown').reverse(), ...of('bad')];
    const goOn = [...of('good'), ...others.splice(0, this.#others)];
    this.#stopped = others;
    this.#others *= 2;
    for (const one of goOn) one.readOn();
    if (others.length > 0) this.#wait();
  }
}
