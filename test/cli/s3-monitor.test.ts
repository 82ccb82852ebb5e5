import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { denied, slowDown } from '../servers/s3/faults.js';
import { s3Server } from '../servers/s3.js';
import { webhookServer } from '../servers/webhook-server.js';
import { freePort } from '../support/free-port.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { startTidemark, tidemark } from '../support/tidemark.js';
import { untilOutside } from '../support/until.js';

const env = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret', AWS_REGION: 'us-east-1' };

const place = async () => {
  const server = await s3Server();
  const cwd = await temporaryDirectory();
  const args = ['s3-monitor', 's3://logs/t', '--endpoint', server.endpoint];
  return { server, cwd, args };
};

const LINE =
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z s3-monitor (upload|download|delete|round_trip) [\dA-Z]{26} success [\d.]+ ms/;

it('--once: a line for each test, and 0; 3 where one has failed', async () => {
  const { server, cwd, args } = await place();
  const well = await tidemark([...args, '--once'], { cwd, env });
  const lines = well.stdout.trimEnd().split('\n');
  expect(lines.map((line) => LINE.exec(line)?.[1])).toEqual(['upload', 'download', 'delete', 'round_trip']);
  expect([well.code, well.stderr]).toEqual([0, '']);
  server.always('get', denied);
  const ill = await tidemark([...args, '--once'], { cwd, env });
  expect(ill.stdout).toMatch(/ download [\dA-Z]{26} fail - request=REQ\d+ denied: .*needs s3:GetObject/);
  expect(ill.code).toBe(3);
  expect(server.bucket().versions.size).toBe(0);
});

it('--log: the API is told of each test once it is there, of failures as such, and nothing is lost', async () => {
  const { server, cwd, args } = await place();
  const api = await webhookServer();
  api.answerWith({ status: 503 }, 'reset', { status: 503, headers: { 'retry-after': '0' } });
  server.next('get', slowDown);
  const { code } = await tidemark([...args, '--once', '--log', `${api.url}/logs`, '--json'], { cwd, env });
  expect(code).toBe(3);
  const taken = api.requests.filter(({ status }) => status === 200).map(({ body }) => JSON.parse(body));
  expect(taken.map(({ probe, status }) => [probe, status])).toEqual([
    ['upload', 'success'],
    ['download', 'fail'],
    ['delete', 'success'],
    ['round_trip', 'success'],
  ]);
  expect(taken[0]).toEqual({
    time: expect.stringMatching(/^\d{4}-.*Z$/),
    monitor: 's3-monitor',
    probe: 'upload',
    test_id: expect.stringMatching(/^[\dA-Z]{26}$/),
    status: 'success',
    latency_ms: expect.any(Number),
    error: null,
    request_id: expect.stringMatching(/^REQ\d+$/),
  });
  expect(taken[1]).toMatchObject({
    latency_ms: null,
    error: expect.stringMatching(/^throttle: .*slower pace/),
    request_id: expect.stringMatching(/^REQ\d+$/),
  });
  expect(api.requests.length).toBeGreaterThan(taken.length);
});

it('killed while a test is under way, it removes what that left when it starts again, and calls it interrupted', async () => {
  const { server, cwd, args } = await place();
  server.always('get', { kind: 'stall' });
  const flags = [...args, '--every', '1s', '--probe', 'round_trip', '--state', 'state', '--json'];
  const killed = startTidemark(flags, { cwd, env });
  await untilOutside(() => server.count('get') > 0);
  killed.child.kill('SIGKILL');
  await killed.finished;
  const [left] = [...server.bucket().versions.keys()];
  expect(left).toBeDefined();
  server.always('get', undefined);

  const next = startTidemark(flags, { cwd, env });
  await next.until(
    ({ stdout }) => stdout.includes('"class":"interrupted"') && stdout.includes('"class":"ok"'),
  );
  await untilOutside(() => !server.bucket().versions.has(left ?? ''));
  next.child.kill('SIGTERM');
  expect((await next.finished).code).toBe(0);
  const rows = next.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(rows.find((row) => row.class === 'interrupted')).toMatchObject({
    key: left,
    duration: null,
    status: 'none',
  });
  expect([server.bucket().versions.size, server.count('list')]).toEqual([0, 0]);
});

it('a config with the API in it: a line for each test, and what the pipelines of both sum up', async () => {
  const { server, cwd } = await place();
  const port = await freePort();
  const config = `
version: 1
state: state
pipelines:
  canary:
    use: s3-monitor
    source: { bucket: "s3://logs/t", every: 1s, endpoint: "${server.endpoint}" }
    streams: { results: { to: [{ logs: "http://127.0.0.1:${port}/logs" }, { file: results.jsonl }] } }
  logs:
    use: logs-api
    source: { results: "127.0.0.1:${port}" }
`;
  writeFileSync(join(cwd, 'tidemark.yaml'), config);
  const running = startTidemark(['run'], { cwd, env });
  const linesOf = (name: string): readonly string[] => {
    try {
      return readFileSync(join(cwd, name), 'utf8').split('\n').slice(0, -1);
    } catch {
      return [];
    }
  };
  await untilOutside(() => linesOf('logs.txt').length >= 8);
  running.child.kill('SIGTERM');
  expect((await running.finished).code).toBe(0);
  const ids = linesOf('logs.txt').map((line) => line.split(' ')[3]);
  const told = new Set(linesOf('results.jsonl').map((line) => JSON.parse(line).test_id));
  expect(ids.filter((id) => !told.has(id))).toEqual([]);
  expect(new Set(ids).size).toBe(ids.length);
});
