import type { Chunk } from '../../../operators/chunk.js';
import { NONE_REJECTED } from '../../../operators/rejected.js';
import type { ActingPosition } from './acting-position.js';
import type { Ledger } from './ledger.js';

interface Timed {
  readonly time: number;
}

/** Makes the chunks of a source under an action: each with its number, and with what has changed since the one before. */
export class Handover<I extends Timed, O> {
  /** How many rows more than the inner run were handed over; most often fewer, by those that are out. */
  surplus = 0;
  /** The inner run has said that the whole input has ended. */
  #isInputEnded = false;

  constructor(
    private readonly ledger: Ledger<I, O>,
    private position: ActingPosition,
  ) {}

  /** The number of the next chunk. */
  get turn(): number {
    return this.position.turn + 1;
  }

  /** What the inner run has given: each of its rows as it is, as something else, or taken out where `leave` says undefined. */
  given<T, R>(chunk: Chunk<T>, leave: (row: T) => R | undefined): Chunk<R> {
    const { ledger } = this;
    const { partition, remembered, pendingSince, ended, position, rejected, rejectedAt, ...rest } = chunk;
    const rows: R[] = [];
    /** For each of the chunk's rows how many are left before it. */
    const before = [0];
    for (const row of chunk.rows) {
      const left = leave(row);
      if (left !== undefined) rows.push(left);
      before.push(rows.length);
    }
    if (remembered !== undefined) ledger.innerRemembers(remembered);
    if (pendingSince !== undefined) ledger.innerHolds(partition, pendingSince);
    // As event time has it: one that only says what is still to come opens no partition that has ended.
    const isOpen = chunk.rows.length > 0 || pendingSince === undefined;
    if (partition !== undefined && isOpen) ledger.takeBackEnd(partition);
    const isEnd = ended === true && partition !== undefined && ledger.end(partition);
    this.#isInputEnded ||= ended === true && partition === undefined;
    this.surplus -= chunk.rows.length;
    this.position = { ...this.position, inner: position };
    return {
      ...rest,
      ...this.#of(rows, partition),
      rejected,
      ...(rejectedAt !== undefined && { rejectedAt: rejectedAt.map((at) => before[at] ?? rows.length) }),
      ...(isEnd && { ended: true }),
    };
  }

  /** Rows of a partition that the inner run has not given, and what there is to say of it. */
  aside<R>(rows: readonly R[], partition: string | undefined): Chunk<R> {
    return { ...this.#of(rows, partition), aside: true };
  }

  /** What is still to be said when nothing is out any more and the inner run has ended. */
  last(): Chunk<never> | undefined {
    const chunk = { ...this.#next([]), ...(this.#isInputEnded && { ended: true }) };
    return chunk.remembered !== undefined || this.#isInputEnded ? { ...chunk, aside: true } : undefined;
  }

  #of<R>(rows: readonly R[], partition: string | undefined): Chunk<R> {
    const { ledger } = this;
    const ended = ledger.takeEnd(partition);
    const pendingSince = ledger.outstanding.takePending(partition);
    this.surplus += rows.length;
    return {
      ...this.#next(rows),
      ...(partition !== undefined && { partition }),
      ...(ended && { ended }),
      ...(pendingSince !== undefined && { pendingSince }),
    };
  }

  #next<R>(rows: readonly R[]): Chunk<R> {
    const remembered = this.ledger.takeChanges();
    this.position = { ...this.position, turn: this.turn };
    return {
      rows,
      rejected: NONE_REJECTED,
      position: this.position,
      ...(remembered !== undefined && { remembered }),
    };
  }
}
