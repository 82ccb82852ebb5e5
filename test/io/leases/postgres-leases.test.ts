import { describe, expect, it, onTestFinished } from 'vitest';
import type { LeaseStore } from '../../../src/io/leases/lease-store.js';
import { postgresLeases } from '../../../src/io/leases/postgres-leases.js';
import { postgresTarget } from '../../../src/io/postgres/postgres-target.js';
import { type Lease, leaseText } from '../../../src/operators/leases/lease.js';
import { SLOTS } from '../../../src/operators/leases/slot-of.js';
import { type MonitorDatabase, monitorDatabase } from '../../support/monitor-database.js';

const LIMIT = 30_000;
const SET = { location: 'berlin', name: 'sites' };

const storeOf = ({ url }: MonitorDatabase, set = SET): LeaseStore => {
  const store = postgresLeases(postgresTarget(url('coordinator')), set);
  onTestFinished(() => store.close());
  return store;
};

const claim = (holder: string, milliseconds = 60_000, formerly?: string) => ({
  holder,
  note: `of-${holder}`,
  formerly,
  milliseconds,
});

const slots = (table: readonly Lease[], count: number): readonly Lease[] =>
  table.filter(({ kind }) => kind === 'slot').slice(0, count);

const textsOf = (leases: readonly { kind: Lease['kind']; number: number }[]): readonly string[] =>
  leases.map(leaseText).sort();

describe('leases in PostgreSQL', () => {
  it('are made when they are looked at, and are free', async () => {
    const database = await monitorDatabase();
    const table = await storeOf(database).look(LIMIT);
    expect(table).toHaveLength(2 * SLOTS);
    expect(table.every(({ left, holder }) => left <= 0 && left > -LIMIT && holder === '')).toBe(true);
  });

  it('go to one of those who want them at once, and each is told which', async () => {
    const database = await monitorDatabase();
    const stores = ['a', 'b', 'c', 'd'].map((holder) => ({ holder, store: storeOf(database) }));
    const [first] = stores;
    const table = slots((await first?.store.look(LIMIT)) ?? [], 40);
    const got = await Promise.all(
      stores.map(async ({ holder, store }) => textsOf(await store.hold(table, claim(holder), LIMIT))),
    );
    expect(new Set(got.flat()).size).toBe(got.flat().length);
    const after = (await first?.store.look(LIMIT)) ?? [];
    for (const [i, { holder }] of stores.entries())
      expect(textsOf(after.filter((one) => one.holder === holder))).toEqual(got[i]);
    const held = after.filter(({ left }) => left > 30_000);
    expect(held).toHaveLength(got.flat().length);
    expect(held.every(({ holder, note }) => note === `of-${holder}`)).toBe(true);
  });

  it('are left to whoever holds them, and to whoever has taken them since they were seen', async () => {
    const database = await monitorDatabase();
    const [store, other] = [storeOf(database), storeOf(database)];
    const seen = slots(await store.look(LIMIT), 5);
    expect(await other.hold(seen, claim('other'), LIMIT)).toHaveLength(5);
    expect(await store.hold(seen, claim('me'), LIMIT)).toEqual([]);
    const now = slots(await store.look(LIMIT), 5);
    expect(now.every(({ holder }) => holder === 'other')).toBe(true);
    expect(await store.hold(now, claim('me'), LIMIT)).toEqual([]);
    // Those of the run before are the one exception.
    expect(await store.hold(now, claim('me', 60_000, 'other'), LIMIT)).toHaveLength(5);
    expect(await other.hold(now, claim('other'), LIMIT)).toEqual([]);
  });

  it('end by the clock of the database, are prolonged by their holder, and given back', async () => {
    const database = await monitorDatabase();
    const store = storeOf(database);
    const seen = slots(await store.look(LIMIT), 3);
    await store.hold(seen, claim('me', 0), LIMIT);
    const over = slots(await store.look(LIMIT), 3);
    expect(over.every(({ left, holder }) => left <= 0 && holder === 'me')).toBe(true);
    expect(await store.hold(over, claim('me'), LIMIT)).toHaveLength(3);
    await store.give(over.slice(0, 2), 'somebody else', LIMIT);
    await store.give(over.slice(0, 2), 'me', LIMIT);
    const after = slots(await store.look(LIMIT), 3);
    expect(after.map(({ left }) => left > 0)).toEqual([false, false, true]);
    const fences = await database.sql('SELECT fence::int AS fence FROM leases WHERE fence > 0');
    expect(fences).toEqual([{ fence: 1 }, { fence: 1 }, { fence: 1 }]);
  });

  it('are others at another location, and of another pipeline', async () => {
    const database = await monitorDatabase();
    const store = storeOf(database);
    const seen = slots(await store.look(LIMIT), 5);
    await store.hold(seen, claim('me'), LIMIT);
    for (const set of [
      { ...SET, location: 'paris' },
      { ...SET, name: 'shops' },
    ])
      expect((await storeOf(database, set).look(LIMIT)).every(({ holder }) => holder === '')).toBe(true);
  });

  it('say what is missing, and which role would do', async () => {
    const database = await monitorDatabase();
    const store = postgresLeases(postgresTarget(database.url('writer')), SET);
    onTestFinished(() => store.close());
    await expect(store.look(LIMIT)).rejects.toThrow(
      /permission denied for table leases .*GRANT tidemark_coordinator/,
    );
    await database.sql('DROP TABLE leases');
    await expect(storeOf(database).look(LIMIT)).rejects.toThrow(
      /has no table leases \(tidemark migrate makes it\)/,
    );
  });

  it('reject in time where nobody answers', async () => {
    const gone = postgresLeases(postgresTarget('postgresql://me@192.0.2.1/none?sslmode=disable'), SET);
    onTestFinished(() => gone.close());
    await expect(gone.look(50)).rejects.toThrow(/192\.0\.2\.1/);
  });
});
