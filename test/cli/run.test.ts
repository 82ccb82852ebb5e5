import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { webhookServer } from '../servers/webhook-server.js';
import { rowsIn, tidemark } from '../support/tidemark.js';
import { untilOutside } from '../support/until.js';
import { counting, line, lines, measured, place, rowsOf } from './running.js';

describe('tidemark run', () => {
  test('runs several pipelines in one process, and ends with 0 when all have ended', async () => {
    const { path, append, config, start } = await place();
    append('a.log', lines(0, 25));
    append('b.log', lines(0, 12));
    const once = (file: string) => counting(path(file), { source: { file: path(file), follow: false } });
    config({ version: 1, pipelines: { a: once('a.log'), b: once('b.log') } });
    const { code, stdout, stderr } = await start().finished;
    expect(code, stderr).toBe(0);
    expect(measured({ stdout }, 'a')).toEqual([10, 10, 5]);
    expect(measured({ stdout }, 'b')).toEqual([10, 2]);
    expect(stderr).toContain('25 lines read');
  });

  test('goes on with the others when a pipeline fails for good, and ends with 1', async () => {
    const { path, append, config, start } = await place();
    append('good.log', lines(0, 5));
    config({
      version: 1,
      pipelines: {
        bad: counting('', { source: { file: path('none.log'), follow: false } }),
        good: counting(path('good.log')),
      },
    });
    const running = start();
    await running.until(({ stderr }) => stderr.includes('none.log'));
    append('good.log', lines(5, 21));
    await running.until(() => measured(running, 'good').length === 2);
    running.child.kill('SIGTERM');
    const { code, stderr } = await running.finished;
    expect(code).toBe(1);
    expect(measured(running, 'good')).toEqual([10, 10]);
    expect(stderr.split('\n').filter((text) => text.includes('"level":"error"'))).toHaveLength(1);
  });

  test('drains the others when a pipeline fails for good and the config wants that', async () => {
    const { path, append, config, start } = await place();
    append('good.log', lines(0, 25));
    config({
      version: 1,
      on_failure: 'stop',
      pipelines: {
        good: counting(path('good.log')),
        bad: counting('', { source: { file: path('none.log'), follow: false } }),
      },
    });
    const { code } = await start().finished;
    expect(code).toBe(1);
  });

  test('drains at SIGTERM and ends with 0; with state the next run goes on with the open windows', async () => {
    const { path, append, config, start } = await place();
    append('a.log', lines(0, 15));
    const out = path('out.jsonl');
    config({
      version: 1,
      state: path('state'),
      pipelines: { a: counting(path('a.log'), {}, { to: [{ file: out }] }) },
    });
    const first = start();
    await untilOutside(() => existsSync(out) && rowsIn(readFileSync(out, 'utf8')).length === 1);
    first.child.kill('SIGTERM');
    expect(await first.finished).toMatchObject({ code: 0, signal: null });
    append('a.log', lines(15, 31));
    const second = start();
    await untilOutside(() => rowsIn(readFileSync(out, 'utf8')).length === 3);
    second.child.kill('SIGINT');
    expect(await second.finished).toMatchObject({ code: 0, signal: null });
    expect(rowsIn(readFileSync(out, 'utf8')).map(({ hits }) => hits)).toEqual([10, 10, 10]);
  });

  test('is no failure when whoever reads the output has seen enough', async () => {
    const { path, append, config, start } = await place();
    append('a.log', lines(0, 5));
    config({ version: 1, pipelines: { a: counting(path('a.log')) } });
    const running = start();
    await running.until(({ stderr }) => stderr.includes('remembers nothing'));
    running.child.stdout?.destroy();
    append('a.log', lines(5, 60));
    const { code, stderr } = await running.finished;
    expect(stderr).not.toContain('"level":"error"');
    expect(code).toBe(0);
  });

  test('goes on when nobody reads its messages any more', async () => {
    const { path, append, config, start } = await place();
    append('a.log', lines(0, 11));
    config({ version: 1, pipelines: { a: counting(path('a.log')) } });
    const running = start();
    await running.until(() => measured(running, 'a').length === 1);
    running.child.stderr?.destroy();
    // It has something to say of each reload; a pipeline that it brings shows that it is over.
    for (let n = 1; n <= 3; n++) {
      config({ version: 1, pipelines: { a: counting(path('a.log')), [`b${n}`]: counting(path('a.log')) } });
      running.child.kill('SIGHUP');
      await running.until(() => measured(running, `b${n}`).length === 1);
    }
    append('a.log', lines(11, 21));
    await running.until(() => measured(running, 'a').length === 2);
    running.child.kill('SIGTERM');
    expect((await running.finished).code).toBe(0);
  });

  test('runs more pipelines than Node expects listeners', async () => {
    const { path, append, config, start } = await place();
    append('a.log', lines(0, 11));
    const one = counting(path('a.log'), { source: { file: path('a.log'), follow: false } });
    config({
      version: 1,
      listen: '127.0.0.1:0',
      state: path('state'),
      pipelines: Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`p${i}`, one])),
    });
    const { code, stderr } = await start().finished;
    expect(code).toBe(0);
    expect(stderr).not.toContain('Warning');
  });
});

