import { describe, expect, test } from 'vitest';
import { memoryStore } from '../../../src/io/state/memory-store.js';
import type { OutboxEntry, Owned, Settled } from '../../../src/io/state/state-store.js';
import { TidemarkError } from '../../../src/operators/tidemark-error.js';
import { memorySink } from '../../../src/testing/memory-sink.js';
import { emptyCommit } from '../../support/commit-to.js';
import { whileTimePasses } from '../../support/while-time-passes.js';
import { entries, gate, never, outboxOver, placeOf } from './kit.js';

/** A store in which these wait, and what was read of it. */
const waitingIn = async (waiting: readonly OutboxEntry[]) => {
  const store = memoryStore();
  const first = await store.claim({ pipeline: 'p' });
  await first.commit(0, { ...emptyCommit('one'), outbox: { added: waiting, done: [] } });
  const claimed = await store.claim({ pipeline: 'p' });
  const pages: (readonly [after: number, most: number])[] = [];
  let sequence = 1;
  const owned: Pick<Owned, 'waiting'> = {
    waiting: (sink, after, most) => {
      pages.push([after, most]);
      return claimed.waiting(sink, after, most);
    },
  };
  const commit = async (added: readonly OutboxEntry[], done: readonly Settled[]): Promise<void> => {
    await claimed.commit(sequence++, { ...emptyCommit(`c${sequence}`), outbox: { added, done } });
  };
  return { owned, saved: claimed.saved, pages, commit, load: () => store.load({ pipeline: 'p' }) };
};

const idsOf = (waiting: readonly OutboxEntry[]): string[] => waiting.map(({ delivery }) => delivery.id);

