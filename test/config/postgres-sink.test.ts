import { describe, expect, it } from 'vitest';
import { buildPipeline } from '../../src/config/compile/build-pipeline.js';
import { type ConfigPlan, planConfig } from '../../src/config/compile/plan-config.js';
import { parseYaml } from '../../src/config/document/parse-yaml.js';
import { builtParts } from '../../src/config/parts/built-parts.js';
import { probe } from '../../src/config/probe.js';
import { Secrets } from '../../src/config/secrets.js';
import { run } from '../../src/pipelines/run.js';
import { virtualClock } from '../../src/testing/virtual-clock.js';
import { place } from '../io/sinks/postgres/kit.js';
import { bytesFor } from '../support/run-config.js';

const config = (sink: string, more = ''): string => `version: 1
pipelines:
  web:
    source: { stdin: true, format: access-log }
    streams:
      traffic:
        window: 10s
        measure: { hits: count(), p95: p95(duration) }
        to: [${sink}]
${more}`;

const planned = (text: string, environment = {}) => {
  const [parsed] = parseYaml('t.yaml', text);
  if (parsed?.document === undefined) throw new Error('The config is no YAML.');
  return planConfig(parsed.document, {
    parts: builtParts,
    environment,
    secrets: new Secrets(),
    offline: true,
  });
};

const said = (sink: string, more?: string): string =>
  planned(config(sink, more))
    .diagnostics.map(({ severity, message, suggestion = '' }) =>
      `${severity}: ${message} ${suggestion}`.trim(),
    )
    .join('\n');

const URL = 'postgresql://monitor:geheim@db.example.com/monitoring';