describe('the flags of tidemark run', () => {
  const both = async () => {
    const there = await place();
    there.append('a.log', lines(0, 40));
    const once = counting(there.path('a.log'), { source: { file: there.path('a.log'), follow: false } });
    const out = there.path('out.jsonl');
    there.config({
      version: 1,
      state: there.path('state'),
      sinks: { kept: { file: out } },
      pipelines: {
        a: { ...once, streams: { traffic: { ...once.streams.traffic, to: ['kept'] } } },
        b: once,
      },
    });
    return { ...there, out };
  };

  test('--only runs that pipeline alone', async () => {
    const { out, start } = await both();
    const { code, stdout } = await start(['--only', 'b']).finished;
    expect(code).toBe(0);
    expect(measured({ stdout }, 'b')).not.toEqual([]);
    expect(existsSync(out)).toBe(false);
  });

  test('--only of a pipeline that there is not is refused, with the names of those that there are', async () => {
    const { start } = await both();
    const { code, stderr, stdout } = await start(['--only', 'c']).finished;
    expect(code).toBe(2);
    expect(stderr).toContain('there are a, b');
    expect(stdout).toBe('');
  });

  test('--set puts a setting over that of the file', async () => {
    const { start } = await both();
    const flags = ['--only', 'b', '--dry-run', '--set', 'pipelines.b.streams.traffic.window=20s'];
    const { code, stdout } = await start(flags).finished;
    expect(code).toBe(0);
    expect(measured({ stdout }, 'b')).toEqual([20, 20]);
  });

  test('--set of what is no setting is refused like the same in the file', async () => {
    const { start } = await both();
    const { code, stderr } = await start(['--set', 'pipelines.b.windw=20s']).finished;
    expect(code).toBe(78);
    expect(stderr).toContain('windw');
  });

  test('--dry-run prints what would go out, and writes and remembers nothing', async () => {
    const { out, path, start } = await both();
    for (let twice = 0; twice < 2; twice++) {
      const { code, stdout } = await start(['--dry-run']).finished;
      expect(code).toBe(0);
      expect(measured({ stdout }, 'a')).toEqual([10, 10, 10, 10]);
      expect(measured({ stdout }, 'b')).toEqual([10, 10, 10, 10]);
    }
    expect(existsSync(out)).toBe(false);
    expect(existsSync(path('state'))).toBe(false);
  });

  test('--dry-run sends nothing to a webhook', async () => {
    const server = await webhookServer();
    const { path, append, config, start } = await place();
    append('a.log', lines(0, 25));
    config({
      version: 1,
      pipelines: {
        a: counting(
          path('a.log'),
          { source: { file: path('a.log'), follow: false } },
          { to: [{ http: server.url }] },
        ),
      },
    });
    const { code, stdout } = await start(['--dry-run']).finished;
    expect(code).toBe(0);
    expect(measured({ stdout }, 'a')).toEqual([10, 10, 5]);
    expect(server.requests).toEqual([]);
  });
});

