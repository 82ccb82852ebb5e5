import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { estimateText } from '../../src/cli/web-monitor/estimate-text.js';
import { planConfig } from '../../src/config/compile/plan-config.js';
import { parseYaml } from '../../src/config/document/parse-yaml.js';
import { builtParts } from '../../src/config/parts/built-parts.js';
import { loadTargets } from '../../src/config/parts/urls/late-targets.js';
import { Secrets } from '../../src/config/secrets.js';
import { estimateDatabase } from '../../src/pipelines/web-monitor/estimate-database.js';
import { checksAt, checksDatabase } from '../support/checks-database.js';
import { hasProgram } from '../support/has-program.js';
import { unknownIn } from '../support/known-command.js';

const SAMPLE = 'samples/web-monitor';
const read = (name: string): string => readFileSync(join(SAMPLE, name), 'utf8');
const page = readFileSync('docs/postgres-schema.md', 'utf8');

const targets = (n: number) =>
  Array.from({ length: n }, (_, i) => `https://www${String(i).padStart(7, '0')}.example.com/`).map((url) => ({
    name: url,
    url,
    every: 60_000,
  }));

/** Docker may be there without it. */
const hasCompose = (): boolean => {
  if (!hasProgram('docker')) return false;
  const has = spawnSync('docker', ['compose', 'version']).status === 0;
  if (!has) process.stderr.write('NOT TESTED: docker has no compose here; what needs it is left out.\n');
  return has;
};

describe('docs/postgres-schema.md', () => {
  it('shows what the estimate says', () => {
    expect(page).toContain(estimateText(estimateDatabase(targets(10_000))));
  });

  it('has a table of sizes that is true', () => {
    const row = /\| 10,000 \| (.*) \|/.exec(page)?.[1];
    const { metricsPerDay, errorsPerDay, rollupsPerDay } = estimateDatabase(targets(10_000));
    const day = (metricsPerDay + errorsPerDay + rollupsPerDay) / 1e9;
    expect(row).toBe(
      ['14.4 M', `${day.toFixed(1)} GB`, `${(30 * day).toFixed(0)} GB`, `${(90 * day).toFixed(0)} GB`].join(
        ' | ',
      ),
    );
  });

  it('asks questions that a reader gets answered', async () => {
    const { as, migrate } = await checksDatabase();
    const today = new Date().toISOString().slice(0, 10);
    await (await as('writer')).query(...checksAt([[`${today}T00:00:00Z`, 'a', null, 'dns']]));
    await migrate(`${today}T00:00:00Z`);
    const reader = await as('reader');
    const [, sql = ''] = /```sql\n([\s\S]*?)```/.exec(page) ?? [];
    const asked = sql.split(';').filter((text) => text.trim() !== '');
    expect(asked).toHaveLength(3);
    for (const one of asked) expect((await reader.query(one)).rows).toBeDefined();
    expect((await reader.query(asked[0] ?? '')).rows).toMatchObject([{ name: 'a', class: 'dns' }]);
  });
});

