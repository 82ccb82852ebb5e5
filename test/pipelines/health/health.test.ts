import { describe, expect, test } from 'vitest';
import type { Sink } from '../../../src/io/sinks/sink.js';
import { memoryStore } from '../../../src/io/state/memory-store.js';
import { alert } from '../../../src/operators/alert/alert.js';
import type { Timed } from '../../../src/operators/batch.js';
import { TidemarkError } from '../../../src/operators/tidemark-error.js';
import type { HealthRow } from '../../../src/pipelines/health/health-row.js';
import { HEALTH, type PipelineSpec, pipeline } from '../../../src/pipelines/pipeline.js';
import { run } from '../../../src/pipelines/run.js';
import type { RunOptions } from '../../../src/pipelines/run-options.js';
import { type MemorySink, memorySink } from '../../../src/testing/memory-sink.js';
import { virtualClock } from '../../../src/testing/virtual-clock.js';
import { type ScriptedSource, scriptedSource } from '../../support/scripted-source.js';
import { until } from '../../support/until.js';
import { at } from '../scripted.js';

/** A sink that refuses for the moment while it is down. */
const fragile = (name: string) => {
  const inner = memorySink(name);
  const world: { down: boolean; warning?: string } = { down: false };
  const sink: Sink = {
    get warning() {
      return world.warning;
    },
    name,
    destination: `${name}.example`,
    guarantee: 'at least once',
    compose: inner.compose,
    write: async (delivery, ...rest) => {
      if (world.down) throw new TidemarkError('undeliverable', `${name} is down.`, { retryable: true });
      return inner.write(delivery, ...rest);
    },
    close: inner.close,
  };
  return { sink, inner, world };
};

/** Rows to one sink, health to another, and an alert on how long the oldest waits to a third. */
const setUp = (options: Partial<RunOptions> = {}) => {
  const source = scriptedSource<Timed>([], 'wait');
  const hook = fragile('hook');
  const health = memorySink<HealthRow>('health');
  const alerts = memorySink('alerts');
  const spec = pipeline('watched')
    .from(source)
    .time({ lateness: 0, confirm: 1 })
    .stream('rows', [], [hook.sink])
    .stream('health', [], [health], { from: HEALTH })
    .stream('stuck', [alert<HealthRow>({ value: 'oldest', above: 30_000, by: ['name'] })], [alerts], {
      from: HEALTH,
    })
    .spec();
  return { source, hook, health, alerts, ...start(spec, options) };
};

const start = (spec: PipelineSpec<Timed>, options: Partial<RunOptions>) => {
  const clock = virtualClock(1_000_000);
  const stop = new AbortController();
  const done = run(spec, { clock, signal: stop.signal, random: () => 0.5, ...options });
  return { clock, stop, done };
};

const rowsOf = ({ rows }: MemorySink<HealthRow>): HealthRow[] => rows.map(({ row }) => row);
const of = (sink: MemorySink<HealthRow>, name: string): HealthRow[] =>
  rowsOf(sink).filter((row) => row.name === name);

/** Hands a row over and waits until it has been folded: the next one is asked for. */
const push = async (source: ScriptedSource<Timed>, ...seconds: number[]): Promise<void> => {
  const { pulls } = source;
  source.push({ rows: at(...seconds), now: seconds.at(-1) ?? 0 });
  await until(() => source.pulls > pulls);
};

