import type { Timed } from './batch.js';

/** What begins so is no key: groups are told apart by values or their JSON. */
const MARK = '\u0000row ';

type Numbered = readonly [time: number, number: number];

/**
 * Rows that the watermark has not passed yet, each under a name of its own, so that a save writes those that came and not
 * all that wait: while one input holds the watermark back they are many.
 */
export interface WaitingRows<R> {
  readonly rows: Map<string, R>;
  /** How many have ever come: the number in the name of the next. */
  came: number;
  /** Their numbers in order of time: a batch looks at the rows that are ready, not at all that wait. */
  readonly byTime: Numbered[];
}

export const noRowsWaiting = <R>(): WaitingRows<R> => ({ rows: new Map(), came: 0, byTime: [] });

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
  placeByTime(waiting.byTime, row.time, number);
  changed?.add(name);
};

/** Takes out the rows before an instant, in the order in which they came. */
export const takeWaiting = <R extends Timed>(
  waiting: WaitingRows<R>,
  before: number,
  changed: Set<string> | undefined,
): R[] => {
  const { rows, byTime } = waiting;
  return byTime
    .splice(0, placeOf(byTime, before))
    .sort(([, one], [, other]) => one - other)
    .flatMap(([, number]) => {
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
    placeByTime(waiting.byTime, row.time, number);
    waiting.came = Math.max(waiting.came, number + 1);
  }
  return waiting;
};

const nameOf = (number: number): string => `${MARK}${number}`;

/** How many are before an instant. */
const placeOf = (byTime: readonly Numbered[], time: number): number => {
  let [from, to] = [0, byTime.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((byTime[middle]?.[0] ?? Infinity) < time) from = middle + 1;
    else to = middle;
  }
  return from;
};

/** Most rows are later than all that wait. */
const placeByTime = (byTime: Numbered[], time: number, number: number): void => {
  const last = byTime.at(-1)?.[0] ?? -Infinity;
  byTime.splice(last <= time ? byTime.length : placeOf(byTime, time), 0, [time, number]);
};