describe(`${SAMPLE}/compose.yaml`, () => {
  const { services, volumes } = parse(read('compose.yaml'));
  const variables = (text: string): readonly string[] =>
    [...text.matchAll(/(?<!\$)\$\{(\w+):\?/g)].map(([, name = '']) => name);

  it('needs no variable that qa.env does not say, and of production no password stands in a file', () => {
    const [qa, prod] = [parseEnv(read('qa.env')), parseEnv(read('prod.env'))];
    const needed = new Set(variables(read('compose.yaml')));
    expect([...needed].sort()).toEqual(['MONITOR_PASSWORD', 'OWNER_PASSWORD']);
    for (const name of needed) expect(Object.keys(qa)).toContain(name);
    expect(Object.keys(prod).filter((name) => name.includes('PASSWORD'))).toEqual([]);
    // What is set in one is set in the other, but for the passwords.
    const others = Object.keys(qa).filter((name) => !name.includes('PASSWORD'));
    expect(Object.keys(prod).sort()).toEqual(others.sort());
  });

  it('runs commands that there are, mounts files that there are, and opens nothing to other machines', () => {
    expect(unknownIn(services.monitor.command)).toEqual([]);
    const [, words = ''] = /main\.js (migrate .*);\s*sleep/.exec(services.migrate.entrypoint.at(-1)) ?? [];
    expect(words).not.toBe('');
    expect(unknownIn(words.replaceAll('"', '').split(' '))).toEqual([]);
    for (const mount of [...services.monitor.volumes, ...services.database.volumes]) {
      const [from = ''] = String(mount)
        .replace(/\$\{\w+:-(.*?)\}/, '$1')
        .split(':');
      expect(from.startsWith('./') ? existsSync(join(SAMPLE, from)) : from in volumes, mount).toBe(true);
    }
    for (const { ports = [] } of Object.values<{ ports?: readonly string[] }>(services))
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  it.skipIf(!hasCompose())('is one in which docker finds nothing wrong', () => {
    const config = execFileSync('docker', ['compose', '--env-file', 'qa.env', 'config'], {
      cwd: SAMPLE,
      encoding: 'utf8',
    });
    expect(config).toContain('postgresql://monitor@database/monitoring');
  });

  it.skipIf(!hasProgram('psql'))(
    'makes a user who may insert and nothing else, also a second time',
    async () => {
      const { server, database, sql } = await checksDatabase();
      const [script] = services.user.command;
      const name = `monitor_${database}`;
      for (let i = 0; i < 2; i++)
        execFileSync('sh', ['-c', String(script).replaceAll('$$', '$').replaceAll('monitor', name)], {
          env: {
            ...process.env,
            ...{ PGHOST: '127.0.0.1', PGPORT: String(server.port), PGUSER: 'postgres', PGDATABASE: database },
            // As somebody may well have it.
            [`${name.toUpperCase()}_PASSWORD`]: '',
            MONITOR_PASSWORD: "it's; drop table metrics --",
          },
        });
      expect(
        await sql(
          `SELECT rolcanlogin AS login, has_table_privilege('${name}', 'metrics', 'INSERT') AS may,
           has_table_privilege('${name}', 'metrics', 'SELECT, UPDATE, DELETE') AS more FROM pg_roles WHERE rolname = '${name}'`,
        ),
      ).toEqual([{ login: true, may: true, more: false }]);
    },
  );

  it.skipIf(!hasProgram('psql'))('psql makes of db/create_db.sql what tidemark migrate does', async () => {
    const { server, sql } = await checksDatabase();
    const database = await server.database();
    execFileSync(
      'psql',
      ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-f', 'db/create_db.sql', server.url(database)],
      { encoding: 'utf8' },
    );
    const tables = `SELECT count(*)::int AS n FROM pg_class WHERE relnamespace = 'public'::regnamespace`;
    expect(await server.sql(tables, database)).toEqual(await sql(tables));
  });
});

it.each(['qa.env', 'prod.env'])(
  `${SAMPLE}/database.yaml is a config that is well, with the variables of %s`,
  async (file) => {
    const [parsed] = parseYaml('database.yaml', read('database.yaml'));
    if (parsed?.document === undefined) throw new Error('The config is no YAML.');
    await loadTargets();
    const environment: NodeJS.Dict<string> = { ...parseEnv(read(file)), SITES: join(SAMPLE, 'sites.yaml') };
    const { plan, diagnostics } = planConfig(parsed.document, {
      parts: builtParts,
      environment,
      secrets: new Secrets(),
      offline: false,
    });
    expect([parsed.diagnostics, diagnostics]).toEqual([[], []]);
    expect(plan?.pipelines[0]?.sources[0]?.settings).toMatchObject({
      every: environment.CHECK_EVERY === '60s' ? 60_000 : 30_000,
    });
  },
);

describe(`${SAMPLE}/README.md`, () => {
  it('shows commands that there are, with files that there are', () => {
    const lines = [...read('README.md').matchAll(/^tidemark (.*?)(?:\s+#.*)?$/gm)].map(([, line = '']) =>
      line.split(/\s+/),
    );
    expect(lines.length).toBeGreaterThan(6);
    for (const words of lines) {
      expect(unknownIn(words), words.join(' ')).toEqual([]);
      for (const file of words.filter((word) => /\.(?:ya?ml|txt|env)$/.test(word)))
        expect(existsSync(join(SAMPLE, file)), file).toBe(true);
    }
  });
});
