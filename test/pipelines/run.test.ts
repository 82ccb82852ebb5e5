import { describe, expect, it } from 'vitest';
import type { Sink } from '../../src/io/sinks/sink.js';
import { forwardingRun } from '../../src/io/sources/forwarding-run.js';
import type { Source } from '../../src/io/sources/source.js';
import type { Timed } from '../../src/operators/batch.js';
import type { Chunk } from '../../src/operators/chunk.js';
import { count } from '../../src/operators/measures/index.js';
import { defineOperator } from '../../src/operators/operator.js';
import { TidemarkError } from '../../src/operators/tidemark-error.js';
import { where } from '../../src/operators/where.js';
import { tumbling } from '../../src/operators/windows/tumbling.js';
import { pipeline } from '../../src/pipelines/pipeline.js';
import { run } from '../../src/pipelines/run.js';
import { chaosSink } from '../../src/testing/chaos-sink.js';
import { memorySink } from '../../src/testing/memory-sink.js';
import { virtualClock } from '../../src/testing/virtual-clock.js';
import { whileTimePasses } from '../support/while-time-passes.js';
import {
  at,
  counting,
  failingStore,
  runNow,
  type Step,
  scripted,
  watchedSink,
  watchedStore,
} from './scripted.js';

interface Window {
  readonly start: number;
  readonly hits: number;
}

/** What a sink was told of the windows: start in seconds, and hits. */
const windowsIn = (sink: ReturnType<typeof memorySink>): readonly (readonly [number, number])[] =>
  sink.rows.map(({ row }) => row as Window).map(({ start, hits }) => [start / 1000, hits]);

const failing = (inner: Sink, error: Error): Sink => ({ ...inner, write: () => Promise.reject(error) });

describe('run commits', () => {
  it('once, at the end, what it reads within one checkpoint while it catches up', async () => {
    const store = watchedStore();
    await runNow(counting(scripted([{ rows: at(1) }, { rows: at(11) }, { rows: at(21) }]), memorySink()), {
      store,
    });
    // The last commit has nothing but that everything has been told.
    expect(store.commits.map(({ outbox }) => [outbox.added.length, outbox.done.length])).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect(store.commits[0]?.outbox.added[0]?.delivery.rows).toBe(2);
  });

  it('at each checkpoint while it catches up', async () => {
    const clock = virtualClock();
    const store = watchedStore();
    const later =
      (ms: number, rows: readonly { time: number }[]): Step =>
      async () => {
        await clock.advance(ms);
        return { rows };
      };
    const steps = [
      later(0, at(1)),
      later(999, at(11)),
      later(1, at(21)),
      later(500, at(31)),
      later(500, at(41)),
    ];
    await runNow(counting(scripted(steps), memorySink()), { store, clock });
    expect(store.commits.map(({ position }) => position)).toEqual([3, 5, 5]);
  });

  it('at once when it has caught up and outputs wait, and not when none do', async () => {
    const journal: string[] = [];
    const steps = [
      { rows: at(1), now: 1000 },
      { rows: at(11), now: 2000 },
      { now: 2000 },
      { rows: at(12), now: 2000 },
    ];
    const source = scripted(steps, journal);
    await runNow(counting(source, watchedSink(journal)), { store: watchedStore(journal) });
    expect(journal.slice(0, 6)).toEqual([
      'read 0',
      'read 1',
      'committed 1',
      'acknowledged 2',
      'told 1',
      'read 2',
    ]);
    expect(journal.slice(6)).toEqual(['read 3', 'committed 0', 'acknowledged 4', 'closed']);
  });

  it('with the first rows where there is no store, which costs nothing, and then at each checkpoint', async () => {
    const journal: string[] = [];
    const steps = [1, 11, 21, 31].map((second) => ({ rows: at(second) }));
    await runNow(counting(scripted(steps, journal), watchedSink(journal)), { clock: virtualClock() });
    expect(journal.filter((said) => !said.startsWith('acknowledged'))).toEqual([
      ...['read 0', 'read 1', 'told 1', 'read 2', 'read 3', 'told 3', 'closed'],
    ]);
  });

  it('when thousands of rows wait, whatever the time', async () => {
    const store = watchedStore();
    const steps = Array.from({ length: 5 }, (_, i) => ({
      rows: Array.from({ length: 1000 }, (_, j) => ({ time: (i * 1000 + j) * 10_000 })),
    }));
    await runNow(counting(scripted(steps), memorySink()), { store });
    expect(store.commits.length).toBeGreaterThanOrEqual(3);
    for (const { outbox } of store.commits)
      expect(outbox.added[0]?.delivery.rows ?? 0).toBeLessThanOrEqual(3000);
  });

  it('before it tells, and tells before it closes the sinks', async () => {
    const journal: string[] = [];
    const spec = counting(scripted([{ rows: at(1, 11) }], journal), watchedSink(journal));
    await runNow(spec, { store: watchedStore(journal) });
    expect(journal).toEqual([
      'read 0',
      'committed 1',
      'acknowledged 1',
      'told 1',
      'committed 0',
      'acknowledged 1',
      'closed',
    ]);
  });

  it('and tells nothing when the store fails for good', async () => {
    const sink = memorySink();
    const error = new Error('The disk is on fire.');
    const store = failingStore(error);
    const running = runNow(counting(scripted([{ rows: at(1, 11, 21) }]), sink), { store });
    await expect(running).rejects.toBe(error);
    expect(sink.writes).toBe(0);
  });

  it('not at all over another owner of the same pipeline', async () => {
    const store = watchedStore();
    const sink = memorySink();
    const steal: Step = async () => {
      await runNow(counting(scripted([{ rows: at(1, 11) }]), memorySink()), { store });
      return { rows: at(1, 11, 21) };
    };
    await expect(runNow(counting(scripted([steal]), sink), { store })).rejects.toMatchObject({
      name: 'TidemarkError',
      code: 'stale-state',
    });
    expect(sink.writes).toBe(0);
  });

  it('what the source may forget only after it is stored', async () => {
    const source = scripted([{ rows: at(1) }, { rows: at(11) }]);
    const store = failingStore(new Error('full'));
    await expect(runNow(counting(source, memorySink()), { store })).rejects.toThrow('full');
    expect(source.acknowledged).toEqual([]);
  });
});

