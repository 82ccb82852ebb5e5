import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { ROOT, startTidemark, tidemark } from '../support/tidemark.js';
import { until } from '../support/until.js';

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

  it('killed with -9 says nothing again that was said, and goes on with its phases', async () => {
    const directory = await temporaryDirectory();
    const [state, out] = [join(directory, 'state'), join(directory, 'checks.jsonl')];
    const args = ['web-monitor', `${base}/failing`, '--every', '5s', '--state', state, '--out', out];
    const first = startTidemark(args);
    await first.until(({ stdout }) => stdout.includes('is down'));
    // Standard output is told at least once: that it was told is committed with what comes after.
    const told = asked.get('/failing') ?? 0;
    await until(() => (asked.get('/failing') ?? 0) >= told + 2);
    first.child.kill('SIGKILL');
    await first.finished;
    const before = asked.get('/failing') ?? 0;
    const second = startTidemark(args);
    await until(() => (asked.get('/failing') ?? 0) >= before + 2);
    second.child.kill('SIGTERM');
    const { stdout } = await second.finished;
    expect(stdout).not.toContain('is down');
    const rows = rowsOf(readFileSync(out, 'utf8'));
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
