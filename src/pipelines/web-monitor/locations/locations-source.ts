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
  /**
   * Those that were due since a time, epoch milliseconds; undefined: all that may still be of use. Rejects where it cannot be
   * reached.
   */
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
export const locationsSource = (
  options: LocationsSourceOptions,
): Source<Pick<LocationRow, keyof LocationRow>> => ({
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
  const judge = new Judge(run);
  let { upTo } = saved;
  let isSaid = false;
  while (!stop.aborted) {
    let findings: readonly LocationFinding[] = [];
    try {
      findings = await latest.since(judge.since);
      if (isSaid) inform('What the locations say can be read again');
      isSaid = false;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (!isSaid && !stop.aborted)
        onWarning(`What the locations say cannot be read, and nothing is judged: ${why}.`);
      isSaid = true;
    }
    // Times never go back, over restarts either.
    upTo = Math.max(upTo, Math.floor(clock.now()));
    const rows = judge.rows(findings, upTo);
    const position: Position = { upTo, share: run.saved };
    yield { rows, rejected: NONE_REJECTED, position, ownTime: true, now: upTo };
    await clock.sleep(every, stop);
  }
}

/** What locations say of the targets that are ours, as they come and go. */
class Judge {
  readonly #agreement = new Agreement<LocationFinding>();
  readonly #slots = new Map<string, number>();
  #newest: number | undefined;
  #held: SharesRun['held'];

  constructor(private readonly run: SharesRun) {
    this.#held = run.held;
  }

  /** What is due before that is known, or says only that a location is silent; undefined: nothing is known. */
  get since(): number | undefined {
    return this.#newest && this.#newest - Math.max(BACK, 2 * this.#agreement.longest);
  }

  rows(findings: readonly LocationFinding[], time: number): readonly LocationRow[] {
    for (const { name, group, time } of findings) {
      this.#newest = Math.max(this.#newest ?? time, time);
      if (!this.#slots.has(name)) this.#slots.set(name, slotOf({ name, group: group ?? undefined }));
    }
    const verdicts = this.#agreement.note(findings);
    const changes = this.#changes(time);
    const said = new Set(changes.map(({ name }) => name));
    const ours = verdicts.filter(({ name }) => !said.has(name) && this.#isOurs(name, time));
    return [...changes, ...ours.map((one) => locationRow(one, time))];
  }

  /** How what has become ours stands, and that what is ours no more is judged by somebody else. */
  #changes(time: number): readonly LocationRow[] {
    const [before, now] = [this.#held, this.run.held];
    if (before === now) return [];
    this.#held = now;
    const rows: LocationRow[] = [];
    for (const [name, slot] of this.#slots) {
      const isGone = before.has(slot) && !now.has(slot);
      const isNew = before.get(slot) === undefined && this.#isOurs(name, time);
      const verdicts = isGone || isNew ? this.#agreement.of(name) : undefined;
      if (verdicts !== undefined) rows.push(locationRow(verdicts, time, isGone));
    }
    return rows;
  }

  #isOurs(name: string, time: number): boolean {
    const slot = this.#slots.get(name);
    return slot !== undefined && this.run.owns(slot, time);
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
