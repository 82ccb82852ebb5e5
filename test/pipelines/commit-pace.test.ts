import { expect, it } from 'vitest';
import type { Sink } from '../../src/io/sinks/sink.js';
import { memoryStore } from '../../src/io/state/memory-store.js';
import { CommitPace } from '../../src/pipelines/commit-pace.js';
import { pipeline } from '../../src/pipelines/pipeline.js';
import { memorySink } from '../../src/testing/memory-sink.js';
import { type VirtualClock, virtualClock } from '../../src/testing/virtual-clock.js';
import { until } from '../support/until.js';
import { whileTimePasses } from '../support/while-time-passes.js';
import { runNow, type Step, scripted, watchedStore } from './scripted.js';

/** A store whose commits take so many milliseconds. */
const slowStore = (clock: VirtualClock, milliseconds: number) => {
  const inner = memoryStore();
  return watchedStore([], {
    ...inner,
    claim: async (key) => {
      const owned = await inner.claim(key);
      return {
        ...owned,
        commit: async (expected, next) => {
          await clock.sleep(milliseconds, new AbortController().signal);
          await owned.commit(expected, next);
        },
      };
    },
  });
};

/** Each row goes to the sink as it is. */
const rowsTo = (steps: readonly Step[], sink = memorySink()) =>
  pipeline('rows').from(scripted(steps)).time({ lateness: 0, confirm: 1 }).stream('all', [], [sink]).spec();

/** A row each `every` milliseconds, and after each the word that there is no more for now. */
const rowsEach = (clock: VirtualClock, every: number, count: number): Step[] =>
  Array.from({ length: count }, () => async () => {
    await clock.sleep(every, new AbortController().signal);
    return { rows: [{ time: clock.now() }], now: clock.now() };
  });

it('rows that come all the time are told in a few commits, each of many', async () => {
  const clock = virtualClock();
  const store = slowStore(clock, 3);
  const sink = memorySink();
  const running = runNow(rowsTo(rowsEach(clock, 10, 300), sink), { clock, store });
  await whileTimePasses(clock, running, 1);
  expect(sink.rows).toHaveLength(300);
  // Three seconds and more, of which a commit of 3 ms leaves 150 ms to the others.
  expect(store.commits.length).toBeGreaterThan(15);
  expect(store.commits.length).toBeLessThan(30);
});

it('what comes last is told soon, though the source says nothing more', async () => {
  const clock = virtualClock();
  const sink = memorySink();
  const stop = new AbortController();
  const silent: Step = async () => {
    await clock.sleep(3_600_000, stop.signal);
    return {};
  };
  const spec = rowsTo([...rowsEach(clock, 10, 5), silent], sink);
  const running = runNow(spec, { clock, store: slowStore(clock, 100), signal: stop.signal });
  const told = until(() => sink.rows.length === 5);
  await whileTimePasses(clock, told, 1);
  // Two commits of 100 ms, and 200 ms between them.
  expect(clock.now()).toBeLessThanOrEqual(500);
  stop.abort();
  await whileTimePasses(clock, running);
});

it('a row after a time without any is told at once', async () => {
  const clock = virtualClock();
  const sink = memorySink();
  const spec = rowsTo(rowsEach(clock, 1000, 3), sink);
  const store = slowStore(clock, 2);
  const running = runNow(spec, { clock, store });
  await whileTimePasses(clock, running, 1);
  expect(store.commits.filter(({ outbox }) => outbox.added.length > 0)).toHaveLength(3);
});

it('holds the source up for a sink that is full, also after commits while the source was waited for', async () => {
  const clock = virtualClock();
  let given = 0;
  const steps: Step[] = Array.from({ length: 1000 }, () => async () => {
    // Commits rest for 200 ms, so that each comes while this is waited for.
    await clock.sleep(150, new AbortController().signal);
    given++;
    return { rows: [{ time: clock.now() }], now: clock.now() };
  });
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const sink = memorySink();
  const stuck: Sink = {
    ...sink,
    write: async (...written) => {
      await opened;
      return sink.write(...written);
    },
  };
  const spec = pipeline('rows')
    .from(scripted(steps))
    .time({ lateness: 0, confirm: 1 })
    .stream('all', [], [stuck])
    .buffer(stuck, { age: '10s' })
    .spec();
  const running = runNow(spec, { clock, store: slowStore(clock, 100) });
  await clock.advance(100_000);
  expect(given).toBeLessThan(100);
  open();
  await whileTimePasses(clock, running, 10_000);
  expect(sink.rows).toHaveLength(1000);
});

it('has no moment where there is nothing to tell, and wakes nobody twice for one', async () => {
  const clock = virtualClock();
  const pace = new CommitPace(clock);
  expect(pace.due()).toBeUndefined();
  pace.news();
  expect(pace.isDue).toBe(true);
  pace.begin();
  await clock.advance(2);
  pace.end(0);
  expect([pace.isDue, pace.due()]).toEqual([false, undefined]);
  pace.news();
  const due = pace.due();
  expect(pace.due()).toBe(due);
  expect(clock.sleeping).toBe(1);
  await clock.advance(99);
  expect(pace.isDue).toBe(false);
  await clock.advance(1);
  await due;
  expect([pace.isDue, clock.sleeping]).toEqual([true, 0]);
  pace.begin();
  pace.end(clock.now() - 1000);
  pace.news();
  void pace.due();
  // Nobody waits for that any more.
  pace.begin();
  await clock.advance(0);
  expect(clock.sleeping).toBe(0);
});
