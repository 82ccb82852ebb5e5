import { chmod, copyFile, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { rowsIn, SAMPLE, shell, tidemark } from '../support/tidemark.js';

const LOG = join(SAMPLE, 'access.log');
const sample = (name: string): Promise<string> => readFile(join(SAMPLE, name), 'utf8');
const line = (time: string, request = 'GET / HTTP/1.1'): string => `h - - [${time} +0000] "${request}" 200 5`;

const BALANCE = `tidemark: 2,760 lines read, 2,760 rows, 0 rejected.
  summary   2,760 counted, 0 late, 36 out
  sections  2,760 counted, 0 late, 346 out
  alerts    2,760 counted, 0 late, 3 out
  to stdout: 385 stored
`;

/** Nothing of ours reaches a user as a stack trace. */
const noTrace = (text: string): void => expect(text).not.toMatch(/^\s+at .*\.js:\d+|defect/m);

describe('tidemark access-log --once', () => {
  test.each([
    ['text', [], 'expected.txt'],
    ['JSON lines', ['--json'], 'expected.jsonl'],
  ])(
    'writes of the sample the expected %s, from a file and from standard input',
    async (_, args, expected) => {
      const wanted = { code: 0, signal: null, stdout: await sample(expected), stderr: BALANCE };
      expect(await tidemark(['access-log', LOG, '--once', ...args])).toEqual(wanted);
      const input = await readFile(LOG);
      expect(await tidemark(['access-log', '-', '--once', ...args], { input })).toEqual(wanted);
    },
  );

  test('reads a live standard input to its end and says everything', async () => {
    const result = await tidemark(['access-log', '-', '--json'], { input: await readFile(LOG) });
    expect(result).toMatchObject({ code: 0, stdout: await sample('expected.jsonl'), stderr: BALANCE });
  });

  test('shows times in the zone that it is given, and JSON in UTC', async () => {
    const zone = ['--zone', 'Asia/Kolkata'];
    const text = await tidemark(['access-log', LOG, '--once', ...zone]);
    expect(text.stdout).toContain('2026-05-09 21:30:00 – 21:30:10');
    expect(text.stdout).toContain('hits = 1214, triggered at 2026-05-09T21:33:00.000+05:30');
    const json = await tidemark(['access-log', LOG, '--once', '--json', ...zone]);
    const fired = rowsIn(json.stdout).find(({ state }) => state === 'firing');
    expect(fired).toMatchObject({
      time: '2026-05-09T16:03:00.000Z',
      message: expect.stringContaining('2026-05-09T21:33:00.000+05:30'),
    });
  });

  test('reads an empty file, one of garbage only, and a single line that no newline ends', async () => {
    const directory = await temporaryDirectory();
    const path = join(directory, 'log');
    await writeFile(path, '');
    expect(await tidemark(['access-log', path, '--once'])).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringContaining('0 lines read, 0 rows, 0 rejected.'),
    });
    await writeFile(path, 'garbage\n\n\u0000\u0001\nmore\r\n');
    expect(await tidemark(['access-log', path, '--once'])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('3 lines read, 0 rows, 3 rejected (malformed 3).'),
    });
    await writeFile(path, line('09/May/2026:16:00:00'));
    const one = await tidemark(['access-log', path, '--once', '--json', '--period', '365d']);
    expect(rowsIn(one.stdout).filter(({ stream }) => stream === 'summary')).toMatchObject([
      { hits: 1, size: 5 },
    ]);
  });

  test('counts times before 1970', async () => {
    const input = `${line('31/Dec/1969:23:59:59')}\n${line('01/Jan/1970:00:00:00')}\n`;
    const { stdout } = await tidemark(['access-log', '-', '--once', '--json'], { input });
    expect(rowsIn(stdout).filter(({ stream }) => stream === 'summary')).toMatchObject([
      { start: '1969-12-31T23:59:50.000Z', end: '1970-01-01T00:00:00.000Z', hits: 1 },
      { start: '1970-01-01T00:00:00.000Z', end: '1970-01-01T00:00:10.000Z', hits: 1 },
    ]);
  });

  test('rejects a line of many megabytes and goes on with the next', async () => {
    const input = `${line('09/May/2026:16:00:00')}\n${'x'.repeat(5_000_000)}\n${line('09/May/2026:16:00:01')}\n`;
    const { code, stderr } = await tidemark(['access-log', '-', '--once'], { input });
    expect(code).toBe(0);
    expect(stderr).toContain('3 lines read, 2 rows, 1 rejected (oversize 1).');
  });

  test('does not write escape sequences of a log to the terminal', async () => {
    const input = `${line('09/May/2026:16:00:00', 'GET /\u001b[2J\u009b31m/x HTTP/1.1')}\n`;
    const { stdout } = await tidemark(['access-log', '-', '--once'], { input });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(stdout).toContain('[2J');
  });
});

