import { describe, expect, it } from 'vitest';
import type { Sink } from '../../src/io/sinks/sink.js';
import type { Source, SourceRun } from '../../src/io/sources/source.js';
import { memoryStore } from '../../src/io/state/memory-store.js';
import type { StateStore } from '../../src/io/state/state-store.js';
import type { Timed } from '../../src/operators/batch.js';
import { pipeline } from '../../src/pipelines/pipeline.js';
import { run } from '../../src/pipelines/run.js';
import { memorySink } from '../../src/testing/memory-sink.js';
import { chunkOf } from '../../src/testing/run-chunks.js';
import { virtualClock } from '../../src/testing/virtual-clock.js';
import { at } from './scripted.js';

const never = (): Promise<never> => new Promise(() => undefined);

/** Gives one chunk; then, as it is told. */
const sourceOf = (more: Partial<SourceRun<Timed>>, then: () => Promise<void>): Source<Timed> => ({
  read: () => ({
    ...more,
    async *[Symbol.asyncIterator]() {
      yield { ...chunkOf<Timed>(at(1)), now: 1 };
      await then();
    },
  }),
});

const committingNever = (): StateStore => {
  const store = memoryStore();
  return { ...store, claim: async (key) => ({ ...(await store.claim(key)), commit: never }) };
};

interface Case {
  readonly what: string;
  readonly source?: Partial<SourceRun<Timed>>;
  readonly ends?: () => Promise<void>;
  readonly sink?: Partial<Sink>;
  readonly store?: () => StateStore;
  /** Whether the run says that something did not end. */
  readonly isStuck: boolean;
}

const CASES: readonly Case[] = [
  { what: 'a source that never answers a pull', ends: never, isStuck: false },
  {
    what: 'a source that never closes',
    source: { close: never },
    ends: async () => undefined,
    isStuck: false,
  },
  { what: 'a source that never takes a commit', source: { acknowledge: never }, isStuck: true },
  {
    what: 'a sink that never ends a write, not even when it is told to',
    sink: { write: never },
    isStuck: false,
  },
  { what: 'a sink that never closes', sink: { close: never }, isStuck: false },
  { what: 'a sink that never looks at its place', sink: { prepare: never }, isStuck: true },
  { what: 'a store that never ends a commit', store: committingNever, isStuck: true },
];

describe('a stop ends within the drain limit', () => {
  it.each(CASES)('with $what', async ({ source = {}, ends = never, sink = {}, store, isStuck }) => {
    const clock = virtualClock(0);
    const stop = new AbortController();
    const spec = pipeline('p')
      .from(sourceOf(source, ends))
      .stream('s', [], [{ ...memorySink(), ...sink }])
      .spec();
    let ended: unknown;
    const running = run(spec, {
      ...{ clock, signal: stop.signal, drainTimeout: '5s' },
      ...(store && { store: store() }),
    }).then(
      () => {
        ended = 'well';
      },
      (error: unknown) => {
        ended = error;
      },
    );
    await clock.advance(60_000);
    stop.abort();
    await clock.advance(4999);
    expect(ended).toBeUndefined();
    await clock.advance(1001);
    await clock.advance(0);
    expect(ended).toEqual(isStuck ? expect.objectContaining({ code: 'stuck' }) : 'well');
    await running;
  });
});

it('a run that fails, and remembers nothing, says what its outputs were never told', async () => {
  const clock = virtualClock(0);
  const warnings: string[] = [];
  const down: Sink = { ...memorySink('hook'), write: never };
  const failing = sourceOf({}, () => Promise.reject(new Error('The disk went away.')));
  const stop = new AbortController();
  const running = run(pipeline('p').from(failing).time({ confirm: 1 }).stream('s', [], [down]).spec(), {
    ...{
      clock,
      signal: stop.signal,
      drainTimeout: '5s',
      onWarning: (message: string) => warnings.push(message),
    },
  });
  const outcome = expect(running).rejects.toThrow('The disk went away.');
  await clock.advance(1000);
  stop.abort();
  await clock.advance(10_000);
  await outcome;
  expect(warnings).toEqual(['1 row for hook is lost: without a state nothing is left for the next run.']);
});
