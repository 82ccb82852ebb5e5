import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acting } from '../../../src/io/actions/acting.js';
import type { Source } from '../../../src/io/sources/source.js';
import type { Chunk } from '../../../src/operators/chunk.js';
import { eventTime } from '../../../src/operators/time/event-time.js';
import { scriptedSource } from '../../support/scripted-source.js';
import { startAt } from '../../support/start-at.js';
import { turns } from '../../support/turns.js';
import { drive, isTask, type Result, scriptedAction, type Task, task, tasks } from './kit.js';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const checking = () => scriptedAction({ intent: 'none' });

describe('what is out holds time back', () => {
  it('by the time of the oldest row, said when it changes and taken back when nothing is out', async () => {
    const action = checking();
    const source = scriptedSource<Task>(
      [{ rows: tasks('a@10', 'b@20') }, { rows: tasks('c@15') }, {}],
      'wait',
    );
    const driven = drive(source, action);
    expect(await driven.all()).toEqual(['since=10', '', '']);
    action.end('a');
    expect(await driven.all()).toEqual(['[a@10 done] since=15']);
    action.end('b');
    expect(await driven.all()).toEqual(['[b@20 done]']);
    action.end('c');
    expect(await driven.all()).toEqual(['[c@15 done] since=Infinity']);
    source.push({ rows: tasks('d@8') });
    expect(await driven.all()).toEqual(['since=8']);
  });

  it('for each partition by itself', async () => {
    const action = checking();
    const driven = drive(
      scriptedSource([
        { rows: tasks('a@10'), partition: 'p' },
        { rows: tasks('b@5'), partition: 'q' },
        { rows: tasks('c@7') },
      ]),
      action,
    );
    expect(await driven.all()).toEqual(['p: since=10', 'q: since=5', 'since=7']);
    for (const key of ['b', 'c', 'a']) action.end(key);
    expect(await driven.all()).toEqual([
      'q: [b@5 done] since=Infinity',
      '[c@7 done] since=Infinity',
      'p: [a@10 done] since=Infinity',
      'ended',
    ]);
  });

  it('not where outcomes have times of their own', async () => {
    const action = scriptedAction({ intent: 'none', keepsTime: false });
    const driven = drive(scriptedSource([{ rows: tasks('a@10'), partition: 'p' }]), action);
    expect(await driven.all()).toEqual(['p:']);
    action.end('a', 'done', 99);
    expect(await driven.all()).toEqual(['p: [a@99 done]', 'ended']);
  });

  it('together with what the inner source itself holds back', async () => {
    const action = checking();
    const driven = drive(
      scriptedSource(
        [
          { rows: tasks('a@10'), partition: 'p', pendingSince: 4 },
          { partition: 'p', pendingSince: 30 },
          { partition: 'p', pendingSince: 12 },
          { partition: 'q', pendingSince: 3 },
        ],
        'wait',
      ),
      action,
    );
    expect(await driven.all()).toEqual(['p: since=4', 'p: since=10', 'p:', 'q: since=3']);
    action.end('a');
    expect(await driven.all()).toEqual(['p: [a@10 done] since=12']);
  });

  it('also after a restart, with what the inner source had said before it', async () => {
    const rows = { rows: tasks('a@10'), partition: 'p', pendingSince: 4 };
    const driven = drive(scriptedSource([rows, { pendingSince: 6 }]), scriptedAction());
    await driven.next();
    await driven.next();
    await driven.commit();
    const action = scriptedAction();
    const source = scriptedSource<Task>([{}, {}, { partition: 'p', pendingSince: Number.POSITIVE_INFINITY }]);
    const again = drive(source, action, {}, driven.kept);
    expect(await again.loop()).toEqual(['p: since=4', 'since=6', 'p: since=10']);
    action.end('a');
    expect(await again.loop()).toEqual(['p: [a@10 done] since=Infinity', 'ended']);
  });

  it('no longer where an action comes to give its outcomes other times', async () => {
    const driven = drive(scriptedSource([{ rows: tasks('a@10'), partition: 'p' }]), scriptedAction());
    await driven.next();
    await driven.commit();
    const again = drive(scriptedSource<Task>([{}]), scriptedAction({ keepsTime: false }), {}, driven.kept);
    expect(await again.next()).toBe('p: since=Infinity');
  });

  it('not for a row without a time, which is turned away behind the source', async () => {
    const rows = [{ time: Number.NaN, key: 'x' }, { time: Number.NEGATIVE_INFINITY, key: 'y' }, task('a@10')];
    const driven = drive(scriptedSource([{ rows }]), checking());
    expect(await driven.all()).toEqual(['since=10']);
  });

  it('and what has come in since is not kept in memory for one that is out for very long', async () => {
    const rows: WeakRef<Task>[] = [];
    const source: Source<Task> = {
      async *read() {
        yield { rows: [task('slow@0')], rejected: [] };
        for (let time = 1; time <= 1000; time++) {
          const row = { time, key: `k${time}` };
          rows.push(new WeakRef(row));
          yield { rows: [row], rejected: [] };
        }
        await new Promise(() => undefined);
      },
    };
    const action = scriptedAction({
      intent: 'none',
      perform: ({ time, key }) =>
        key === 'slow' ? new Promise(() => undefined) : Promise.resolve({ time, key, was: 'done' }),
    });
    const driven = drive(source, action);
    await driven.all();
    await driven.commit();
    collectGarbage();
    expect(rows.filter((row) => row.deref() !== undefined).length).toBeLessThan(100);
    expect([...driven.kept.remembered.keys()]).toEqual(['out:slow']);
  });
});

