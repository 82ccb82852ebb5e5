import type { Timed } from '../batch.js';

/** What begins so is no key: groups are told apart by values or their JSON. */
const MARK = '\u0000row ';

/**
 * Rows that the watermark has not passed yet, each under a name of its own, so that a save writes those that came and not
 * all that wait: while one input holds the watermark back they are many.
 */
export interface WaitingRows<R> {
  /** In the order in which they came. */
  readonly rows: Map<string, R>;
  /** How many have ever come. */
  came: number;
  /** Before this no row that waits is ready. */
  least: number;
}

export const noRowsWaiting = <R>(): WaitingRows<R> => ({ rows: new Map(), came: 0, least: Infinity });

export const isRowName = (name: string): boolean => name.startsWith(MARK);

/** `changed`: names of what has changed since it was saved last; undefined where nobody wants to know. */
export const addWaiting = <R extends Timed>(
  waiting: WaitingRows<R>,
  row: R,
  changed: Set<string> | undefined,
): void => {
  const name = `${MARK}${waiting.came++}`;
  waiting.rows.set(name, row);
  waiting.least = Math.min(waiting.least, row.time);
  changed?.add(name);
};

/** Takes out the rows before an instant, in the order in which they came. */
export const takeWaiting = <R extends Timed>(
  waiting: WaitingRows<R>,
  before: number,
  changed: Set<string> | undefined,
): R[] => {
  const taken: R[] = [];
  if (waiting.least >= before) return taken;
  let least = Infinity;
  for (const [name, row] of waiting.rows) {
    if (row.time >= before) {
      least = Math.min(least, row.time);
      continue;
    }
    taken.push(row);
    waiting.rows.delete(name);
    // What has come since the last save was never written, and need not be taken out there.
    if (changed?.delete(name) === false) changed.add(name);
  }
  waiting.least = least;
  return taken;
};

/** What was saved by name, in whatever order. */
export const loadWaiting = <R extends Timed>(saved: ReadonlyMap<string, unknown>): WaitingRows<R> => {
  // Only rows were saved under such names.
  const named = [...saved].map(([name, row]) => [Number(name.slice(MARK.length)), name, row as R] as const);
  named.sort(([one], [other]) => one - other);
  return {
    rows: new Map(named.map(([, name, row]) => [name, row])),
    came: (named.at(-1)?.[0] ?? -1) + 1,
    least: named.reduce((least, [, , { time }]) => Math.min(least, time), Infinity),
  };
};
