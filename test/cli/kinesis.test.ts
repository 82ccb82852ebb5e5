import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { readIn } from '../io/sinks/kinesis/kit.js';
import { kinesisServer } from '../servers/kinesis.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { startTidemark, tidemark } from '../support/tidemark.js';

const env = { AWS_ACCESS_KEY_ID: 'A', AWS_SECRET_ACCESS_KEY: 'S', AWS_REGION: 'us-east-1' };

const hits = (count: number): string =>
  Array.from({ length: count }, (_, i) => {
    const time = new Date(Date.UTC(2026, 10, 30, 12) + i * 1000).toISOString().slice(11, 19);
    return `192.0.2.1 - - [30/Nov/2026:${time} +0000] "GET /${'abc'[i % 3]}/x HTTP/1.1" 200 5 "-" "-"\n`;
  }).join('');

const configFor = async (endpoint: string, count: number, stream = 'clicks'): Promise<string> => {
  const directory = await temporaryDirectory();
  writeFileSync(join(directory, 'log'), hits(count));
  const config = join(directory, 'config.yaml');
  writeFileSync(
    config,
    `version: 1
state: ${join(directory, 'state')}
sinks:
  stream: { kinesis: ${stream}, key: section, endpoint: "${endpoint}" }
pipelines:
  web:
    source: { file: ${join(directory, 'log')}, format: access-log, follow: false }
    streams:
      traffic: { by: [section], window: 10s, measure: { hits: count() }, to: [stream] }
`,
  );
  return config;
};

it('windows go into a stream, those of a section in their order, each once', async () => {
  const server = await kinesisServer({ streams: { clicks: { shards: 4 } } });
  const config = await configFor(server.endpoint, 600);
  for (let times = 0; times < 2; times++) {
    const { code, stderr } = await tidemark(['run', config], { env });
    expect(code, stderr).toBe(0);
  }
  const rows = server.stream().shards.flatMap(readIn);
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  for (const section of ['/a', '/b', '/c']) {
    const own = rows.filter((row) => row.section === section);
    // What is open at the end of a log is kept for the next run.
    expect(own.length).toBeGreaterThan(30);
    expect(own.map(({ start }) => start)).toEqual(
      own.map((_, n) => new Date(Date.UTC(2026, 10, 30, 12) + n * 10_000).toISOString()),
    );
    expect(own.slice(0, 6).reduce((sum, row) => sum + Number(row.hits), 0)).toBe(20);
  }
});

it('what is under way at a kill comes again with the same ids', async () => {
  const server = await kinesisServer();
  const config = await configFor(server.endpoint, 600);
  server.next('PutRecords', { kind: 'lost answer' }, { kind: 'stall' });
  const first = startTidemark(['run', config], { env });
  await vi.waitFor(() => expect(server.asked('PutRecords').length).toBe(2), { timeout: 60_000 });
  first.child.kill('SIGKILL');
  await first.finished;
  expect((await tidemark(['run', config], { env })).code).toBe(0);
  const rows = server.stream().shards.flatMap(readIn);
  expect(new Set(rows.map(({ id }) => id)).size).toBeGreaterThan(90);
  const starts = new Set(rows.filter(({ section }) => section === '/a').map(({ start }) => String(start)));
  expect([...starts]).toEqual([...starts].toSorted());
});

it('check --online says that there is no such stream, and what may not be asked', async () => {
  const server = await kinesisServer();
  const missing = await tidemark(['check', '--online', await configFor(server.endpoint, 1, 'none')], { env });
  expect(missing.code).toBe(78);
  expect(missing.stderr).toContain('Stream none under account');
  const good = await tidemark(['check', '--online', await configFor(server.endpoint, 1)], { env });
  expect(good.code, good.stderr).toBe(0);
});