describe('run tells its sinks', () => {
  const refused = new TidemarkError('undeliverable', 'Not now.', { retryable: true });

  it('again after an error that may pass, with growing pauses', async () => {
    const clock = virtualClock();
    const sink = memorySink();
    const pauses: number[] = [];
    let failures = 10;
    const flaky: Sink = {
      ...sink,
      write: (...one) => (failures-- > 0 ? Promise.reject(refused) : sink.write(...one)),
    };
    const running = runNow(counting(scripted([{ rows: at(1, 11) }]), flaky), {
      clock,
      onRetry: (error, milliseconds) => {
        expect(error).toBe(refused);
        pauses.push(milliseconds);
      },
    });
    await whileTimePasses(clock, running);
    expect(pauses).toEqual([50, 100, 200, 400, 800, 1600, 3200, 6400, 12_800, 15_000]);
    expect(windowsIn(sink)).toEqual([
      [0, 1],
      [10, 1],
    ]);
  });

  it.each([1, 2, 3])('everything once, however they fail (seed %d)', async (seed) => {
    const clock = virtualClock();
    const sink = memorySink();
    const spec = counting(
      scripted(Array.from({ length: 30 }, (_, i) => ({ rows: at(i * 10), now: i }))),
      chaosSink(sink, { seed, failBefore: 0.3, failAfter: 0.3 }),
    );
    await whileTimePasses(clock, runNow(spec, { clock }));
    expect(windowsIn(sink)).toEqual(Array.from({ length: 30 }, (_, i) => [i * 10, 1]));
    expect(sink.writes).toBeGreaterThan(sink.deliveries.length);
  });

  it('and fails with the error of one that fails for good', async () => {
    const error = new TidemarkError('output-closed', 'Gone.');
    const journal: string[] = [];
    const sink = watchedSink(journal, failing(memorySink(), error));
    await expect(runNow(counting(scripted([{ rows: at(1, 11) }]), sink))).rejects.toBe(error);
    expect(journal).toEqual(['closed']);
  });

  it('stops reading when one fails for good', async () => {
    const journal: string[] = [];
    const steps = Array.from({ length: 50 }, (_, i) => ({ rows: at(i * 10), now: i }));
    const sink = failing(memorySink(), new Error('Gone.'));
    await expect(runNow(counting(scripted(steps, journal), sink))).rejects.toThrow('Gone.');
    expect(journal.filter((entry) => entry.startsWith('read')).length).toBeLessThan(10);
  });
});

describe('run and what goes wrong inside', () => {
  it('fails when an operator throws, and tells nothing of that chunk', async () => {
    const sink = memorySink();
    const hits = count<{ time: number }>(() => {
      throw new Error('A defect in a measure.');
    });
    const spec = pipeline('broken')
      .from(scripted([{ rows: at(1, 11, 21) }]))
      .stream('windows', [tumbling({ size: '10s', measures: { hits } })], [sink])
      .spec();
    await expect(runNow(spec)).rejects.toThrow('A defect in a measure.');
    expect(sink.writes).toBe(0);
  });

  it('fails when a row cannot be given an id', async () => {
    const row: { time: number; self?: unknown } = { time: 1 };
    row.self = row;
    const spec = pipeline('odd')
      .from(scripted([{ rows: [row] }]))
      .stream('all', [where(() => true)], [memorySink()])
      .spec();
    await expect(runNow(spec)).rejects.toThrow('circular');
  });

  it('fails with the error of the source, and closes the sinks', async () => {
    const journal: string[] = [];
    const steps: Step[] = [{ rows: at(1) }, () => Promise.reject(new Error('The cable is out.'))];
    const running = runNow(counting(scripted(steps), watchedSink(journal)));
    await expect(running).rejects.toThrow('The cable is out.');
    expect(journal.at(-1)).toBe('closed');
  });
});

