import { describe, expect, it } from 'vitest';
import type { ActingOptions } from '../../../src/io/actions/acting/acting-options.js';
import { acting } from '../../../src/io/actions/acting.js';
import type { Chunk } from '../../../src/operators/chunk.js';
import { collect } from '../../support/collect.js';
import { scriptedSource } from '../../support/scripted-source.js';
import { startAt } from '../../support/start-at.js';
import { drive, isTask, type Result, scriptedAction, type Task, task, tasks } from './kit.js';

const report = (text: string, note = 'report'): Task => ({ ...task(text), note });

describe('acting', () => {
  it('takes rows, performs them, and gives their outcomes instead', async () => {
    const action = scriptedAction({ keepsTime: false });
    const driven = drive(scriptedSource([{ rows: tasks('a@1', 'b@2') }]), action);
    expect(await driven.loop()).toEqual(['']);
    expect(action.running).toEqual(['a', 'b']);
    action.end('a');
    expect(await driven.loop()).toEqual(['[a@1 done]']);
    action.end('b', 'failed', 7);
    expect(await driven.loop()).toEqual(['[b@7 failed]', 'ended']);
  });

  it('passes what it is not to take, in its place', async () => {
    const rows = [report('x@1'), task('a@1'), report('y@2'), task('a@2')];
    const driven = drive(scriptedSource([{ rows }]), scriptedAction({ intent: 'none', keepsTime: false }), {
      takes: isTask,
    });
    expect(await driven.all()).toEqual(['[x@1 (report)] [y@2 (report)] [a@2 missed: running]']);
  });

  it('gives outcomes in the order in which they come', async () => {
    const action = scriptedAction({ intent: 'none', keepsTime: false });
    const driven = drive(scriptedSource([{ rows: tasks('a@1', 'b@2', 'c@3') }]), action);
    await driven.all();
    for (const key of ['c', 'a']) action.end(key);
    expect(await driven.all()).toEqual(['[c@3 done] [a@1 done]']);
    action.end('b');
    expect(await driven.all()).toEqual(['[b@2 done]', 'ended']);
  });

  it('says of a row whose key is out that it was missed, and nothing where the action says nothing', async () => {
    const chunks = [{ rows: tasks('a@1', 'a@2') }, { rows: tasks('a@3') }];
    const options = { intent: 'none', keepsTime: false } as const;
    const driven = drive(scriptedSource(chunks), scriptedAction(options));
    expect(await driven.all()).toEqual(['[a@2 missed: running]', '[a@3 missed: running]']);
    const silent = drive(scriptedSource(chunks), scriptedAction({ ...options, missed: () => undefined }));
    expect(await silent.all()).toEqual(['', '']);
  });

  it('takes a row again when the outcome of the one before it is handed over', async () => {
    const action = scriptedAction({ intent: 'none', keepsTime: false });
    const source = scriptedSource<Task>([{ rows: tasks('a@1') }], 'wait');
    const driven = drive(source, action);
    await driven.all();
    action.end('a');
    source.push({ rows: tasks('a@2') });
    expect(await driven.all()).toEqual(['[a@1 done]', '']);
    expect(action.calls.map(({ row }) => row.time)).toEqual([1, 2]);
  });

  it('performs no more at once than it may, in the order in which rows come', async () => {
    const action = scriptedAction({ intent: 'none', keepsTime: false });
    const rows = tasks('a@1', 'b@2', 'c@3', 'd@4');
    const driven = drive(scriptedSource([{ rows }]), action, { concurrency: 2 });
    await driven.all();
    expect(action.running).toEqual(['a', 'b']);
    action.end('b');
    await driven.all();
    expect(action.running).toEqual(['a', 'c']);
    action.end('a');
    action.end('c');
    await driven.all();
    expect(action.running).toEqual(['d']);
  });

  it('works off thousands that wait, each once', async () => {
    const rows = Array.from({ length: 5000 }, (_, i) => ({ time: i, key: `k${i}` }));
    const action = scriptedAction({
      intent: 'none',
      keepsTime: false,
      perform: async ({ time, key }) => ({ time, key, was: 'done' }),
    });
    const driven = drive(scriptedSource([{ rows }]), action, { concurrency: 3 });
    const outcomes = (await driven.all()).join(' ').match(/k\d+@/g) ?? [];
    expect(new Set(outcomes).size).toBe(5000);
    expect(outcomes.length).toBe(5000);
  });

  it.each(['first', 'none'] as const)(
    'asks for no more rows while as many wait as it may perform (intent %s)',
    async (intent) => {
      const action = scriptedAction({ intent, keepsTime: false });
      const chunks = ['a@1', 'b@2', 'c@3', 'd@4', 'e@5'].map((text) => ({ rows: tasks(text) }));
      const source = scriptedSource(chunks);
      const driven = drive(source, action, { concurrency: 2 });
      await driven.loop();
      // Two are performed, two wait.
      expect([source.pulls, action.running]).toEqual([4, ['a', 'b']]);
      action.end('a');
      await driven.loop();
      expect([source.pulls, action.running]).toEqual([5, ['b', 'c']]);
    },
  );

  it('places what was rejected among the rows that are left', async () => {
    const rejected = (['malformed', 'oversize', 'malformed'] as const).map((reason) => ({ reason }));
    const rows = [report('x@1'), task('a@1'), task('b@1'), report('y@2'), report('z@3')];
    const source = scriptedSource([
      { rows, rejected, rejectedAt: [1, 3, 4] },
      { rows, rejected },
    ]);
    const options: ActingOptions<Task, Task> = { concurrency: 9, takes: isTask };
    const run = acting<Task, Task, Task>(source, scriptedAction({ intent: 'none' }) as never, options).read(
      startAt(),
    );
    const chunks = run[Symbol.asyncIterator]();
    const { value: first } = await chunks.next();
    expect([first?.rejected, first?.rejectedAt]).toEqual([rejected, [1, 1, 2]]);
    const { value: second } = await chunks.next();
    expect(second?.rejected).toEqual(rejected);
    expect(second).not.toHaveProperty('rejectedAt');
  });

  it('passes on what else a chunk says', async () => {
    const from = { input: 'log', start: 1, end: 9 };
    const source = scriptedSource([{ rows: tasks('a@1'), now: 5, partition: 'p', from }]);
    const action = scriptedAction({ intent: 'none', keepsTime: false });
    const { value } = await acting(source, action, { concurrency: 1 })
      .read(startAt())
      [Symbol.asyncIterator]()
      .next();
    expect(value).toMatchObject({ rows: [], now: 5, partition: 'p', from });
  });

  it('keeps partitions apart: outcomes come in the partition of their row', async () => {
    const action = scriptedAction({ intent: 'none', keepsTime: false });
    const source = scriptedSource([
      { rows: tasks('a@1', 'b@2'), partition: 'p' },
      { rows: tasks('c@1'), partition: 'q' },
      { rows: tasks('d@1') },
    ]);
    const driven = drive(source, action);
    expect(await driven.all()).toEqual(['p:', 'q:', '']);
    for (const key of ['a', 'c', 'd', 'b']) action.end(key);
    expect(await driven.all()).toEqual(['p: [a@1 done] [b@2 done]', 'q: [c@1 done]', '[d@1 done]', 'ended']);
  });

  it('goes on with the source while rows are out', async () => {
    const action = scriptedAction({ intent: 'none', keepsTime: false });
    const driven = drive(
      scriptedSource([{ rows: tasks('a@1') }, { now: 100 }, { now: 200 }], 'wait'),
      action,
    );
    expect(await driven.all()).toEqual(['', 'now=100', 'now=200']);
  });

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'refuses a concurrency of %d',
    (concurrency) => {
      expect(() => acting(scriptedSource<Task>([]), scriptedAction(), { concurrency })).toThrow(
        expect.objectContaining({ code: 'bad-options', message: expect.stringContaining(`${concurrency}`) }),
      );
    },
  );
});

