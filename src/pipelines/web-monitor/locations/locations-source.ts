import type { Clock } from '../../../io/clock.js';
import {
  type SavedShare,
  type Shares,
  type SharesRun,
  savedShare,
} from '../../../io/sources/schedule/shares.js';
import type { Source, SourceStart } from '../../../io/sources/source.js';
import { Agreement } from '../../../operators/agreement.js';
import type { Chunk } from '../../../operators/chunk.js';
import { slotOf } from '../../../operators/leases/slot-of.js';
import { NONE_REJECTED } from '../../../operators/rejected.js';
import { type LocationFinding, type LocationRow, locationRow } from './location-row.js';

/** Where the latest check of each target at each location is. */
export interface LatestFindings {
  /** Those that were due since a time, epoch milliseconds; undefined: all that may still be of use. Rejects where it cannot be reached. */
  since(time: number | undefined): Promise<readonly LocationFinding[]>;
  close(): Promise<void>;
}

export interface LocationsSourceOptions {
  readonly latest: () => LatestFindings;
  /** Which of the targets are judged here. */
  readonly shares: Shares;
  /** Milliseconds between two looks. */
  readonly every: number;
  readonly clock: Clock;
  readonly onWarning: (message: string) => void;
  readonly inform: (message: string) => void;
}

interface Position {
  /** The time of the last row. */
  readonly upTo: number;
  readonly share: SavedShare;
}

/** Looked back at least so far, for what was stored late. */
const BACK = 60_000;

/**
 * What several locations say of the targets that are judged here, by when checks were due: a row for each target and time, from
 * the latest rows of all locations. Nothing but the share is remembered: what the locations said last is read again.
 */
export const locationsSource = (options: LocationsSourceOptions): Source<LocationRow> => ({
  read: (start) => {
    const chunks = read(options, start);
    return { [Symbol.asyncIterator]: () => chunks };
  },
});

async function* read(
  options: LocationsSourceOptions,
  { position, stop }: SourceStart,
): AsyncGenerator<Chunk<LocationRow>, void, undefined> {
  if (stop.aborted) return;
  const saved = savedPosition(position);
  const latest = options.latest();
  const run = options.shares.begin(saved?.share);
  try {
    yield* judged(options, { latest, run, stop, upTo: saved?.upTo ?? Number.NEGATIVE_INFINITY });
  } finally {
    await run.end();
    await latest.close().catch(() => undefined);
  }
}

interface Reading {
  readonly latest: LatestFindings;
  readonly run: SharesRun;
  readonly stop: AbortSignal;
  readonly upTo: number;
}

async function* judged(
  { every, clock, onWarning, inform }: LocationsSourceOptions,
  { latest, run, stop, ...saved }: Reading,
): AsyncGenerator<Chunk<LocationRow>, void, undefined> {
  const agreement = new Agreement<LocationFinding>();
  let { upTo } = saved;
  let newest: number | undefined;
  let before: SharesRun['held'] = run.held;
  let isSaid = false;
  while (!stop.aborted) {
    let findings: readonly LocationFinding[] = [];
    try {
      const back = Math.max(BACK, 2 * agreement.longest);
      findings = await latest.since(newest === undefined ? undefined : newest - back);
      if (isSaid) inform('The locations can be read again');
      isSaid = false;
    } catch (error) {
      if (!isSaid && !stop.aborted)
        onWarning(
          `What the locations say cannot be read, and nothing is judged: ${error instanceof Error ? error.message : String(error)}.`,
        );
      isSaid = true;
    }
    for (const { time } of findings) newest = Math.max(newest ?? time, time);
    upTo = Math.max(upTo, Math.floor(clock.now()));
    const verdicts = agreement.note(findings);
    const now = run.held;
    const groups = (name: string): { name: string; group: string | undefined } => {
      const one = agreement.of(name);
      const [found] = [
        ...(one?.failed ?? []),
        ...(one?.passed ?? []),
        ...(one?.unknown ?? []),
        ...(one?.silent ?? []),
      ];
      return { name, group: found?.group ?? undefined };
    };
    const isOurs = (name: string): boolean => run.owns(slotOf(groups(name)), upTo);
    const rows: LocationRow[] = [];
    if (now !== before) {
      for (const name of agreement.names) {
        const slot = slotOf(groups(name));
        const one = agreement.of(name);
        if (one === undefined || before.has(slot) === now.has(slot)) continue;
        // What stands when a target becomes ours is judged at once; what was counted when it was ours is forgotten when it goes.
        if (!now.has(slot)) rows.push(locationRow(one, upTo, true));
        else if (isOurs(name)) rows.push(locationRow(one, upTo));
      }
      before = now;
    }
    const said = new Set(rows.map(({ name }) => name));
    for (const one of verdicts)
      if (!said.has(one.name) && isOurs(one.name)) rows.push(locationRow(one, upTo));
    const position: Position = { upTo, share: run.saved };
    yield { rows, rejected: NONE_REJECTED, position, ownTime: true, ...(rows.length === 0 && { now: upTo }) };
    await clock.sleep(every, stop);
  }
}

const savedPosition = (position: unknown): Position | undefined => {
  if (typeof position !== 'object' || position === null || !('upTo' in position) || !('share' in position))
    return undefined;
  const share = savedShare(position.share);
  return typeof position.upTo === 'number' && share !== undefined
    ? { upTo: position.upTo, share }
    : undefined;
};
