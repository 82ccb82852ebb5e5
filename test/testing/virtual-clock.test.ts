import { describe, expect, it } from 'vitest';
import { virtualClock } from '../../src/testing/virtual-clock.js';

const never = (): AbortSignal => new AbortController().signal;

describe('virtualClock', () => {
  it('starts where it is told and moves only when it is advanced', async () => {
    const clock = virtualClock(1_000);
    expect(clock.now()).toBe(1_000);
    await clock.advance(250);
    expect(clock.now()).toBe(1_250);
    await clock.advance(0);
    expect(clock.now()).toBe(1_250);
  });

  it('wakes a sleeper at its instant and not before', async () => {
    const clock = virtualClock();
    let woken = Number.NaN;
    void clock.sleep(100, never()).then(() => {
      woken = clock.now();
    });
    await clock.advance(99);
    expect(woken).toBeNaN();
    await clock.advance(1);
    expect(woken).toBe(100);
  });

  it('wakes sleepers in the order of their instants, and at one instant in the order they fell asleep', async () => {
    const clock = virtualClock();
    const woken: string[] = [];
    const sleeper = async (name: string, milliseconds: number) => {
      await clock.sleep(milliseconds, never());
      woken.push(`${name}@${clock.now()}`);
    };
    void sleeper('late', 30);
    void sleeper('first', 10);
    void sleeper('second', 10);
    void sleeper('now', 0);
    await clock.advance(100);
    expect(woken).toEqual(['now@0', 'first@10', 'second@10', 'late@30']);
  });

  it('lets what was woken go to sleep again before the next is woken', async () => {
    const clock = virtualClock();
    const woken: string[] = [];
    const ticker = async (name: string, every: number) => {
      for (;;) {
        await clock.sleep(every, never());
        woken.push(`${name}@${clock.now()}`);
      }
    };
    void ticker('a', 20);
    void ticker('b', 30);
    await clock.advance(65);
    expect(woken).toEqual(['a@20', 'b@30', 'a@40', 'b@60', 'a@60']);
    expect(clock.now()).toBe(65);
  });

  it('has run everything that was woken when advance resolves', async () => {
    const clock = virtualClock();
    let done = false;
    void clock.sleep(10, never()).then(async () => {
      for (let hop = 0; hop < 20; hop++) await null;
      await new Promise((resolve) => setImmediate(resolve));
      done = true;
    });
    await clock.advance(10);
    expect(done).toBe(true);
  });

  it('wakes a sleeper whose signal is aborted at once, and forgets it', async () => {
    const clock = virtualClock();
    const controller = new AbortController();
    const sleeping = clock.sleep(1_000, controller.signal);
    expect(clock.sleeping).toBe(1);
    controller.abort();
    await sleeping;
    expect(clock.sleeping).toBe(0);
    expect(clock.now()).toBe(0);
    await clock.sleep(1_000, controller.signal);
  });

  it('refuses to go back', async () => {
    const clock = virtualClock();
    await expect(clock.advance(-1)).rejects.toMatchObject({ code: 'bad-options' });
    await expect(clock.advance(Number.NaN)).rejects.toMatchObject({ code: 'bad-options' });
  });
});
