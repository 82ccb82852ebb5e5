import { appendFile, copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { type Running, rowsIn, SAMPLE, shell, startTidemark } from '../support/tidemark.js';

const LOG = join(SAMPLE, 'access.log');

/** The sample has been read, all but its last windows. */
const caughtUp = ({ stdout }: Running): boolean => stdout.includes('recovered at 2026-05-09T16:05:00.000Z');

const aCopy = async (): Promise<string> => {
  const path = join(await temporaryDirectory(), 'access.log');
  await copyFile(LOG, path);
  return path;
};

/** Follows a log from its beginning, whose time goes on with its lines alone. */
const followed = (path: string): Running =>
  startTidemark([
    ...['access-log', path, '--json', '--start', 'beginning'],
    ...['--idle', '1h', '--lateness', '2s'],
  ]);

describe('tidemark access-log, following', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    'drains at %s: says what is known, prints the balance, exits 0',
    async (signal) => {
      // Silence must not move time: only rows have, when the signal comes.
      const running = startTidemark([
        'access-log',
        await aCopy(),
        '--json',
        '--idle',
        '1h',
        '--lateness',
        '2s',
        '--start',
        'beginning',
      ]);
      await running.until(caughtUp);
      running.child.kill(signal);
      const { code, stdout, stderr } = await running.finished;
      expect({ code, stderr }).toEqual({
        code: 0,
        stderr: expect.stringMatching(/^tidemark: 2,760 lines read, 2,760 rows, 0 rejected\.\n {2}summary/),
      });
      // The last window stays open: the end was not said.
      const expected = await readFile(join(SAMPLE, 'expected.jsonl'), 'utf8');
      // With another lateness the streams take turns elsewhere.
      for (const line of stdout.split('\n')) expect(expected).toContain(line);
      const summaries = (text: string) => rowsIn(text).filter(({ stream }) => stream === 'summary').length;
      expect(summaries(stdout)).toBe(summaries(expected) - 1);
    },
  );

  test('drains at a signal while it waits for standard input', async () => {
    const running = startTidemark(['access-log', '-', '--json', '--idle', '1h', '--lateness', '2s'], {
      openInput: true,
    });
    running.child.stdin?.write(await readFile(LOG));
    await running.until(caughtUp);
    running.child.kill('SIGINT');
    const { code, stderr } = await running.finished;
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('2,760 lines read') });
  });

  test('exits at once at a second signal, though nobody takes its output', async () => {
    const running = startTidemark(['access-log', await aCopy(), '--json', '--period', '1ms', '--once']);
    await running.until(({ stdout }) => stdout !== '');
    running.child.stdout?.pause();
    running.child.kill('SIGTERM');
    running.child.kill('SIGINT');
    const ended = new Promise((resolve) => running.child.once('exit', (code) => resolve(code)));
    // Whichever of the two came first: the other one is the second.
    expect([130, 143]).toContain(await ended);
    running.child.stdout?.resume();
  });

  test('warns once of a missing file, and starts when it appears', async () => {
    const path = join(await temporaryDirectory(), 'later.log');
    const running = followed(path);
    const warning = `tidemark: ${path} does not exist yet. Waiting for it to appear.\n`;
    await running.until(({ stderr }) => stderr === warning);
    await copyFile(LOG, path);
    await running.until(caughtUp);
    expect(running.stderr).toBe(warning);
    running.child.kill('SIGINT');
    expect(await running.finished).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('2,760 lines read'),
    });
  });

  test('reads on where it was when the file grows, half lines included', async () => {
    const path = await aCopy();
    const running = followed(path);
    await running.until(caughtUp);
    const line = 'h - - [09/May/2026:16:30:00 +0000] "GET /new/x HTTP/1.1" 200 5\n';
    await appendFile(path, line.slice(0, 30));
    await appendFile(path, line.slice(30));
    await appendFile(path, line.replace('16:30:00', '16:31:00'));
    await running.until(({ stdout }) => stdout.includes('"section":"/new"'));
    running.child.kill('SIGINT');
    const { stderr } = await running.finished;
    expect(stderr).toContain('2,762 lines read, 2,762 rows, 0 rejected.');
  });

  test('goes on with statistics and recovers in silence', async () => {
    const args = [
      '--json',
      '--idle',
      '0s',
      '--lateness',
      '0s',
      '--period',
      '1s',
      '--window',
      '2s',
      '--threshold',
      '1',
    ];
    const running = startTidemark(['access-log', '-', ...args], { openInput: true });
    const at = (second: number) => `h - - [09/May/2026:16:00:0${second} +0000] "GET / HTTP/1.1" 200 5\n`;
    running.child.stdin?.write(at(0) + at(1).repeat(5));
    await running.until(({ stdout }) =>
      stdout.includes('alert recovered - hits = 0, recovered at 2026-05-09T16:00:03'),
    );
    await running.until(({ stdout }) => rowsIn(stdout).filter(({ hits }) => hits === 0).length >= 2);
    running.child.stdin?.end();
    expect(await running.finished).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('6 lines read'),
    });
  });

  test('ends quietly when the reader of its output goes away while it follows', async () => {
    const line = `tidemark access-log '${await aCopy()}' --json --idle 0s --lateness 0s --period 1s | head -400 | tail -1`;
    const { code, stderr } = await shell(line);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});
