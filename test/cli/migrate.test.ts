import { afterEach, expect, it, vi } from 'vitest';
import { migrateDatabase } from '../../src/cli/migrate-database.js';
import { log } from '../../src/host/log.js';
import { postgresDatabase } from '../servers/postgres.js';
import { checksAt, checksDatabase } from '../support/checks-database.js';
import { tidemark } from '../support/tidemark.js';

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

/** What the command says, in this process. */
const said = () => {
  const lines: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
  vi.spyOn(log, 'warn').mockImplementation((text) => void lines.push(`warning: ${text}\n`));
  return lines;
};

it('makes the database that the environment names, and has nothing to do a second time', async () => {
  const { server, database } = await postgresDatabase();
  const env = { DATABASE_URL: server.url(database) };
  const first = await tidemark(['migrate', '--keep', '90d'], { env });
  expect(first).toMatchObject({ code: 0, stderr: '', stdout: 'schema: version 1\n' });
  expect(await server.sql('SELECT days_ahead, in_default FROM tidemark_health()', database)).toEqual([
    { days_ahead: 7, in_default: '0' },
  ]);
  const lines = said();
  await migrateDatabase(env.DATABASE_URL, {});
  expect([lines, process.exitCode]).toEqual([[], undefined]);
});

it('exits with 3 while rows have no partition, and says how many', async () => {
  const { url, as } = await checksDatabase();
  await (await as('writer')).query(...checksAt([['2099-01-01T00:00:00Z', 'a']]));
  const lines = said();
  await migrateDatabase(url('owner'), {});
  expect(process.exitCode).toBe(3);
  expect(lines.join('')).toContain('warning: 1 row in the default partitions');
});

it('says what to do where it may not, where nobody is, and where it is not told which', async () => {
  const { url } = await checksDatabase();
  await expect(migrateDatabase(url('writer'), {})).rejects.toThrow(/permission denied.* tidemark_owner/);
  await expect(migrateDatabase('postgresql://u:secret@127.0.0.1:1/x', {})).rejects.toThrow(
    /^postgres 127\.0\.0\.1:1\/x: connect ECONNREFUSED/,
  );
  vi.stubEnv('DATABASE_URL', '');
  await expect(migrateDatabase(undefined, {})).rejects.toThrow('set DATABASE_URL');
  vi.unstubAllEnvs();
});
