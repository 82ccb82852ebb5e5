import type { Sink } from '../../src/io/sinks/sink.js';
import type { Source, SourceStart } from '../../src/io/sources/source.js';
import { memoryStore } from '../../src/io/state/memory-store.js';
import type { Commit, StateStore } from '../../src/io/state/state-store.js';
import type { Timed } from '../../src/operators/batch.js';
import type { Chunk } from '../../src/operators/chunk.js';
import { count } from '../../src/operators/measures/index.js';
import type { EventTimeOptions } from '../../src/operators/time/event-time.js';
import { tumbling } from '../../src/operators/windows/tumbling.js';
import { type PipelineSpec, pipeline } from '../../src/pipelines/pipeline.js';
import { run } from '../../src/pipelines/run.js';
import type { RunOptions } from '../../src/pipelines/run-options.js';
import { memorySink } from '../../src/testing/memory-sink.js';
import { chunkOf } from '../../src/testing/run-chunks.js';
import { virtualClock } from '../../src/testing/virtual-clock.js';

/** A row of these tests: its time in seconds, for short. */
export const at = (...seconds: readonly number[]): Timed[] =>
  seconds.map((second) => ({ time: second * 1000 }));

export type Step = Partial<Chunk<Timed>> | (() => Partial<Chunk<Timed>> | Promise<Partial<Chunk<Timed>>>);

/** A source that hands over these chunks, one at a pull; positions count them. */
export const scripted = (
  steps: readonly Step[],
  journal: string[] = [],
): Source<Timed> & { readonly acknowledged: readonly unknown[] } => {
  const acknowledged: unknown[] = [];
  async function* given(
    { position, stop }: SourceStart,
    count: (lines: number) => void,
  ): AsyncGenerator<Chunk<Timed>> {
    for (let i = Number(position ?? 0); i < steps.length; i++) {
      if (stop.aborted) return;
      const step = steps[i];
      const chunk = chunkOf<Timed>([], typeof step === 'function' ? await step() : step);
      count(chunk.rows.length + chunk.rejected.length);
      journal.push(`read ${i}`);
      yield { ...chunk, position: i + 1 };
    }
  }
  return {
    read: (start) => {
      let lines = 0;
      const chunks = given(start, (more) => {
        lines += more;
      });
      return {
        [Symbol.asyncIterator]: () => chunks,
        acknowledge: async (position) => {
          journal.push(`acknowledged ${position}`);
          acknowledged.push(position);
        },
        get lines() {
          return lines;
        },
      };
    },
    acknowledged,
  };
};

/** A memory store that keeps a journal, and what was committed. */
export const watchedStore = (
  journal: string[] = [],
  inner: StateStore = memoryStore(),
): StateStore & { readonly commits: readonly Commit[] } => {
  const commits: Commit[] = [];
  return {
    ...inner,
    claim: async (key) => {
      const owned = await inner.claim(key);
      return {
        ...owned,
        commit: async (expected, next) => {
          await owned.commit(expected, next);
          commits.push(next);
          journal.push(`committed ${next.outbox.added.length}`);
        },
      };
    },
    commits,
  };
};

/** A store whose commits fail. */
export const failingStore = (error: Error): StateStore => {
  const inner = memoryStore();
  return {
    ...inner,
    claim: async (key) => ({ ...(await inner.claim(key)), commit: () => Promise.reject(error) }),
  };
};

/** A sink that keeps a journal. */
export const watchedSink = (journal: string[], inner: Sink = memorySink()): Sink => ({
  ...inner,
  write: async (delivery, signal, piece) => {
    const written = await inner.write(delivery, signal, piece);
    journal.push(`told ${delivery.rows}`);
    return written;
  },
  close: async () => {
    await inner.close();
    journal.push('closed');
  },
});

/** Rows counted in windows of ten seconds, without lateness; each row is believed at once. */
export const counting = (source: Source<Timed>, ...sinks: readonly Sink[]): PipelineSpec<Timed> =>
  countingWith({ confirm: 1 }, source, ...sinks);

export const countingWith = (
  time: Pick<EventTimeOptions, 'confirm'>,
  source: Source<Timed>,
  ...sinks: readonly Sink[]
): PipelineSpec<Timed> =>
  pipeline('counting')
    .from(source)
    .time({ lateness: 0, ...time })
    .stream('windows', [tumbling({ size: '10s', measures: { hits: count<Timed>() } })], sinks)
    .spec();

/** Runs on a clock that stands still, unless one is given. */
export const runNow = (spec: PipelineSpec<Timed>, options: Partial<RunOptions> = {}) =>
  run(spec, { clock: virtualClock(), signal: new AbortController().signal, random: () => 0.5, ...options });
