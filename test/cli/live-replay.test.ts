import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { rowsIn, startTidemark, tidemark } from '../support/tidemark.js';

type Row = Readonly<Record<string, unknown>>;

const WATCH = [
  '--json',
  '--period',
  '1s',
  '--window',
  '2s',
  '--lateness',
  '1s',
  '--idle',
  '1s',
  '--threshold',
  '5',
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

test('live and replay agree on a burst, and the alert recovers on time when the writer has stopped', async () => {
  const path = join(await temporaryDirectory(), 'access.log');
  // There from the start, so that the watcher has nothing to warn of.
  await appendFile(path, '');
  const live = startTidemark(['access-log', path, ...WATCH]);
  const writing = tidemark([
    'generate',
    'access-log',
    ...['--rate', '3/s', '--burst', '30/s:2s@2s', '--for', '4s', '--seed', '7', '--out', path],
  ]);
  await live.until(({ stdout }) => stdout.includes('"state":"firing"'));
  expect((await writing).code).toBe(0);
  const replay = await tidemark(['access-log', path, '--once', ...WATCH]);
  expect(replay.code).toBe(0);

  // No line comes any more: silence alone must say what the end of the input says in the replay.
  const lastEnd = String(
    rowsIn(replay.stdout)
      .filter(({ stream }) => stream === 'summary')
      .at(-1)?.end,
  );
  await live.until(({ stdout }) => transitions(stdout).length >= transitions(replay.stdout).length);
  await live.until(({ stdout }) =>
    rowsIn(stdout).some(({ stream, end }) => stream === 'summary' && String(end) > lastEnd),
  );
  live.child.kill('SIGINT');
  const { code, stdout, stderr } = await live.finished;

  expect(code).toBe(0);
  expect(stderr).toContain('72 lines read, 72 rows, 0 rejected.');
  expect(stderr).not.toMatch(/[1-9]\d* late/);
  const said = transitions(replay.stdout);
  expect(said.map(({ time, state }) => [time, state])).toEqual(crossings(await readFile(path, 'utf8')));
  expect(transitions(stdout)).toEqual(said);
  for (const stream of ['summary', 'sections']) {
    expect(windowsUntil(stdout, stream, lastEnd)).toEqual(windowsUntil(replay.stdout, stream, lastEnd));
  }
});
