import type { Timed } from '../batch.js';
import { MinHeap } from '../min-heap.js';

/** What begins so is no key: groups are told apart by values or their JSON. */
const MARK = '\u0000row ';

/**
 * Rows that the watermark has not passed yet, each under a name of its own, so that a save writes those that came and not
 * all that wait: while one input holds the watermark back they are many.
 */
export interface WaitingRows<R> {
  readonly rows: Map<string, R>;
  /** How many have ever come: the number in the name of the next. */
  came: number;
  /** Their numbers by time: a batch looks at the rows that are ready, not at all that wait. */
  readonly byTime: MinHeap<number>;
}

export const noRowsWaiting = <R>(): WaitingRows<R> => ({ rows: new Map(), came: 0, byTime: new MinHeap() });

export const isRowName = (name: string): boolean => name.startsWith(MARK);

/** `changed`: names of what has changed since it was saved last; undefined where nobody wants to know. */
export const addWaiting = <R extends Timed>(
  waiting: WaitingRows<R>,
  row: R,
  changed: Set<string> | undefined,
): void => {
  const number = waiting.came++;
  const name = nameOf(number);
  waiting.rows.set(name, row);
  waiting.byTime.push(row.time, number);
  changed?.add(name);
};

/** Takes out the rows before an instant, in the order in which they came. */
export const takeWaiting = <R extends Timed>(
  waiting: WaitingRows<R>,
  before: number,
  changed: Set<string> | undefined,
): R[] => {
  const { rows, byTime } = waiting;
  const numbers: number[] = [];
  for (let first = byTime.peek(); first !== undefined && first[0] < before; first = byTime.peek()) {
    numbers.push(first[1]);
    byTime.pop();
  }
  return numbers
    .sort((one, other) => one - other)
    .flatMap((number) => {
      const name = nameOf(number);
      const row = rows.get(name);
      rows.delete(name);
      // What has come since the last save was never written, and need not be taken out there.
      if (changed?.delete(name) === false) changed.add(name);
      return row === undefined ? [] : [row];
    });
};

/** What was saved by name, in whatever order. */
export const loadWaiting = <R extends Timed>(saved: ReadonlyMap<string, unknown>): WaitingRows<R> => {
  const waiting = noRowsWaiting<R>();
  for (const [name, one] of saved) {
    // Only rows were saved under such names.
    const row = one as R;
    const number = Number(name.slice(MARK.length));
    waiting.rows.set(name, row);
    waiting.byTime.push(row.time, number);
    waiting.came = Math.max(waiting.came, number + 1);
  }
  return waiting;
};

const nameOf = (number: number): string => `${MARK}${number}`;