describe('check', () => {
  it.each([
    [`{ postgres: "${URL}" }`, /error: A table is missing\. write table: hits, columns:/],
    [`{ postgres: "${URL}", table: hits }`, /error: Its columns are missing/],
    [`{ postgres: "${URL}", columns: [time] }`, /error: columns are those of a table/],
    [`{ postgres: "${URL}", table: hits, key: [time] }`, /error: key is of the columns/],
    [`{ postgres: "${URL}", table: a.b.c, columns: [time] }`, /error: "a\.b\.c" is no name of a table/],
    [
      `{ postgres: "${URL}", table: hits, columns: [time, time] }`,
      /error: The column time of hits is written twice/,
    ],
    [
      `{ postgres: "mysql://db/x", table: hits, columns: [time] }`,
      /error: The address is none of a database/,
    ],
    [
      `{ postgres: "${URL}?sslmod=on", table: hits, columns: [time] }`,
      /error: .*"sslmod", which is not known/,
    ],
    [
      `{ postgres: "${URL}", table: hits, columns: [time, hit] }`,
      /warning: .* field "hit".* did you mean \{hits\}\?/,
    ],
    [`{ postgres: "${URL}", table: hits, columns: [time], batch: 0 }`, /error: A whole number above 0/],
    [`{ postgres: "${URL}", table: hits, columns: [time], batch_size: 10 }`, /it is called "batch" here/],
    [`{ postgres: "${URL}", table: hits, columns: [time], pool: 10 }`, /it is called "writers" here/],
    [`{ database_url: "${URL}" }`, /postgres/],
    [`"${URL}"`, /write \{ postgres: /],
  ])('says of %s what is wrong', (sink, words) => {
    expect(said(sink)).toMatch(words);
  });

  it('has nothing against a full buffer that drops its oldest, though rows are stored exactly once', () => {
    const full = 'buffer: { size: 1GiB, age: 1d }, full: drop oldest';
    expect(said(`{ postgres: "${URL}", table: hits, columns: [time, hits], key: time, ${full} }`)).toBe('');
    expect(
      said(
        `{ postgres: "${URL}", table: hits, columns: { at: time, n: hits, id: id }, writers: 2, every: 1s }`,
      ),
    ).toBe('');
  });
});

describe('check --online', () => {
  const lacks = async (url: string, table = 't', columns = '[time, hits, p95]'): Promise<string> => {
    const { plan, diagnostics } = planned(
      config(`{ postgres: "${url}", table: ${table}, columns: ${columns}, key: time }`),
    );
    if (plan === undefined) throw new Error(JSON.stringify(diagnostics));
    return (await probe(plan)).map(({ message }) => message).join('\n');
  };
  /** The SQL of each line, without the end of the sentence. */
  const mends = (text: string): readonly string[] =>
    [...text.matchAll(/To mend it: (.*;)/g)].map(([, sql = '']) => sql);

  it('says which type a column has, which is wanted, and the SQL that makes it that', async () => {
    const made = await place();
    const url = made.server.url(made.database);
    await made.sql('CREATE TABLE t ("time" int4 UNIQUE, hits bool, p95 int2, stream numeric(5))');
    const columns = '[time, hits, p95, stream]';
    const said = await lacks(url, 't', columns);
    expect(said.split('\n').map((line) => line.replace(/^.*?(?=t\.)/, ''))).toEqual([
      't.time is integer, and times are written into it, which want timestamptz: rows would be refused. To mend it: ALTER TABLE public.t ALTER COLUMN "time" TYPE timestamptz USING "time"::text::timestamptz;',
      't.hits is boolean, and numbers are written into it, which want double precision: rows would be refused. To mend it: ALTER TABLE public.t ALTER COLUMN "hits" TYPE double precision USING "hits"::text::double precision;',
      't.stream is numeric(5,0), and texts are written into it, which want text: rows would be refused. To mend it: ALTER TABLE public.t ALTER COLUMN "stream" TYPE text USING "stream"::text::text;',
    ]);
    for (const one of mends(said)) await made.sql(one);
    expect(await lacks(url, 't', columns)).toBe('');
    await made.sql(
      'DROP TABLE t; CREATE TABLE t ("time" int8 UNIQUE, hits interval, p95 jsonb, stream inet)',
    );
    expect(await lacks(url, 't', columns)).toBe('');
  });

  it('prints the SQL that makes what is missing, until nothing is', async () => {
    const made = await place();
    const role = `${made.database}_monitor`;
    const url = made.server.url(`${made.database}_not`, role);
    const noRole = await lacks(url);
    expect(noRole).toMatch(/role ".*_monitor" does not exist \(28000\)\. To mend it: CREATE ROLE/);
    await made.sql(`CREATE ROLE ${role} LOGIN`);
    const noDatabase = await lacks(url);
    expect(noDatabase).toMatch(/database ".*_not" does not exist \(3D000\)/);
    for (const sql of mends(noDatabase)) await made.server.sql(sql);
    const sql = (text: string) => made.server.sql(text, `${made.database}_not`);
    const noTable = await lacks(url);
    expect(mends(noTable)).toEqual([
      'CREATE TABLE "t" ("time" timestamptz, "hits" double precision, "p95" double precision, UNIQUE ("time"));',
    ]);
    for (const one of mends(noTable)) await sql(one);
    const noRight = await lacks(url);
    expect(mends(noRight)).toEqual([`GRANT INSERT ON public.t TO "${role}";`]);
    for (const one of mends(noRight)) await sql(one);
    expect(await lacks(url)).toBe('');
    // Nothing was stored by all that looking.
    expect(await sql('SELECT * FROM t')).toEqual([]);
    await made.server.sql(`DROP DATABASE ${made.database}_not`);
    await made.server.sql(`DROP ROLE ${role}`);
  });

  it('says when there is no partition for today, whatever the zone of the server, and is content with a default one', async () => {
    const made =
      await place(`CREATE TABLE t (time timestamptz UNIQUE, hits int, p95 real) PARTITION BY RANGE (time);
      CREATE TABLE old PARTITION OF t FOR VALUES FROM ('2020-01-01 00:00+00') TO ('2020-01-02 00:00+00')`);
    const url = made.server.url(made.database, 'postgres', { options: '-c timezone=Pacific/Kiritimati' });
    const found = await lacks(url);
    expect(found).toMatch(/t has no partition for rows of today\./);
    for (const sql of mends(found)) await made.sql(sql);
    expect(await lacks(url)).toBe('');
    await made.sql(
      'DROP TABLE old; CREATE TABLE u (LIKE t) PARTITION BY RANGE (time); ALTER TABLE u ADD UNIQUE (time)',
    );
    expect(await lacks(url, 'u')).toMatch(/no partition for rows of today/);
    await made.sql('CREATE TABLE rest PARTITION OF u DEFAULT');
    expect(await lacks(url, 'u')).toBe('');
  });

  it('says that a server does not write, and that nobody is there', async () => {
    const made = await place('CREATE TABLE t (time timestamptz UNIQUE, hits int, p95 real)');
    const url = made.server.url(made.database, 'postgres', {
      options: '-c default_transaction_read_only=on',
    });
    expect(await lacks(url)).toMatch(/does not write/);
    expect(await lacks('postgresql://127.0.0.1:1/x')).toMatch(
      /^postgres 127\.0\.0\.1:1\/x: connect ECONNREFUSED/,
    );
  });
});

it('stores the windows of a pipeline, with its own names for fields', async () => {
  const made = await place('CREATE TABLE hits (id text PRIMARY KEY, at timestamptz, n int)');
  const columns = '{ id: id, at: start, n: hits }';
  const { plan } = planned(
    config(`{ postgres: "${made.server.url(made.database)}", table: hits, columns: ${columns}, key: id }`),
  );
  const [pipeline] = plan?.pipelines ?? [];
  if (pipeline === undefined) throw new Error('There is no pipeline.');
  const line = (second: number, path: string): string =>
    `192.0.2.1 - - [30/Nov/2026:12:00:${String(second).padStart(2, '0')} +0000] "GET ${path} HTTP/1.1" 200 5 "-" "-"\n`;
  const lines = [line(1, '/a'), line(2, '/b'), line(11, '/a')].join('');
  const context = {
    warn: () => undefined,
    inform: () => undefined,
    json: true,
    colours: false,
    remembers: false,
  };
  const source = bytesFor(
    { ...planned(config('stdout')).plan, pipelines: [pipeline] } as ConfigPlan,
    Buffer.from(lines),
  );
  const clock = virtualClock();
  const spec = buildPipeline(pipeline, builtParts, { clock, ...context }, source);
  const { sinks } = await run(spec, { clock });
  expect(sinks).toMatchObject([
    { name: expect.stringMatching(/^postgres 127\.0\.0\.1:\d+\/test_.* hits$/), stored: 2 },
  ]);
  expect(await made.sql('SELECT at::text, n FROM hits ORDER BY at')).toEqual([
    { at: '2026-11-30 12:00:00+00', n: 2 },
    { at: '2026-11-30 12:00:10+00', n: 1 },
  ]);
});