describe('tidemark access-log on what cannot be read', () => {
  test('says in one line that a file is missing, and exits 1', async () => {
    const result = await tidemark(['access-log', '/no/such.log', '--once']);
    expect(result).toMatchObject({
      code: 1,
      stdout: '',
      stderr:
        'tidemark: Cannot read /no/such.log: no such file. Check the path, or follow it to wait until it appears.\n',
    });
  });

  test.each([[[]], [['--once']]])('refuses a directory with %j', async (args) => {
    const result = await tidemark(['access-log', '/tmp', ...args]);
    expect(result).toMatchObject({
      code: 1,
      stdout: '',
      stderr: 'tidemark: Cannot read /tmp: it is a directory. Name a file inside it.\n',
    });
  });

  test('refuses a directory as standard input', async () => {
    expect(await shell('tidemark access-log - --once < /tmp')).toMatchObject({
      code: 1,
      stderr: 'tidemark: Cannot read standard input: it is a directory. Name a file inside it.\n',
    });
  });

  test('says that a file is not ours to read', async ({ skip }) => {
    const directory = await temporaryDirectory();
    const path = join(directory, 'log');
    await writeFile(path, '');
    await chmod(path, 0);
    const root = process.getuid?.() === 0;
    await chmod(directory, 0o755);
    // Root may read everything: the command then runs as nobody, who must be able to reach our own code.
    if (root && ((await stat(SAMPLE)).mode & 0o005) !== 0o005) skip('nobody cannot reach the repository');
    const result = await tidemark(['access-log', path, '--once'], root ? { uid: 65_534 } : {});
    expect(result).toMatchObject({
      code: 1,
      stderr: `tidemark: Cannot read ${path}: permission denied. Check its permissions, or run as a user who may read it.\n`,
    });
  });
});

describe('tidemark and a mistake on its command line', () => {
  test.each([
    ['an unknown option', ['access-log', '--bogus'], '--bogus'],
    ['an unknown command', ['bogus'], 'bogus'],
    ['two files', ['access-log', 'a', 'b'], 'Too many arguments'],
    ['an option without its value', ['access-log', '--period'], '--period'],
    ['a duration without a unit', ['access-log', '--period', '10'], '--period: "10" has no unit; write 10s'],
    ['a period of nothing', ['access-log', '--period', '0s'], '--period: "0s" must be at least 1ms'],
    ['a negative duration', ['access-log', '--lateness', '-1s'], '--lateness: "-1s" is negative'],
    [
      'a window of parts of a second',
      ['access-log', '--window', '1500ms'],
      '--window: "1500ms" must be whole',
    ],
    ['a bad rate', ['access-log', '--threshold', 'x'], '--threshold: "x" is not a rate'],
    ['a negative rate', ['access-log', '--threshold', '-3'], '--threshold: "-3" is negative'],
    ['an unknown zone', ['access-log', '--zone', 'Mars/X'], '--zone: "Mars/X" is no time zone'],
    ['an unknown format', ['access-log', '--format', 'bogus'], 'it is one of auto, common, combined'],
    ['a count of nothing', ['access-log', '--top', '0'], '--top: "0" is no count'],
    ['half a count', ['access-log', '--top', '1.5'], '--top: "1.5" is no count'],
  ])('says of %s in at most two lines what is wrong, and exits 2', async (_, args, words) => {
    const { code, stdout, stderr } = await tidemark(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(words);
    expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
    noTrace(stderr);
  });

  test.each([
    [['--help']],
    [['access-log', '--help']],
    [['generate', '--help']],
    [['generate', 'access-log', '--help']],
  ])('has a help for %j that fits a screen and shows values as one would type them', async (args) => {
    const { code, stdout, stderr } = await tidemark(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(32);
    for (const each of lines) expect(each.length).toBeLessThanOrEqual(80);
    expect(stdout).not.toMatch(/[{}]|default: \d{3}/);
  });

  test('prints its version', async () => {
    const { version } = JSON.parse(await readFile(join(SAMPLE, '../../package.json'), 'utf8'));
    expect(await tidemark(['--version'])).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: '' });
  });
});

