import type { Emitted } from '../../src/io/sinks/sink.js';
import type { Chunk } from '../../src/operators/chunk.js';
import { TidemarkError } from '../../src/operators/tidemark-error.js';
import { audit } from '../../src/pipelines/audit.js';
import { run } from '../../src/pipelines/run.js';
import { plain } from '../../src/testing/plain.js';
import { chunkOf, END, runChunks } from '../../src/testing/run-chunks.js';
import { virtualClock } from '../../src/testing/virtual-clock.js';
import { whileTimePasses } from '../support/while-time-passes.js';
import {
  type ActingProcess,
  acknowledging,
  actingOn,
  LATENESS,
  observed,
  specOf,
  turnsOf,
  WINDOWS,
  watched,
} from './acting-process.js';
import { ActingRecord, heldIn } from './acting-record.js';
import { type Sabotage, sabotaged } from './acting-sabotage.js';
import {
  type ActingStory,
  type CrashPoint,
  type Done,
  type Job,
  type LifeStory,
  scriptOf,
} from './acting-story.js';
import { Life, SimulatedDisk, SimulatedFile } from './world.js';

/** What a story came to. */
export interface ActingEnd {
  /** Laws that were broken, in words; empty where all is well. */
  readonly broken: readonly string[];
  /** Where processes died, and how many jobs were out then. */
  readonly deaths: readonly { readonly at: CrashPoint; readonly out: number }[];
  readonly stops: number;
}

/** How far time moves at once while nobody waits for less, in milliseconds. */
const STEP = 250;

/** A life that comes to its end. */
const LAST: LifeStory = { concurrency: 64, after: Number.POSITIVE_INFINITY };

/** Longer than anybody sleeps. */
const EVER = 7_200_000;

/** Lives through a story, process after process, and holds it against every law. */
export async function simulateActing(story: ActingStory, sabotage?: Sabotage): Promise<ActingEnd> {
  const script = scriptOf(story);
  const record = new ActingRecord(story, script);
  const disk = new SimulatedDisk(story.storeFaults);
  const file = new SimulatedFile(story.faults);
  const turns = turnsOf(story);
  const deaths: { at: CrashPoint; out: number }[] = [];
  let [stops, now] = [0, 0];

  /** Whether it came to its end, or was stopped; not where it died or gave up over a fault of this world. */
  const live = async ({ concurrency, at, after, limit }: LifeStory): Promise<boolean> => {
    // One that dies at no point counts only points that there are not.
    const life = at === undefined ? new Life(1, 'never') : new Life(at.pass, at.point);
    const clock = virtualClock(now);
    const process: ActingProcess = { story, script, record, life, clock, turns };
    const controller = new AbortController();
    const last = {};
    const acting = acknowledging(actingOn(process, concurrency), process, last);
    const source = observed(sabotaged(acting, sabotage), process);
    const running = run(specOf(source, file.sink(life)), {
      clock,
      signal: controller.signal,
      store: watched(disk.store(life), process, last),
      random: () => 0.5,
      checkpoint: 500,
      close: true,
      drainTimeout: limit ?? '1h',
    });
    const ended = Promise.race([life.died.then(() => false), endsOf(running)]);
    let stoppedAt: number | undefined;
    if (after !== Number.POSITIVE_INFINITY) {
      void clock.sleep(after, new AbortController().signal).then(() => {
        if (limit === undefined) return life.kill();
        stoppedAt = clock.now();
        controller.abort();
      });
    }
    const came = await whileTimePasses(clock, ended, STEP);
    now = clock.now() + 1000;
    if (life.diedAt !== undefined) deaths.push({ at: life.diedAt as CrashPoint, out: record.out.length });
    if (came && stoppedAt !== undefined && limit !== undefined) {
      stops++;
      const took = clock.now() - stoppedAt;
      if (took > limit + 2 * STEP) record.broken.push(`stopping took ${took} ms`);
      if (took < limit) record.drained();
    }
    // Whatever a dead process waits for is let go, or it would be in memory for ever; it can do nothing any more.
    life.kill();
    controller.abort();
    await clock.advance(EVER);
    return came;
  };

  for (const life of story.lives) await live(life);
  // A service manager starts it again until it comes to its end; and then for what is still to be finished or noted.
  for (let tries = 0; !(await live(LAST)) || (heldIn(record.remembered).length > 0 && tries < 50); tries++) {
    if (tries > 1000) throw new Error('The pipeline never comes to its end.');
  }
  const saved = await disk.store(new Life(Number.POSITIVE_INFINITY)).load({ pipeline: 'acting' });
  record.starts(saved);
  const report = saved && audit('acting', saved);
  const open = [...(saved?.keyed.time?.keys() ?? [])];
  const rejected = report?.balance.streams.flatMap((stream) => Object.keys(stream.rejected)) ?? [];
  return {
    broken: [
      ...record.broken,
      ...file.takenBack,
      ...(report?.faults ?? ['nothing was ever committed']),
      ...open.map((partition) => `${partition} never ends`),
      ...rejected.map((reason) => `outcomes are ${reason}`),
      ...endOf(record, story, script, file.rows),
    ],
    deaths,
    stops,
  };
}

/** Laws of the end: each job has one outcome, each that was done is finished, and windows are those of the outcomes. */
const endOf = (
  record: ActingRecord,
  { finishes }: ActingStory,
  script: readonly Chunk<Job>[],
  written: readonly string[],
): readonly string[] => {
  const broken: string[] = [];
  const rows = written.map((text) => JSON.parse(text) as Emitted<Done>);
  const outcomes = rows.filter(({ stream }) => stream === 'outcomes').map(({ row }) => row);
  for (const { id } of script.flatMap((chunk) => [...chunk.rows])) {
    const own = outcomes.filter((one) => one.id === id);
    if (own.length !== 1) broken.push(`${id} has ${own.length} outcomes in the end`);
    const [done] = own;
    if (finishes && done?.was === 'done' && !record.finished.has(id)) broken.push(`${id} is never finished`);
    if (done?.was === 'done' && !record.begun.has(id)) broken.push(`${id} is done, and was never begun`);
  }
  const left = heldIn(record.remembered);
  if (left.length > 0) broken.push(`${left.length} jobs are remembered in the end`);
  const windows = rows.filter(({ stream }) => stream === 'windows').map(({ row }) => plain(row));
  const expected = windowsOf(outcomes);
  if (plain(windows.toSorted()) !== plain(expected.toSorted()))
    broken.push('windows differ from those of the outcomes');
  return broken;
};

/** The windows of an undisturbed run that has these outcomes, in the order of their times. */
const windowsOf = (outcomes: readonly Done[]): readonly string[] => {
  const sorted = outcomes.toSorted((a, b) => a.time - b.time);
  return runChunks(WINDOWS, [chunkOf<Job | Done>(sorted), END], {
    lateness: LATENESS,
    ahead: '9999h',
  }).rows.map(plain);
};

const endsOf = (running: Promise<unknown>): Promise<boolean> =>
  running.then(
    () => true,
    (error: unknown) => {
      if (error instanceof TidemarkError && ['stale-state', 'disk-full'].includes(error.code)) return false;
      throw error;
    },
  );
