import { describe, expect, it } from 'vitest';
import type { ActingOptions } from '../../../src/io/actions/acting/acting-options.js';
import { acting } from '../../../src/io/actions/acting.js';
import { fanIn } from '../../../src/io/sources/fan-in.js';
import { forwardingRun } from '../../../src/io/sources/forwarding-run.js';
import type { Source } from '../../../src/io/sources/source.js';
import { type Tagged, tagged } from '../../../src/io/sources/tagged.js';
import { memoryStore } from '../../../src/io/state/memory-store.js';
import type { Chunk } from '../../../src/operators/chunk.js';
import { count } from '../../../src/operators/measures/index.js';
import { TidemarkError } from '../../../src/operators/tidemark-error.js';
import { tumbling } from '../../../src/operators/windows/tumbling.js';
import { audit } from '../../../src/pipelines/audit.js';
import type { RunView } from '../../../src/pipelines/graph-view.js';
import { pipeline } from '../../../src/pipelines/pipeline.js';
import { run } from '../../../src/pipelines/run.js';
import type { RunOptions } from '../../../src/pipelines/run-options.js';
import { memorySink } from '../../../src/testing/memory-sink.js';
import { virtualClock } from '../../../src/testing/virtual-clock.js';
import { scriptedSource } from '../../support/scripted-source.js';
import { turns } from '../../support/turns.js';
import { whileTimePasses } from '../../support/while-time-passes.js';
import { drive, driveSource, isTask, noting, type Result, scriptedAction, type Task, tasks } from './kit.js';

/** An action that is done after some turns, the fewer the later a row comes, and finishes what it did. */
const quick = (intent: 'first' | 'none', finished: string[] = []) => {
  let begun = 0;
  return scriptedAction({
    intent,
    perform: async ({ time, key }) => {
      await turns(Math.max(1, 9 - begun++));
      return { time, key, was: 'done' };
    },
    finish: async ({ key }) => void finished.push(key),
  });
};

const OPTIONS: ActingOptions<Task, Task> = { concurrency: 4, takes: isTask };

const specOf = (source: Source<Result | Task>, sink = memorySink()) =>
  pipeline('checks')
    .from(source)
    .time({ lateness: 0 })
    .stream('outcomes', [], [sink])
    .stream('windows', [tumbling({ size: '10s', measures: { hits: count<Result | Task>() } })], [sink])
    .spec();

/** Of a schedule: its times are those of our own clock, and need no others to confirm them. */
const ROWS: readonly Partial<Chunk<Task>>[] = [
  { rows: tasks('a@1000', 'b@9000', 'c@11000', 'a@12000'), ownTime: true },
  { rows: [...tasks('d@19000', 'e@31000'), { time: 20_000, key: 'x', note: 'report' }], ownTime: true },
];

const textsOf = (sink: ReturnType<typeof memorySink>, stream: string): string[] =>
  sink.rows.flatMap((one) => {
    if (one.stream !== stream) return [];
    const row = one.row as Partial<Result & Task & { start: number; hits: number }>;
    return [stream === 'windows' ? `${row.start}: ${row.hits}` : `${row.key} ${row.was ?? row.note}`];
  });

const runNow = (
  source: Source<Result | Task>,
  sink: ReturnType<typeof memorySink>,
  more: Partial<RunOptions> = {},
) => {
  const clock = virtualClock();
  const running = run(specOf(source, sink), {
    clock,
    signal: new AbortController().signal,
    random: () => 0.5,
    ...more,
  });
  return whileTimePasses(clock, running);
};

