import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../src/io/clock.js';
import type { Access } from '../../../src/io/http/access.js';
import type { PushRow } from '../../../src/pipelines/push/push-row.js';
import { pushSource } from '../../../src/pipelines/push/push-source.js';
import { run } from '../../../src/pipelines/run.js';
import { virtualClock } from '../../../src/testing/virtual-clock.js';
import { collector, planOf, specOf } from '../../support/run-config.js';
import { startAt } from '../../support/start-at.js';
import { until } from '../../support/until.js';
import { whileTimePasses } from '../../support/while-time-passes.js';

interface Given {
  readonly jobs?: readonly string[];
  readonly directory?: string;
  readonly access?: Access;
}

/** A run of the source, whose rows are taken as they come. */
const started = async ({ jobs = ['backup', 'a.b-c_1'], directory, access }: Given = {}) => {
  let url = '';
  const warnings: string[] = [];
  const source = pushSource({
    address: '127.0.0.1:0',
    jobs,
    directory,
    clock: systemClock(),
    access,
    inform: (message) => {
      url = /http:\S+(?=\/push\/NAME)/.exec(message)?.[0] ?? '';
    },
    warn: (message) => void warnings.push(message),
  });
  const stop = new AbortController();
  const run = source.read(startAt(undefined, stop.signal));
  const rows: PushRow[] = [];
  const pulling = (async () => {
    for await (const chunk of run) rows.push(...chunk.rows);
  })();
  let ended: Promise<void> | undefined;
  const end = (): Promise<void> => {
    stop.abort();
    ended ??= pulling.then(() => run.close?.());
    return ended;
  };
  onTestFinished(end);
  await until(() => url !== '');
  while ((await fetch(`${url}/readyz`)).status !== 200);
  const ask = async (path: string, init?: RequestInit): Promise<readonly [number, string]> => {
    const response = await fetch(`${url}${path}`, init);
    const text = await response.text();
    return [response.status, text === '' ? '' : String((JSON.parse(text) as { message: string }).message)];
  };
  return { url, rows, ask, end, warnings };
};

const form = 'application/x-www-form-urlencoded';
const post = (body: string, type: string): RequestInit => ({
  method: 'POST',
  body,
  headers: { 'content-type': type },
});
const report = { name: 'backup', ok: true, message: null, duration: null, exit: null };

describe('pushSource', () => {
  test.each<readonly [string, RequestInit, Partial<PushRow>]>([
    ['', {}, {}],
    ['', { method: 'POST' }, {}],
    [
      '?ok=false&message=disk%20full&duration=1m30s',
      {},
      { ok: false, message: 'disk full', duration: 90_000 },
    ],
    ['?exit=0', {}, { exit: 0 }],
    ['?exit=137', {}, { ok: false, exit: 137 }],
    ['?ok=up&exit=1', {}, { exit: 1 }],
    ['', post('ok=no&message=a+b', form), { ok: false, message: 'a b' }],
    ['?exit=2', post('last line\n', 'text/plain'), { ok: false, exit: 2, message: 'last line' }],
    [
      '',
      post('{"ok":false,"exit":3,"message":"x","duration":"2s"}', 'application/json'),
      { ok: false, exit: 3, message: 'x', duration: 2000 },
    ],
    ['', post('{"message":"half \\ud800","duration":null}', 'application/json'), { message: 'half \ufffd' }],
    ['', post(`${'x'.repeat(10_000)}end`, 'text/plain'), { message: `…${'x'.repeat(3996)}end` }],
  ])('reads report %# %s', async (query, init, said) => {
    const { rows, ask } = await started();
    const before = Date.now();
    expect(await ask(`/push/backup${query}`, init)).toEqual([204, '']);
    // It is counted by the time that it is answered.
    expect(rows.map(({ time: _, ...row }) => row)).toEqual([{ ...report, ...said }]);
    expect(Math.abs((rows[0]?.time ?? 0) - before)).toBeLessThan(60_000);
  });

  test.each<readonly [string, RequestInit, number, RegExp]>([
    ['/push/other', {}, 404, /^There is nothing here; there is \/push\/backup, /],
    [
      '/push/backup?state=up',
      {},
      400,
      /^There is no parameter "state"; there is ok, exit, message, duration\.$/,
    ],
    ['/push/backup?ok=perhaps', {}, 400, /^ok is "perhaps"; true or false is wanted\.$/],
    ['/push/backup?exit=-1', {}, 400, /^exit is "-1"; an exit code is wanted/],
    ['/push/backup?duration=12', {}, 400, /^duration: "12" has no unit; write 12s or 12ms\.$/],
    ['/push/backup?ok=1', post('ok=1', form), 400, /^ok is said twice/],
    ['/push/backup?ok=1&ok=0', {}, 400, /^The parameter ok is there 2 times\.$/],
    ['/push/backup', post('error=disk full', form), 400, /^There is no field "error"; .*text\/plain\.$/],
    ['/push/backup', post('[1]', 'application/json'), 400, /^The body is to be an object\.$/],
    ['/push/backup', post('{', 'application/json'), 400, /^The body is not JSON\.$/],
    ['/push/backup', { method: 'HEAD' }, 405, /^$/],
    ['/push/backup', { method: 'DELETE' }, 405, /^Only GET, HEAD and POST are allowed here\.$/],
    ['/push/backup', post('x'.repeat(70_000), 'text/plain'), 413, /^A body has at most 64\.0 kB/],
  ])('refuses request %# %s, and counts nothing', async (path, init, status, message) => {
    const { rows, ask } = await started();
    const [got, said] = await ask(path, init);
    expect([got, message.test(said) ? 'as wanted' : said]).toEqual([status, 'as wanted']);
    expect(await ask('/push/a.b-c_1')).toEqual([204, '']);
    expect(rows.map(({ name }) => name)).toEqual(['a.b-c_1']);
  });

  test('asks for the token', async () => {
    const token = 'a-token-of-some-length';
    const { rows, ask } = await started({ access: { token } });
    expect((await ask('/push/backup'))[0]).toBe(401);
    expect((await ask('/push/backup', { headers: { authorization: `Bearer ${token}` } }))[0]).toBe(204);
    expect(rows).toHaveLength(1);
  });

  test('counts a report that is sent again with the same key once', async () => {
    const { rows, ask } = await started();
    const init = { headers: { 'idempotency-key': 'tonight' } };
    expect(await ask('/push/backup', init)).toEqual([204, '']);
    expect(await ask('/push/backup', init)).toEqual([204, '']);
    expect(rows).toHaveLength(1);
    expect((await ask('/push/backup?exit=1', init))[0]).toBe(422);
    const tooLong = { headers: { 'idempotency-key': 'k'.repeat(256) } };
    expect(await ask('/push/backup', tooLong)).toEqual([400, expect.stringContaining('1 to 255')]);
  });

  test('takes a key of one job for no key of another: many take the day for theirs', async () => {
    const { rows, ask } = await started();
    const init = { headers: { 'idempotency-key': '2026-05-09' } };
    expect(await ask('/push/backup', init)).toEqual([204, '']);
    expect(await ask('/push/a.b-c_1', init)).toEqual([204, '']);
    expect(rows.map(({ name }) => name)).toEqual(['backup', 'a.b-c_1']);
  });

  test('has what it answered for after a crash', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'tidemark-push-'));
    onTestFinished(() => rm(directory, { recursive: true }));
    const first = await started({ directory });
    expect(await first.ask('/push/backup?message=one')).toEqual([204, '']);
    await first.end();
    // Nothing has been committed: the next run begins at the beginning.
    const second = await started({ directory });
    expect(second.rows).toEqual(first.rows);
    expect(second.rows[0]?.message).toBe('one');
  });
});

