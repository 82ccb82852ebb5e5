import { describe, expect, test } from 'vitest';
import type { Sink } from '../../src/io/sinks/sink.js';
import type { OutboxEntry } from '../../src/io/state/state-store.js';
import { TidemarkError } from '../../src/operators/tidemark-error.js';
import { Outbox, type OutboxOptions } from '../../src/pipelines/outbox.js';
import { memorySink } from '../../src/testing/memory-sink.js';
import { virtualClock } from '../../src/testing/virtual-clock.js';
import { whileTimePasses } from '../support/while-time-passes.js';

const never = new AbortController().signal;

const entry = (number: number, sink = 'a', rows = 1): OutboxEntry => ({
  number,
  sink,
  at: 0,
  bytes: 10,
  delivery: { id: `d${number}`, body: [], rows },
});

const outboxOver = (sinks: readonly Sink[], more: Partial<OutboxOptions> = {}) => {
  const clock = virtualClock();
  const stored: number[] = [];
  const dead: number[] = [];
  const outbox = new Outbox(new Map(sinks.map((sink) => [sink.name, sink])), {
    clock,
    signal: never,
    random: () => 0.5,
    onRetry: () => undefined,
    mostWaiting: 3,
    mostRows: 100,
    onStored: ({ number }) => stored.push(number),
    onDead: ({ number }) => dead.push(number),
    ...more,
  });
  return { outbox, clock, stored, dead };
};

/** A sink whose writes fail until they are let through. */
const gate = (name: string): { readonly sink: Sink; open(): void } => {
  let closed = true;
  const inner = memorySink(name);
  return {
    sink: {
      ...inner,
      guarantee: 'at least once',
      write: async (...given) => {
        if (closed) throw new TidemarkError('undeliverable', 'Closed.', { retryable: true });
        await inner.write(...given);
      },
    },
    open: () => {
      closed = false;
    },
  };
};

const refusing = (
  name: string,
  error: TidemarkError,
  guarantee: Sink['guarantee'] = 'at least once',
): Sink => ({
  ...memorySink(name),
  guarantee,
  write: () => Promise.reject(error),
});

describe('the outbox', () => {
  test('tells a sink its deliveries in order, and says which are done once', async () => {
    const sink = memorySink('a');
    const { outbox, clock, stored } = outboxOver([sink]);
    outbox.add([entry(1), entry(2), entry(3)]);
    await whileTimePasses(clock, outbox.drained(never));
    expect(sink.deliveries.map(({ id }) => id)).toEqual(['d1', 'd2', 'd3']);
    expect(stored).toEqual([1, 2, 3]);
    expect(outbox.takeDone()).toEqual([1, 2, 3].map((number) => ({ number, sink: 'a', rows: 1, bytes: 10 })));
    expect(outbox.takeDone()).toEqual([]);
  });

  test('has no room while a sink is down and its lane is full, and only then', async () => {
    const { sink, open } = gate('a');
    const other = memorySink('b');
    const { outbox, clock } = outboxOver([sink, other]);
    outbox.add([entry(1), entry(2), entry(3, 'b')]);
    await outbox.room(never);
    outbox.add([entry(4)]);
    let roomy = false;
    const room = outbox.room(never).then(() => {
      roomy = true;
    });
    await clock.advance(60_000);
    expect(roomy).toBe(false);
    // A sink that is down holds up no other.
    expect(other.deliveries).toHaveLength(1);
    open();
    await whileTimePasses(clock, room);
    await whileTimePasses(clock, outbox.drained(never));
    expect(outbox.waiting).toBe(0);
  });

  test('has no room for more rows than may wait, unless they are a single delivery', async () => {
    const { sink, open } = gate('a');
    const { outbox, clock } = outboxOver([sink], { mostRows: 10 });
    outbox.add([entry(1, 'a', 1000)]);
    await outbox.room(never);
    outbox.add([entry(2, 'a', 1)]);
    const room = outbox.room(never);
    open();
    await whileTimePasses(clock, room);
  });

  test('gives what is refused for good to the dead letters and goes on with the next', async () => {
    const refused = refusing('a', new TidemarkError('undeliverable', 'No.'));
    const { outbox, clock, dead, stored } = outboxOver([refused]);
    outbox.add([entry(1), entry(2)]);
    await whileTimePasses(clock, outbox.drained(never));
    const done = outbox.takeDone().map(({ number }) => number);
    expect({ dead, stored, done }).toEqual({ dead: [1, 2], stored: [], done: [1, 2] });
  });

  test('gives up after the time that the user sets', async () => {
    const { sink } = gate('a');
    const { outbox, clock, dead } = outboxOver([sink], { giveUpAfter: 60_000 });
    outbox.add([entry(1)]);
    await clock.advance(30_000);
    expect(dead).toEqual([]);
    await whileTimePasses(clock, outbox.drained(never), 10_000);
    expect(dead).toEqual([1]);
  });

  test('fails, and keeps what is not stored, where nobody takes dead letters', async () => {
    const error = new TidemarkError('undeliverable', 'No.');
    const { outbox } = outboxOver([refusing('a', error)], { onDead: undefined });
    outbox.add([entry(1)]);
    await expect(outbox.drained(never)).rejects.toBe(error);
    await expect(outbox.room(never)).rejects.toBe(error);
    expect(outbox.failed.aborted).toBe(true);
    expect(outbox.takeDone()).toEqual([]);
  });

  test('waits without a limit for a sink that stores exactly once, and ends where that refuses: a gap cannot be filled', async () => {
    const { sink } = gate('a');
    const { outbox, clock, dead } = outboxOver([{ ...sink, guarantee: 'exactly once' }], {
      giveUpAfter: 1000,
    });
    outbox.add([entry(1)]);
    await clock.advance(3_600_000);
    expect(dead).toEqual([]);
    outbox.check();

    const error = new TidemarkError('undeliverable', 'No.');
    const other = outboxOver([refusing('a', error, 'exactly once')]);
    other.outbox.add([entry(1)]);
    await expect(other.outbox.drained(never)).rejects.toBe(error);
    expect(other.dead).toEqual([]);
  });

  test('never takes an output that is closed for a dead letter', async () => {
    const closed = new TidemarkError('output-closed', 'Gone.');
    const { outbox, dead } = outboxOver([refusing('a', closed)]);
    outbox.add([entry(1)]);
    await expect(outbox.drained(never)).rejects.toBe(closed);
    expect(dead).toEqual([]);
  });

  test('stops waiting when the drain has taken too long, and fails nothing', async () => {
    const { sink } = gate('a');
    const limit = new AbortController();
    const { outbox, clock } = outboxOver([sink], { signal: limit.signal });
    outbox.add([entry(1)]);
    await clock.advance(1000);
    limit.abort();
    await outbox.drained(limit.signal);
    expect(outbox.waiting).toBe(1);
    outbox.check();
  });

  test('refuses deliveries for a sink that is not there any more', () => {
    const { outbox } = outboxOver([memorySink('a')]);
    expect(() => outbox.add([entry(1, 'gone')])).toThrow(/gone/);
  });
});
