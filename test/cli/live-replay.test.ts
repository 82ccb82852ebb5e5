import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { rowsIn, startTidemark, tidemark } from '../support/tidemark.js';

type Row = Readonly<Record<string, unknown>>;

const watch = (path: string, ...more: readonly string[]): readonly string[] => [
  ...[
    'access-log',
    path,
    '--json',
    '--period',
    '1s',
    '--window',
    '2s',
    '--lateness',
    '1s',
    '--threshold',
    '5',
  ],
  ...more,
];

const transitions = (text: string): readonly Row[] =>
  rowsIn(text)
    .filter(({ stream }) => stream === 'alerts')
    .map(({ time, was, state, value, message }) => ({ time, was, state, value, message }));

/** The windows of a stream up to an end; what silence adds after it is of the live run only. */
const windowsUntil = (text: string, stream: string, end: string): readonly Row[] =>
  rowsIn(text).filter((row) => row.stream === stream && String(row.end) <= end);

/** When ten hits in two seconds are crossed, counted by hand over all seconds. */
const crossings = (log: string): readonly (readonly [time: string, state: string])[] => {
  const seconds = [...log.matchAll(/:(\d\d):(\d\d):(\d\d) /g)].map(
    ([, h, m, s]) => Number(h) * 3600 + Number(m) * 60 + Number(s),
  );
  const first = seconds[0] ?? 0;
  // A log that goes past midnight does not take a whole day.
  const after = seconds.map((second) => (second - first + 86_400) % 86_400);
  const day = /\[(\d\d)\/(\w+)\/(\d+):(\d\d:\d\d:\d\d)/.exec(log) ?? [];
  const start = Date.parse(`${day[1]} ${day[2]} ${day[3]} ${day[4]} UTC`);
  let told = 'no_data';
  const found: [string, string][] = [];
  for (let newest = 0; newest <= Math.max(...after) + 2; newest++) {
    const hits = after.filter((second) => second === newest || second === newest - 1).length;
    // At exactly ten it stays as it is. The first window that is full begins after the first second, and says how things
    // stand, also at exactly ten.
    const isQuiet = told === 'firing' ? hits < 10 : newest >= 2;
    const state = hits > 10 ? 'firing' : isQuiet ? 'ok' : told;
    if (state !== told) found.push([new Date(start + newest * 1000).toISOString(), state]);
    told = state;
  }
  return found;
};

/** A line at that many milliseconds, which are whole seconds. */
const lineAt = (time: number): string => {
  const [day, month, year, clock] = new Date(time).toUTCString().slice(5, 25).split(' ');
  return `h - - [${day}/${month}/${year}:${clock} +0000] "GET /last HTTP/1.1" 200 5\n`;
};

/** What a run that follows has said is what a replay says, up to an end. */
const expectSame = (live: string, replay: string, end: string): void => {
  expect(transitions(live)).toEqual(transitions(replay));
  for (const stream of ['summary', 'sections']) {
    expect(windowsUntil(live, stream, end)).toEqual(windowsUntil(replay, stream, end));
  }
};

test('live and replay agree on a burst that is written while it is watched', async () => {
  const path = join(await temporaryDirectory(), 'access.log');
  // There from the start, so that the watcher has nothing to warn of.
  await appendFile(path, '');
  // Silence moves no time: a machine that stands still for a while is not to count as a silent writer.
  const live = startTidemark(watch(path, '--idle', '1h', '--start', 'beginning'));
  const writing = tidemark([
    'generate',
    'access-log',
    ...['--rate', '3/s', '--burst', '30/s:1s@1s', '--for', '3s', '--seed', '7', '--out', path],
  ]);
  expect((await writing).code).toBe(0);
  // Last lines a minute later, as many as are believed, close all windows before them.
  const last = Math.floor(Date.now() / 1000) * 1000 + 60_000;
  await appendFile(path, lineAt(last).repeat(8));
  const replay = await tidemark(watch(path, '--once'));
  expect(replay.code).toBe(0);

  const end = new Date(last - 1000).toISOString();
  await live.until(({ stdout }) =>
    rowsIn(stdout).some((row) => row.stream === 'summary' && String(row.end) >= end),
  );
  live.child.kill('SIGINT');
  const { code, stdout, stderr } = await live.finished;

  expect(code).toBe(0);
  expect(stderr).toContain('47 lines read, 47 rows, 0 rejected.');
  expect(stderr).not.toMatch(/[1-9]\d* late/);
  const said = transitions(replay.stdout).map(({ time, state }) => [time, state]);
  expect(said).toEqual(crossings(await readFile(path, 'utf8')));
  expectSame(stdout, replay.stdout, end);
});

test('an alert recovers in the silence after the last line when it does at the end of a replay', async () => {
  const path = join(await temporaryDirectory(), 'access.log');
  const start = Date.UTC(2026, 4, 9, 16);
  const seconds = [1, 2, 1, 8, 9, 7].map((hits, second) => lineAt(start + second * 1000).repeat(hits));
  await appendFile(path, seconds.join(''));
  const replay = await tidemark(watch(path, '--once'));
  const said = transitions(replay.stdout);
  expect(said.map(({ state }) => state)).toEqual(['ok', 'firing', 'ok']);

  const live = startTidemark(watch(path, '--idle', '1s', '--start', 'beginning'));
  const end = String(rowsIn(replay.stdout).findLast(({ stream }) => stream === 'summary')?.end);
  await live.until(({ stdout }) => transitions(stdout).length >= said.length);
  await live.until(({ stdout }) =>
    rowsIn(stdout).some((row) => row.stream === 'summary' && String(row.end) > end),
  );
  live.child.kill('SIGINT');
  const { code, stdout } = await live.finished;
  expect(code).toBe(0);
  expectSame(stdout, replay.stdout, end);
});