describe('use: push', () => {
  const config = (jobs: string): string =>
    `version: 1\npipelines: { jobs: { use: push, source: { push: "127.0.0.1:0", jobs: ${jobs} } } }`;

  test('has a stream for each time after which jobs are missing', () => {
    const names = (jobs: string): readonly string[] =>
      (planOf(config(jobs)).pipelines[0]?.streams ?? [])
        .map(({ name }) => name)
        .filter((name) => !name.includes('/'));
    expect(names('[a, b]')).toEqual(['reports', 'failed', 'missing-25h']);
    expect(names('{ a: 26h, b: 2h, c: 120m, d: 1.5s }')).toEqual([
      'reports',
      'failed',
      'missing-26h',
      'missing-2h',
      'missing-1_5s',
    ]);
    expect(() => planOf(config('[]'))).toThrow('Names of jobs are wanted here');
    expect(() => planOf(config('{ a: soon }'))).toThrow('"soon"');
    expect(() => planOf(config('["a/b"]'))).toThrow('A name of a job has letters');
  });

  test('alerts for a job that never reported, for one that stops, and for one that failed; each recovers', async () => {
    const clock = virtualClock(Date.parse('2026-11-30T00:00:00Z'));
    const sink = collector();
    let url = '';
    const source = pushSource({
      address: '127.0.0.1:0',
      jobs: ['a', 'b'],
      directory: undefined,
      clock,
      inform: (message) => {
        url = /http:\S+(?=\/push\/NAME)/.exec(message)?.[0] ?? '';
      },
      warn: () => undefined,
    });
    const stop = new AbortController();
    const running = run(specOf(planOf(config('{ a: 60s, b: 60s }')), { source, sink }), {
      clock,
      signal: stop.signal,
      random: () => 0.5,
    });
    const passing = whileTimePasses(clock, running);
    onTestFinished(async () => {
      stop.abort();
      await passing;
    });
    const states = (alert: string): readonly string[] =>
      sink.outputs.flatMap(({ row }) =>
        row.alert === alert && (row.initial !== true || row.state === 'firing')
          ? [`${row.key.name} ${row.state}`]
          : [],
      );
    await until(() => url !== '');
    await until(() => states('missing').length === 2);
    expect(states('missing').toSorted()).toEqual(['a firing', 'b firing']);
    await fetch(`${url}/push/a`);
    await until(() => states('missing').includes('a ok'));
    await fetch(`${url}/push/b?ok=false&message=disk`);
    await until(() => states('failed').includes('b firing'));
    await fetch(`${url}/push/b`);
    await until(() => states('failed').includes('b ok'));
    expect(
      sink.outputs.find(({ row }) => row.alert === 'failed' && row.state === 'firing')?.row.message,
    ).toBe('b failed: disk');
  });
});
