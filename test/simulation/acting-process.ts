import { acting } from '../../src/io/actions/acting.js';
import type { Action } from '../../src/io/actions/action.js';
import type { Clock } from '../../src/io/clock.js';
import type { Sink } from '../../src/io/sinks/sink.js';
import { forwardingRun } from '../../src/io/sources/forwarding-run.js';
import type { Source } from '../../src/io/sources/source.js';
import type { Commit, StateStore } from '../../src/io/state/state-store.js';
import type { Chunk } from '../../src/operators/chunk.js';
import { count, sum } from '../../src/operators/measures/index.js';
import { TidemarkError } from '../../src/operators/tidemark-error.js';
import { tumbling } from '../../src/operators/windows/tumbling.js';
import { type PipelineSpec, pipeline } from '../../src/pipelines/pipeline.js';
import { type ActingRecord, heldIn } from './acting-record.js';
import type { ActingStory, Done, Job } from './acting-story.js';
import type { Life } from './world.js';

/** One process, and the world that it lives in. */
export interface ActingProcess {
  readonly story: ActingStory;
  readonly script: readonly Chunk<Job>[];
  readonly record: ActingRecord;
  readonly life: Life;
  readonly clock: Clock;
  readonly turns: Turns;
}

/** What goes by turns, over all processes. */
export interface Turns {
  readonly pause: () => number | undefined;
  readonly refuses: () => boolean | undefined;
  readonly finishFault: () => 'none' | 'before' | 'after' | undefined;
}

export const turnsOf = ({ pauses, refusals, finishFaults }: ActingStory): Turns => ({
  pause: inTurns(pauses),
  refuses: inTurns(refusals),
  finishFault: inTurns(finishFaults),
});

const inTurns = <T>(all: readonly T[]): (() => T | undefined) => {
  let turn = 0;
  return () => all[turn++ % all.length];
};

/** Gives the script from a position on, with time passing between its chunks, and notes what it is told of. */
export const jobs = ({ story, script, life, clock, turns }: ActingProcess): Source<Job> => ({
  read: ({ position, remembered, stop }) => {
    const notes = new Map(remembered);
    let changes = new Map<string, unknown>();

    async function* chunks(): AsyncGenerator<Chunk<Job>> {
      for (let at = Number(position ?? 0); ; at++) {
        const noted = changes;
        changes = new Map();
        await clock.sleep(turns.pause() ?? 0, stop);
        await life.point();
        const chunk = script[at];
        if (stop.aborted || (chunk === undefined && noted.size === 0)) return;
        const more = noted.size === 0 ? {} : { remembered: noted };
        if (chunk === undefined) yield { rows: [], rejected: [], position: at, ...more };
        else yield { ...chunk, position: at + 1, ...more };
        if (chunk === undefined) return;
      }
    }

    const given = chunks();
    return {
      [Symbol.asyncIterator]: () => given,
      acknowledge: async () => {
        await life.point();
        if (turns.refuses() === true) throw new TidemarkError('unreadable', 'Busy.', { retryable: true });
      },
      ...(story.notes && {
        outcome: (row) => {
          const { id } = row as Job;
          const times = Number(notes.get(`${id}`) ?? 0) + 1;
          notes.set(`${id}`, times);
          changes.set(`${id}`, times);
        },
      }),
    };
  },
});

/** Does a job in two steps, between which and after which the process may be killed. */
export const doing = ({ story, record, life, clock, turns }: ActingProcess): Action<Job, Done> => {
  const { intent, keepsTime, durations, finishes } = story;
  const timeOf = ({ time }: Job): number => (keepsTime ? time : clock.now());
  return {
    intent,
    keepsTime,
    key: ({ key }) => key,
    missed: (job, why) => ({ id: job.id, key: job.key, time: timeOf(job), was: `missed: ${why}` }),
    perform: async (job, { signal, again }) => {
      await life.onlyAlive();
      record.begins(job, again);
      const duration = durations[job.id % durations.length] ?? 0;
      await clock.sleep(duration / 2, signal);
      await life.point('during perform');
      await clock.sleep(duration / 2, signal);
      await life.point('after perform, before fold');
      return { id: job.id, key: job.key, time: timeOf(job), was: 'done' };
    },
    ...(finishes && {
      finish: async (job, done) => {
        const failure = turns.finishFault();
        await life.point('in finish, before its effect');
        if (failure === 'before') throw new Error('The disk is busy.');
        record.finishes(job, done);
        await life.point('in finish, after its effect');
        if (failure === 'after') throw new Error('The answer was lost.');
      },
    }),
  };
};

