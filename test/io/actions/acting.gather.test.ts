import { describe, expect, it } from 'vitest';
import { virtualClock } from '../../../src/testing/virtual-clock.js';
import { scriptedSource } from '../../support/scripted-source.js';
import { turns } from '../../support/turns.js';
import { drive, scriptedAction, tasks } from './kit.js';

const gathering = (texts: readonly string[], gather = 100, concurrency = 9) => {
  const clock = virtualClock();
  const action = scriptedAction({ keepsTime: false });
  const driven = drive(scriptedSource([{ rows: tasks(...texts) }]), action, { gather, concurrency, clock });
  return { clock, action, driven };
};

describe('outcomes that gather', () => {
  it('are handed over together when their moment is over', async () => {
    const { clock, action, driven } = gathering(['a@1', 'b@1', 'c@1']);
    await driven.loop();
    action.end('a');
    await turns();
    expect(await driven.next()).toBe('waits');
    action.end('b');
    await clock.advance(99);
    expect(await driven.next()).toBe('waits');
    await clock.advance(1);
    expect(await driven.next()).toBe('[a@1 done] [b@1 done]');
  });

  it('wait for none where none is to come', async () => {
    const { action, driven } = gathering(['a@1', 'b@1']);
    await driven.loop();
    action.end('a');
    await turns();
    expect(await driven.next()).toBe('waits');
    action.end('b');
    await turns();
    expect(await driven.next()).toBe('[a@1 done] [b@1 done]');
  });

  it('do not wait when a stop is asked for', async () => {
    const { action, driven } = gathering(['a@1', 'b@1']);
    await driven.loop();
    action.end('a');
    await turns();
    expect(await driven.next()).toBe('waits');
    driven.stop();
    expect(await driven.next()).toBe('[a@1 done]');
  });

  it('do not wait for more than a commit is to hold', async () => {
    const texts = Array.from({ length: 300 }, (_, at) => `k${at}@1`);
    const { action, driven } = gathering(texts, 100, 300);
    await driven.loop();
    for (const text of texts.slice(0, 256)) action.end(text.slice(0, -2));
    await turns();
    expect((await driven.next()).split('] [')).toHaveLength(256);
  });

  it('are handed over one by one where nothing is said of that', async () => {
    const { action, driven } = gathering(['a@1', 'b@1'], 0);
    await driven.loop();
    action.end('a');
    await turns();
    expect(await driven.next()).toBe('[a@1 done]');
  });
});
