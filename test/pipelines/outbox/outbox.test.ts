import { describe, expect, test } from 'vitest';
import type { Sink } from '../../../src/io/sinks/sink.js';
import { TidemarkError } from '../../../src/operators/tidemark-error.js';
import { memorySink } from '../../../src/testing/memory-sink.js';
import { whileTimePasses } from '../../support/while-time-passes.js';
import { entries, entry, gate, isSettled, never, outboxOver, placeOf, refusing } from './kit.js';

const no = new TidemarkError('undeliverable', 'No.');

describe('the outbox', () => {
  test('tells a sink its deliveries in order, and says which are done once', async () => {
    const sink = memorySink('a');
    const { outbox, clock, runningBalance, done } = outboxOver([placeOf(sink)]);
    outbox.add(entries(1, 3));
    await whileTimePasses(clock, outbox.drained(never));
    expect(sink.deliveries.map(({ id }) => id)).toEqual(['d1', 'd2', 'd3']);
    expect(runningBalance.ofSink('a')).toMatchObject({ stored: 3 });
    expect(outbox.hasDone).toBe(true);
    expect(done()).toEqual([1, 2, 3]);
    expect([outbox.hasDone, done()]).toEqual([false, []]);
  });

  test('writes one delivery after the other, unless the sink takes several at once', async () => {
    const flying: string[] = [];
    let most = 0;
    const finish = new Map<string, () => void>();
    const slow = {
      ...memorySink('a'),
      write: ({ id }: { readonly id: string }) =>
        new Promise<void>((resolve) => {
          flying.push(id);
          most = Math.max(most, flying.length);
          finish.set(id, () => {
            flying.splice(flying.indexOf(id), 1);
            resolve();
          });
        }),
    };
    const one = outboxOver([placeOf(slow)]);
    one.outbox.add(entries(1, 3));
    for (const id of ['d1', 'd2', 'd3']) {
      expect(flying).toEqual([id]);
      finish.get(id)?.();
      await one.clock.advance(0);
    }
    expect(most).toBe(1);

    const several = outboxOver([placeOf({ ...slow, inFlight: 3 })]);
    several.outbox.add(entries(1, 5));
    expect(flying).toEqual(['d1', 'd2', 'd3']);
    // The second is done first; its place is the fourth's, and the others are not touched.
    finish.get('d2')?.();
    await several.clock.advance(0);
    expect(flying).toEqual(['d1', 'd3', 'd4']);
    expect(several.done()).toEqual([2]);
    finish.get('d4')?.();
    finish.get('d1')?.();
    await several.clock.advance(0);
    expect(flying).toEqual(['d3', 'd5']);
    expect(several.done().sort()).toEqual([1, 4]);
    finish.get('d3')?.();
    finish.get('d5')?.();
    await several.outbox.drained(never);
    expect(most).toBe(3);
  });

  test('writes what waits as one where the sink joins it, and knows of each row whose it is', async () => {
    const written: string[] = [];
    const joining: Sink = {
      ...memorySink('a'),
      joins: {
        fits: (one, other) => one.id !== 'd5' && other.id !== 'd6',
        rows: 5,
        join: (deliveries) => ({
          id: deliveries.map(({ id }) => id).join('+'),
          body: [],
          rows: deliveries.reduce((sum, { rows }) => sum + rows, 0),
        }),
      },
      write: async ({ id, rows }) => {
        written.push(id);
        return { refused: id === 'd3+d4' ? [{ row: rows - 1, why: 'no', body: 'the last' }] : [] };
      },
    };
    const { outbox, clock, runningBalance, letters, done } = outboxOver([placeOf(joining)], {
      deadLetters: [memorySink('dead')],
    });
    outbox.add(entries(1, 6, 'a', { rows: 2 }));
    await whileTimePasses(clock, outbox.drained(never));
    expect(written).toEqual(['d1+d2', 'd3+d4', 'd5', 'd6']);
    expect(done()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(letters).toMatchObject([{ delivery: 'd4', row: 1, error: 'no' }]);
    expect(runningBalance.ofSink('a')).toMatchObject({ stored: 11, refused: 1 });
  });

  test('lets a delivery that fails hold up only its own place', async () => {
    let failures = 3;
    const sink = memorySink('a');
    const flaky = {
      ...sink,
      inFlight: 2,
      write: async (...given: Parameters<typeof sink.write>) => {
        if (given[0].id === 'd1' && failures-- > 0)
          throw new TidemarkError('undeliverable', 'Later.', { retryable: true });
        await sink.write(...given);
      },
    };
    const { outbox, clock } = outboxOver([placeOf(flaky)]);
    outbox.add(entries(1, 4));
    await clock.advance(0);
    expect(sink.deliveries.map(({ id }) => id)).toEqual(['d2', 'd3', 'd4']);
    await whileTimePasses(clock, outbox.drained(never));
    expect(sink.deliveries.map(({ id }) => id)).toEqual(['d2', 'd3', 'd4', 'd1']);
  });

  test('is held up by a sink that is down nowhere but there', async () => {
    const { sink, open } = gate('a');
    const other = memorySink('b');
    const { outbox, clock } = outboxOver([placeOf(sink), placeOf(other)]);
    outbox.add([entry(1), entry(2), entry(3, 'b')]);
    await clock.advance(60_000);
    expect(other.deliveries).toHaveLength(1);
    open();
    await whileTimePasses(clock, outbox.drained(never));
    expect(outbox.waiting).toBe(0);
  });

  test('gives up after the time that the user sets', async () => {
    const { sink } = gate('a');
    const { outbox, clock, runningBalance } = outboxOver([placeOf(sink)], { giveUpAfter: 60_000 });
    outbox.add([entry(1)]);
    await clock.advance(30_000);
    expect(runningBalance.ofSink('a')).toMatchObject({ refused: 0 });
    await whileTimePasses(clock, outbox.drained(never), 10_000);
    expect(runningBalance.ofSink('a')).toMatchObject({ refused: 1 });
  });

  test('waits without a limit for a sink that stores exactly once, and ends where that refuses: a gap cannot be filled', async () => {
    const { sink } = gate('a', { guarantee: 'exactly once' });
    const { outbox, clock, runningBalance } = outboxOver([placeOf(sink)], { giveUpAfter: 1000 });
    outbox.add([entry(1)]);
    await clock.advance(3_600_000);
    expect(runningBalance.ofSink('a')).toMatchObject({ refused: 0, dead: 0 });
    outbox.check();

    const other = outboxOver([placeOf(refusing('a', no, 'exactly once'))], {
      deadLetters: [memorySink('dead')],
    });
    other.outbox.add([entry(1)]);
    await expect(other.outbox.drained(never)).rejects.toBe(no);
    await expect(other.outbox.room(never)).rejects.toBe(no);
    expect(other.outbox.failed.aborted).toBe(true);
    expect([other.done(), other.letters]).toEqual([[], []]);
  });

  test.each([
    ['an output that is closed', new TidemarkError('output-closed', 'Gone.')],
    ['an output that cannot be written at all', new TidemarkError('unwritable', 'Gone.')],
    ['a defect', new Error('Gone.')],
  ])('never takes %s for a refusal', async (_, error) => {
    const sink = { ...refusing('a', no), write: () => Promise.reject(error) };
    const { outbox, letters, done } = outboxOver([placeOf(sink)], { deadLetters: [memorySink('dead')] });
    outbox.add([entry(1)]);
    await expect(outbox.drained(never)).rejects.toBe(error);
    expect([done(), letters]).toEqual([[], []]);
  });

  test('says which output it is that fails, where its destination does not say so', async () => {
    const sink = { ...refusing('chat', no, 'exactly once'), destination: 'http https://hooks.example' };
    const { outbox } = outboxOver([placeOf(sink)]);
    outbox.add([entry(1, 'chat')]);
    await expect(outbox.drained(never)).rejects.toMatchObject({
      message: 'chat: No.',
      code: 'undeliverable',
      cause: no,
    });
  });

  test('stops waiting when the drain has taken too long, aborts what is being written, and fails nothing', async () => {
    const limit = new AbortController();
    const signals: AbortSignal[] = [];
    const sink = {
      ...memorySink('a'),
      inFlight: 2,
      write: (_: unknown, signal: AbortSignal) =>
        new Promise<void>((_, reject) => {
          signals.push(signal);
          signal.addEventListener('abort', () => reject(new Error('It was stopped.')));
        }),
    };
    const { outbox, done } = outboxOver([placeOf(sink)], { signal: limit.signal });
    outbox.add(entries(1, 3));
    const drained = outbox.drained(limit.signal);
    expect(await isSettled(drained)).toBe(false);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, false]);
    limit.abort();
    await drained;
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
    expect(await isSettled(drained)).toBe(true);
    expect([outbox.waiting, done()]).toEqual([3, []]);
    outbox.check();
  });

  test('aborts what is being written when nobody waits for it any longer, and begins nothing more', async () => {
    const { sink, stored, open } = gate('a', { inFlight: 3 });
    const { outbox, clock } = outboxOver([placeOf(sink)]);
    outbox.add(entries(1, 2));
    await clock.advance(0);
    outbox.abandon();
    await clock.advance(0);
    expect(clock.sleeping).toBe(0);
    open();
    outbox.add([entry(3)]);
    await clock.advance(60_000);
    expect(stored).toEqual([]);
    outbox.check();
  });
});