describe('the stream health', () => {
  test('has a row for the source and each sink at the start and every 10 seconds, while the source waits', async () => {
    const { health, clock, stop, done } = setUp();
    await clock.advance(25_000);
    expect(rowsOf(health).map(({ time, kind, name }) => `${time - 1_000_000} ${kind} ${name}`)).toEqual(
      [0, 10_000, 20_000].flatMap((time) => [
        `${time} source source`,
        ...['hook', 'health', 'alerts'].map((name) => `${time} sink ${name}`),
      ]),
    );
    stop.abort();
    await clock.advance(60_000);
    await done;
  });

  test('says how far the watermark is behind the clock, and what waits for a sink, since when and why', async () => {
    const { source, hook, health, clock, stop, done } = setUp();
    hook.world.down = true;
    await push(source, 990);
    // The first failure has been said after a second, and all again after ten more.
    await clock.advance(11_000);
    expect(of(health, 'source').at(-1)).toEqual({
      ...{ time: 1_011_000, kind: 'source', name: 'source', destination: null, lag: 21_000 },
      ...{ waiting: 0, waiting_bytes: 0, oldest: 0, retries: 0, refused: 0, dropped: 0, dead: 0 },
      ...{ full: false, error: null, warning: null },
    });
    const row = of(health, 'hook').at(-1);
    expect(row).toMatchObject({
      ...{ time: 1_011_000, kind: 'sink', destination: 'hook.example', lag: null },
      ...{ waiting: 1, oldest: 11_000, refused: 0, dropped: 0, dead: 0, full: false },
      error: 'hook is down.',
    });
    expect(row?.retries).toBeGreaterThan(3);
    expect(row?.waiting_bytes).toBeGreaterThan(0);
    hook.world.down = false;
    await clock.advance(20_000);
    expect(of(health, 'hook').at(-1)).toMatchObject({ waiting: 0, oldest: 0, error: null, warning: null });
    hook.world.warning = 'Somebody should look.';
    await clock.advance(10_000);
    expect(of(health, 'hook').at(-1)).toMatchObject({ error: null, warning: 'Somebody should look.' });
    stop.abort();
    await clock.advance(60_000);
    await done;
  });

  test('says within a second that a sink has begun to fail, and that it has recovered', async () => {
    const { source, hook, health, clock, stop, done } = setUp();
    await clock.advance(2_000);
    hook.world.down = true;
    await push(source, 990);
    await clock.advance(1_000);
    expect(of(health, 'hook').map(({ error }) => error)).toEqual([null, 'hook is down.']);
    hook.world.down = false;
    await clock.advance(3_000);
    expect(of(health, 'hook').at(-1)).toMatchObject({ error: null, waiting: 0 });
    expect(clock.now()).toBeLessThan(1_010_000);
    stop.abort();
    await clock.advance(60_000);
    await done;
  });

  test('lets an alert fire over a sink for which the source waits, and recover', async () => {
    const { source, hook, alerts, clock, stop, done } = setUp({ mostWaiting: 1, store: memoryStore() });
    hook.world.down = true;
    await push(source, 990).catch(() => undefined);
    source.push({ rows: at(991), now: 991_000 });
    await clock.advance(60_000);
    const states = () => alerts.rows.map(({ row }) => (row as { state: string }).state);
    expect(states()).toContain('firing');
    hook.world.down = false;
    await clock.advance(60_000);
    expect(states().at(-1)).toBe('ok');
    expect(hook.inner.rows).toHaveLength(2);
    stop.abort();
    await clock.advance(60_000);
    await done;
  });

  test('has a time of its own, which goes on over restarts and never back', async () => {
    const store = memoryStore();
    const times: number[] = [];
    for (const now of [1_000_000, 500_000]) {
      const health = memorySink<HealthRow>('health');
      const source = scriptedSource<Timed>([], 'wait');
      const spec = pipeline('watched').from(source).stream('health', [], [health], { from: HEALTH }).spec();
      const clock = virtualClock(now);
      const { stop, done } = start(spec, { clock, store });
      await clock.advance(15_000);
      times.push(...of(health, 'source').map(({ time }) => time));
      stop.abort();
      await clock.advance(60_000);
      await done;
    }
    expect(times.toSorted((a, b) => a - b)).toEqual(times);
    expect(new Set(times)).toEqual(new Set([1_000_000, 1_010_000]));
    expect(times.length).toBeGreaterThan(2);
  });

  test('moves no time of the pipeline, and none is kept where nobody asks', async () => {
    const source = scriptedSource<Timed>([{ rows: at(1, 2) }]);
    const sink = memorySink();
    const spec = pipeline('plain').from(source).stream('rows', [], [sink]).spec();
    const clock = virtualClock();
    await run(spec, { clock, signal: new AbortController().signal });
    expect(sink.rows).toHaveLength(2);
    expect(clock.sleeping).toBe(0);
  });
});