describe('a pipeline whose source acts', () => {
  it.each(['first', 'none'] as const)(
    'gives every outcome and the windows of their times, with a store and without (intent %s)',
    async (intent) => {
      for (const store of [undefined, memoryStore()]) {
        const finished: string[] = [];
        const sink = memorySink();
        const source = acting<Task, Result, Task>(scriptedSource(ROWS), quick(intent, finished), OPTIONS);
        const balance = await runNow(source, sink, { ...(store !== undefined && { store, close: true }) });
        expect(textsOf(sink, 'outcomes').toSorted()).toEqual([
          'a done',
          'a missed: running',
          'b done',
          'c done',
          'd done',
          'e done',
          'x report',
        ]);
        expect(textsOf(sink, 'windows')).toEqual(['0: 2', '10000: 3', '20000: 1', '30000: 1']);
        expect(finished.toSorted()).toEqual(['a', 'b', 'c', 'd', 'e']);
        expect([balance.lines, balance.rows, balance.rejected]).toEqual([7, 7, {}]);
        expect(balance.streams.map(({ rejected }) => rejected)).toEqual([{}, {}]);
      }
    },
  );

  it('adds up while rows are out, and over a restart: a line counts when its outcome is handed over', async () => {
    const store = memoryStore();
    const controller = new AbortController();
    const action = scriptedAction();
    const source = acting<Task, Result, Task>(scriptedSource(ROWS, 'wait'), action, OPTIONS);
    const clock = virtualClock();
    const running = run(specOf(source), { clock, signal: controller.signal, store, drainTimeout: '1s' });
    await turns();
    action.end('a');
    action.end('b');
    await turns();
    controller.abort();
    const balance = await whileTimePasses(clock, running);
    expect([balance.lines, balance.rows]).toEqual([4, 4]);
    const saved = await store.load({ pipeline: 'checks' });
    expect(saved && audit('checks', saved)?.faults).toEqual([]);
    expect(saved?.remembered.size).toBe(3);

    await runNow(acting<Task, Result, Task>(scriptedSource(ROWS), quick('first'), OPTIONS), memorySink(), {
      store,
    });
    const after = await store.load({ pipeline: 'checks' });
    const audited = after && audit('checks', after);
    expect([audited?.faults, audited?.balance.lines, audited?.balance.rows]).toEqual([[], 7, 7]);
    expect(after?.remembered).toEqual(new Map());
  });

  it('counts no line of a chunk that is not handed over yet', async () => {
    const action = scriptedAction({ intent: 'none' });
    const source = scriptedSource<Task>([{ rows: tasks('a@1', 'b@2') }], 'wait');
    const driven = drive(source, action);
    await driven.all();
    expect(driven.run.lines).toBe(0);
    action.end('a');
    source.push({ rows: tasks('c@3') });
    await turns();
    await driven.next();
    expect([source.read.length, driven.run.lines]).toEqual([1, 1]);
    await driven.next();
    expect(driven.run.lines).toBe(1);
    action.end('b');
    action.end('c');
    await driven.all();
    expect(driven.run.lines).toBe(3);
  });

  it('has no lines where its source has none', async () => {
    const inner: Source<Task> = {
      read: (start) =>
        forwardingRun(
          { [Symbol.asyncIterator]: () => scriptedSource<Task>([]).read(start)[Symbol.asyncIterator]() },
          scriptedSource(ROWS).read(start),
        ),
    };
    const driven = drive(inner, quick('none'), OPTIONS);
    await driven.all();
    expect(driven.run.lines).toBeUndefined();
  });

  it('drains within its limit when it is asked to stop, and the next run does the rest', async () => {
    for (const intent of ['first', 'none'] as const) {
      const store = memoryStore();
      const controller = new AbortController();
      const clock = virtualClock();
      const action = scriptedAction({ intent });
      const source = acting<Task, Result, Task>(scriptedSource(ROWS, 'wait'), action, OPTIONS);
      const sink = memorySink();
      const running = run(specOf(source, sink), {
        clock,
        signal: controller.signal,
        store,
        drainTimeout: '30s',
      });
      await turns();
      const before = clock.now();
      controller.abort();
      await whileTimePasses(clock, running);
      expect(clock.now() - before).toBeLessThanOrEqual(30_250);
      expect(action.calls.every(({ signal }) => signal.aborted)).toBe(true);
      const next = memorySink();
      await runNow(acting<Task, Result, Task>(scriptedSource(ROWS), quick(intent), OPTIONS), next, {
        store,
        close: true,
      });
      const outcomes = [...textsOf(sink, 'outcomes'), ...textsOf(next, 'outcomes')].toSorted();
      expect(outcomes.map((text) => text.split(' ')[0])).toEqual(['a', 'a', 'b', 'c', 'd', 'e', 'x']);
    }
  });

  it('goes on where its source cannot be told of a commit for the moment', async () => {
    const inner = scriptedSource<Task>(ROWS);
    let left = 2;
    const source: Source<Task> = {
      read: (start) => {
        const given = inner.read(start);
        return forwardingRun(given, given, {
          acknowledge: async () => {
            if (left-- > 0) throw new TidemarkError('unreadable', 'Busy.', { retryable: true });
          },
        });
      },
    };
    const sink = memorySink();
    const finished: string[] = [];
    await runNow(acting<Task, Result, Task>(source, quick('first', finished), OPTIONS), sink, {
      store: memoryStore(),
      close: true,
    });
    expect(textsOf(sink, 'outcomes').length).toBe(7);
    expect(finished.length).toBe(5);
  });

  it('ends with the error of an action that breaks its word, and of its source', async () => {
    const defect = scriptedAction({ perform: () => Promise.reject(new Error('A defect.')) });
    const broken = acting<Task, Result, Task>(scriptedSource(ROWS, 'wait'), defect, OPTIONS);
    await expect(runNow(broken, memorySink(), { store: memoryStore() })).rejects.toThrow('A defect.');
    const sink = memorySink();
    const unreadable = acting<Task, Result, Task>(
      scriptedSource(ROWS, new Error('Gone.')),
      quick('none'),
      OPTIONS,
    );
    await expect(runNow(unreadable, sink, { store: memoryStore() })).rejects.toThrow('Gone.');
    expect(textsOf(sink, 'outcomes').length).toBe(7);
  });
});