describe('tidemark and who reads its output', () => {
  test('ends quietly when the reader has seen enough', async () => {
    const { code, stdout, stderr } = await shell(`tidemark access-log '${LOG}' --once --json | head -1`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(`${(await sample('expected.jsonl')).split('\n')[0]}\n`);
  });

  test('loses nothing at its exit when the reader is slow', async () => {
    const directory = await temporaryDirectory();
    const log = join(directory, 'log');
    const part = await readFile(LOG);
    // More than any pipe holds; the reader begins when the writer has long been waiting for it.
    await writeFile(log, Buffer.concat([part, part, part, part, part, part]));
    await mkdir(join(directory, 'out'));
    const plain = await shell(`tidemark access-log '${log}' --once --json --top 1000 > '${directory}/out/a'`);
    const slow = await shell(
      `tidemark access-log '${log}' --once --json --top 1000 | (sleep 1; cat > '${directory}/out/b')`,
    );
    expect([plain.code, slow.code]).toEqual([0, 0]);
    const [a, b] = await Promise.all(
      ['a', 'b'].map((name) => readFile(join(directory, 'out', name), 'utf8')),
    );
    expect(a?.length).toBeGreaterThan(65_536);
    expect(b).toBe(a);
  });

  test('says that the disk is full, and exits 1', async ({ skip }) => {
    if (process.platform !== 'linux') skip('only Linux has /dev/full');
    // The first rows are written as soon as there are any, and what has come of the log until that has failed is lost.
    const { code, stderr } = await shell(`tidemark access-log '${LOG}' --once --checkpoint 1h > /dev/full`);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^tidemark: [1-9]\d* rows for stdout are lost: .*\ntidemark: Cannot write the output: ENOSPC.*\n$/,
    );
  });

  test('does not fail because nobody reads its messages', async ({ skip }) => {
    if (process.platform !== 'linux') skip('only Linux has /dev/full');
    expect(await shell(`tidemark access-log '${LOG}' --once 2> /dev/full`)).toMatchObject({
      code: 0,
      stdout: await sample('expected.txt'),
    });
    expect(await shell(`tidemark access-log '${LOG}' --once 2>&-`)).toMatchObject({ code: 0 });
  });

  test('says a log with long gaps without holding all of its empty windows at once', async () => {
    const directory = await temporaryDirectory();
    const log = join(directory, 'log');
    await copyFile(LOG, log);
    const hours = Array.from({ length: 500 }, (_, i) => {
      const time = new Date(Date.UTC(2026, 0, 1) + i * 3_600_000).toISOString();
      return line(`${time.slice(8, 10)}/Jan/2026:${time.slice(11, 19)}`);
    });
    await writeFile(log, `${hours.join('\n')}\n`);
    const { code, stdout, stderr } = await shell(
      `export NODE_OPTIONS=--max-old-space-size=64; tidemark access-log '${log}' --once --json | grep -c summary`,
    );
    expect(stderr).toContain('500 lines read, 500 rows, 0 rejected.');
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${499 * 360 + 1}\n` });
  });
});