/** What a commit says of jobs: that some are out from here on, and what has become of some. */
const saysOf = ({
  remembered,
  outbox,
}: Commit): { readonly isIntent: boolean; readonly hasOutcomes: boolean } => ({
  isIntent: heldIn(remembered).some(({ outcome }) => outcome === undefined),
  hasOutcomes: outbox.added.length > 0,
});

/** The store, with its points. */
export const watched = (
  store: StateStore,
  { record, life }: ActingProcess,
  last: { commit?: Commit },
): StateStore => ({
  ...store,
  claim: async (key) => {
    const owned = await store.claim(key);
    record.starts(owned.saved);
    return {
      ...owned,
      commit: async (expected, next) => {
        const { isIntent, hasOutcomes } = saysOf(next);
        if (isIntent) await life.point('before the intent');
        if (hasOutcomes) await life.point('after fold, before the commit');
        if (isIntent || hasOutcomes) await life.point('in the commit, before it is stored');
        record.asks(expected, next);
        await owned.commit(expected, next);
        if (isIntent || hasOutcomes) await life.point('in the commit, after it is stored');
        await life.onlyAlive();
        record.stored(expected + 1);
        last.commit = next;
      },
    };
  },
});

/** A source that tells of commits, with its points. */
export const acknowledging = <T>(
  source: Source<T>,
  { life }: ActingProcess,
  last: { readonly commit?: Commit },
): Source<T> => ({
  read: (start) => {
    const run = source.read(start);
    return forwardingRun(run, run, {
      acknowledge: async (position) => {
        const says = last.commit && saysOf(last.commit);
        if (says?.isIntent) await life.point('after the intent');
        if (says?.hasOutcomes) await life.point('after the commit, before finish');
        await run.acknowledge?.(position);
      },
    });
  },
});

/** The source as the loop sees it: no partition ends while a row of it is out. */
export const observed = <T>(source: Source<T>, { record }: ActingProcess): Source<T> => ({
  read: (start) => {
    const run = source.read(start);
    const memory = new Map(start.remembered);
    async function* chunks(): AsyncGenerator<Chunk<T>> {
      for await (const chunk of run) {
        for (const [key, value] of chunk.remembered ?? []) memory.set(key, value);
        if (chunk.ended === true) record.ends(chunk.partition, memory);
        yield chunk;
      }
    }
    return forwardingRun(run, chunks());
  },
});

export const LATENESS = 2000;

/** Windows of what came of jobs, and all of that itself. */
export const specOf = (source: Source<Job | Done>, sink: Sink): PipelineSpec<Job | Done> =>
  pipeline('acting')
    .from(source)
    // Time goes by rows alone, so that what comes out does not depend on when one looks.
    .time({ lateness: LATENESS, idle: '9999h', ahead: '9999h' })
    .stream('outcomes', [], [sink])
    .stream('windows', [WINDOWS], [sink])
    .spec();

export const WINDOWS = tumbling({
  size: '5s',
  by: ['key'],
  measures: { hits: count<Job | Done>(), ids: sum<Job | Done>('id') },
});

/** The source of the process, under its action. */
export const actingOn = (process: ActingProcess, concurrency: number): Source<Job | Done> =>
  acting<Job, Done, Job>(jobs(process), doing(process), {
    concurrency,
    takes: (job): job is Job => job.report !== true,
    clock: process.clock,
    random: () => 0.5,
  });
