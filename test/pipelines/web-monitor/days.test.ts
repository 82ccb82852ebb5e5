import { expect, it, onTestFinished } from 'vitest';
import { acting } from '../../../src/io/actions/acting.js';
import type { Action } from '../../../src/io/actions/action.js';
import { CHECKS_TABLES } from '../../../src/io/checks-database/checks-tables.js';
import { postgresSink } from '../../../src/io/sinks/postgres.js';
import { TargetList } from '../../../src/io/sources/schedule/target-list.js';
import { schedule } from '../../../src/io/sources/schedule.js';
import { memoryStore } from '../../../src/io/state/memory-store.js';
import type { StateStore } from '../../../src/io/state/state-store.js';
import type { MissedTicks, Tick } from '../../../src/operators/spread.js';
import type { RunView } from '../../../src/pipelines/graph-view.js';
import { pipeline } from '../../../src/pipelines/pipeline.js';
import { run } from '../../../src/pipelines/run.js';
import { virtualClock } from '../../../src/testing/virtual-clock.js';
import { type ChecksDatabase, checksDatabase } from '../../support/checks-database.js';
import { until } from '../../support/until.js';
import { whileTimePasses } from '../../support/while-time-passes.js';

const MINUTE = 60_000;
const EVERY = 10_000;
const STEP = 5000;
const TARGETS = Array.from({ length: 10 }, (_, i) => ({ name: `site ${i}`, every: EVERY }));

interface Row {
  readonly time: number;
  readonly name: string;
  readonly url: string;
  readonly class: string;
}

const rowOf = ({ time, target }: Tick, klass: string): Row => ({
  ...{ time, name: target, class: klass },
  url: `https://${target.replace(' ', '')}.example.com/`,
});

const check: Action<Tick, Row> = {
  ...{ intent: 'none', keepsTime: true },
  key: ({ target }) => target,
  missed: (tick) => rowOf(tick, 'missed'),
  perform: async (tick) => rowOf(tick, Number(tick.target.slice(5)) % 4 === 0 ? 'status' : 'ok'),
};

/** Checks for a while by a clock that begins at that time, and stores what came of it; answers with the rows that there were. */
const checkFor = async (database: ChecksDatabase, store: StateStore, start: string, milliseconds: number) => {
  const clock = virtualClock(Date.parse(start));
  const stop = new AbortController();
  const seen: Row[] = [];
  const warnings: string[] = [];
  const onWarning = (message: string) => void warnings.push(message);
  const targets = new TargetList(TARGETS);
  const missed = (ticks: MissedTicks) => rowOf(ticks, 'missed');
  const source = acting(schedule<Row>({ targets, missed, byName: true, clock, onWarning }), check, {
    concurrency: 100,
    takes: (row): row is Tick => 'target' in row,
  });
  const sink = postgresSink({ url: database.url('writer'), tables: CHECKS_TABLES });
  const spec = pipeline('sites').from(source).stream('results', [], [sink]).spec();
  let view: RunView | undefined;
  const running = run(spec, {
    ...{ clock, store, signal: stop.signal, onWarning },
    onStart: (started) => {
      view = started;
    },
    watch: (_, rows) => seen.push(...(rows as Row[])),
  });
  onTestFinished(() => stop.abort());
  // The database takes its own time: none passes here while something waits for it.
  for (let passed = 0; passed < milliseconds; passed += STEP) {
    await clock.advance(STEP);
    await until(() => view?.sinks().every(({ waiting }) => waiting.deliveries === 0) === true);
  }
  stop.abort();
  const balance = await whileTimePasses(clock, running);
  return { seen, warnings, sink: balance.sinks[0] };
};

it('stores every check once, in the partition of its day, over midnight, the end of a month and a clock that goes back', async () => {
  const database = await checksDatabase();
  const store = memoryStore();
  await database.migrate('2030-10-31T12:00:00Z', { ahead: 1 });
  const before = await checkFor(database, store, '2030-10-31T23:59:00Z', 2 * MINUTE);
  expect(before.seen).toHaveLength(10 * 12);
  // Minutes back: all of that has been checked, and is not checked again.
  const back = await checkFor(database, store, '2030-10-31T23:57:00Z', 3 * MINUTE);
  expect(back.warnings).toEqual([expect.stringMatching(/^The clock is 3m59s behind/)]);
  expect(back.seen).toEqual([]);
  const after = await checkFor(database, store, '2030-11-01T00:01:00Z', MINUTE);
  // A state that is lost, on top of that: the same checks at the same times, and what is there stays.
  const again = await checkFor(database, memoryStore(), '2030-10-31T23:59:30Z', MINUTE);
  expect(again.seen).toHaveLength(10 * 6);
  expect(again.sink).toMatchObject({ stored: 10 * 6 });

  const all = [...before.seen, ...after.seen];
  const found = await database.sql<{ part: string; name: string; time: number; class: string }>(
    `SELECT tableoid::regclass::text AS part, name, (extract(epoch FROM scheduled_at) * 1000)::float8 AS time, class FROM metrics`,
  );
  const day = (time: number) => new Date(time).toISOString().slice(0, 10).replaceAll('-', '');
  const lines = (rows: readonly (readonly unknown[])[]) => rows.map((row) => row.join(' ')).sort();
  expect(lines(found.map((row) => [row.part, row.name, row.time, row.class]))).toEqual(
    lines(all.map((row) => [`metrics_${day(row.time)}`, row.name, row.time, row.class])),
  );
  expect(await database.sql('SELECT count(*)::int AS n FROM errors')).toEqual([
    { n: all.filter((row) => row.class !== 'ok').length },
  ]);
});
