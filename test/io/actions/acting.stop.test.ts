import { describe, expect, it, onTestFinished } from 'vitest';
import { acting } from '../../../src/io/actions/acting.js';
import { forwardingRun } from '../../../src/io/sources/forwarding-run.js';
import type { Source } from '../../../src/io/sources/source.js';
import { virtualClock } from '../../../src/testing/virtual-clock.js';
import { scriptedSource } from '../../support/scripted-source.js';
import { startAt } from '../../support/start-at.js';
import { turns } from '../../support/turns.js';
import { drive, scriptedAction, type Task, tasks } from './kit.js';

const FIVE = { rows: tasks('a@1', 'b@2', 'c@3', 'd@4', 'e@5') };

describe('asked to stop', () => {
  it('with intent first it waits for what is being performed, begins no more, and remembers that as out', async () => {
    const action = scriptedAction();
    const driven = drive(scriptedSource<Task>([FIVE], 'wait'), action, { concurrency: 2 });
    await driven.loop();
    driven.stop();
    action.end('b');
    expect(await driven.loop()).toEqual(['[b@2 done]']);
    expect(action.running).toEqual(['a']);
    action.end('a');
    expect(await driven.loop()).toEqual(['[a@1 done] since=3', 'ended']);
    await driven.commit();
    await turns();
    expect([action.calls.length, [...driven.kept.remembered.keys()]]).toEqual([
      2,
      ['out:c', 'out:d', 'out:e'],
    ]);
  });

  it('with intent first it ends also while more rows wait for their commit than it may perform', async () => {
    const action = scriptedAction();
    const driven = drive(scriptedSource<Task>([FIVE], 'wait'), action, { concurrency: 2 });
    await driven.next();
    driven.stop();
    expect(await driven.loop()).toEqual(['ended']);
    await driven.commit();
    await turns();
    expect([action.calls.length, driven.kept.remembered.size]).toEqual([0, 5]);
  });

  it('with intent none it performs all that is out', async () => {
    const action = scriptedAction({ intent: 'none' });
    const driven = drive(scriptedSource<Task>([FIVE], 'wait'), action, { concurrency: 2 });
    await driven.loop();
    driven.stop();
    for (const key of ['a', 'b', 'c', 'd', 'e']) {
      expect(await driven.loop()).not.toContain('ended');
      action.end(key);
    }
    expect((await driven.loop()).at(-1)).toBe('ended');
    await driven.commit();
    expect(driven.kept.remembered).toEqual(new Map());
  });

  it('takes what the source still gives, begins it with intent none, and remembers it with intent first', async () => {
    for (const intent of ['first', 'none'] as const) {
      const action = scriptedAction({ intent });
      let stopped = (): void => undefined;
      const source: Source<Task> = {
        async *read({ stop }) {
          yield { rows: tasks('a@1'), rejected: [], position: 1 };
          await new Promise<void>((resolve) => {
            stopped = resolve;
            stop.addEventListener('abort', () => stopped());
          });
          yield { rows: tasks('b@2'), rejected: [], position: 2 };
        },
      };
      const driven = drive(source, action, { concurrency: 1 });
      await driven.loop();
      driven.stop();
      await turns();
      action.end('a');
      if (intent === 'none') {
        await driven.loop();
        action.end('b');
      }
      expect((await driven.loop()).at(-1)).toBe('ended');
      await driven.commit();
      expect([...driven.kept.remembered.keys()]).toEqual(intent === 'first' ? ['out:b'] : []);
    }
  });

  it('waits until each finish has been tried since its commit, and not for one that fails', async () => {
    const tried: string[] = [];
    const action = scriptedAction({
      finish: async ({ key }) => {
        tried.push(key);
        if (key === 'a') throw new Error('Busy.');
      },
    });
    const driven = drive(scriptedSource<Task>([{ rows: tasks('a@1', 'b@2') }], 'wait'), action, {
      clock: virtualClock(),
    });
    await driven.loop();
    driven.stop();
    action.end('a');
    await driven.loop();
    action.end('b');
    // The outcome is handed over, and no commit holds it.
    expect(await driven.all()).toEqual(['[b@2 done] since=Infinity']);
    expect(tried).toEqual(['a']);
    await driven.commit();
    expect(await driven.loop()).toEqual(['', 'ended']);
    await driven.commit();
    expect([tried, [...driven.kept.remembered.keys()]]).toEqual([['a', 'b'], ['out:a']]);
  });

  it('before the first chunk it gives none, and performs nothing', async () => {
    const driven = drive(scriptedSource([FIVE]), scriptedAction());
    await driven.next();
    await driven.commit();
    const action = scriptedAction();
    const again = drive(scriptedSource([FIVE]), action, {}, driven.kept);
    again.stop();
    expect(await again.loop()).toEqual(['ended']);
    expect(action.calls).toEqual([]);
  });
});

