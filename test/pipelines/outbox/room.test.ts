import { describe, expect, test } from 'vitest';
import type { BufferLimits } from '../../../src/pipelines/sinks/sink-buffer.js';
import { whileTimePasses } from '../../support/while-time-passes.js';
import { entries, entry, gate, isSettled, never, outboxOver, placeOf } from './kit.js';

/** Whether the source may go on while a sink is down and these wait for it; and that it may when they are stored. */
const hasRoom = async (
  limits: Partial<BufferLimits>,
  waiting: readonly ReturnType<typeof entry>[],
  passed = 0,
): Promise<boolean> => {
  const { sink, open } = gate('a');
  const { outbox, clock } = outboxOver([placeOf(sink, limits)]);
  outbox.add(waiting);
  await clock.advance(passed);
  const room = outbox.room(never);
  const has = await isSettled(room);
  open();
  await whileTimePasses(clock, room, 10_000);
  return has;
};

describe('the source waits', () => {
  test('for as many deliveries as may wait', async () => {
    expect(await hasRoom({ deliveries: 3 }, entries(1, 2))).toBe(true);
    expect(await hasRoom({ deliveries: 3 }, entries(1, 3))).toBe(false);
  });

  test('for as many rows as may wait, unless they are a single delivery', async () => {
    expect(await hasRoom({ rows: 10 }, entries(1, 3, 'a', { rows: 3 }))).toBe(true);
    expect(await hasRoom({ rows: 10 }, entries(1, 4, 'a', { rows: 3 }))).toBe(false);
    expect(await hasRoom({ rows: 10 }, [entry(1, 'a', { rows: 1000 })])).toBe(true);
    expect(await hasRoom({ rows: 10 }, [entry(1, 'a', { rows: 1000 }), entry(2)])).toBe(false);
  });

  test('for as many bytes as may wait, unless they are a single delivery', async () => {
    expect(await hasRoom({ bytes: 100 }, entries(1, 3, 'a', { bytes: 33 }))).toBe(true);
    expect(await hasRoom({ bytes: 100 }, entries(1, 2, 'a', { bytes: 50 }))).toBe(false);
    expect(await hasRoom({ bytes: 100 }, [entry(1, 'a', { bytes: 1000 })])).toBe(true);
  });

  test('for a delivery that has waited as long as it may', async () => {
    expect(await hasRoom({ age: 60_000 }, [entry(1)], 60_000)).toBe(true);
    expect(await hasRoom({ age: 60_000 }, [entry(1)], 60_001)).toBe(false);
  });

  test('for no sink whose oldest deliveries are dropped instead', async () => {
    const limits = { deliveries: 1, rows: 1, bytes: 1, age: 1, dropsOldest: true };
    expect(await hasRoom(limits, entries(1, 5), 1000)).toBe(true);
  });

  test('for each sink that is full, however empty the others are', async () => {
    const [a, b] = [gate('a'), gate('b')];
    const { outbox, clock } = outboxOver([
      placeOf(a.sink, { deliveries: 1 }),
      placeOf(b.sink, { deliveries: 1 }),
    ]);
    outbox.add([entry(1, 'b')]);
    const room = outbox.room(never);
    expect(await isSettled(room)).toBe(false);
    b.open();
    await whileTimePasses(clock, room);
  });

  test('no longer than until it is asked to stop', async () => {
    const { sink } = gate('a');
    const { outbox } = outboxOver([placeOf(sink, { deliveries: 1 })]);
    outbox.add([entry(1)]);
    const limit = new AbortController();
    const room = outbox.room(limit.signal);
    expect(await isSettled(room)).toBe(false);
    limit.abort();
    await room;
  });
});
