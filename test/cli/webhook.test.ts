import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { webhookServer } from '../servers/webhook-server.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { SAMPLE, startTidemark, tidemark } from '../support/tidemark.js';
import { untilOutside } from '../support/until.js';

const LOG = join(SAMPLE, 'access.log');

describe('a webhook', () => {
  test('is told when the alert fires and when it recovers, and not where things stood at the start', async () => {
    const server = await webhookServer();
    server.answerWith({ status: 503 }, { status: 429, headers: { 'retry-after': '0' } });
    const { code } = await tidemark([
      'access-log',
      LOG,
      '--once',
      '--json',
      '--webhook',
      `${server.url}/secret`,
    ]);
    expect(code).toBe(0);
    const told = server.requests
      .filter(({ status }) => status === 200)
      .map(({ body }) => JSON.parse(body).text);
    expect(told.join('\n').split('\n')).toEqual([
      'High traffic generated an alert - hits = 1214, triggered at 2026-05-09T16:03:00.000Z',
      'High traffic alert recovered - hits = 1186, recovered at 2026-05-09T16:05:00.000Z',
    ]);
    const keys = server.requests.map(({ headers }) => headers['idempotency-key']);
    expect(keys[0]).toBe(keys[1]);
    expect(keys[1]).toBe(keys[2]);
  });

  test('that refuses for good ends no run: what it refused is counted and warned of, without its secret path', async () => {
    const server = await webhookServer();
    server.answerWith({ status: 404 });
    const directory = await temporaryDirectory();
    const state = join(directory, 'state');
    const { code, stderr } = await tidemark([
      ...['access-log', LOG, '--once', '--close', '--state', state],
      ...['--out', join(directory, 'out.jsonl'), '--webhook', `${server.url}/secret`],
    ]);
    expect(code).toBe(0);
    expect(stderr).toMatch(/http \S+ #\w+ refused rows, .* refused the rows with 404\./);
    expect(stderr).toMatch(/^ {2}to http \S+ #\w+: \d stored, [12] refused$/m);
    expect(stderr).not.toContain('secret');
    const audit = await tidemark(['audit', '--state', state]);
    expect(audit.stdout).toMatch(
      /sink +http .* 0 dead \+ [12] refused \+ 0 dropped \+ 0 waiting \+ 0 held, 1 skipped/,
    );
    expect(audit.stdout).toContain('It adds up.');
  });

  test('that cannot be reached in time has lost what it was to be told where nothing is remembered, and the balance says so', async () => {
    const server = await webhookServer();
    server.answerWith(...Array.from({ length: 100 }, () => ({ status: 503 })));
    const running = startTidemark([
      'access-log',
      LOG,
      '--once',
      '--json',
      '--drain-timeout',
      '100ms',
      '--webhook',
      server.url,
    ]);
    await untilOutside(() => server.requests.length > 0);
    running.child.kill('SIGINT');
    const { stderr } = await running.finished;
    expect(stderr).toMatch(
      /^ {2}to http \S+ #\w+: 0 stored, [12] lost: without a state nothing is left for the next run$/m,
    );
  });

  test('that refuses for good leaves dead letters where one asks for them', async () => {
    const server = await webhookServer();
    server.answerWith({ status: 400 }, { status: 400 });
    const directory = await temporaryDirectory();
    const letters = join(directory, 'dead.jsonl');
    const state = join(directory, 'state');
    const { code } = await tidemark([
      ...['access-log', LOG, '--once', '--close', '--state', state, '--json'],
      ...['--webhook', server.url, '--dead-letters', letters],
    ]);
    expect(code).toBe(0);
    const dead = readFileSync(letters, 'utf8')
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text));
    expect(dead[0]).toMatchObject({ stream: 'dead_letters', error: expect.stringContaining('400') });
    expect(JSON.stringify(dead)).toContain('High traffic generated an alert');
    const audit = await tidemark(['audit', '--state', state]);
    expect(audit.stdout).toMatch(/ 0 stored \+ [12] dead \+ 0 refused \+ 0 dropped \+ 0 waiting/);
    expect(audit.stdout).toContain('It adds up.');
  });
});