describe('what can be looked at of a pipeline whose source acts', () => {
  it('has caught up as the last look at its source says, whatever outcomes have come since', async () => {
    const action = scriptedAction({ intent: 'none' });
    const inner = scriptedSource<Task>([{ rows: tasks('a@1', 'b@2') }], 'wait');
    const controller = new AbortController();
    let view: RunView | undefined;
    const onStart = (one: RunView): void => {
      view = one;
    };
    const source = acting<Task, Result, Task>(inner, action, OPTIONS);
    const running = run(specOf(source), { clock: virtualClock(), signal: controller.signal, onStart });
    await turns();
    action.end('a');
    await turns();
    expect([view?.caughtUp, view?.hasCaughtUp]).toEqual([false, false]);
    inner.push({ now: 5 });
    await turns();
    expect([view?.caughtUp, view?.hasCaughtUp]).toEqual([true, true]);
    action.end('b');
    await turns();
    expect([view?.caughtUp, view?.balance().rows]).toEqual([true, 2]);
    controller.abort();
    await running;
  });
});

describe('several sources and actions', () => {
  it('an action over a tagged source acts on tagged rows, and that is told of outcomes', async () => {
    const inner = noting(scriptedSource<Task>([{ rows: tasks('a@1') }, {}]));
    const source = tagged(inner, 'dc1');
    const action = scriptedAction({ intent: 'none' });
    const driven = driveSource(acting<Tagged<Task>, Result>(source, action, { concurrency: 1 }));
    await driven.all();
    expect(action.calls[0]?.row).toEqual({ time: 1, key: 'a', tag: 'dc1' });
    action.end('a');
    await driven.all();
    expect(inner.heard).toEqual(['a: done']);
  });

  it('outcomes that are tagged are remembered as the action gave them', async () => {
    const action = scriptedAction({ finish: () => new Promise(() => undefined) });
    const driven = driveSource(
      tagged(acting(scriptedSource([{ rows: tasks('a@1') }]), action, { concurrency: 1 }), 'dc1'),
    );
    await driven.loop();
    action.end('a');
    await driven.loop();
    expect(driven.kept.remembered.get('out:a')).toMatchObject({
      outcome: { time: 1, key: 'a', was: 'done' },
    });
    expect(driven.kept.remembered.get('out:a')).not.toHaveProperty('outcome.tag');
  });

  it('sources under one action keep their partitions, and their ends wait for what is out of them', async () => {
    const members = [
      { name: 'x', source: scriptedSource<Task>([{ rows: tasks('a@1') }]) },
      { name: 'y', source: scriptedSource<Task>([{ rows: tasks('b@2'), partition: 'p' }]) },
    ];
    const action = scriptedAction({ intent: 'none' });
    const driven = drive(fanIn(members), action);
    expect(await driven.all()).toEqual(['x:', 'y:', 'x: since=1', 'y:p: since=2', 'y: end', 'x:', 'y:p:']);
    action.end('b');
    action.end('a');
    expect(await driven.all()).toEqual([
      'y:p: [b@2 done] since=Infinity end',
      'x: [a@1 done] since=Infinity end',
      'ended',
    ]);
  });

  it('a source that notes outcomes is refused among several under one action', async () => {
    const members = [{ name: 'x', source: noting(scriptedSource<Task>([{ rows: tasks('a@1') }])) }];
    const action = scriptedAction({ intent: 'none' });
    const driven = drive(fanIn(members), action);
    await driven.all();
    action.end('a');
    await expect(driven.all()).rejects.toThrow(
      expect.objectContaining({ code: 'bad-options', message: expect.stringContaining('"x"') }),
    );
  });

  it('sources with an action each are read as one, over a restart', async () => {
    const first = scriptedAction();
    const none = scriptedAction({ intent: 'none', finish: async () => undefined });
    const chunks = {
      x: [{ rows: tasks('a@1'), now: 9 }, {}],
      y: [{ rows: tasks('b@2', 'c@3'), now: 9 }],
    };
    const heard = noting(scriptedSource<Task>(chunks.x, 'wait'));
    const of = (x: Source<Task>, y = scriptedSource<Task>(chunks.y, 'wait')) =>
      fanIn([
        { name: 'x', source: acting(x, first, { concurrency: 1 }) },
        { name: 'y', source: acting(y, none, { concurrency: 1 }) },
      ]);
    const driven = driveSource(of(heard));
    expect(await driven.loop()).toEqual(['x:', 'y:', 'x: since=1', 'y: since=2 now=9']);
    expect([driven.run.commitDue, first.running]).toEqual([undefined, ['a']]);
    await driven.commit();
    first.end('a');
    await driven.all();
    none.end('b');
    await driven.all();
    await driven.commit();
    expect(heard.heard).toEqual(['a: done']);
    expect([...driven.kept.remembered.keys()].toSorted()).toEqual(['x:out:a', 'y:out:b', 'y:out:c']);

    const y = scriptedSource<Task>([...chunks.y, { now: 10 }], 'wait');
    const x = noting(scriptedSource<Task>([...chunks.x, { now: 10 }, { now: 11 }], 'wait'));
    const again = driveSource(of(x, y), driven.kept);
    await again.loop();
    // What is finished is forgotten with the next chunk.
    y.push({ now: 12 });
    await again.loop();
    await again.commit();
    expect([...again.kept.remembered]).toEqual([['x:inner:a', 1]]);
  });

  it('an outcome leaves its source as caught up as it was: others need not wait, and time goes on', async () => {
    const inner = {
      x: scriptedSource<Task>([{ rows: tasks('a@1', 'b@2'), now: 9 }], 'wait'),
      y: scriptedSource<Task>([{ now: 9 }], 'wait'),
    };
    const action = scriptedAction({ intent: 'none' });
    const x = acting(inner.x, action, { concurrency: 2 });
    const driven = driveSource(
      fanIn<Result | Task>([
        { name: 'x', source: x },
        { name: 'y', source: inner.y },
      ]),
    );
    await driven.all();
    action.end('a');
    expect(await driven.all()).toEqual(['x: [a@1 done] since=2']);
    // Another one goes on, and what it says of the time waits for a look of this one.
    inner.y.push({ rows: tasks('c@50'), now: 10 });
    expect(await driven.all()).toEqual(['y: [c@50 (not taken)]']);
    inner.x.push({ now: 11 });
    expect(await driven.all()).toEqual(['now=10']);
    action.end('b');
    expect(await driven.all()).toEqual(['x: [b@2 done] since=Infinity']);
    inner.y.push({ now: 12 });
    inner.x.push({ now: 13 });
    expect(await driven.all()).toEqual(['now=12']);
  });
});
