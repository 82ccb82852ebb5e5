import { readFileSync, writeFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { MAIN, shell, tidemark } from '../support/tidemark.js';

const ROOT = resolve(import.meta.dirname, '../..');
const LOG = join(ROOT, 'samples/access-log/access.log');
const SAMPLE = join(ROOT, 'samples/config/web.yaml');

const configIn = async (text: string, name = 'tidemark.yaml'): Promise<string> => {
  const path = join(await temporaryDirectory(), name);
  writeFileSync(path, text);
  return path;
};

describe('tidemark access-log --print-config', () => {
  test.each([
    ['0.0000001/s', '0.0000001/s'],
    ['7/m', '7/m'],
    ['0.07/s', '0.07/s'],
    ['1000000000/s', '1000000000/s'],
  ])('prints the threshold %s as one that a config takes: %s', async (given, printed) => {
    const args = ['access-log', LOG, '--once', '--threshold', given, '--print-config'];
    const { stdout } = await tidemark(args);
    expect(stdout).toContain(`above: ${printed},`);
    expect((await tidemark(['check', await configIn(stdout)])).code).toBe(0);
  });
});

describe('tidemark check', () => {
  test('says in a line that all is well', async () => {
    const { code, stdout, stderr } = await tidemark(['check', SAMPLE]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(`${SAMPLE}: 1 pipeline (web), 4 streams, 3 alerts: all is well.\n`);
  });

  test('says where, what, and what to write instead, and exits with 78', async () => {
    const path = await configIn('version: 1\npipelines:\n  web: { source: { fil: a.log }, streams: {} }\n');
    const { code, stdout, stderr } = await tidemark(['check', path]);
    expect({ code, stdout }).toEqual({ code: 78, stdout: '' });
    expect(stderr).toContain(`${path}:3:20: error: There is no source "fil".`);
    expect(stderr).toContain('did you mean "file"?');
  });

  test('writes one JSON object for each thing that is wrong', async () => {
    const path = await configIn('version: 1\nlisten: 8080\npipelines: 5\n');
    const { code, stdout } = await tidemark(['check', path, '--json']);
    const found = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly place: { readonly line: number } });
    expect(code).toBe(78);
    expect(found.map(({ place }) => place.line)).toEqual([2, 3]);
  });

  test('says which names rows have for fields that are written otherwise', async () => {
    const path = await configIn(`version: 1
pipelines:
  p:
    source: { file: a.log, format: access-log }
    streams: { s: { by: [$remote_addr], window: 10s, measure: { p: p95($request_time), b: sum(size) }, to: [stdout] } }
`);
    const { code, stdout } = await tidemark(['check', path]);
    expect(code).toBe(0);
    expect(stdout).toContain(
      '  p: in its rows $remote_addr is host; $request_time is duration, in milliseconds.\n',
    );
  });

  test('reads a config from standard input, and finds that of a directory', async () => {
    const directory = join(await configIn(readFileSync(SAMPLE, 'utf8')), '..');
    for (const line of [
      'tidemark check - < tidemark.yaml',
      'tidemark check .',
      `tidemark check ${directory}`,
    ]) {
      const { code, stdout } = await shell(line, { cwd: directory });
      expect({ code, line: stdout.split('\n')[0] }).toMatchObject({
        code: 0,
        line: expect.stringContaining('all is well.'),
      });
    }
    const { code, stderr } = await shell('echo "version: 2" | tidemark check -');
    expect(code).toBe(78);
    expect(stderr).toContain('(standard input):1:10: error: Write version: 1');
    const empty = await tidemark(['check', await temporaryDirectory()]);
    expect(empty.code).toBe(2);
    expect(empty.stderr).toContain('There is no config in');
  });

  test('with --online tries what is named, and starts nothing', async () => {
    const text = `version: 1
sinks: { hook: { http: "http://127.0.0.1:9/x" } }
pipelines:
  web:
    source: { file: /no/such.log, format: access-log }
    streams: { s: { window: 10s, measure: { n: count() }, to: [hook] } }
`;
    const path = await configIn(text);
    expect((await tidemark(['check', path])).code).toBe(0);
    const { code, stderr } = await tidemark(['check', path, '--online']);
    expect(code).toBe(78);
    expect(stderr).toContain('/no/such.log cannot be read');
    expect(stderr).toContain('127.0.0.1:9 cannot be reached: ECONNREFUSED');
  });

  test('with --online lets a file that is followed come later', async () => {
    const path = await configIn(
      'version: 1\npipelines: { p: { use: access-log, source: { file: later.log } } }\n',
    );
    const cwd = join(path, '..');
    expect((await tidemark(['check', '--online'], { cwd })).code).toBe(0);
    const once = await tidemark(['check', '--online', '--set', 'pipelines.p.source.follow=false'], { cwd });
    expect(once.code).toBe(78);
    expect(once.stderr).toContain('later.log cannot be read');
  });

  test('says as everything else what is wrong with the command line', async () => {
    const { code, stderr } = await tidemark(['check', '--nope']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^tidemark: Unknown option '--nope'\n/);
  });

  test('names what is missing where there is no config', async () => {
    const { code, stderr } = await tidemark(['check'], { cwd: await temporaryDirectory() });
    expect(code).toBe(2);
    expect(stderr).toContain('There is no config here');
  });
});

describe('tidemark run', () => {
  test('runs the sample to its end, with what it says', async () => {
    const { code, stdout } = await tidemark(['run', SAMPLE, '--json'], { cwd: ROOT });
    const rows = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    const transitions = rows.filter(({ alert }) => alert === 'high-traffic');
    expect(code).toBe(0);
    expect(transitions.map(({ state, value }) => [state, value])).toEqual([
      ['ok', 374],
      ['firing', 1214],
      ['ok', 1186],
    ]);
    expect(rows.filter(({ stream }) => stream === 'sections')).toHaveLength(18);
  });
});

