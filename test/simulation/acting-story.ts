import type { Chunk } from '../../src/operators/chunk.js';
import type { Fault, StoreFault } from './world.js';

/** Where a process may be killed, by name; each is between two things that the outside can tell apart. */
export const CRASH_POINTS = [
  'before the intent',
  'after the intent',
  'during perform',
  'after perform, before fold',
  'after fold, before the commit',
  'in the commit, before it is stored',
  'in the commit, after it is stored',
  'after the commit, before finish',
  'in finish, before its effect',
  'in finish, after its effect',
] as const;

export type CrashPoint = (typeof CRASH_POINTS)[number];

/** What comes out of the source: one to be performed, or a report. */
export interface Job {
  readonly id: number;
  readonly time: number;
  readonly key: string;
  readonly report?: true;
}

/** What comes of a job. */
export interface Done {
  readonly id: number;
  readonly time: number;
  readonly key: string;
  readonly was: 'done' | 'missed: running' | 'missed: crash';
}

/** Jobs that the source gives together. */
export interface Given {
  readonly partition: number;
  /** How much later each is than the one before, and how far out of order it stands, in milliseconds. */
  readonly jobs: readonly { readonly gap: number; readonly early: number; readonly report: boolean }[];
  /** Whether the source then says that a look has found nothing more. */
  readonly look: boolean;
}

/** One process: where it is killed; that it is killed or stopped after some time, where it does not come to that. */
export interface LifeStory {
  readonly concurrency: number;
  /** Killed at this point, when it has come to it so often. */
  readonly at?: { readonly point: CrashPoint; readonly pass: number };
  /** Milliseconds until it is killed all the same, or stopped with a drain limit where one is given; Infinity: it comes to its end. */
  readonly after: number;
  readonly limit?: number;
}

/** One story of a pipeline whose source acts: what comes in, how long things take, and what goes wrong. */
export interface ActingStory {
  readonly given: readonly Given[];
  readonly intent: 'first' | 'none';
  readonly keepsTime: boolean;
  readonly finishes: boolean;
  /** The source notes what becomes of its jobs. */
  readonly notes: boolean;
  /** How many keys there are; 0: each job has its own. */
  readonly keys: number;
  /** Of each partition the source holds the first job back until its end, and says since when. */
  readonly holdsBack: boolean;
  /** Milliseconds before each chunk of the source, in turns. */
  readonly pauses: readonly number[];
  /** Milliseconds that performing takes, by job, in turns. */
  readonly durations: readonly number[];
  /** Whether a finish fails, in turns, before its effect or after it. */
  readonly finishFaults: readonly ('none' | 'before' | 'after')[];
  /** Whether the source cannot be told of a commit for the moment, in turns. */
  readonly refusals: readonly boolean[];
  readonly faults: readonly Fault[];
  readonly storeFaults: readonly StoreFault[];
  readonly lives: readonly LifeStory[];
}

/** All that the source gives, chunk by chunk; a position counts the chunks. */
export const scriptOf = ({ given, keys, holdsBack, keepsTime }: ActingStory): readonly Chunk<Job>[] => {
  const used = [...new Set(given.map(({ partition }) => partition))];
  const chunks: (Omit<Chunk<Job>, 'rows'> & { rows: readonly Job[] })[] = used.map((partition) => ({
    rows: [],
    rejected: [],
    partition: `p${partition}`,
  }));
  let [id, time] = [0, 0];
  for (const { partition, jobs, look } of given) {
    const rows = jobs.map(({ gap, early, ...job }): Job => {
      time += gap;
      // A report has the time of its job: beside outcomes with times of their own it would be late.
      const report = job.report && keepsTime;
      const key = `k${keys === 0 ? id : id % keys}`;
      return { id: id++, time: Math.max(0, time - early), key, ...(report && { report }) };
    });
    // How late it is when a look finds nothing more does not matter here: nobody is silent for long enough.
    // The times are those of a schedule: our own.
    chunks.push({
      rows,
      rejected: [],
      partition: `p${partition}`,
      ownTime: true,
      ...(look && { now: time }),
    });
  }
  if (holdsBack) for (const partition of used) holdBack(chunks, `p${partition}`);
  for (const partition of used) {
    const last = chunks.findLastIndex((chunk) => chunk.partition === `p${partition}`);
    chunks[last] = { ...chunks[last], rows: chunks[last]?.rows ?? [], rejected: [], ended: true };
  }
  return chunks;
};

/** Moves the first job of a partition to its last chunk, and says all the while that it is still to come. */
const holdBack = (
  chunks: (Omit<Chunk<Job>, 'rows'> & { rows: readonly Job[] })[],
  partition: string,
): void => {
  const own = chunks.filter((chunk) => chunk.partition === partition);
  const first = own.find(({ rows }) => rows.length > 0);
  const [announced, last] = [own[0], own.at(-1)];
  const [job, ...rest] = first?.rows ?? [];
  if (first === undefined || job === undefined || announced === undefined || last === undefined) return;
  first.rows = rest;
  last.rows = [...last.rows, job];
  Object.assign(announced, { pendingSince: job.time });
  Object.assign(last, { pendingSince: Number.POSITIVE_INFINITY });
};