describe('abandoned', () => {
  it.each(['first', 'none'] as const)(
    'it ends at once, aborts what is being performed, and what that says is ignored (intent %s)',
    async (intent) => {
      const action = scriptedAction({ intent });
      const driven = drive(scriptedSource<Task>([FIVE], 'wait'), action, { concurrency: 2 });
      await driven.loop();
      driven.stop();
      expect(await driven.loop()).toEqual([]);
      driven.abandon();
      expect(action.calls.map(({ signal }) => signal.aborted)).toEqual([true, true]);
      action.end('a');
      action.calls[1]?.fail(new Error('aborted'));
      expect(await driven.loop()).toEqual(['ended']);
      await driven.commit();
      await turns();
      expect([action.calls.length, driven.kept.remembered.size]).toEqual([2, 5]);
    },
  );

  it('does not wait for a source that heeds no signal', async () => {
    const source: Source<Task> = {
      read: () => ({
        [Symbol.asyncIterator]: () => ({
          next: () => new Promise(() => undefined),
          return: () => new Promise(() => undefined),
        }),
      }),
    };
    const driven = drive(source, scriptedAction());
    await driven.next();
    driven.stop();
    expect(await driven.next()).toBe('waits');
    driven.abandon();
    expect(await driven.next()).toBe('ended');
  });
});

describe('many attempts at once', () => {
  it('may all listen for the signal, and many finishes may sleep, without a warning of Node', async () => {
    const warned: string[] = [];
    const onWarning = ({ name }: Error): void => void warned.push(name);
    process.on('warning', onWarning);
    onTestFinished(() => void process.off('warning', onWarning));
    const action = scriptedAction({
      intent: 'none',
      perform: async ({ time, key }, { signal }) => {
        signal.addEventListener('abort', () => undefined);
        return { time, key, was: 'done' };
      },
      finish: () => Promise.reject(new Error('Busy.')),
    });
    const rows = Array.from({ length: 50 }, (_, time) => ({ time, key: `k${time}` }));
    const driven = drive(scriptedSource<Task>([{ rows }], 'wait'), action, { concurrency: 50 });
    for (let n = 0; n < 3; n++) await driven.loop();
    await driven.run.close?.();
    await turns();
    expect(warned).toEqual([]);
  });
});

describe('a source that fails', () => {
  it('ends all with its error when what is being performed is in', async () => {
    const action = scriptedAction();
    const driven = drive(scriptedSource([FIVE], new Error('The disk is gone.')), action);
    await driven.loop();
    for (const key of ['a', 'b', 'c', 'd']) action.end(key);
    expect(await driven.loop()).toEqual(['[a@1 done] [b@2 done] [c@3 done] [d@4 done] since=5']);
    action.end('e');
    expect(await driven.next()).toBe('[e@5 done] since=Infinity');
    await expect(driven.next()).rejects.toThrow('The disk is gone.');
  });

  it.each([
    ['leaves to the next run what has not been begun', 'first', ['b']],
    ['has all performed that is out', 'none', ['b', 'c']],
  ] as const)('%s (intent %s)', async (_, intent, running) => {
    const action = scriptedAction({ intent });
    let fail = (_: Error): void => undefined;
    const source: Source<Task> = {
      async *read() {
        yield { rows: FIVE.rows.slice(0, 3), rejected: [] };
        yield { rows: [], rejected: [] };
        await new Promise((_, reject) => {
          fail = reject;
        });
      },
    };
    const driven = drive(source, action, { concurrency: 2 });
    await driven.loop();
    expect(action.running).toEqual(['a', 'b']);
    fail(new Error('Gone.'));
    await driven.loop();
    action.end('a');
    await driven.loop();
    expect(action.running).toEqual(running);
    for (const key of running) action.end(key);
    await expect(driven.loop().then(() => driven.loop())).rejects.toThrow('Gone.');
  });
});

