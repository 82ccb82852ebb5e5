import { describe, expect, it } from 'vitest';
import { virtualClock } from '../../../src/testing/virtual-clock.js';
import { scriptedSource } from '../../support/scripted-source.js';
import { turns } from '../../support/turns.js';
import { drive, type Result, scriptedAction, type Task, tasks } from './kit.js';

/** An action whose `finish` keeps a journal, and fails as long as it is told to. */
const finishing = (intent: 'first' | 'none' = 'first') => {
  const finished: string[] = [];
  const state = { failing: false };
  const action = scriptedAction({
    intent,
    keepsTime: false,
    finish: async ({ key }: Task, { was }: Result) => {
      finished.push(`${key}: ${was}`);
      if (state.failing) throw new Error('The disk is busy.');
    },
  });
  return { action, finished, state };
};

describe('a row of intent first', () => {
  it('is performed when a commit holds its own chunk as out, and a commit is due until then', async () => {
    const action = scriptedAction({ keepsTime: false });
    const driven = drive(scriptedSource([{ rows: tasks('a@1') }, { rows: tasks('b@2') }]), action);
    expect(driven.run.commitDue).toBeUndefined();
    await driven.next();
    expect([driven.run.commitDue, action.running]).toEqual([true, []]);
    const before = driven.kept.position;
    // The second chunk is pulled, and not folded before the commit of the first.
    const second = driven.next();
    await driven.run.acknowledge?.(before);
    expect(action.running).toEqual([]);
    await second;
    await driven.commit();
    expect([driven.run.commitDue, action.running]).toEqual([undefined, ['a', 'b']]);
  });

  it('waits for the commit of its own chunk, not for that of one before it', async () => {
    const action = scriptedAction({ keepsTime: false });
    const driven = drive(scriptedSource([{ rows: tasks('a@1') }, { rows: tasks('b@2') }]), action);
    const chunks = driven.run[Symbol.asyncIterator]();
    const { value: first } = await chunks.next();
    await chunks.next();
    await driven.run.acknowledge?.(first?.position);
    expect([driven.run.commitDue, action.running]).toEqual([true, ['a']]);
  });

  it('is in the commit with what it needs to be performed by the next run', async () => {
    const driven = drive(scriptedSource([{ rows: tasks('a@1'), partition: 'p' }]), scriptedAction());
    await driven.next();
    await driven.commit();
    expect([...driven.kept.remembered]).toEqual([['out:a', { row: { key: 'a', time: 1 }, partition: 'p' }]]);
  });
});

describe('a row of intent none', () => {
  it('is performed at once, before anything is committed, and asks for no commit', async () => {
    const action = scriptedAction({ intent: 'none' });
    const driven = drive(scriptedSource([{ rows: tasks('a@1') }]), action);
    await driven.next();
    expect([driven.run.commitDue, action.running]).toEqual([undefined, ['a']]);
  });

  it('leaves nothing behind when its outcome came before a commit', async () => {
    const action = scriptedAction({ intent: 'none' });
    const driven = drive(scriptedSource([{ rows: tasks('a@1') }]), action);
    await driven.next();
    action.end('a');
    await driven.all();
    await driven.commit();
    expect(driven.kept.remembered).toEqual(new Map());
  });
});

describe('what the source says of commits', () => {
  it('is as the inner one says it, unless something waits for a commit', async () => {
    const inner = scriptedSource<Task>([{ rows: tasks('a@1') }]);
    const source = {
      read: (start: Parameters<typeof inner.read>[0]) => ({ ...inner.read(start), commitDue: false }),
    };
    const { action } = finishing('none');
    const driven = drive(source, action);
    await driven.next();
    expect(driven.run.commitDue).toBe(false);
    action.end('a');
    await driven.next();
    expect(driven.run.commitDue).toBe(true);
  });

  it('tells the inner one its own position, after what was waiting for the commit was begun', async () => {
    const source = scriptedSource<Task>([{ rows: tasks('a@1') }, {}]);
    const driven = drive(source, scriptedAction());
    await driven.run.acknowledge?.(undefined);
    await driven.next();
    await driven.commit();
    await driven.next();
    await driven.commit();
    expect(source.acknowledged).toEqual([undefined, 1, 2]);
  });

  it('may be told again where the inner one could not be told, and nothing is done twice', async () => {
    const inner = scriptedSource<Task>([{ rows: tasks('a@1') }]);
    let left = 2;
    const source = {
      read: (start: Parameters<typeof inner.read>[0]) => ({
        ...inner.read(start),
        acknowledge: async () => {
          if (left-- > 0) throw new Error('The broker is busy.');
        },
      }),
    };
    const { action, finished } = finishing();
    const driven = drive(source, action);
    await driven.next();
    await expect(driven.commit()).rejects.toThrow('busy');
    await expect(driven.commit()).rejects.toThrow('busy');
    await driven.commit();
    expect(action.calls.length).toBe(1);
    action.end('a');
    await driven.next();
    left = 1;
    await expect(driven.commit()).rejects.toThrow('busy');
    await driven.commit();
    expect(finished).toEqual(['a: done']);
  });
});

