import { describe, expect, test } from 'vitest';
import type { Sink } from '../../../src/io/sinks/sink.js';
import { memoryStore } from '../../../src/io/state/memory-store.js';
import type { StateStore } from '../../../src/io/state/state-store.js';
import type { Timed } from '../../../src/operators/batch.js';
import { TidemarkError } from '../../../src/operators/tidemark-error.js';
import { where } from '../../../src/operators/where.js';
import { audit } from '../../../src/pipelines/audit.js';
import { type DeadLetter, type PipelineSpec, pipeline } from '../../../src/pipelines/pipeline.js';
import type { SinkBuffer } from '../../../src/pipelines/sinks/sink-buffer.js';
import { memorySink } from '../../../src/testing/memory-sink.js';
import { virtualClock } from '../../../src/testing/virtual-clock.js';
import { keepingSink } from '../../support/keeping-sink.js';
import { whileTimePasses } from '../../support/while-time-passes.js';
import { gate } from '../outbox/kit.js';
import { at, runNow, type Step, scripted, watchedStore } from '../scripted.js';

/** Every row goes to the sink. */
const specOf = (
  steps: readonly Step[],
  sink: Sink,
  { buffer, dead }: { readonly buffer?: SinkBuffer; readonly dead?: Sink<DeadLetter> } = {},
): PipelineSpec<Timed> => {
  const built = pipeline('p')
    .from(scripted(steps))
    .time({ lateness: 0, confirm: 1 })
    .stream('s', [where<Timed>(() => true)], [sink])
    .deadLettersTo(...(dead === undefined ? [] : [dead]));
  return (buffer === undefined ? built : built.buffer(sink, buffer)).spec();
};

const auditOf = async (store: StateStore) => {
  const saved = await store.load({ pipeline: 'p' });
  return saved && audit('p', saved);
};

const secondsOf = (ids: readonly string[]): number[] => ids.map((id) => Number(id.split('/')[2]) / 1000);

describe('what a sink holds back', () => {
  test('is committed once, as it comes, and read when it is written, by whichever run that is', async () => {
    const inner = memoryStore();
    const store = watchedStore([], inner);
    const sink = keepingSink({ most: 5 });
    await runNow(
      specOf(
        [
          { rows: at(1, 2), now: 1 },
          { rows: at(3), now: 2 },
        ],
        sink,
      ),
      { store },
    );
    expect(sink.stored).toEqual([]);
    expect(store.commits.map(({ kept }) => [...(kept.keeping?.keys() ?? [])])).toEqual([
      ['0', '1'],
      ['2'],
      [],
    ]);
    expect(await auditOf(store)).toMatchObject({ faults: [], sinks: [{ held: 3, composed: 0 }] });

    const again = keepingSink({ most: 5 });
    await runNow(specOf([{}, {}, { rows: at(4, 5, 6), now: 3 }], again), { store });
    expect(secondsOf(again.stored)).toEqual([1, 2, 3, 4, 5]);
    expect(await auditOf(store)).toMatchObject({ faults: [], sinks: [{ held: 1, stored: 5, waiting: 0 }] });
    const saved = await inner.load({ pipeline: 'p' });
    expect(saved?.kept).toEqual({ keeping: new Map([['5', expect.any(Number)]]) });
    // What was written is nowhere any more.
    const { piece } = await inner.claim({ pipeline: 'p' });
    expect(await piece('keeping', '5')).toHaveLength(saved?.kept.keeping?.get('5') ?? 0);
    await expect(piece('keeping', '0')).rejects.toMatchObject({ code: 'bad-state' });
  });

  test('goes out all the same where nothing is remembered', async () => {
    const sink = keepingSink({ most: 2 });
    const balance = await runNow(
      specOf(
        [
          { rows: at(1, 2, 3), now: 1 },
          { rows: at(4, 5), now: 2 },
        ],
        sink,
      ),
    );
    expect(secondsOf(sink.stored)).toEqual([1, 2, 3, 4, 5]);
    expect(balance.sinks).toMatchObject([{ stored: 5, waiting: 0, held: 0, lost: 0 }]);
  });

  test('is told by age although nothing more comes in the run that tells it', async () => {
    const store = memoryStore();
    const clock = virtualClock();
    const old = memorySink('old');
    /** Holds rows until the watermark has gone on by ten seconds. */
    const sink: Sink = {
      ...old,
      compose: (rows, { saved }, watermark) => {
        const waiting = [...((saved as readonly string[] | undefined) ?? []), ...rows.map(({ id }) => id)];
        const due = watermark >= 11_000 && waiting.length > 0;
        const delivery = { id: waiting.join(), body: [], rows: waiting.length };
        return { deliveries: due ? [delivery] : [], saved: due ? [] : waiting };
      },
    };
    const first = { rows: at(1), now: 1000 };
    await runNow(specOf([first], sink), { store, clock });
    expect(old.writes).toBe(0);
    const later: Step = async () => {
      await clock.sleep(60_000, new AbortController().signal);
      return { now: clock.now() };
    };
    let told = 0;
    const look: Step = () => {
      told = old.writes;
      return {};
    };
    const steps = [first, later, later, later, look];
    await whileTimePasses(clock, runNow(specOf(steps, sink), { store, clock }), 5000);
    // Not only as the run ends.
    expect(told).toBe(1);
  });
});

