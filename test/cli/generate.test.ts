import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateCommand } from '../../src/cli/generate.js';
import { startTidemark } from '../support/tidemark.js';

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tidemark-generate-'));
});
afterAll(() => rm(directory, { recursive: true }));

const generate = (...args: readonly string[]): Promise<Command> =>
  generateCommand().parseAsync(['access-log', ...args], { from: 'user' });

const generated = async (name: string, ...args: readonly string[]): Promise<readonly string[]> => {
  const path = join(directory, name);
  await generate('--fast', '--overwrite', '--out', path, ...args);
  return (await readFile(path, 'latin1')).split('\n').slice(0, -1);
};

describe('tidemark generate access-log', () => {
  test('writes rate times duration lines from --start on, and begins the file anew with --fast and --overwrite', async () => {
    const args = ['--rate', '10/s', '--for', '4s', '--start', '2026-05-09T16:00:00Z', '--burst', '5/s:2s@1s'];
    const lines = await generated('log', ...args);
    expect(lines).toHaveLength(50);
    expect(lines[0]).toContain('[09/May/2026:16:00:00 +0000]');
    expect(lines.at(-1)).toContain('[09/May/2026:16:00:03 +0000]');
    expect(await generated('log', ...args)).toEqual(lines);
    expect(await generated('log', ...args, '--seed', '2')).not.toEqual(lines);
  });

  test('throws away nothing that is in a file unless told to', async () => {
    const path = join(directory, 'precious');
    await writeFile(path, 'precious\n');
    const args = ['--fast', '--out', path, '--for', '1s'];
    await expect(generate(...args)).rejects.toMatchObject({
      code: 'usage',
      message: `--out: ${path} is there already, with 9 bytes; write --overwrite where they may go.`,
    });
    expect(await readFile(path, 'latin1')).toBe('precious\n');
    await generate(...args, '--overwrite');
    expect(await readFile(path, 'latin1')).toMatch(/^(?!precious)/);
    await writeFile(path, '');
    await generate(...args);
    expect((await readFile(path, 'latin1')).split('\n')).toHaveLength(51);
  });

  test('makes five minutes at 50 a second, one more burst for each --burst', async () => {
    const bursts = ['--burst', '10/s:1m@0s', '--burst', '20/s:1m@4m'];
    expect(await generated('default', ...bursts)).toHaveLength(300 * 50 + 60 * 10 + 60 * 20);
  });

  test.each([
    [['--rate', '50/x'], '--rate: "50/x" has an unknown unit "x". A rate is per s, m, h or d.'],
    [['--for', '10'], '--for: "10" has no unit; write 10s or 10ms.'],
    [
      ['--burst', '30/s'],
      '--burst: "30/s" is not a burst; write RATE:LENGTH@OFFSET, for example 30/s:3m@2m.',
    ],
    [
      ['--burst', '30/s:3m@2m', '--for', '4m'],
      '--burst: a burst ends 5m after the beginning, past the end at 4m; write --for 5m.',
    ],
    [
      ['--start', 'noon'],
      '--start: "noon" is not a time; write ISO-8601, for example 2026-05-09T16:00:00Z, or epoch seconds, for example 1549573860.',
    ],
    [['--seed', '-1'], '--seed: "-1" is not a seed; write a whole number, for example 42.'],
  ])('refuses %j and says what to write', async (args, message) => {
    await expect(generate(...args)).rejects.toMatchObject({ code: 'usage', message });
  });

  test('has a help that fits one screen', () => {
    let help = '';
    const command = generateCommand().commands.find((each) => each.name() === 'access-log');
    command?.configureOutput({ writeOut: (text) => (help += text), getOutHelpWidth: () => 80 }).outputHelp();
    const lines = help.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(26);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(help).toContain('ADDS');
  });
});

describe('tidemark generate sites', () => {
  test('lists what it serves, ends the list and not itself, and stops at a signal', async () => {
    const running = startTidemark(['generate', 'sites', '--count', '10', '--listen', '127.0.0.1:0']);
    await once(running.child.stdout ?? process.stdin, 'end');
    const urls = running.stdout.trimEnd().split('\n');
    expect(urls).toHaveLength(10);
    expect(await (await fetch(urls[0] ?? '')).text()).toContain('All systems work');
    expect((await fetch(urls[5] ?? '')).status).toBe(500);
    running.child.kill('SIGINT');
    expect(await running.finished).toMatchObject({ code: 0, signal: null });
    expect(running.stderr).toMatch(/^10 sites at 127\.0\.0\.1:\d+; /);
  });

  test.each([
    [['--count', '0'], '--count: "0" is not a number of sites; write one from 1 to 10000.'],
    [['--listen', ':80'], '--listen: ":80" is not of this machine alone; write 127.0.0.1:80.'],
    [
      ['--listen', '80'],
      '--listen: "80" is no address: a host, a colon and a port are wanted, such as 127.0.0.1:8080.',
    ],
  ])('refuses %j and says what to write', async (args, message) => {
    const refused = generateCommand().parseAsync(['sites', ...args], { from: 'user' });
    await expect(refused).rejects.toMatchObject({ code: 'usage', message });
  });
});