/** What a command writes to a terminal; its messages are no part of that. */
const onTerminal = async (args: readonly string[]): Promise<string> => {
  const words = args.map((word) => `'${word}'`).join(' ');
  return (await shell(`script -qec "'${process.execPath}' '${MAIN}' ${words} 2> /dev/null" /dev/null`))
    .stdout;
};

describe('the config that tidemark access-log prints', () => {
  const printed = async (args: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await tidemark(['access-log', ...args, '--print-config']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const path = await configIn(stdout);
    expect((await tidemark(['check', path])).code).toBe(0);
    return path;
  };
  const OTHERS = [
    ...['--threshold', '90/m', '--period', '5s', '--window', '1m', '--top', '2', '--lateness', '1s'],
    ...['--zone', 'Europe/Paris', '--format', 'combined'],
  ];

  test.each([
    ['as text', []],
    ['as JSON', ['--json']],
    ['as text, with other levels and times', OTHERS],
    ['as JSON, with other levels and times', [...OTHERS, '--json']],
  ])('does the same, byte for byte, %s', async (_, flags) => {
    const args = [LOG, '--once', ...flags];
    const path = await printed(args);
    const ran = await tidemark(['run', path]);
    const command = await tidemark(['access-log', ...args]);
    expect(ran.stdout).toBe(command.stdout);
    expect(ran.stdout.length).toBeGreaterThan(10_000);
    expect(ran.stdout.startsWith('{')).toBe(flags.includes('--json'));
  });

  test('does the same on a terminal, and what is piped is that without colours', async ({ skip }) => {
    if ((await shell('command -v script')).code !== 0) skip('there is no script, which makes terminals');
    const args = [LOG, '--once', ...OTHERS];
    const [ran, command, { stdout }] = await Promise.all([
      onTerminal(['run', await printed(args)]),
      onTerminal(['access-log', ...args]),
      tidemark(['access-log', ...args]),
    ]);
    expect(ran).toBe(command);
    expect(ran).toContain('\u001b[1m');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is these that a terminal has more.
    expect(ran.replace(/\u001b\[\d+m|\r/g, '')).toBe(stdout);
  });

  test('does the same with names that look like variables', async () => {
    const cwd = await temporaryDirectory();
    const name = 'a ${HOME} $${HOME}.log';
    writeFileSync(join(cwd, name), readFileSync(LOG).subarray(0, 20_000));
    const { stdout } = await tidemark(['access-log', name, '--once', '--print-config'], { cwd });
    writeFileSync(join(cwd, 'tidemark.yaml'), stdout);
    const ran = await tidemark(['run'], { cwd });
    const command = await tidemark(['access-log', name, '--once'], { cwd });
    expect(command.code, command.stderr).toBe(0);
    expect(ran.stdout).toBe(command.stdout);
    expect(ran.stdout).toContain('hits ');
  });

  test('has state, outputs and dead letters too', async () => {
    const flags = [
      '--state',
      's',
      '--out',
      'o.jsonl',
      '--webhook',
      'https://x.example/y',
      '--dead-letters',
      'd.jsonl',
      '--give-up-after',
      '5m',
      '--start',
      '2m',
    ];
    const path = await configIn(
      (await tidemark(['access-log', '-', ...flags.slice(2), '--print-config'])).stdout,
    );
    const { code, stdout } = await tidemark(['check', path]);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `${path}: 1 pipeline (access-log), 3 streams, 1 alert: all is well.\n`,
    });
    const printed = await tidemark(['access-log', 'a.log', ...flags, '--print-config']);
    for (const piece of [
      'state: s',
      'file: o.jsonl',
      'https://x.example/y',
      'dead_letters',
      'give_up_after: 5m',
      'start: 2m',
    ]) {
      expect(printed.stdout).toContain(piece);
    }
  });
});

describe('tidemark schema', () => {
  test('prints a JSON Schema that knows every key of the sample', async () => {
    const { code, stdout } = await tidemark(['schema']);
    const schema = JSON.parse(stdout) as {
      readonly $schema: string;
      readonly $defs: object;
      readonly required: unknown;
    };
    expect(code).toBe(0);
    expect(schema.$schema).toContain('2020-12');
    expect(Object.keys(schema.$defs)).toEqual(['source', 'sink', 'route', 'format']);
    expect(schema.required).toEqual(['version', 'pipelines']);
    expect(stdout).not.toContain('"part"');
  });
});

describe('tidemark alone', () => {
  test('shows what lies here and commands to paste, and exits with 2', async () => {
    const directory = await temporaryDirectory();
    await copyFile(LOG, join(directory, "it's mine.log"));
    await copyFile(SAMPLE, join(directory, 'tidemark.yaml'));
    const { code, stdout, stderr } = await tidemark([], { cwd: directory });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('tidemark.yaml, a config');
    expect(stderr).toContain("it's mine.log, an access log");
    expect(stderr).toContain(`tidemark access-log 'it'\\''s mine.log' --once`);
    expect(stderr).toContain('tidemark test tidemark.yaml');
    expect(stderr.split('\n').length).toBeLessThan(24);
  });

  test.each([
    ['--help'],
    ['run', '--help'],
    ['check', '--help'],
    ['test', '--help'],
    ['schema', '--help'],
    ['access-log', '--help'],
    ['audit', '--help'],
  ])('has help that fits a screen: %s %s', async (...args) => {
    const { code, stdout } = await tidemark(args.filter((one) => typeof one === 'string'));
    expect(code).toBe(0);
    expect(stdout.split('\n').length).toBeLessThanOrEqual(36);
  });
});
