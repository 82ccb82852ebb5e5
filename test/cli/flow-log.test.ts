import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { type Running, rowsIn, startTidemark, tidemark } from '../support/tidemark.js';

const SIX = { src_app: 'foo', dest_app: 'bar', vpc_id: 'vpc-0', bytes_tx: 1000, bytes_rx: 300, hour: 1 };

/** Where a service that was started can be asked, once it is ready. */
const ready = async (running: Running): Promise<string> => {
  await running.until(({ stderr }) => /\bready\b/.test(stderr));
  return /http:\/\/[\d.]+:\d+/.exec(running.stderr)?.[0] ?? '';
};

const post = async (url: string, records: unknown, headers: Record<string, string> = {}): Promise<number> => {
  const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers } };
  return (await fetch(`${url}/flows`, { ...init, body: JSON.stringify(records) })).status;
};

const get = async (url: string, path: string): Promise<unknown> => (await fetch(`${url}${path}`)).json();

const serve = async (...more: readonly string[]) => {
  const running = startTidemark(['flow-log', '--listen', '127.0.0.1:0', ...more]);
  return { running, url: await ready(running) };
};

describe('tidemark flow-log', () => {
  test('keeps what it has answered with 200 through kill -9, counted once, and ends with 0 at SIGTERM', async () => {
    const state = await temporaryDirectory();
    let stored = 0;
    for (let round = 0; round < 4; round++) {
      const { running, url } = await serve('--state', state);
      expect(await get(url, '/flows?hour=1')).toEqual(
        stored === 0 ? [] : [{ ...SIX, bytes_tx: 1000 * stored, bytes_rx: 300 * stored }],
      );
      const key = { 'idempotency-key': `round ${round}`.replace(' ', '-') };
      expect(await post(url, [SIX], key)).toBe(200);
      expect(await post(url, [SIX, SIX])).toBe(200);
      stored += 3;
      if (round > 0) expect(await post(url, [SIX], { 'idempotency-key': `round-${round - 1}` })).toBe(200);
      running.child.kill(round % 2 === 0 ? 'SIGKILL' : 'SIGTERM');
      const { code, signal, stderr } = await running.finished;
      expect([code, signal], stderr).toEqual(round % 2 === 0 ? [null, 'SIGKILL'] : [0, null]);
    }
  });

  test('says that it remembers nothing without --state', async () => {
    const { running } = await serve();
    expect(running.stderr).toContain('remembers nothing');
    running.child.kill('SIGINT');
    expect((await running.finished).code).toBe(0);
  });

  test('prints the config that does the same, with the same state', async () => {
    const state = await temporaryDirectory();
    const { running, url } = await serve('--state', state);
    await post(url, [SIX]);
    running.child.kill('SIGTERM');
    await running.finished;
    const { stdout } = await tidemark([
      'flow-log',
      '--listen',
      '127.0.0.1:0',
      '--state',
      state,
      '--retain',
      '36h',
      '--print-config',
    ]);
    expect(stdout).toBe(
      `version: 1\nstate: ${state}\npipelines:\n  flow-log:\n    use: flow-log\n    source: { http: 127.0.0.1:0, retain: 1d12h }\n`,
    );
    const config = join(await temporaryDirectory(), 'flows.yaml');
    await writeFile(config, stdout);
    const again = startTidemark(['run', config]);
    expect(await get(await ready(again), '/flows?hour=1')).toEqual([SIX]);
  });

  test('answers as the run of the config that it prints, byte for byte', async () => {
    const printed = await tidemark(['flow-log', '--listen', '127.0.0.1:0', '--print-config']);
    const config = join(await temporaryDirectory(), 'flows.yaml');
    await writeFile(config, printed.stdout);
    const answersOf = async (args: readonly string[]): Promise<readonly unknown[]> => {
      const url = await ready(startTidemark(args));
      const answers: unknown[] = [];
      const ask = async (method: string, path: string, body?: string): Promise<void> => {
        const headers = body === undefined ? {} : { 'content-type': 'application/json' };
        const answer = await fetch(`${url}${path}`, { method, headers, ...(body !== undefined && { body }) });
        const text = (await answer.text()).replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '(when it came)');
        answers.push([path, answer.status, answer.headers.get('content-type'), text]);
      };
      await ask('POST', '/flows', JSON.stringify([SIX, SIX, { ...SIX, src_app: 'b' }, { ...SIX, hour: 2 }]));
      await ask('POST', '/flows', JSON.stringify([SIX, { ...SIX, hour: -1 }]));
      await ask('POST', '/flows', '[');
      for (const path of ['/flows?hour=1', '/flows?hour=1&format=csv', '/flows', '/hours', '/nowhere'])
        await ask('GET', path);
      await ask('DELETE', '/flows?hour=2');
      await ask('GET', '/hours');
      return answers;
    };
    const answers = await answersOf(['flow-log', '--listen', '127.0.0.1:0']);
    expect(await answersOf(['run', config])).toEqual(answers);
    expect(JSON.stringify(answers)).toContain('2000');
  });

  test('ends with 1 where another listens already', async () => {
    const { url } = await serve();
    const { code, stderr } = await tidemark(['flow-log', '--listen', url.replace('http://', '')]);
    expect([code, stderr]).toEqual([1, expect.stringContaining('another process listens there')]);
  });

  test.each([
    [['--listen', 'nowhere'], '--listen'],
    [['--retain', '0s'], '--retain'],
    [['--retain', '30'], '--retain'],
  ])('refuses %j', async (args, option) => {
    const { code, stderr } = await tidemark(['flow-log', ...args]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(option)]);
  });
});