describe('finish', () => {
  it('comes after the commit that holds the outcome, and never before', async () => {
    const { action, finished } = finishing('none');
    const driven = drive(scriptedSource([{ rows: tasks('a@1') }, {}], 'wait'), action);
    await driven.all();
    await driven.commit();
    action.end('a');
    const before = driven.kept.position;
    expect(await driven.next()).toBe('[a@1 done]');
    await driven.run.acknowledge?.(before);
    await turns();
    expect([finished, driven.run.commitDue]).toEqual([[], true]);
    await driven.commit();
    await turns();
    expect([finished, driven.run.commitDue]).toEqual([['a: done'], undefined]);
  });

  it('is remembered until it has come, and its key is taken until then', async () => {
    const { action, finished, state } = finishing('none');
    state.failing = true;
    const source = scriptedSource<Task>([{ rows: tasks('a@1') }], 'wait');
    const clock = virtualClock();
    const driven = drive(source, action, { clock, random: () => 0.5 });
    await driven.loop();
    action.end('a');
    await driven.loop();
    source.push({ rows: tasks('a@2') });
    expect(await driven.loop()).toEqual(['[a@2 missed: running]']);
    expect([...driven.kept.remembered.keys()]).toEqual(['out:a']);
    state.failing = false;
    await clock.advance(1000);
    source.push({ rows: tasks('a@3') });
    expect(await driven.loop()).toEqual(['']);
    expect([finished, action.running]).toEqual([['a: done', 'a: done'], ['a']]);
  });

  it('is tried again with a growing pause, and warned of once', async () => {
    const { action, finished, state } = finishing('none');
    state.failing = true;
    const clock = virtualClock();
    const warnings: string[] = [];
    const onWarning = (message: string) => void warnings.push(message);
    const source = scriptedSource([{ rows: [{ time: 1, key: 'a\u001b[31m' }, ...tasks('b@1')] }], 'wait');
    const driven = drive(source, action, { clock, random: () => 0.5, onWarning });
    await driven.loop();
    action.end('a\u001b[31m');
    await driven.loop();
    for (const [pause, tries] of [
      [50, 2],
      [100, 3],
      [200, 4],
    ] as const) {
      await clock.advance(pause - 1);
      expect(finished.length).toBe(tries - 1);
      await clock.advance(1);
      expect(finished.length).toBe(tries);
    }
    expect(warnings).toEqual(['a\\x1b[31m is done, and finishing it is tried again: The disk is busy.']);
    state.failing = false;
    await clock.advance(60_000);
    expect([finished.length, clock.sleeping, warnings.length]).toEqual([5, 0, 1]);
  });

  it('comes for so many at once as may be performed, and others wait', async () => {
    const begun: string[] = [];
    const ends: (() => void)[] = [];
    const action = scriptedAction({
      intent: 'none',
      keepsTime: false,
      finish: ({ key }) =>
        new Promise((resolve) => {
          begun.push(key);
          ends.push(resolve);
        }),
    });
    const driven = drive(scriptedSource([{ rows: tasks('a@1', 'b@1', 'c@1') }]), action, { concurrency: 2 });
    await driven.loop();
    for (const key of ['a', 'b']) action.end(key);
    await turns();
    action.end('c');
    await driven.loop();
    expect(begun).toEqual(['a', 'b']);
    ends[0]?.();
    await turns();
    expect(begun).toEqual(['a', 'b', 'c']);
  });

  it('does not come for what was missed', async () => {
    const { action, finished } = finishing('none');
    const driven = drive(scriptedSource([{ rows: tasks('a@1', 'a@2') }]), action);
    await driven.loop();
    await driven.commit();
    const again = drive(scriptedSource<Task>([], 'wait'), action, {}, driven.kept);
    expect(await again.loop()).toEqual(['[a@1 missed: crash] since=Infinity']);
    await again.commit();
    await turns();
    expect([finished, again.kept.remembered]).toEqual([[], new Map()]);
  });
});
