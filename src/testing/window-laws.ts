import type { Batch, Timed } from '../operators/batch.js';
import type { Operator } from '../operators/operator.js';
import { NONE_REJECTED } from '../operators/rejected.js';
import { eventTime } from '../operators/time/event-time.js';
import { slidesOf } from '../operators/windows/slides.js';
import { WindowRow } from '../operators/windows/window-row.js';
import { plain } from './plain.js';
import { chunkOf, END, runBatches } from './run-chunks.js';

/** Each row is believed: these laws are of what follows event time, and it moves furthest then. */
const batchesOf = <I extends Timed>(rows: readonly I[], lateness: number): Batch<I>[] => {
  const { machine } = eventTime<I>({ lateness, confirm: 1 });
  const state = machine.init();
  return [chunkOf(rows), END].flatMap((chunk) => machine.step(state, chunk));
};

/** Operators without windows turn no row away as late before the watermark has passed it. */
export function lateExactlyIfClosed<I extends Timed, O>(
  operator: Operator<I, O>,
  rows: readonly I[],
  lateness: number,
): void {
  const { machine } = operator;
  const { grid } = machine;
  const state = machine.init();
  let watermark = -Infinity;
  for (const batch of batchesOf(rows, lateness)) {
    const out = machine.step(state, { ...batch, rejected: NONE_REJECTED });
    const late = out.rejected.filter(({ reason }) => reason === 'late' || reason === 'late: idle');
    const times = late.map(({ time }) => time ?? Number.NaN);
    if (grid === undefined) {
      const early = times.find((time) => !(time < watermark));
      if (early !== undefined) throw new Error(`A row of ${early} was late at watermark ${watermark}.`);
    } else {
      // The last window that holds a row starts with the row's pane.
      const slides = slidesOf(grid);
      const closed = batch.rows.filter(
        ({ time }) => slides.on(slides.startOf(time), slides.perWindow) <= watermark,
      );
      const expected = closed.map(({ time }) => time);
      if (plain(times) !== plain(expected)) {
        throw new Error(
          `At watermark ${watermark} late: ${plain(times)}; all windows closed: ${plain(expected)}.`,
        );
      }
    }
    watermark = batch.watermark;
  }
}

/**
 * Repeated watermarks add nothing; each window with its key comes once, and shown early once at each instant. Windows
 * come in order of their start; sessions, and what follows them, in order of the instants at which they stand.
 */
export function onceAndInOrder<I extends Timed, O>(
  operator: Operator<I, O>,
  rows: readonly I[],
  lateness: number,
  repeats: Iterator<number>,
): void {
  const batches = batchesOf(rows, lateness);
  const repeated = batches.flatMap((batch) => [
    batch,
    ...Array.from({ length: (repeats.next().value ?? 0) % 3 }, () => ({ ...batch, rows: [], rejected: [] })),
  ]);
  const once = runBatches(operator, batches).rows;
  const again = runBatches(operator, repeated).rows;
  if (once.map(plain).join('\n') !== again.map(plain).join('\n')) {
    throw new Error(`A repeated watermark changed the outputs:\n${again.map(plain).join('\n')}`);
  }
  const seen = new Set<string>();
  let before = -Infinity;
  for (const row of once) {
    if (!(row instanceof WindowRow)) continue;
    const origin = WindowRow.originOf(row);
    const place = operator.machine.regroups === true ? (origin?.at ?? row.time) : row.time;
    if (place < before) throw new Error(`The window at ${row.start} came after one at ${before}.`);
    before = place;
    const name = plain([row.start, row.end, origin?.key, origin?.earlyAt]);
    if (seen.has(name)) throw new Error(`The window ${name} came twice.`);
    seen.add(name);
  }
}
