import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { webhookServer } from '../servers/webhook-server.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { SAMPLE, tidemark } from '../support/tidemark.js';

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

  test('that refuses for good ends the run, without its secret path in the message, and the state keeps what it was to be told', async () => {
    const server = await webhookServer();
    server.answerWith({ status: 404 });
    const directory = await temporaryDirectory();
    const args = ['access-log', LOG, '--once', '--close', '--state', join(directory, 'state')];
    const more = ['--out', join(directory, 'out.jsonl'), '--webhook', `${server.url}/secret`];
    const refused = await tidemark([...args, ...more]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('404');
    expect(refused.stderr).not.toContain('secret');
    const again = await tidemark([...args, ...more]);
    expect(again.code).toBe(0);
    expect(server.requests.map(({ status }) => status)).toContain(200);
    const audit = await tidemark(['audit', '--state', join(directory, 'state')]);
    expect(audit.stdout).toMatch(/sink +http .* 0 waiting \+ 0 held, 1 skipped/);
    expect(audit.stdout).toContain('It adds up.');
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
    expect(audit.stdout).toMatch(/ 0 stored \+ [12] dead \+ 0 waiting/);
    expect(audit.stdout).toContain('It adds up.');
  });
});