describe('the balance of a run', () => {
  test('has a line for every sink, also for one that nothing was sent to', async () => {
    const silent = memorySink('silent', 'nowhere');
    const spec = pipeline('p')
      .from(scripted([{ rows: at(1, 2) }]))
      .stream('s', [where<Timed>(() => true)], [memorySink('all')])
      .stream('none', [where<Timed>(() => false)], [silent])
      .spec();
    expect((await runNow(spec)).sinks).toMatchObject([
      { key: 'all', name: 'all', destination: 'all', emitted: 2, stored: 2 },
      { key: 'silent', name: 'silent', destination: 'nowhere', emitted: 0, stored: 0, lost: 0 },
    ]);
  });

  test('says what is lost where a run that remembers nothing is stopped, and what is not where one does', async () => {
    const stopped = async (store?: StateStore) => {
      const clock = virtualClock();
      const stop = new AbortController();
      const steps: Step[] = [
        { rows: at(1, 2), now: 1 },
        () => {
          stop.abort();
          return { rows: at(3) };
        },
      ];
      const running = runNow(specOf(steps, gate('down').sink), {
        ...{ clock, store, signal: stop.signal, drainTimeout: '10s' },
      });
      return (await whileTimePasses(clock, running)).sinks;
    };
    expect(await stopped()).toMatchObject([{ emitted: 3, stored: 0, waiting: 0, held: 0, lost: 3 }]);
    expect(await stopped(memoryStore())).toMatchObject([
      { emitted: 3, stored: 0, waiting: 3, held: 0, lost: 0 },
    ]);
  });
});

