import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { memoryStore } from '../../src/io/state/memory-store.js';
import { audit } from '../../src/pipelines/audit.js';
import { bytesFor, faultsOf, planOf, runConfig } from '../support/run-config.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { diagnose } from './bad-configs/diagnose.js';

const lineOf = (host: string, agent: string): string =>
  `${host} - - [10/May/2026:10:00:00 +0000] "GET /a HTTP/1.1" 200 1 "-" "${agent}"\n`;
const LOG = Buffer.from(
  `${lineOf('10.0.0.1', 'curl/8')}${lineOf('192.0.2.1', 'ELB-HealthChecker/2.0')}${lineOf('192.0.2.1', 'curl/8')}nothing\n${lineOf('office.example.com', '-')}`,
);
const config = (more: string): string => `version: 1
pipelines:
  web:
    source: { stdin: true, format: access-log, follow: false }
    ${more}
    streams: { s: { window: 10s, measure: { n: count(), hosts: distinct(host) }, to: [stdout] } }
`;
const counted = async (more: string) => {
  const plan = planOf(config(more));
  const { of, balance } = await runConfig(plan, bytesFor(plan, LOG));
  const rows = balance.streams.find(({ name }) => name === 'rows');
  return { n: of('s')[0]?.n, rows: rows?.rows, filtered: rows?.filtered, rejected: balance.rejected };
};

describe('skip', () => {
  it('takes out rows for which it is true: they are filtered, and not rejected', async () => {
    const skip = `skip: 'inNet(host, "10.0.0.0/8") || agent.startsWith("ELB-HealthChecker")'`;
    expect(await counted(skip)).toEqual({ n: 2, rows: 4, filtered: 2, rejected: { malformed: 1 } });
  });

  it('leaves a row in on which it cannot be judged, as the contrary in where does', async () => {
    const text = `derive: { v: '[host][0]' }`;
    expect(await counted(`${text}\n    skip: v < 5`)).toMatchObject({ n: 4, filtered: 0 });
    expect(await counted(`${text}\n    where: '!(v < 5)'`)).toMatchObject({ n: 4, filtered: 0 });
  });

  it('goes together with where and derived fields', async () => {
    const both = `derive: { own: 'inNet(host, "10.0.0.0/8")' }\n    skip: own\n    where: agent != null`;
    expect(await counted(both)).toMatchObject({ n: 2, filtered: 2 });
    const agent = `skip: agent == null\n    where: 'host.startsWith("1")'`;
    expect(await counted(agent)).toMatchObject({ n: 3, filtered: 1 });
  });

  it('is checked as every condition is, and found by the names that it has elsewhere', () => {
    expect(diagnose(config('skip: adress == "x"')).text).toContain('There is no field "adress".');
    expect(diagnose(config('skip: status')).text).toContain('A condition is true or false');
    expect(diagnose(config('ignore: status == 404')).text).toContain('it is called "skip" here');
  });
});

describe('skip of a source', () => {
  const linesOf = async (skip: string): Promise<string> => {
    const path = join(await temporaryDirectory(), 'web.log');
    writeFileSync(path, `# ours\n${LOG}# more\n`);
    return `version: 1
pipelines:
  web:
    source: { file: ${path}, format: access-log, follow: false, skip: '${skip}' }
    streams: { s: { window: 10s, measure: { n: count() }, to: [stdout] } }
    rejected: stdout
`;
  };

  it('counts lines that cannot be read and do not concern, which reach no output and are not rejected', async () => {
    const store = memoryStore();
    const { balance, of } = await runConfig(planOf(await linesOf('^#')), undefined, { store, close: true });
    expect(balance).toMatchObject({ lines: 7, rows: 4, skipped: 2, rejected: { malformed: 1 } });
    expect(faultsOf(balance)).toEqual([]);
    expect(of('rejected')).toHaveLength(1);
    const saved = await store.load({ pipeline: 'web' });
    expect(saved && audit('web', saved)).toMatchObject({ faults: [], balance: { skipped: 2 } });
  });

  it('is refused where it is no pattern', async () => {
    expect(diagnose(await linesOf('(')).text).toContain('The pattern of lines to skip cannot be used');
  });
});
