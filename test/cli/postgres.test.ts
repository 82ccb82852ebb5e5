import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { postgresServer } from '../servers/postgres.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { tidemark } from '../support/tidemark.js';

it('check --online says what is missing, and what a run stores is there once, also where it is run again', async () => {
  const server = await postgresServer();
  const directory = await temporaryDirectory();
  const line = (second: string): string =>
    `192.0.2.1 - - [30/Nov/2026:12:00:${second} +0000] "GET /a HTTP/1.1" 200 5 "-" "-"\n`;
  writeFileSync(join(directory, 'log'), ['01', '02', '11', '25'].map(line).join(''));
  const config = join(directory, 'config.yaml');
  const url = server.url('postgres', 'postgres', { application_name: 'try' }).replace('@', ':geheim@');
  writeFileSync(
    config,
    `version: 1
pipelines:
  web:
    source: { file: ${join(directory, 'log')}, format: access-log, follow: false }
    streams:
      traffic: { window: 10s, measure: { hits: count() }, to: [{ postgres: "${url}", table: hits, columns: { id: id, at: start, n: hits }, key: id }] }
`,
  );
  const checked = await tidemark(['check', '--online', config]);
  expect(checked.code).toBe(78);
  const [, sql = ''] = /To mend it: (CREATE TABLE .*;)/.exec(checked.stderr) ?? [];
  expect(sql).toBe('CREATE TABLE "hits" ("id" text, "at" timestamptz, "n" double precision, UNIQUE ("id"));');
  await server.sql(sql);
  expect((await tidemark(['check', '--online', config])).code).toBe(0);
  for (let times = 0; times < 2; times++) {
    const { code, stderr } = await tidemark(['run', config]);
    expect(code, stderr).toBe(0);
    expect(checked.stderr + stderr).not.toContain('geheim');
  }
  expect(await server.sql('SELECT at::text, n FROM hits ORDER BY at')).toEqual([
    { at: '2026-11-30 12:00:00+00', n: 2 },
    { at: '2026-11-30 12:00:10+00', n: 1 },
    { at: '2026-11-30 12:00:20+00', n: 1 },
  ]);
});