describe('a run whose sink refuses', () => {
  const down = new TidemarkError('undeliverable', 'No.');

  test('single rows goes on, and each is in the dead letters with its body and why', async () => {
    const dead = memorySink<DeadLetter>('dead');
    const refuses = (id: string) => (id.includes('/2000/') ? 'Not two.' : undefined);
    const sink = keepingSink({ name: 'chat', destination: 'there', most: 1, refuses });
    const store = memoryStore();
    const balance = await runNow(specOf([{ rows: at(1, 2, 3) }], sink, { dead }), { store, close: true });
    expect(secondsOf(sink.stored)).toEqual([1, 3]);
    expect(dead.rows.map(({ stream, row }) => ({ stream, ...row }))).toMatchObject([
      {
        ...{ stream: 'dead_letters', sink: 'chat', destination: 'there', rows: 1, row: 0, error: 'Not two.' },
        body: expect.stringMatching(/^p\/s\/2000\//),
      },
    ]);
    expect(balance.sinks).toMatchObject([
      { name: 'chat', stored: 2, refused: 1, dead: 0 },
      { name: 'dead', stored: 1 },
    ]);
    expect(await auditOf(store)).toMatchObject({
      faults: [],
      sinks: [{ refused: 1, stored: 2 }, { stored: 1 }],
    });
  });

  test('all of a delivery goes on without a place for dead letters, says so once, and counts', async () => {
    const warnings: string[] = [];
    const sink: Sink = {
      ...memorySink('chat', 'there'),
      guarantee: 'at least once',
      write: () => Promise.reject(down),
    };
    const store = memoryStore();
    const balance = await runNow(
      specOf(
        [
          { rows: at(1), now: 1 },
          { rows: at(2), now: 2 },
        ],
        sink,
      ),
      {
        store,
        onWarning: (message) => warnings.push(message),
      },
    );
    expect(balance.sinks).toMatchObject([{ stored: 0, refused: 2, waiting: 0 }]);
    expect(warnings).toEqual([
      'chat (there) refused rows, which are counted and not sent again: No. Give dead letters a place to keep such rows.',
    ]);
    expect(await auditOf(store)).toMatchObject({ faults: [], sinks: [{ refused: 2 }] });
  });
});

describe('a run with a buffer', () => {
  const steps = Array.from({ length: 200 }, (_, i): Step => ({ rows: at(i), now: i }));

  test('that drops the oldest reads on while its sink is down, and its sums are right', async () => {
    const store = memoryStore();
    const clock = virtualClock();
    const { sink, stored, open } = gate('down');
    const buffer = { size: 100, full: 'drop oldest' } as const;
    const last: Step = () => {
      open();
      return {};
    };
    const running = runNow(specOf([...steps, last], sink, { buffer }), { store, clock, mostWaiting: 3 });
    const balance = await whileTimePasses(clock, running);
    const { stored: told = 0, dropped = 0 } = balance.sinks[0] ?? {};
    expect(told).toBe(stored.length);
    expect(dropped).toBeGreaterThan(0);
    expect(told + dropped).toBe(200);
    expect(await auditOf(store)).toMatchObject({
      faults: [],
      sinks: [{ dropped, stored: told, waiting: 0 }],
    });
  });

  test('that drops the oldest keeps to its size with every commit, and with the first one of a run that finds too much', async () => {
    const inner = memoryStore();
    const waiting: number[] = [];
    const store = watchedStore([], inner);
    const looked: StateStore = {
      ...store,
      claim: async (key) => {
        const owned = await store.claim(key);
        return {
          ...owned,
          commit: async (...next) => {
            await owned.commit(...next);
            waiting.push((await inner.load(key))?.waiting.down?.deliveries ?? 0);
          },
        };
      },
    };
    const live = async (some: readonly Step[], most: number): Promise<void> => {
      const clock = virtualClock();
      const stop = new AbortController();
      const end: Step = () => {
        stop.abort();
        return {};
      };
      const buffer = { full: 'drop oldest' } as const;
      const running = runNow(specOf([...some, end], gate('down').sink, { buffer }), {
        ...{ store: looked, clock, signal: stop.signal, drainTimeout: 0, mostWaiting: most },
      });
      await whileTimePasses(clock, running);
    };
    await live(steps, 150);
    expect(waiting.length).toBeGreaterThan(150);
    expect(Math.max(...waiting)).toBe(150);

    waiting.length = 0;
    // Its window is smaller than what is too much.
    await live([...steps, {}, { rows: at(200), now: 200 }], 10);
    expect(waiting[0]).toBe(10);
    expect(Math.max(...waiting)).toBe(10);
  });

  test('that waits stops reading while its sink is down, and loses nothing', async () => {
    const clock = virtualClock();
    const { sink, stored, open } = gate('down');
    let read = 0;
    const counted = steps.map(
      (step): Step =>
        () => {
          read++;
          return step as Exclude<Step, () => unknown>;
        },
    );
    const running = runNow(specOf(counted, sink, { buffer: { size: 1000 } }), {
      clock,
      store: memoryStore(),
    });
    await clock.advance(60_000);
    expect(read).toBeLessThan(100);
    open();
    const balance = await whileTimePasses(clock, running, 10_000);
    expect(balance.sinks).toMatchObject([{ stored: 200, dropped: 0 }]);
    expect(stored).toHaveLength(200);
  });

  test('that drops what is too old does so though nothing more comes in', async () => {
    const store = memoryStore();
    const clock = virtualClock();
    const sleep = async (): Promise<{ readonly now: number }> => {
      await clock.sleep(1000, new AbortController().signal);
      return { now: clock.now() };
    };
    const buffer = { age: '5s', full: 'drop oldest' } as const;
    const rows: Step[] = [
      { rows: at(1), now: 1000 },
      { rows: at(2), now: 2000 },
      { rows: at(3), now: 3000 },
    ];
    const stop = new AbortController();
    const quiet = Array.from({ length: 20 }, () => sleep);
    const end: Step = () => {
      stop.abort();
      return {};
    };
    const running = runNow(specOf([...rows, ...quiet, end], gate('down').sink, { buffer }), {
      ...{ store, clock, signal: stop.signal, drainTimeout: 0 },
    });
    await whileTimePasses(clock, running);
    // The first is being written all the time.
    expect(await auditOf(store)).toMatchObject({ faults: [], sinks: [{ dropped: 2, waiting: 1 }] });
  });
});

describe('a run whose sink writes somewhere else now', () => {
  test('is refused while deliveries wait for where it wrote before, and begins nothing', async () => {
    const store = memoryStore();
    const stop = new AbortController();
    const clock = virtualClock();
    const end: Step = () => {
      stop.abort();
      return { rows: at(1, 2) };
    };
    const { sink } = gate('chat');
    const first = runNow(specOf([end], { ...sink, destination: 'old' }), {
      ...{ store, clock, signal: stop.signal, drainTimeout: 0 },
    });
    await whileTimePasses(clock, first);
    const moved = memorySink('chat', 'new');
    await expect(runNow(specOf([{}], moved), { store })).rejects.toMatchObject({
      code: 'bad-options',
      message: expect.stringMatching(
        /^The state holds 1 delivery \(2 rows\) for chat at old, and chat writes to new now\./,
      ),
    });
    expect(moved.writes).toBe(0);

    const back = memorySink('chat', 'old');
    await runNow(specOf([{}, { rows: at(3) }], back), { store, close: true });
    expect(back.deliveries.map(({ rows }) => rows)).toEqual([2, 1]);
    await runNow(specOf([{}, {}, { rows: at(4) }], moved), { store, close: true });
    expect(await auditOf(store)).toMatchObject({
      faults: [],
      sinks: [
        { name: 'chat', destination: 'old', stored: 3 },
        { name: 'chat', destination: 'new', stored: 1 },
      ],
    });
  });
});
