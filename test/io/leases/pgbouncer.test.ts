import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/io/clock.js';
import { LeaseHolder } from '../../../src/io/leases/lease-holder.js';
import { postgresLeases } from '../../../src/io/leases/postgres-leases.js';
import { connectTo } from '../../../src/io/postgres/postgres-connection.js';
import { postgresTarget } from '../../../src/io/postgres/postgres-target.js';
import { SLOTS } from '../../../src/operators/leases/slot-of.js';
import { pgBouncer } from '../../servers/pg-bouncer.js';
import { hasProgram } from '../../support/has-program.js';
import { monitorDatabase } from '../../support/monitor-database.js';
import { until } from '../../support/until.js';

describe.skipIf(!hasProgram('pgbouncer'))('leases behind PgBouncer in transaction mode (PG-21)', () => {
  it('are divided among four processes that share two sessions with somebody who changes theirs', async () => {
    const { server, database } = await monitorDatabase();
    const port = await pgBouncer(server, 2);
    const target = postgresTarget(`postgresql://postgres@127.0.0.1:${port}/${database}`);
    const other = await connectTo(target, { host: '127.0.0.1', port }, new AbortController().signal);
    await other.query(`SET timezone = 'Europe/Berlin'`);
    const warnings: string[] = [];
    const holders = ['a', 'b', 'c', 'd'].map(
      (holder) =>
        new LeaseHolder(
          {
            store: postgresLeases(target, { location: 'berlin', name: 'sites' }),
            ...{ lease: 5000, clock: systemClock(), holder },
            ...{ inform: () => undefined, onWarning: (message) => warnings.push(message) },
          },
          undefined,
        ),
    );
    await until(() => holders.every(({ held }) => held.size === SLOTS / 4));
    const all = holders.flatMap(({ held }) => [...held.keys()]);
    expect(new Set(all).size).toBe(SLOTS);
    await Promise.all(holders.map((holder) => holder.end()));
    expect(warnings).toEqual([]);
    await other.end();
  });
});