describe('an action that breaks its word', () => {
  it('ends the run with its error, after what has come in; the row stays out and no other is begun', async () => {
    const action = scriptedAction();
    const driven = drive(scriptedSource<Task>([FIVE], 'wait'), action, { concurrency: 2 });
    await driven.loop();
    action.calls[0]?.fail(new Error('A defect.'));
    action.end('b');
    await turns();
    expect(await driven.next()).toBe('[b@2 done]');
    await driven.commit();
    await expect(driven.next()).rejects.toThrow('A defect.');
    await turns();
    expect([action.calls.length, [...driven.kept.remembered.keys()]]).toEqual([
      2,
      ['out:a', 'out:c', 'out:d', 'out:e'],
    ]);
  });

  it('ends the run also while the source waits for more, and that is let go', async () => {
    const action = scriptedAction({ intent: 'none' });
    const source = scriptedSource<Task>([FIVE], 'wait');
    const driven = drive(source, action);
    const pull = driven.loop();
    await turns();
    action.calls[0]?.fail(new Error('A defect.'));
    await expect(pull).rejects.toThrow('A defect.');
    expect(source.closed).toBe(1);
  });

  it.each([
    [
      'perform',
      {
        perform: () => {
          throw new Error('A defect.');
        },
      },
    ],
    [
      'key',
      {
        key: () => {
          throw new Error('A defect.');
        },
      },
    ],
    [
      'missed',
      {
        missed: () => {
          throw new Error('A defect.');
        },
      },
    ],
  ])('whatever throws: %s', async (_, over) => {
    const source = scriptedSource<Task>([{ rows: tasks('a@1', 'a@2') }], 'wait');
    const driven = drive(source, scriptedAction({ intent: 'none', ...over }));
    await expect(driven.loop().then(() => driven.loop())).rejects.toThrow('A defect.');
    expect(source.closed).toBe(1);
  });
});

describe('closed', () => {
  it('it closes the action and then the source, once, and aborts attempts', async () => {
    const closed: string[] = [];
    const inner = scriptedSource<Task>([FIVE], 'wait');
    const source: Source<Task> = {
      read: (start) => {
        const run = inner.read(start);
        return forwardingRun(run, run, { close: async () => void closed.push('source') });
      },
    };
    const action = scriptedAction({ intent: 'none', close: async () => void closed.push('action') });
    const run = acting(source, action, { concurrency: 1 }).read(startAt());
    for await (const _ of run) break;
    expect([closed, inner.closed]).toEqual([[], 1]);
    await run.close?.();
    expect(closed).toEqual(['action', 'source']);
    expect(action.calls.map(({ signal }) => signal.aborted)).toEqual([true]);
    action.end('a');
    await turns();
    expect(action.calls.length).toBe(1);
  });

  it('it closes the source also where the action cannot be closed', async () => {
    const closed: string[] = [];
    const inner = scriptedSource<Task>([]);
    const source: Source<Task> = {
      read: (start) => {
        const run = inner.read(start);
        return forwardingRun(run, run, { close: async () => void closed.push('source') });
      },
    };
    const action = scriptedAction({ close: () => Promise.reject(new Error('No.')) });
    await expect(acting(source, action, { concurrency: 1 }).read(startAt()).close?.()).rejects.toThrow('No.');
    expect(closed).toEqual(['source']);
  });

  it('nothing is finished any more', async () => {
    const tried: string[] = [];
    const clock = virtualClock();
    const action = scriptedAction({
      finish: async ({ key }) => {
        tried.push(key);
        throw new Error('Busy.');
      },
    });
    const driven = drive(scriptedSource([{ rows: tasks('a@1') }]), action, { clock });
    await driven.loop();
    action.end('a');
    await driven.loop();
    await driven.run.close?.();
    await clock.advance(100_000);
    expect([tried, clock.sleeping]).toEqual([['a'], 0]);
  });
});