describe('use: flow-log', () => {
  test('sums up records by the time they arrive, fires alerts, and tells no other stream of forgotten hours', async () => {
    const directory = await temporaryDirectory();
    const config = join(directory, 'flows.yaml');
    const streams = {
      talkers: {
        by: ['vpc_id', 'src_app'],
        window: '1s',
        measure: { n: 'count()', tx: 'sum(bytes_tx)' },
        having: 'n > 0',
        to: ['stdout'],
      },
      egress: {
        by: ['vpc_id'],
        window: '1s',
        measure: { tx: 'sum(bytes_tx)' },
        alerts: { egress: { value: 'tx', above: '1kB', message: '{vpc_id} sent {tx:size}' } },
      },
    };
    const source = { http: '127.0.0.1:0', limits: { body: '1kB' } };
    await writeFile(
      config,
      JSON.stringify({
        version: 1,
        state: join(directory, 'state'),
        pipelines: { flows: { use: 'flow-log', source, where: 'src_app != "quiet"', streams } },
      }),
    );
    const running = startTidemark(['run', config, '--json']);
    const url = await ready(running);
    expect(await post(url, [SIX, SIX, { ...SIX, src_app: 'quiet' }])).toBe(200);
    expect((await fetch(`${url}/flows?hour=9`, { method: 'DELETE' })).status).toBe(204);
    expect(
      await post(
        url,
        Array.from({ length: 20 }, () => SIX),
      ),
    ).toBe(413);
    // A condition for all streams is none for the sums.
    expect(await get(url, '/flows?hour=1')).toHaveLength(2);
    await running.until(({ stdout }) => stdout.includes('"egress"') && stdout.includes('"talkers"'));
    const rows = rowsIn(running.stdout);
    expect(rows.filter(({ stream }) => stream === 'talkers')).toMatchObject([
      { vpc_id: 'vpc-0', src_app: 'foo', n: 2, tx: 2000 },
    ]);
    expect(JSON.stringify(rows)).toContain('vpc-0 sent 2.0 kB');
    running.child.kill('SIGTERM');
    expect((await running.finished).code).toBe(0);
  });

  test.each([
    ['source: { http: here }', 'is no address'],
    ['source: { retain: 5 }', 'has no unit'],
    ['source: { limits: { body: 5 } }', 'size is wanted'],
    ['streams: { totals: { window: 1h, measure: { n: count() } } }', 'means something else already'],
    ['source: [{ http: ":1" }, { http: ":2" }]', 'cannot be one of several'],
    ['streams: { a: { window: 1h, measure: { n: sum(bytes) } } }', 'bytes'],
  ])('refuses %s', async (yaml, words) => {
    const config = join(await temporaryDirectory(), 'flows.yaml');
    await writeFile(config, `version: 1\npipelines:\n  flows:\n    use: flow-log\n    ${yaml}\n`);
    const { code, stderr } = await tidemark(['check', config]);
    expect([code, stderr]).toEqual([78, expect.stringContaining(words)]);
  });
});