describe('the times of outcomes', () => {
  const chunksOf = async (keepsTime: boolean, ...chunks: readonly Partial<Chunk<Task>>[]) => {
    const action = scriptedAction({
      intent: 'none',
      keepsTime,
      perform: async ({ time, key }) => ({ time, key, was: 'done' }),
    });
    const source = acting<Task, Result>(scriptedSource<Task>(chunks), action, { concurrency: 9 });
    const given = await collect(source.read(startAt()));
    return given
      .flatMap(({ rows, ownTime }) => rows.map(({ key }) => `${key} ${ownTime ?? false}`))
      .toSorted();
  };
  const read = { rows: tasks('a@1', 'b@2') };
  const scheduled = { rows: tasks('c@3'), ownTime: true } as const;

  it('are our own where they are of when these came', async () => {
    expect(await chunksOf(false, read, scheduled)).toEqual(['a true', 'b true', 'c true']);
  });

  it('are else as good as those of their rows, also where these come together', async () => {
    expect(await chunksOf(true, read, scheduled)).toEqual(['a false', 'b false', 'c true']);
  });

  it('are so after a restart, too', async () => {
    const action = scriptedAction();
    const driven = drive(scriptedSource<Task>([read, scheduled], 'wait'), action);
    await driven.loop();
    const saved = driven.kept.remembered;
    expect(['a', 'b', 'c'].map((key) => saved.get(`out:${key}`))).toMatchObject([
      { row: { key: 'a' } },
      { row: { key: 'b' } },
      { row: { key: 'c' }, ownTime: true },
    ]);
    const again = scriptedAction({ perform: async ({ time, key }) => ({ time, key, was: 'done' }) });
    const source = acting<Task, Result>(scriptedSource<Task>([]), again, { concurrency: 9 });
    const given = await collect(
      source.read({ ...startAt(), position: driven.kept.position, remembered: saved }),
    );
    const own = given.flatMap(({ rows, ownTime }) => rows.map(({ key }) => `${key} ${ownTime ?? false}`));
    expect(own.toSorted()).toEqual(['a false', 'b false', 'c true']);
  });
});
