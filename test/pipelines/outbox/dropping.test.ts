import { describe, expect, test } from 'vitest';
import { whileTimePasses } from '../../support/while-time-passes.js';
import { entries, entry, gate, never, outboxOver, placeOf } from './kit.js';

const dropsOldest = true;

describe('a sink whose oldest deliveries may be dropped', () => {
  test('keeps as many bytes as may wait, the newest, and the one that is being written', async () => {
    const { sink, stored, open } = gate('a');
    const { outbox, clock, runningBalance, done } = outboxOver([placeOf(sink, { bytes: 30, dropsOldest })]);
    outbox.add(entries(1, 3, 'a', { bytes: 10, rows: 2 }));
    await outbox.makeRoom();
    expect([done(), outbox.hasDone]).toEqual([[], false]);
    outbox.add(entries(4, 6, 'a', { bytes: 10, rows: 2 }));
    expect(outbox.hasDone).toBe(true);
    await outbox.makeRoom();
    // The first is in flight, so the oldest after it go.
    expect([done(), outbox.hasDone]).toEqual([[2, 3, 4], false]);
    expect(runningBalance.ofSink('a')).toMatchObject({ dropped: 6, stored: 0 });
    expect(outbox.rowsWaiting('a')).toBe(6);
    open();
    await whileTimePasses(clock, outbox.drained(never));
    expect(stored).toEqual(['d1', 'd5', 'd6']);
    expect(runningBalance.ofSink('a')).toMatchObject({ dropped: 6, stored: 6 });
  });

  test('makes room for what a commit is about to add', async () => {
    const { sink } = gate('a');
    const { outbox, done } = outboxOver([placeOf(sink, { bytes: 30, dropsOldest })]);
    outbox.add(entries(1, 3, 'a', { bytes: 10 }));
    const next = [...entries(4, 5, 'a', { bytes: 10 }), entry(6, 'b', { bytes: 1000 })];
    outbox.makeRoomFor(next);
    expect(done()).toEqual([2, 3]);
  });

  test('keeps what is as old as it may be, and not what is older', async () => {
    const { sink } = gate('a');
    const { outbox, clock, done } = outboxOver([placeOf(sink, { age: 60_000, dropsOldest })]);
    outbox.add([0, 1, 2, 3].map((second, i) => entry(i + 1, 'a', { at: second * 1000 })));
    await clock.advance(62_000);
    expect(outbox.hasDone).toBe(true);
    await outbox.makeRoom();
    expect([done(), outbox.hasDone]).toEqual([[2], false]);
    await clock.advance(1000);
    await outbox.makeRoom();
    expect(done()).toEqual([3]);
  });

  test('keeps as many deliveries and rows as may wait where nothing is said of sizes', async () => {
    const few = outboxOver([placeOf(gate('a').sink, { deliveries: 3, dropsOldest })]);
    few.outbox.add(entries(1, 5));
    await few.outbox.makeRoom();
    expect(few.done()).toEqual([2, 3]);
    const short = outboxOver([placeOf(gate('a').sink, { rows: 10, dropsOldest })]);
    short.outbox.add(entries(1, 5, 'a', { rows: 4 }));
    await short.outbox.makeRoom();
    expect(short.done()).toEqual([2, 3, 4]);
  });

  test('drops nothing that is being written, however many are at once, and a single delivery never', async () => {
    const several = outboxOver([
      placeOf(gate('a', { inFlight: 3 }).sink, { deliveries: 1, age: 1, dropsOldest }),
    ]);
    several.outbox.add(entries(1, 3));
    await several.clock.advance(1000);
    expect(several.outbox.hasDone).toBe(false);
    await several.outbox.makeRoom();
    expect(several.done()).toEqual([]);
    const large = outboxOver([placeOf(gate('a').sink, { bytes: 1, dropsOldest })]);
    large.outbox.add([entry(1, 'a', { bytes: 1000 })]);
    await large.outbox.makeRoom();
    expect(large.done()).toEqual([]);
  });

  test('says at most once a minute how much was dropped since when, and all of it in the end', async () => {
    const sink = { ...gate('chat').sink, destination: 'http https://hooks.example' };
    const { outbox, clock, warnings } = outboxOver([placeOf(sink, { deliveries: 2, dropsOldest })]);
    let number = 0;
    for (let second = 0; second <= 120; second++) {
      number++;
      outbox.add([entry(number, 'chat', { rows: 3 })]);
      await outbox.makeRoom();
      await clock.advance(1000);
    }
    expect(warnings).toEqual([
      'chat (http https://hooks.example) cannot take what waits for it, and its buffer is full: 3 rows in 1 delivery dropped since 1970-01-01T00:00:02.000Z.',
      'chat (http https://hooks.example) cannot take what waits for it, and its buffer is full: 180 rows in 60 deliveries dropped since 1970-01-01T00:00:03.000Z.',
    ]);
  });
});