describe('tidemark run, at SIGHUP', () => {
  /** Two pipelines that have said their first window, and have another open. */
  const twoRunning = async () => {
    const there = await place();
    there.append('a.log', lines(0, 15));
    there.append('b.log', lines(0, 15));
    const pipelines = { a: counting(there.path('a.log')), b: counting(there.path('b.log')) };
    there.config({ version: 1, pipelines });
    const running = there.start();
    await running.until(() => measured(running, 'a').length + measured(running, 'b').length === 2);
    return { ...there, running, pipelines };
  };

  test('drains and starts anew what has changed, and leaves alone what has not', async () => {
    const { path, append, config, running, pipelines } = await twoRunning();
    const changed = counting(path('a.log'), {}, { measure: { requests: 'count()' } });
    config({ version: 1, pipelines: { ...pipelines, a: changed } });
    running.child.kill('SIGHUP');
    await running.until(({ stderr }) => stderr.includes('The config was read again.'));
    append('a.log', lines(15, 31));
    append('b.log', lines(15, 31));
    await running.until(
      () => measured(running, 'a', 'requests').length === 3 && measured(running, 'b').length === 3,
    );
    // It began anew, from the beginning, since it remembers nothing.
    expect(measured(running, 'a')).toEqual([10]);
    expect(measured(running, 'a', 'requests')).toEqual([10, 10, 10]);
    // Its open window has the lines from before and after, and nothing was said twice.
    expect(rowsOf(running, 'b').map(({ start }) => start)).toEqual([
      '2026-05-09T00:00:00.000Z',
      '2026-05-09T00:00:10.000Z',
      '2026-05-09T00:00:20.000Z',
    ]);
    expect(measured(running, 'b')).toEqual([10, 10, 10]);
    running.child.kill('SIGTERM');
    expect((await running.finished).code).toBe(0);
  });

  test('starts what is new and stops what is gone', async () => {
    const { path, append, config, running } = await twoRunning();
    append('c.log', lines(0, 11));
    config({ version: 1, pipelines: { c: counting(path('c.log')) } });
    running.child.kill('SIGHUP');
    await running.until(() => measured(running, 'c').length === 1);
    append('a.log', lines(15, 31));
    append('c.log', lines(11, 21));
    await running.until(() => measured(running, 'c').length === 2);
    expect(measured(running, 'a')).toEqual([10]);
    running.child.kill('SIGTERM');
    expect((await running.finished).code).toBe(0);
  });

  test('says what is wrong with a bad config, and goes on with the old one', async () => {
    const { path, append, running } = await twoRunning();
    writeFileSync(path('tidemark.json'), '{ "version": 1, "pipelnes": {} }');
    running.child.kill('SIGHUP');
    await running.until(({ stderr }) => stderr.includes('going on with the old one'));
    expect(running.stderr).toContain('pipelnes');
    append('a.log', lines(15, 21));
    await running.until(() => measured(running, 'a').length === 2);
    expect(measured(running, 'a')).toEqual([10, 10]);
    running.child.kill('SIGTERM');
    expect((await running.finished).code).toBe(0);
  });

  test('goes on with the old config when the file is gone', async () => {
    const { path, append, running } = await twoRunning();
    execFileSync('rm', [path('tidemark.json')]);
    running.child.kill('SIGHUP');
    await running.until(({ stderr }) => stderr.includes('Going on with the old config'));
    append('a.log', lines(15, 21));
    await running.until(() => measured(running, 'a').length === 2);
    running.child.kill('SIGTERM');
    expect((await running.finished).code).toBe(0);
  });

  test('that comes many times at once ends with the last config', async () => {
    const { path, config, running, pipelines } = await twoRunning();
    for (let i = 0; i < 20; i++) {
      const changed = counting(path('a.log'), {}, { measure: { [`n${i}`]: 'count()' } });
      config({ version: 1, pipelines: { ...pipelines, a: changed } });
      running.child.kill('SIGHUP');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await running.until(() => measured(running, 'a', 'n19').length === 1);
    expect(measured(running, 'b')).toEqual([10]);
    running.child.kill('SIGTERM');
    const { code, stderr } = await running.finished;
    expect(code).toBe(0);
    expect(stderr).not.toContain('"level":"error"');
    // Of Node, when something is left behind by each pipeline.
    expect(stderr).not.toContain('Warning');
  });

  test('during the start is kept for afterwards', async () => {
    const { path, append, start } = await place();
    append('a.log', lines(0, 11));
    // A pipe holds the start up where the config is read.
    execFileSync('mkfifo', [path('tidemark.json')]);
    const say = async (measure: string, before: () => void = () => undefined): Promise<void> => {
      const pipe = await open(path('tidemark.json'), 'w');
      before();
      const config = {
        version: 1,
        pipelines: { a: counting(path('a.log'), {}, { measure: { [measure]: 'count()' } }) },
      };
      await pipe.writeFile(JSON.stringify(config));
      await pipe.close();
    };
    const running = start();
    await say('first', () => running.child.kill('SIGHUP'));
    await running.until(() => measured(running, 'a', 'first').length === 1);
    await say('second');
    await running.until(() => measured(running, 'a', 'second').length === 1);
    running.child.kill('SIGTERM');
    expect((await running.finished).code).toBe(0);
  });
});

describe('secrets', () => {
  const TOKEN = 'q7Zr-very-secret-41';

  test('are in no output, also when the webhook fails and says them back', async () => {
    const server = await webhookServer();
    const { path, append, config, start } = await place();
    append('a.log', lines(0, 25));
    const once = { source: { file: path('a.log'), follow: false } };
    config({
      version: 1,
      pipelines: {
        a: counting(path('a.log'), once, {
          to: ['stdout', { http: `${server.url}/\${TOKEN}`, headers: { authorization: 'Bearer ${TOKEN}' } }],
        }),
      },
    });
    const body = JSON.stringify({ error: `bad token ${TOKEN}` });
    server.answerWith({ status: 503, body }, { status: 403, body });
    const { code, stdout, stderr } = await start(['--log-level', 'debug'], { env: { TOKEN } }).finished;
    // What is refused is counted.
    expect(code).toBe(0);
    // The server was told, and nobody else.
    expect(server.requests[0]?.path).toContain(TOKEN);
    expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${TOKEN}`);
    expect(stderr).toContain('403');
    expect(stderr).toMatch(/to http \S+ #\w+: \d+ stored, [1-9]\d* refused/);
    expect(stdout + stderr).not.toContain(TOKEN);
  });

  test('are in no diagnostic', async () => {
    const { path, config, start } = await place();
    config({
      version: 1,
      pipelines: { a: counting(path('a.log'), {}, { window: '${TOKEN}' }) },
    });
    const { code, stdout, stderr } = await start([], { env: { TOKEN } }).finished;
    expect(code).toBe(78);
    expect(stderr).toContain('window');
    expect(stdout + stderr).not.toContain(TOKEN);
  });
});

describe('a state directory', () => {
  test('that is somebody else’s fails the pipelines that need it, and no others', async () => {
    const { path, append, config, start } = await place();
    append('a.log', lines(0, 11));
    config({ version: 1, state: path('state'), pipelines: { a: counting(path('a.log')) } });
    const owner = start();
    await owner.until(() => measured(owner, 'a').length === 1);
    const other = config({ version: 1, pipelines: { c: counting(path('a.log')) } }, 'other.json');
    const second = start([other]);
    await second.until(() => measured(second, 'c').length === 1);
    second.child.kill('SIGTERM');
    const { code, stderr } = await second.finished;
    expect(code).toBe(1);
    expect(stderr).toContain(`process ${owner.child.pid}`);
    owner.child.kill('SIGTERM');
    expect((await owner.finished).code).toBe(0);
    // It was given back.
    append('a.log', line(20));
    const third = start();
    await third.until(() => measured(third, 'a').length === 1);
    third.child.kill('SIGTERM');
    expect((await third.finished).code).toBe(0);
  });
});

test('a state directory that no config names any more is given back at SIGHUP', async () => {
  const { path, append, config, start } = await place();
  append('a.log', lines(0, 11));
  const pipelines = { a: counting(path('a.log')) };
  config({ version: 1, state: path('one'), pipelines });
  const first = start();
  await first.until(() => measured(first, 'a').length === 1);
  config({ version: 1, state: path('two'), pipelines });
  first.child.kill('SIGHUP');
  await first.until(({ stderr }) => stderr.includes('The config was read again.'));
  config({ version: 1, state: path('one'), pipelines });
  const second = start();
  append('a.log', lines(11, 21));
  // It goes on where the first has been.
  await second.until(() => measured(second, 'a').length === 1);
  expect(rowsOf(second, 'a').map(({ start: from }) => from)).toEqual(['2026-05-09T00:00:10.000Z']);
  for (const running of [first, second]) {
    running.child.kill('SIGTERM');
    expect((await running.finished).code).toBe(0);
  }
});

test('tidemark run without a config here is refused', async () => {
  const { code, stderr } = await tidemark(['run']);
  expect(code).toBe(2);
  expect(stderr).toContain('There is no config here');
});
