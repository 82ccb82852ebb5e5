import { appendFileSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { startTidemark, tidemark } from '../support/tidemark.js';

const line = (second: number): string => {
  const [day, month, year, clock] = new Date(Date.UTC(2026, 4, 9) + second * 1000)
    .toUTCString()
    .slice(5, 25)
    .split(' ');
  return `10.0.0.1 - - [${day}/${month}/${year}:${clock} +0000] "GET /api/${second} HTTP/1.1" 200 1\n`;
};

const lines = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, i) => line(from + i)).join('');

interface Summary {
  readonly start: string;
  readonly hits: number;
}

const summariesIn = (path: string): readonly Summary[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((text) => text.includes('"stream":"summary"'))
    .map((text) => JSON.parse(text) as Summary);

describe('a nightly run with --once and --state', () => {
  test('counts every line once over seven runs of a log that grows and is rotated', async () => {
    const directory = await temporaryDirectory();
    const log = join(directory, 'access.log');
    const [out, state] = [join(directory, 'out.jsonl'), join(directory, 'state')];
    const nightly = ['access-log', log, '--once', '--state', state, '--out', out, '--period', '1m'];
    let written = 0;
    for (let night = 0; night < 7; night++) {
      appendFileSync(log, lines(written, written + 95));
      written += 95;
      // Rotated in the evening, with lines in the old file that no run has read; one line is half written at the time of the run.
      if (night % 3 === 1) {
        // By date: numbers that count up cannot be told from numbers that count down where rotations are less than a second apart.
        renameSync(log, `${log}-2026050${night}`);
        appendFileSync(log, lines(written, written + 20));
        written += 20;
      }
      const next = line(written);
      appendFileSync(log, next.slice(0, 40));
      const { code, stderr } = await tidemark(nightly);
      expect({ code, stderr }).toMatchObject({ code: 0 });
      appendFileSync(log, next.slice(40));
      written++;
    }
    const open = summariesIn(out).reduce((sum, { hits }) => sum + hits, 0);
    expect(open).toBeLessThan(written);

    const closed = await tidemark([...nightly, '--close']);
    expect(closed.code).toBe(0);
    const summaries = summariesIn(out);
    expect(summaries.map(({ start }) => start)).toEqual(
      [...new Set(summaries.map(({ start }) => start))].sort(),
    );
    expect(summaries.reduce((sum, { hits }) => sum + hits, 0)).toBe(written);
    for (const { hits } of summaries.slice(0, -1)) expect(hits).toBe(60);

    const audit = await tidemark(['audit', '--state', state]);
    expect(audit.stdout).toContain('It adds up.');
    expect(audit.stdout).toContain(`${written.toLocaleString('en')} lines`);
    expect(audit.code).toBe(0);
  });

  test('leaves the windows at the end open for the next run, without a store it closes them', async () => {
    const directory = await temporaryDirectory();
    const log = join(directory, 'access.log');
    const out = join(directory, 'out.jsonl');
    appendFileSync(log, lines(0, 90));
    await tidemark([
      'access-log',
      log,
      '--once',
      '--state',
      join(directory, 'state'),
      '--out',
      out,
      '--period',
      '1m',
      '--lateness',
      '2s',
    ]);
    expect(summariesIn(out).map(({ hits }) => hits)).toEqual([60]);
    rmSync(out);
    await tidemark(['access-log', log, '--once', '--out', out, '--period', '1m']);
    expect(summariesIn(out).map(({ hits }) => hits)).toEqual([60, 30]);
  });
});

describe('a state directory', () => {
  test('is refused to a second process, with a message that says who has it', async () => {
    const directory = await temporaryDirectory();
    const log = join(directory, 'access.log');
    const state = join(directory, 'state');
    appendFileSync(log, lines(0, 10));
    const owner = startTidemark([
      'access-log',
      log,
      '--json',
      '--state',
      state,
      '--start',
      'beginning',
      '--idle',
      '1s',
      '--lateness',
      '0s',
      '--period',
      '1s',
    ]);
    await owner.until(({ stdout }) => stdout.includes('"summary"'));
    const second = await tidemark(['access-log', log, '--once', '--state', state]);
    expect(second.code).toBe(1);
    expect(second.stderr).toMatch(new RegExp(`process ${owner.child.pid}\\b`));
    expect(second.stderr.trim().split('\n')).toHaveLength(1);
    // Looking is allowed.
    expect((await tidemark(['audit', '--state', state])).code).toBe(0);
    owner.child.kill('SIGTERM');
    expect((await owner.finished).code).toBe(0);
    expect((await tidemark(['access-log', log, '--once', '--state', state])).code).toBe(0);
  });

  test('that is not there is no state to audit', async () => {
    const { code, stderr } = await tidemark(['audit', '--state', join(await temporaryDirectory(), 'none')]);
    expect(code).toBe(1);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
