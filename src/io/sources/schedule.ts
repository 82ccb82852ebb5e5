import type { Timed } from '../../operators/batch.js';
import type { Chunk } from '../../operators/chunk.js';
import { NONE_REJECTED } from '../../operators/rejected.js';
import type { SpreadTarget } from '../../operators/spread/place-targets.js';
import { beginSpread, type MissedTicks, spread, type Tick } from '../../operators/spread.js';
import { type Clock, systemClock } from '../clock.js';
import { formatDuration } from '../text/format-duration.js';
import { changedPlaces, savedSpread } from './schedule/saved-spread.js';
import type { TargetList } from './schedule/target-list.js';
import type { Source, SourceStart } from './source.js';

export interface ScheduleOptions<R extends Timed> {
  /** What is to be looked at. It may be exchanged while the source is read: only what changes is touched. */
  readonly targets: TargetList<SpreadTarget>;
  /** The row that says that ticks came to nothing; undefined: nothing is said. */
  readonly missed: (ticks: MissedTicks) => R | undefined;
  /** Gives each target one tick, as fast as they can be acted on without being in each other's way, and ends. Nothing is remembered. */
  readonly once?: boolean | undefined;
  readonly clock?: Clock;
  readonly onWarning?: (message: string) => void;
}

/** Rows that are handed over at once. */
const MOST = 1000;
/** Rows that are given at once of those that are given once: some hundreds a second. */
const FEW = 4;
/** Milliseconds between two looks while something is due all the time: what comes due meanwhile is given together. */
const PAUSE = 10;
/** Milliseconds after which it is said that time passes, where nothing is due. */
const SILENCE = 1000;
/** Milliseconds that a clock may be behind without a word. */
const BEHIND = 60_000;

/**
 * Gives a tick for each target whenever it is due, for `acting` to do something about it. When that is says the pure step
 * `spread`: nothing is due at once after a start, and what nobody was there for is missed. Times are those of the
 * schedule (`ownTime`); the position is one number, and the targets' places are remembered by their names.
 */
export const schedule = <R extends Timed>(options: ScheduleOptions<R>): Source<Tick | R> => ({
  read: (start) => {
    const chunks = options.once === true ? onceOver(options, start) : forever(options, start);
    return { [Symbol.asyncIterator]: () => chunks };
  },
});

async function* onceOver<R extends Timed>(
  { targets, clock = systemClock() }: ScheduleOptions<R>,
  { stop }: SourceStart,
): AsyncGenerator<Chunk<Tick>, void, undefined> {
  const { all } = targets;
  for (let at = 0; at < all.length; at += FEW) {
    if (at > 0) await rest(clock, stop);
    if (stop.aborted) return;
    const time = Math.floor(clock.now());
    const rows = all.slice(at, at + FEW).map(({ name }) => ({ time, target: name }));
    yield { rows, rejected: NONE_REJECTED, ownTime: true };
  }
}

/**
 * A pause, and a longer one where it ends late: then this process or its machine has more to do than it can. Begun all at once,
 * thousands of checks would wait for each other, and take that for the sites' latency.
 */
async function rest(clock: Clock, stop: AbortSignal): Promise<void> {
  const begun = clock.now();
  await clock.sleep(PAUSE, stop);
  const late = clock.now() - begun - PAUSE;
  if (late > 1) await clock.sleep(2 * late, stop);
}

async function* forever<R extends Timed>(
  { targets, missed: rowOf, clock = systemClock(), onWarning }: ScheduleOptions<R>,
  { position, remembered, stop }: SourceStart,
): AsyncGenerator<Chunk<Tick | R>, void, undefined> {
  if (stop.aborted) return;
  const now = (): number => Math.floor(clock.now());
  const rowsOf = (missed: readonly MissedTicks[]): readonly R[] =>
    missed.flatMap((ticks) => rowOf(ticks) ?? []);
  const saved = savedSpread(position, remembered);
  const behind = (saved.upTo ?? 0) - now();
  if (behind > BEHIND) onWarning?.(behindText(behind));
  let { changed } = targets;
  let awake = AbortSignal.any([stop, changed]);
  let [state, missed] = beginSpread(targets.all, saved, now());
  let changes = changedPlaces(saved.places, state.places);
  let rows: readonly (Tick | R)[] = rowsOf(missed);
  for (;;) {
    for (const [slice, upTo] of slices(rows, state.upTo)) {
      if (slice.length === 0 && changes === undefined) continue;
      const remembered = changes;
      changes = undefined;
      yield {
        rows: slice,
        rejected: NONE_REJECTED,
        position: upTo,
        ownTime: true,
        ...(remembered !== undefined && { remembered }),
      };
    }
    if (stop.aborted) return;
    if (changed.aborted) {
      const before = state.places;
      ({ changed } = targets);
      awake = AbortSignal.any([stop, changed]);
      // At the time up to which everything is given: nothing of what stays is missed.
      [state] = beginSpread(targets.all, state, state.upTo);
      changes = changedPlaces(before, state.places);
    }
    const time = now();
    const given = spread(state, time);
    missed = given.missed;
    rows = missed.length === 0 ? given.due : [...rowsOf(missed), ...given.due].sort(byTime);
    if (rows.length > 0 || changes !== undefined) continue;
    if (time >= state.upTo) yield { rows: [], rejected: NONE_REJECTED, now: time, position: time };
    await clock.sleep(Math.min(Math.max(given.next - now(), PAUSE), SILENCE), awake);
  }
}

const byTime = (a: Timed, b: Timed): number => a.time - b.time;

/** Rows in the order of their times in pieces, and up to when everything is given with each. */
function* slices<T extends Timed>(
  rows: readonly T[],
  upTo: number,
): Generator<readonly [readonly T[], number]> {
  let at = 0;
  while (rows.length - at > MOST) {
    let end = at + MOST;
    // Those of one millisecond stay together.
    while (end < rows.length && rows[end]?.time === rows[end - 1]?.time) end++;
    const next = rows[end];
    if (next === undefined) break;
    yield [rows.slice(at, end), next.time - 1];
    at = end;
  }
  yield [at === 0 ? rows : rows.slice(at), upTo];
}

const behindText = (behind: number): string =>
  `The clock is ${formatDuration(behind - (behind % 1000))} behind what was checked last: it was set back, and what was checked is not checked again. Nothing is due until then. To begin anew, use another directory for the state.`;
