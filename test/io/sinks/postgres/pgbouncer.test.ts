import { describe, expect, it } from 'vitest';
import { connectTo } from '../../../../src/io/postgres/postgres-connection.js';
import { postgresTarget } from '../../../../src/io/postgres/postgres-target.js';
import { pgBouncer } from '../../../servers/pg-bouncer.js';
import { hasProgram } from '../../../support/has-program.js';
import { deliveriesOf, never, noPiece, place, tableOf, write } from './kit.js';

describe.skipIf(!hasProgram('pgbouncer'))('behind PgBouncer in transaction mode (PG-21)', () => {
  it('four writers share two sessions, with others who change theirs, and nothing is lost, doubled or left behind', async () => {
    const made = await place('CREATE TABLE t (n int PRIMARY KEY CHECK (n <> 77), at timestamptz)');
    const port = await pgBouncer(made.server, 2);
    const url = `postgresql://postgres@127.0.0.1:${port}/${made.database}`;
    const sink = made.sink(tableOf('t', ['n', 'at'], { key: ['n'] }), { url, batch: 10, writers: 4 });
    const rows = Array.from({ length: 400 }, (_, n) => ({ n, at: Date.UTC(2026, 9, 25, 0, n) }));
    const target = postgresTarget(url);
    const [host = { host: '127.0.0.1', port }] = target.hosts;
    // Somebody who does what one must not do there.
    const other = await connectTo(target, host, never);
    const deliveries = deliveriesOf(sink, rows);
    const refused: number[] = [];
    for (let i = 0; i < deliveries.length; i += 4) {
      await other.query(`SET timezone = 'Europe/Berlin'`);
      const written = await Promise.all(
        deliveries.slice(i, i + 4).map((one) => sink.write(one, never, noPiece)),
      );
      for (const one of written) if (one) refused.push(...one.refused.map(({ row }) => row));
    }
    expect(refused).toEqual([7]);
    expect(await made.sql('SELECT count(*)::int AS n, max(at)::text AS at FROM t')).toEqual([
      { n: 399, at: '2026-10-25 06:39:00+00' },
    ]);
    // Whoever gets a session of ours finds it as it was.
    const { rows: found } = await other.query(
      `SELECT current_setting('statement_timeout') AS statement, current_setting('lock_timeout') AS lock, (SELECT count(*)::int FROM pg_prepared_statements) AS statements`,
    );
    expect(found).toEqual([{ statement: '0', lock: '0', statements: 0 }]);
    await other.end();
  });

  it('says what to do with an address that has options', async () => {
    const made = await place('CREATE SCHEMA monitor; CREATE TABLE monitor.t (n int)');
    const port = await pgBouncer(made.server, 2);
    const url = `postgresql://postgres@127.0.0.1:${port}/${made.database}`;
    const options = made.sink(tableOf('t', ['n']), { url: `${url}?options=-c%20search_path%3Dmonitor` });
    await expect(write(options, [{ n: 1 }])).rejects.toThrow(/PgBouncer takes no options: leave them out/);
    expect(await write(made.sink(tableOf('monitor.t', ['n']), { url }), [{ n: 1 }])).toEqual([]);
  });
});
