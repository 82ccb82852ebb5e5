import { setImmediate } from 'node:timers/promises';
import type { Sink } from '../../src/io/sinks/sink.js';
import type { StateStore } from '../../src/io/state/state-store.js';
import { alert } from '../../src/operators/alert/alert.js';
import { count, sum } from '../../src/operators/measures/index.js';
import { TidemarkError } from '../../src/operators/tidemark-error.js';
import { sliding } from '../../src/operators/windows/sliding.js';
import { tumbling } from '../../src/operators/windows/tumbling.js';
import { type Audit, audit } from '../../src/pipelines/audit.js';
import { type PipelineSpec, pipeline } from '../../src/pipelines/pipeline.js';
import { run } from '../../src/pipelines/run.js';
import { writeTo } from '../support/drive-sink.js';
import {
  type Fault,
  Life,
  SimulatedDisk,
  SimulatedFile,
  type StoreFault,
  simulatedClock,
  simulatedSource,
} from './world.js';

export interface Row {
  readonly time: number;
  readonly key: string;
}

/** One story of a pipeline: what comes in, and what goes wrong. */
export interface Schedule {
  readonly rows: readonly Row[];
  /** Sizes of the chunks, in turns; 0 is a look that finds nothing more. */
  readonly sizes: readonly number[];
  /** How long each process lives, in steps; the last one lives on. */
  readonly lives: readonly number[];
  /** Commits that each new process finds lost. */
  readonly lost: readonly number[];
  readonly faults: readonly Fault[];
  readonly storeFaults: readonly StoreFault[];
  /** How long a second process lives that believes it is the owner, beside each life; 0 for none. */
  readonly rivals: readonly number[];
  /** Milliseconds that pass with each look at the clock: how often it is time to commit. */
  readonly perLook: number;
  /** Milliseconds of silence at a look that finds nothing more; 0 for a replay. */
  readonly silence: number;
}

export type Sabotage = 'none' | 'append' | 'tell before commit';

const specOf = (source: PipelineSpec<Row>['source'], sink: Sink): PipelineSpec<Row> =>
  pipeline('simulated')
    .from(source)
    .time({ lateness: '2s', idle: '3s' })
    .stream(
      'windows',
      [tumbling({ size: '5s', by: ['key'], measures: { hits: count(), sum: sum<Row>('time') } })],
      [sink],
    )
    .stream(
      'alerts',
      [
        sliding({ size: '10s', every: '1s', measures: { hits: count() } }),
        alert({ value: 'hits', above: 3, for: '2s' }),
      ],
      [sink],
    )
    .spec();

/** What an undisturbed replay writes. */
export async function undisturbed(rows: readonly Row[]): Promise<readonly string[]> {
  const calm: Schedule = {
    rows,
    sizes: [rows.length],
    lives: [],
    rivals: [],
    lost: [],
    faults: ['none'],
    storeFaults: ['none'],
    perLook: 1,
    silence: 0,
  };
  return (await simulate(calm)).rows;
}

export interface Story {
  /** What is in the file at the end. */
  readonly rows: readonly string[];
  /** Rows that somebody may have read, and that were changed afterwards. */
  readonly takenBack: readonly string[];
  /** Over all lives, as the last commit has it. */
  readonly audit: Audit;
}

/** Lives through a schedule, process after process. */
export async function simulate(schedule: Schedule, sabotage: Sabotage = 'none'): Promise<Story> {
  // Nothing else in here waits for anything outside, and V8 keeps what weak references lead to until something does.
  await setImmediate();
  const disk = new SimulatedDisk(schedule.storeFaults);
  const file = new SimulatedFile(schedule.faults, sabotage === 'append' ? 'append' : 'none');
  const process = async (steps: number): Promise<boolean> => {
    if (steps === 0) return false;
    const life = new Life(steps);
    return Promise.race([life.died.then(() => false), ends(live(life, schedule, disk, file, sabotage))]);
  };
  for (const [i, steps] of schedule.lives.entries()) {
    await disk.lose(schedule.lost[i] ?? 0);
    await Promise.all([process(steps), process(schedule.rivals[i] ?? 0)]);
  }
  // A service manager starts it again until it comes to its end.
  for (let tries = 0; !(await process(Number.POSITIVE_INFINITY)); tries++) {
    if (tries > 100) throw new Error('The pipeline never comes to its end.');
  }
  const saved = await disk.store(new Life(Number.POSITIVE_INFINITY)).load({ pipeline: 'simulated' });
  const report = saved === undefined ? undefined : audit('simulated', saved);
  if (report === undefined) throw new Error('The pipeline came to its end and has committed nothing.');
  return { rows: file.rows, takenBack: file.takenBack, audit: report };
}

/** Whether the process came to its end; false where it gave up over a fault of this world. */
const ends = (run: Promise<void>): Promise<boolean> =>
  run.then(
    () => true,
    (error: unknown) => {
      if (error instanceof TidemarkError && ['stale-state', 'disk-full'].includes(error.code)) return false;
      throw error;
    },
  );

async function live(
  life: Life,
  schedule: Schedule,
  disk: SimulatedDisk,
  file: SimulatedFile,
  sabotage: Sabotage,
): Promise<void> {
  const sink = file.sink(life);
  const store = disk.store(life);
  const { source, ...options } = {
    source: simulatedSource(life, schedule.rows, schedule.sizes, schedule.silence),
    clock: simulatedClock(life, schedule.perLook),
    signal: new AbortController().signal,
    random: () => 0.5,
    checkpoint: 100,
    close: true,
  };
  await run(specOf(source, sink), {
    ...options,
    store: sabotage === 'tell before commit' ? toldFirst(store, sink) : store,
  });
}

/** The fault that the campaign must find: deliveries are written before the commit that fixes them. */
const toldFirst = (store: StateStore, sink: Sink): StateStore => ({
  ...store,
  claim: async (key) => {
    const owned = await store.claim(key);
    return {
      ...owned,
      commit: async (expected, next) => {
        for (const { delivery } of next.outbox.added) await writeTo(sink, delivery).catch(() => undefined);
        await owned.commit(expected, next);
      },
    };
  },
});
