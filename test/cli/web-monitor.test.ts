import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { ROOT, startTidemark, tidemark } from '../support/tidemark.js';
import { untilOutside } from '../support/until.js';

let server: Server;
let base = '';
const asked = new Map<string, number>();

beforeAll(async () => {
  server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.set(path, (asked.get(path) ?? 0) + 1);
    response.statusCode = path === '/failing' ? 500 : 200;
    response.end('fine');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const rowsOf = (text: string) =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

describe('tidemark web-monitor', () => {
  it('--once prints a table, the worst first, and exits with 3 where something is down', async () => {
    const { code, stdout, stderr } = await tidemark(
      ['web-monitor', `${base}/fine`, `${base}/failing`, '--once'],
      // Nothing of the environment changes what is measured.
      { env: { http_proxy: 'http://127.0.0.1:9', HTTP_PROXY: 'http://127.0.0.1:9' } },
    );
    expect(stderr).toBe('tidemark: 2 targets, up to 2000 checks at once\n');
    expect(code).toBe(3);
    const [first, second, , last] = stdout.split('\n');
    expect(first).toMatch(/^status +500 .*\/failing {2}status 500, not 200-299$/);
    expect(second).toMatch(/^up +200 .*\/fine$/);
    expect(last).toBe('1 up, 1 down');
  });

  it('reads a list from standard input, and exits with 0 where all is well', async () => {
    const { code, stdout } = await tidemark(['web-monitor', '-', '--once', '--json'], {
      input: `${base}/a # one\n${base}/b\n`,
    });
    expect(code).toBe(0);
    expect(
      rowsOf(stdout)
        .map(({ stream, url, class: found }) => [stream, url, found])
        .toSorted(),
    ).toEqual([
      ['results', `${base}/a`, 'ok'],
      ['results', `${base}/b`, 'ok'],
    ]);
  });

  it('names the line of a file that is no target, and says what to write for an address without a scheme', async () => {
    const file = join(await temporaryDirectory(), 'sites.txt');
    writeFileSync(file, 'https://a.example.com/\nexample.com:8080/health\n');
    const [inFile, given] = await Promise.all([
      tidemark(['web-monitor', file]),
      tidemark(['web-monitor', 'localhost:3000']),
    ]);
    expect(inFile.code).toBe(78);
    expect(inFile.stderr).toContain(`${file}:2:1: error: "example.com:8080/health" looks like host:port`);
    expect(inFile.stderr).toContain('^ write http://example.com:8080/health');
    expect(given).toMatchObject({
      code: 2,
      stderr:
        'tidemark: "localhost:3000" looks like host:port, and has no scheme. Write http://localhost:3000.\n',
    });
  });

  it('prints a config that is accepted as it is', async () => {
    const file = join(await temporaryDirectory(), 'tidemark.yaml');
    const { stdout } = await tidemark([
      'web-monitor',
      `${base}/`,
      '--every',
      '30s',
      '--json',
      '--print-config',
    ]);
    expect(parse(stdout).pipelines['web-monitor'].source).toEqual({
      urls: [`${base}/`],
      every: '30s',
      timeout: '10s',
    });
    writeFileSync(file, stdout);
    expect(await tidemark(['check', file])).toMatchObject({ code: 0, stderr: '' });
  });

  it('reads its files again at a SIGHUP, and goes on as before where one is wrong', async () => {
    const file = join(await temporaryDirectory(), 'sites.txt');
    writeFileSync(file, `${base}/a\n`);
    const running = startTidemark(['web-monitor', file]);
    await untilOutside(() => running.stderr.includes('1 target, up to'));
    writeFileSync(file, `${base}/a\n${base}/b\n`);
    running.child.kill('SIGHUP');
    await untilOutside(() => running.stderr.includes('All files were read again.'));
    expect(running.stderr).toContain('tidemark: 2 targets from now on\n');
    writeFileSync(file, `${base}/a\nlocalhost:1\n`);
    running.child.kill('SIGHUP');
    await untilOutside(() => running.stderr.includes('Going on as before.'));
    expect(running.stderr).toContain(`${file}:2:1: error: "localhost:1" looks like host:port`);
    // Something was, and runs.
    expect(running.stderr).not.toContain('nothing was started');
    running.child.kill('SIGTERM');
    expect((await running.finished).code).toBe(0);
  });

  it('killed with -9 says nothing again that was said, and goes on with its phases', async () => {
    const directory = await temporaryDirectory();
    const [config, alerts, checks] = ['tidemark.yaml', 'alerts.jsonl', 'checks.jsonl'].map((name) =>
      join(directory, name),
    ) as [string, string, string];
    writeFileSync(
      config,
      `version: 1
state: ${join(directory, 'state')}
notify: [{ file: ${alerts} }]
pipelines:
  sites:
    use: web-monitor
    source: { urls: "${base}/failing", every: 5s }
    streams: { results: { to: [{ file: ${checks} }] }, down: { alerts: { down: { for: 1x } } } }
`,
    );
    const firing = (): readonly unknown[] =>
      existsSync(alerts)
        ? rowsOf(readFileSync(alerts, 'utf8')).filter(({ state }) => state === 'firing')
        : [];
    const first = startTidemark(['run', config]);
    await untilOutside(() => firing().length > 0);
    first.child.kill('SIGKILL');
    await first.finished;
    const before = asked.get('/failing') ?? 0;
    const second = startTidemark(['run', config]);
    await untilOutside(() => (asked.get('/failing') ?? 0) > before);
    second.child.kill('SIGTERM');
    expect((await second.finished).code).toBe(0);
    expect(firing()).toHaveLength(1);
    const rows = rowsOf(readFileSync(checks, 'utf8'));
    expect(rows.length).toBeGreaterThanOrEqual(2);
    expect(new Set(rows.map(({ time }) => Date.parse(time) % 5000)).size).toBe(1);
    expect(new Set(rows.map(({ time }) => time)).size).toBe(rows.length);
  });
});

describe('samples/web-monitor', () => {
  it('passes its own tests, and its lists are lists of targets', async () => {
    const cwd = join(ROOT, 'samples/web-monitor');
    const { code, stdout, stderr } = await tidemark(['test', 'tidemark.yaml'], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('4 tests: 4 passed');
    const listed = await tidemark(['web-monitor', 'sites.txt', '--print-config'], { cwd });
    expect(parse(listed.stdout).pipelines['web-monitor'].source.from).toBe('sites.txt');
  });
});