describe('the end of a partition', () => {
  it('is withheld until its last row is in', async () => {
    const action = checking();
    const driven = drive(
      scriptedSource([
        { rows: tasks('a@1', 'b@2'), partition: 'p', ended: true },
        { rows: tasks('c@1'), partition: 'q' },
        { partition: 'q', ended: true },
        { partition: 'r', ended: true },
      ]),
      action,
    );
    expect(await driven.all()).toEqual(['p: since=1', 'q: since=1', 'q:', 'r: end']);
    action.end('b');
    action.end('c');
    expect(await driven.all()).toEqual(['p: [b@2 done]', 'q: [c@1 done] since=Infinity end']);
    action.end('a');
    expect(await driven.all()).toEqual(['p: [a@1 done] since=Infinity end', 'ended']);
  });

  it('is withheld over a restart, too', async () => {
    const chunks = [{ rows: tasks('a@1', 'b@2'), partition: 'p', ended: true }];
    const driven = drive(scriptedSource(chunks), scriptedAction());
    await driven.next();
    await driven.commit();
    const action = scriptedAction();
    const again = drive(scriptedSource(chunks), action, {}, driven.kept);
    expect(await again.loop()).toEqual(['p: since=1']);
    action.end('a');
    expect(await again.loop()).toEqual(['p: [a@1 done] since=2']);
    await again.commit();
    const last = drive(scriptedSource(chunks), action, {}, again.kept);
    expect(await last.loop()).toEqual(['p: since=2']);
    action.end('b');
    expect(await last.loop()).toEqual(['p: [b@2 done] since=Infinity end', 'ended']);
    await last.commit();
    expect(last.kept.remembered).toEqual(new Map());
  });

  it('is said after a crash with what was missed, or by itself where nothing is said of that', async () => {
    const chunks = [{ rows: tasks('a@1'), partition: 'p', ended: true }];
    const driven = drive(scriptedSource(chunks), checking());
    await driven.next();
    await driven.commit();
    const again = drive(scriptedSource(chunks), checking(), {}, driven.kept);
    expect(await again.loop()).toEqual(['p: [a@1 missed: crash] since=Infinity end', 'ended']);
    const silent = scriptedAction({ intent: 'none', missed: () => undefined });
    const silently = drive(scriptedSource(chunks), silent, {}, driven.kept);
    expect(await silently.loop()).toEqual(['p: since=Infinity end', 'ended']);
    await silently.commit();
    expect(silently.kept.remembered).toEqual(new Map());
  });

  it('is taken back where the partition has more rows before its last one is in', async () => {
    const action = checking();
    const source = scriptedSource<Task>(
      [
        { rows: tasks('a@1'), partition: 'p', ended: true },
        { rows: tasks('b@2'), partition: 'p' },
      ],
      'wait',
    );
    const driven = drive(source, action);
    await driven.all();
    action.end('a');
    action.end('b');
    expect(await driven.all()).toEqual(['p: [a@1 done] [b@2 done] since=Infinity']);
    await driven.commit();
    expect(driven.kept.remembered).toEqual(new Map());
    source.push({ partition: 'p', ended: true });
    expect(await driven.all()).toEqual(['p: end']);
  });

  it('of the whole input comes when nothing is out any more', async () => {
    const action = checking();
    const driven = drive(scriptedSource([{ rows: tasks('a@1'), ended: true }]), action);
    expect(await driven.all()).toEqual(['since=1']);
    action.end('a');
    expect(await driven.all()).toEqual(['[a@1 done] since=Infinity', 'end', 'ended']);
  });
});

/** Everything that comes out of event time, with the watermark after it. */
const timed = async (chunks: readonly Partial<Chunk<Task>>[], delays: readonly number[]) => {
  let begun = 0;
  const source = scriptedSource(chunks);
  const action = scriptedAction({
    intent: 'none',
    perform: async ({ time, key }) => {
      await turns(delays[begun++ % delays.length]);
      return { time, key, was: 'done' };
    },
  });
  const machine = eventTime<Task | Result>({ lateness: 0, step: 1 }).machine;
  const state = machine.init();
  const rows: (Task | Result)[] = [];
  const late: (Task | Result)[] = [];
  let before = -Infinity;
  const run = acting<Task, Result, Task>(source, action, { concurrency: 64, takes: isTask }).read(startAt());
  for await (const chunk of run) {
    for (const batch of machine.step(state, chunk)) {
      late.push(...batch.rows.filter(({ time }) => time < before));
      rows.push(...batch.rows);
      before = batch.watermark;
    }
  }
  return { rows, late, watermark: state.watermark };
};

describe('behind a source under an action', () => {
  it('no outcome and no report is late that was not late in the source, in whatever order outcomes come', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ time: fc.nat({ max: 50 }), isReport: fc.boolean() }), {
          minLength: 1,
          maxLength: 30,
        }),
        fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 6 }),
        fc.array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 6 }),
        async (given, sizes, delays) => {
          const sorted = given.toSorted((a, b) => a.time - b.time);
          const all = sorted.map(
            ({ time, isReport }, i): Task => ({ time, key: `k${i}`, ...(isReport && { note: 'r' }) }),
          );
          const chunks: Partial<Chunk<Task>>[] = [];
          for (let at = 0, turn = 0; at < all.length; turn++) {
            const size = sizes[turn % sizes.length] ?? 1;
            chunks.push({ rows: all.slice(at, at + size), ownTime: true });
            at += size;
          }
          const { rows, late, watermark } = await timed(chunks, delays);
          expect(late).toEqual([]);
          expect(rows.map(({ key }) => key).toSorted()).toEqual(all.map(({ key }) => key).toSorted());
          expect(watermark).toBe(all.at(-1)?.time);
        },
      ),
      { numRuns: 200 },
    );
  });
});