describe('run and the end', () => {
  it('closes every window when the input ends for good', async () => {
    const sink = memorySink();
    await runNow(counting(scripted([{ rows: at(1, 2, 11) }]), sink));
    expect(windowsIn(sink)).toEqual([
      [0, 2],
      [10, 1],
    ]);
  });

  it('drains when it is stopped: what was read is folded and told, and windows stay open', async () => {
    const stop = new AbortController();
    const sink = memorySink();
    const last: Step = () => {
      stop.abort();
      return { rows: at(12, 21) };
    };
    const spec = counting(scripted([{ rows: at(1, 11) }, last, { rows: at(31) }]), sink);
    const balance = await runNow(spec, { signal: stop.signal });
    expect(windowsIn(sink)).toEqual([
      [0, 1],
      [10, 2],
    ]);
    expect(balance).toMatchObject({ lines: 4, rows: 4 });
  });

  it('does not read at all when it was stopped before', async () => {
    const source = scripted([{ rows: at(1) }]);
    expect(await runNow(counting(source, memorySink()), { signal: AbortSignal.abort() })).toMatchObject({
      rows: 0,
    });
  });

  it('does not wait for ever, once stopped, for a sink that is down', async () => {
    const clock = virtualClock();
    const stop = new AbortController();
    const down = failing(memorySink(), new TidemarkError('undeliverable', 'Down.', { retryable: true }));
    const steps: Step[] = [
      { rows: at(1, 11), now: 1 },
      () => {
        stop.abort();
        return {};
      },
    ];
    const running = run(counting(scripted(steps), down), {
      clock,
      signal: stop.signal,
      drainTimeout: '5s',
    });
    await whileTimePasses(clock, running);
    expect(clock.now()).toBeGreaterThanOrEqual(5000);
    expect(clock.now()).toBeLessThan(60_000);
  });
});

describe('run and a source that can give again what it gave', () => {
  const journaled = (steps: readonly Step[], due: () => boolean, journal: string[]): Source<Timed> => {
    const source = scripted(steps, journal);
    return {
      read: (start) => {
        const inner = source.read(start);
        return forwardingRun(inner, inner, {
          get commitDue() {
            return due();
          },
        });
      },
    };
  };
  const later =
    (clock: ReturnType<typeof virtualClock>, step: Partial<Chunk<Timed>>): Step =>
    async () => {
      await clock.advance(5000);
      return step;
    };

  it('commits when it says so, and not at every checkpoint', async () => {
    const clock = virtualClock();
    const journal: string[] = [];
    const steps = [at(1), at(2), at(3), at(4)].map((rows) => later(clock, { rows, now: 4000 }));
    let reads = 0;
    const source = journaled(steps, () => ++reads === 3, journal);
    await runNow(counting(source, memorySink()), { store: watchedStore(journal), clock });
    expect(journal).toEqual([
      'read 0',
      'read 1',
      'read 2',
      'committed 0',
      'acknowledged 3',
      'read 3',
      'committed 0',
      'acknowledged 4',
    ]);
  });

  it('commits all the same what is to be told, and that it was', async () => {
    const clock = virtualClock();
    const journal: string[] = [];
    const steps = [at(1), at(11), at(12), at(13)].map((rows) => later(clock, { rows, now: 13_000 }));
    const source = journaled(steps, () => false, journal);
    await runNow(counting(source, watchedSink(journal)), { store: watchedStore(journal), clock });
    expect(journal).toEqual([
      'read 0',
      'read 1',
      'committed 1',
      'acknowledged 2',
      'told 1',
      'read 2',
      'committed 0',
      'acknowledged 3',
      'read 3',
      'committed 0',
      'acknowledged 4',
      'closed',
    ]);
  });

  it('shows it the states of its streams, from before it is read', async () => {
    const seen: unknown[] = [];
    const inner = scripted([{ rows: at(1) }, { rows: at(2) }]);
    const source: Source<Timed> = {
      async *read(start) {
        seen.push(start.view.view('rows'));
        for await (const chunk of inner.read(start)) {
          yield chunk;
          seen.push(start.view.view('rows'));
        }
      },
    };
    const seeing = defineOperator<Timed, never, { rows: number }>('seeing', {
      init: () => ({ rows: 0 }),
      step: (state, batch) => {
        state.rows += batch.rows.length;
        return { ...batch, rows: [] };
      },
      view: ({ rows }) => rows,
    });
    await runNow(pipeline('seen').from(source).time({ confirm: 1 }).stream('rows', [seeing], []).spec());
    expect(seen).toEqual([0, 1, 2]);
  });
});