describe('what waits in a store', () => {
  test('is told in order, page by page, each once', async () => {
    const all = entries(1, 1000);
    const { owned, saved, pages } = await waitingIn(all);
    const sink = memorySink('a');
    const { outbox, clock, done } = outboxOver([placeOf(sink)], { owned, saved });
    expect(pages).toEqual([]);
    expect(outbox.waiting).toBe(1000);
    outbox.start();
    await whileTimePasses(clock, outbox.drained(never));
    expect(sink.deliveries.map(({ id }) => id)).toEqual(idsOf(all));
    expect(sink.writes).toBe(1000);
    expect(done()).toEqual(all.map(({ number }) => number));
    expect(pages.length).toBeLessThan(20);
    for (const [, most] of pages) expect(most).toBeLessThanOrEqual(64);
  });

  test('is in memory as a window only, while the sink is down and more is committed', async () => {
    const { owned, saved, pages, commit } = await waitingIn(entries(1, 500));
    const { sink, stored, open } = gate('a');
    const { outbox, clock } = outboxOver([placeOf(sink)], { owned, saved });
    outbox.start();
    for (let from = 501; from <= 2000; from += 100) {
      const added = entries(from, from + 99);
      await commit(added, outbox.takeDone());
      outbox.add(added);
      await clock.advance(1000);
    }
    expect(pages).toEqual([[0, 64]]);
    expect(outbox.waiting).toBe(2000);
    open();
    await whileTimePasses(clock, outbox.drained(never), 60_000);
    expect(stored).toEqual(idsOf(entries(1, 2000)));
  });

  test('that was committed by this run is read again too, where it was more than a window', async () => {
    const { owned, saved, pages, commit } = await waitingIn([]);
    const { sink, stored, open } = gate('a');
    const { outbox, clock } = outboxOver([placeOf(sink)], { owned, saved });
    for (let from = 1; from <= 500; from += 50) {
      const added = entries(from, from + 49);
      await commit(added, outbox.takeDone());
      outbox.add(added);
    }
    open();
    await whileTimePasses(clock, outbox.drained(never), 60_000);
    expect(stored).toEqual(idsOf(entries(1, 500)));
    // The first is on its way, and 64 wait with it.
    expect(pages[0]).toEqual([65, 64]);
    expect(pages).toHaveLength(7);
  });

  test('comes in smaller pages where deliveries are large', async () => {
    const { owned, saved, pages } = await waitingIn(entries(1, 100, 'a', { bytes: 1024 * 1024 }));
    const { outbox, clock } = outboxOver([placeOf(memorySink('a'))], { owned, saved });
    outbox.start();
    await whileTimePasses(clock, outbox.drained(never));
    for (const [, most] of pages) expect(most).toBeLessThanOrEqual(8);
  });

  test('is told once, also where it is committed while a page is read', async () => {
    const { saved, owned, commit } = await waitingIn(entries(1, 3));
    const sink = memorySink('a');
    let added: readonly OutboxEntry[] = entries(4, 6);
    const slow: Pick<Owned, 'waiting'> = {
      waiting: async (...asked) => {
        // The store has it before the outbox is told of it.
        await commit(added, []);
        return owned.waiting(...asked);
      },
    };
    const { outbox, clock, done } = outboxOver([placeOf(sink)], { owned: slow, saved });
    outbox.start();
    await whileTimePasses(clock, outbox.drained(never));
    outbox.add(added);
    added = [];
    await whileTimePasses(clock, outbox.drained(never));
    expect(sink.writes).toBe(6);
    expect(done()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(outbox.waiting).toBe(0);
  });

  test('is dropped page by page where too much of it waits, and the store forgets it with the next commit', async () => {
    const { owned, saved, commit, load } = await waitingIn(entries(1, 500, 'a', { rows: 2, bytes: 10 }));
    const { sink, stored, open } = gate('a');
    const { outbox, clock, runningBalance } = outboxOver([placeOf(sink, { bytes: 100, dropsOldest: true })], {
      owned,
      saved,
    });
    outbox.start();
    await clock.advance(1000);
    expect(outbox.hasDone).toBe(true);
    await outbox.makeRoom();
    await commit([], outbox.takeDone());
    expect((await load())?.waiting).toEqual({ a: { deliveries: 10, rows: 20, bytes: 100, oldest: 0 } });
    expect(runningBalance.ofSink('a')).toMatchObject({ dropped: 980 });
    open();
    await whileTimePasses(clock, outbox.drained(never), 60_000);
    expect(stored).toEqual(['d1', ...idsOf(entries(492, 500))]);
  });

  test('is dropped in as many commits as it takes where there is very much of it', async () => {
    const { owned, saved, commit } = await waitingIn(entries(1, 25_000));
    const { outbox, clock } = outboxOver([placeOf(gate('a').sink, { deliveries: 5, dropsOldest: true })], {
      owned,
      saved,
    });
    outbox.start();
    await clock.advance(0);
    const dropped: number[] = [];
    while (outbox.hasDone) {
      await outbox.makeRoom();
      const done = outbox.takeDone();
      dropped.push(done.length);
      await commit([], done);
    }
    expect(dropped).toEqual([10_000, 10_000, 4995]);
  });

  test('is asked for again where the store cannot be read for now, and ends the run where it never can', async () => {
    const { owned, saved } = await waitingIn(entries(1, 100));
    let failures = 2;
    const flaky: Pick<Owned, 'waiting'> = {
      waiting: async (...asked) => {
        if (failures-- > 0) throw new TidemarkError('unreadable', 'Not now.', { retryable: true });
        return owned.waiting(...asked);
      },
    };
    const sink = memorySink('a');
    const { outbox, clock } = outboxOver([placeOf(sink)], { owned: flaky, saved });
    outbox.start();
    await whileTimePasses(clock, outbox.drained(never));
    expect(sink.writes).toBe(100);

    const gone = new TidemarkError('bad-state', 'Gone.');
    const broken = outboxOver([placeOf(sink)], { owned: { waiting: () => Promise.reject(gone) }, saved });
    broken.outbox.start();
    await expect(broken.outbox.drained(never)).rejects.toBe(gone);
  });

  test('is missed where the store has less than it says', async () => {
    const { saved } = await waitingIn(entries(1, 100));
    const { outbox } = outboxOver([placeOf(memorySink('a'))], { owned: { waiting: async () => [] }, saved });
    outbox.start();
    await expect(outbox.drained(never)).rejects.toMatchObject({ code: 'bad-state' });
  });
});
