import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { rootCommand, withChildren } from '../../src/cli/root-command.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { MAIN, rowsIn, SAMPLE, shell, tidemark } from '../support/tidemark.js';

const LOG = join(SAMPLE, 'access.log');
const TOKEN = 'hunter2-and-more';

/** A directory with a config whose webhook, a server that refuses, is only known from outside. */
const withWebhook = async () => {
  const directory = await temporaryDirectory();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(String(request.url));
    response.writeHead(403).end(`${request.url} is forbidden`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const put = (name: string, text: string): string => {
    writeFileSync(join(directory, name), text);
    return join(directory, name);
  };
  const url = (end: string): string => `http://127.0.0.1:${port}/hook/${end}`;
  const config = put(
    'tidemark.json',
    JSON.stringify({
      version: 1,
      pipelines: {
        web: {
          source: { file: LOG, format: 'access-log', follow: false },
          streams: { s: { window: '1m', measure: { hits: 'count()' }, to: [{ http: '${HOOK_URL}' }] } },
        },
      },
    }),
  );
  return { put, url, config, asked };
};

test('the help shows the options of every command once, and that of each command says where', () => {
  const [root, ...commands] = withChildren(rootCommand());
  const help = root?.helpInformation() ?? '';
  for (const option of ['--env-file', '--log-level', '--log-format']) expect(help).toContain(option);
  expect(commands.length).toBeGreaterThan(8);
  for (const command of commands)
    expect(command.helpInformation()).toContain('every command: tidemark --help');
});

describe('--env-file', () => {
  test('gives variables to configs, and what they hold is not shown', async () => {
    const { put, url, config, asked } = await withWebhook();
    const env = put('.env', `# who is told\nexport HOOK_URL="${url(TOKEN)}"\n`);
    const { code, stdout, stderr } = await tidemark([
      '--env-file',
      env,
      'run',
      config,
      '--log-level',
      'debug',
    ]);
    expect(code, stderr).toBe(0);
    expect(new Set(asked)).toEqual(new Set([`/hook/${TOKEN}`]));
    expect(stderr).toContain('refused');
    expect(stdout + stderr).not.toContain(TOKEN);
  });

  test('gives what is taken out of errors as well', async () => {
    const { put } = await withWebhook();
    const source = { file: '${LOG_FILE}', format: 'access-log', follow: false };
    const streams = { s: { window: '1m', measure: { hits: 'count()' }, to: ['stdout'] } };
    const config = put(
      'secret.json',
      JSON.stringify({ version: 1, pipelines: { web: { source, streams } } }),
    );
    const env = put('.env', `LOG_FILE=/no/such/${TOKEN}.log\n`);
    const { code, stderr } = await tidemark(['run', config, '--env-file', env]);
    expect([code, stderr]).toEqual([1, expect.stringContaining('Cannot read [redacted]: no such file.')]);
    expect(stderr).not.toContain(TOKEN);
  });

  test('gives what is taken out of an error that ends the command', async () => {
    const { put } = await withWebhook();
    const source = { file: LOG, format: 'access-log', follow: false };
    const streams = { s: { window: '1m', measure: { hits: 'count()' }, to: ['stdout'] } };
    const config = put(
      'listen.json',
      JSON.stringify({
        version: 1,
        listen: { at: '${LISTEN_SECRET}', open: true },
        pipelines: { web: { source, streams } },
      }),
    );
    const env = put('.env', `LISTEN_SECRET=${TOKEN}.invalid:8080\n`);
    const { code, stderr } = await tidemark(['run', config, '--env-file', env]);
    expect([code, stderr]).toEqual([1, expect.stringContaining('Cannot listen at [redacted]')]);
    expect(stderr).not.toContain(TOKEN);
  });

  test('takes variables that are set to nothing for variables that are not set', async () => {
    const { put } = await withWebhook();
    const empty = { TIDEMARK_LOG_LEVEL: '', TIDEMARK_LOG_FORMAT: '', TIDEMARK_LISTEN: '' };
    const said = await tidemark(['access-log', LOG, '--once'], { env: empty });
    expect([said.code, said.stderr]).toEqual([0, expect.stringContaining('lines read')]);
    const printed = await tidemark(['flow-log', '--print-config'], { env: { TIDEMARK_TOKEN_FILE: '' } });
    expect([printed.code, printed.stdout]).toEqual([0, expect.not.stringContaining('token')]);
    const env = put('.env', 'TIDEMARK_LOG_LEVEL=\n');
    expect((await tidemark(['access-log', LOG, '--once', '--env-file', env])).code).toBe(0);
  });

  test('yields to what is set, and a later file to no earlier one', async () => {
    const { put, url, config, asked } = await withWebhook();
    const [one, two] = [put('one', `HOOK_URL=${url('one')}\n`), put('two', `HOOK_URL=${url('two')}\n`)];
    await tidemark(['run', config, '--env-file', one, '--env-file', two]);
    expect(new Set(asked.splice(0))).toEqual(new Set(['/hook/two']));
    await tidemark(['run', config, '--env-file', one], { env: { HOOK_URL: url('set') } });
    expect(new Set(asked)).toEqual(new Set(['/hook/set']));
  });

  test('also holds what options may be given by', async () => {
    const { put } = await withWebhook();
    const env = put('.env', 'TIDEMARK_LOG_LEVEL=silent\n');
    const { code, stderr } = await tidemark(['access-log', LOG, '--once', '--env-file', env]);
    expect([code, stderr]).toEqual([0, '']);
  });

  test.each([
    ['that is not there', 'none', 'none cannot be read: ENOENT.'],
    ['that is a directory', 'directory', 'directory cannot be read: EISDIR.'],
    ['that sets nothing', 'yaml', 'yaml sets nothing; write NAME=value, a line each.'],
  ])('refuses a file %s', async (_, name, words) => {
    const { put, config } = await withWebhook();
    const at = put('yaml', '# so?\nHOOK_URL: nowhere\n').replace(/yaml$/, '');
    mkdirSync(join(at, 'directory'));
    const args = `check '${config}' --env-file '${at}${name}'`;
    // Node takes `--env-file` for its own wherever it stands, unless `--` comes before it.
    const { code, stdout, stderr } = await shell(`'${process.execPath}' -- '${MAIN}' ${args}`);
    expect([code, stdout, stderr]).toEqual([2, '', `tidemark: --env-file: ${at}${words}\n`]);
    expect([2, 9]).toContain((await shell(`'${process.execPath}' '${MAIN}' ${args}`)).code);
  });
});

describe('standard output that nobody reads', () => {
  test.each(['--help', 'run --help', 'schema', 'completion bash', 'man', 'access-log --print-config'])(
    'is no failure of %s',
    async (args) => {
      // The reader is gone before anything is written.
      const { code, stderr } = await shell(`tidemark ${args} | true`);
      expect([code, stderr]).toEqual([0, '']);
    },
  );

  test('fails in one line where it can take nothing', async () => {
    const { code, stderr } = await shell('tidemark schema > /dev/full');
    expect([code, stderr]).toEqual([1, 'tidemark: Standard output takes nothing: ENOSPC.\n']);
  });
});

describe('--log-format json', () => {
  test.each([
    ['an unknown option', ['access-log', '--nope'], 2],
    ['a value that is none', ['access-log', '--window', '0s'], 2],
    ['a choice that is none', ['run', '--log-level', 'loud'], 2],
    ['a missing option', ['audit'], 2],
    ['an input that is not there', ['access-log', '/no/such.log', '--once'], 1],
    ['a balance', ['access-log', LOG, '--once'], 0],
    ['what was generated', ['generate', 'access-log', '--fast', '--for', '1s'], 0],
    ['configs with errors', ['check', 'samples/flow-log/flows.json'], 78],
    ['no config at all', ['run', '/no/such.yaml'], 1],
    ['no state at all', ['audit', '--state', '/no/such'], 1],
  ] as const)('says all in JSON lines: %s', async (_, args, wanted) => {
    const { code, stderr } = await tidemark(['--log-format', 'json', ...args]);
    const said = rowsIn(stderr);
    expect(said.length).toBeGreaterThan(0);
    for (const one of said) expect(one).toMatchObject({ level: expect.any(String), msg: expect.any(String) });
    const levels = said.map(({ level }) => level);
    expect([code, levels.includes('error')]).toEqual([wanted, wanted !== 0]);
  });

  test('is also what a variable says', async () => {
    const env = { TIDEMARK_LOG_FORMAT: 'json' };
    const { stderr } = await tidemark(['access-log', '--nope'], { env });
    expect(rowsIn(stderr)).toMatchObject([{ level: 'error', msg: expect.stringContaining('--nope') }]);
  });
});

describe('--log-level', () => {
  test.each([
    ['silent', ['access-log', '/no/such.log', '--once'], 1],
    ['silent', ['access-log', '--nope'], 2],
    ['warn', ['access-log', LOG, '--once'], 0],
    ['error', ['generate', 'access-log', '--fast', '--for', '1s'], 0],
    ['error', ['generate', 'access-log', '--fast', '--for', '1s', '--log-format', 'json'], 0],
  ])('%s leaves out what is less: %j', async (level, args, wanted) => {
    const { code, stderr } = await tidemark([...args, '--log-level', level]);
    expect([code, stderr]).toEqual([wanted, '']);
  });

  test('yields to nothing where it is given, and says what it may be', async () => {
    const env = { TIDEMARK_LOG_LEVEL: 'silent' };
    expect((await tidemark(['access-log', '--nope', '--log-level', 'info'], { env })).stderr).toContain(
      '--nope',
    );
    const { code, stderr } = await tidemark(['audit'], { env: { TIDEMARK_LOG_LEVEL: 'loud' } });
    expect([code, stderr]).toEqual([2, expect.stringContaining("from env 'TIDEMARK_LOG_LEVEL' is invalid")]);
  });
});
