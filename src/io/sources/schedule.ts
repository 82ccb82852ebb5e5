import type { Timed } from '../../operators/batch.js';
import type { Chunk } from '../../operators/chunk.js';
import { NONE_REJECTED } from '../../operators/rejected.js';
import { placeByName, placeTargets, type SpreadTarget } from '../../operators/spread/place-targets.js';
import {
  beginSpread,
  LATEST,
  type MissedTicks,
  type SavedSpread,
  spread,
  type Tick,
} from '../../operators/spread.js';
import { type Clock, systemClock } from '../clock.js';
import { formatDuration } from '../text/format-duration.js';
import { OurPart } from './schedule/our-part.js';
import { changedPlaces, savedSpread } from './schedule/saved-spread.js';
import type { Shares, SharesRun } from './schedule/shares.js';
import type { TargetList } from './schedule/target-list.js';
import type { Source, SourceStart } from './source.js';

export interface ScheduleOptions<R extends Timed> {
  /** What is to be looked at. It may be exchanged while the source is read: only what changes is touched. */
  readonly targets: TargetList<SpreadTarget>;
  /** The row that says that ticks came to nothing; undefined: nothing is said. */
  readonly missed: (ticks: MissedTicks) => R | undefined;
  /** Which of them are ours; absent: all. The places are then those of the names alone. */
  readonly shares?: Shares | undefined;
  /** The row that says that a target is ours no more; undefined: nothing is said. */
  readonly moved?: (tick: Tick) => R | undefined;
  /** Whether each has the place that its name alone says. With `shares` it has. */
  readonly byName?: boolean | undefined;
  /**
   * Gives each target one tick, as fast as they can be acted on without being in each other's way, and ends. Nothing is
   * remembered.
   */
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
const NO_CHANGE = { gone: [], late: [] };

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
  options: ScheduleOptions<R>,
  start: SourceStart,
): AsyncGenerator<Chunk<Tick | R>, void, undefined> {
  if (start.stop.aborted) return;
  const saved = savedSpread(start.position, start.remembered);
  const run = options.shares?.begin(saved.share);
  try {
    yield* given(options, start.stop, saved, run);
  } finally {
    await run?.end();
  }
}

async function* given<R extends Timed>(
  options: ScheduleOptions<R>,
  stop: AbortSignal,
  saved: SavedSpread,
  run: SharesRun | undefined,
): AsyncGenerator<Chunk<Tick | R>, void, undefined> {
  const { targets, missed: rowOf, moved, clock = systemClock(), onWarning } = options;
  const part = run && new OurPart(run, targets, saved.upTo);
  const place = run !== undefined || options.byName === true ? placeByName : placeTargets;
  const now = (): number => Math.floor(clock.now());
  const rowsOf = (missed: readonly MissedTicks[]): readonly R[] =>
    missed.flatMap((ticks) => rowOf(ticks) ?? []);
  let isBehind = false;
  /** A clock that was set back by much is said once, now or while we run. */
  const sayBehind = (upTo: number, time: number): void => {
    const before = isBehind;
    isBehind = upTo - time > BEHIND;
    if (isBehind && !before) onWarning?.(behindText(upTo - time));
  };
  sayBehind(saved.upTo ?? 0, now());
  const positionOf = (upTo: number): unknown => (run === undefined ? upTo : { upTo, share: run.saved });
  let { changed } = targets;
  let ours = run?.changed;
  const wake = (): AbortSignal => AbortSignal.any([stop, changed, ...(ours === undefined ? [] : [ours])]);
  let awake = wake();
  const begun = beginSpread(targets.all, saved, now(), place);
  let [state] = begun;
  let changes = changedPlaces(saved.places, state.places);
  // Where we were not somebody else may have been.
  let rows: readonly (Tick | R)[] = part === undefined ? rowsOf(begun[1]) : [];
  for (;;) {
    for (const [slice, upTo] of slices(rows, state.upTo)) {
      if (slice.length === 0 && changes === undefined) continue;
      const remembered = changes;
      changes = undefined;
      yield {
        rows: slice,
        rejected: NONE_REJECTED,
        position: positionOf(upTo),
        ownTime: true,
        ...(part !== undefined && { pendingSince: upTo - LATEST }),
        ...(remembered !== undefined && { remembered }),
      };
    }
    if (stop.aborted) return;
    if (changed.aborted) {
      const before = state.places;
      ({ changed } = targets);
      awake = wake();
      // At the time up to which everything is given: nothing of what stays is missed.
      [state] = beginSpread(targets.all, state, state.upTo, place);
      changes = changedPlaces(before, state.places);
    }
    if (ours?.aborted === true) {
      ours = run?.changed;
      awake = wake();
    }
    const time = now();
    sayBehind(state.upTo, time);
    const { gone, late } = part?.changes(state, time) ?? NO_CHANGE;
    const all = spread(state, time);
    const { due, missed } = part?.of(all) ?? all;
    const moves = gone.flatMap((target) => moved?.({ time, target }) ?? []);
    const others = [...rowsOf(missed), ...moves, ...late];
    rows = others.length === 0 ? due : [...others, ...due].sort(byTime);
    if (rows.length > 0 || changes !== undefined) continue;
    if (time >= state.upTo) {
      const pendingSince = part === undefined ? {} : { pendingSince: time - LATEST };
      yield { rows: [], rejected: NONE_REJECTED, now: time, position: positionOf(time), ...pendingSince };
    }
    await clock.sleep(Math.min(Math.max(all.next - now(), PAUSE), SILENCE), awake);
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
