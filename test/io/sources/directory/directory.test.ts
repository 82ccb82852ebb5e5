import {
  appendFileSync,
  linkSync,
  mkdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { expect, it } from 'vitest';
import type { FileOutcome, ReadyFile } from '../../../../src/io/sources/directory/directory-rows.js';
import { walkDirectory } from '../../../../src/io/sources/directory/walk-directory.js';
import { virtualClock } from '../../../../src/testing/virtual-clock.js';
import { quickDirectory } from '../../../support/temporary-directory.js';
import { SETTLE, watched } from './kit.js';

const shipped: FileOutcome = { shipped: true, class: 'ok', reason: '' };
const failed: FileOutcome = { shipped: false, class: 'connect', reason: 'the store is down' };

const only = <T>(all: readonly T[]): T => {
  const [one] = all;
  if (one === undefined || all.length > 1) throw new Error(`${all.length} instead of one`);
  return one;
};

it('gives a file when it was left alone for as long as was asked for, once, with what it is', async () => {
  const place = await quickDirectory();
  writeFileSync(join(place, 'a.log'), 'hello');
  const seen = watched(place);
  await seen.pass(SETTLE - 1000);
  expect(seen.rows('ready')).toEqual([]);
  await seen.pass(2000);
  expect(seen.rows('ready')).toMatchObject([{ path: 'a.log', bytes: 5, attempt: 1 }]);
  await seen.pass(3 * SETTLE);
  expect(seen.rows('ready').length).toBe(1);
  // Nothing of it is remembered: it is looked at again after a restart.
  expect(seen.kept.size).toBe(0);
});

it('FS-01, FS-11: one that grows, or shrinks, is given when it has come to rest', async () => {
  const place = await quickDirectory();
  writeFileSync(join(place, 'a.log'), 'x');
  const seen = watched(place);
  for (let n = 0; n < 4; n++) {
    await seen.pass(SETTLE - 2000);
    appendFileSync(join(place, 'a.log'), 'x');
  }
  expect(seen.rows('ready')).toEqual([]);
  await seen.pass(SETTLE + 2000);
  expect(seen.rows('ready')).toMatchObject([{ bytes: 5 }]);
});

it('gives the oldest first, by when they came and not by what they say', async () => {
  const place = await quickDirectory();
  const names = ['c', 'a', 'b'];
  for (const name of names) {
    writeFileSync(join(place, name), 'x');
    // Times of the file system are as coarse as its clock ticks.
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
  const seen = watched(place);
  await seen.pass(SETTLE + 1000);
  expect(seen.rows('ready').map(({ path }) => path)).toEqual(names);
});

it('what has failed comes again after a pause of its own, and holds nobody up', async () => {
  const place = await quickDirectory();
  writeFileSync(join(place, 'bad'), 'x');
  const seen = watched(place);
  await seen.pass(SETTLE + 1000);
  seen.run.outcome?.(only(seen.rows('ready')), failed);
  writeFileSync(join(place, 'good'), 'x');
  await seen.pass(3000);
  expect(seen.rows('ready')).toMatchObject([{ attempt: 1 }, { path: 'bad', attempt: 2 }]);
  expect([...seen.kept.keys()]).toEqual(['bad']);
  await seen.pass(SETTLE);
  expect(seen.rows('ready').at(-1)).toMatchObject({ path: 'good', attempt: 1 });
  expect(seen.rows('files').at(-1)).toMatchObject({ failing: 1, waiting: 2, reason: 'the store is down' });
});

it('attempts are remembered by the next run, and forgotten with the file', async () => {
  const place = await quickDirectory();
  writeFileSync(join(place, 'bad'), 'x');
  const first = watched(place);
  await first.pass(SETTLE + 1000);
  first.run.outcome?.({ ...only(first.rows('ready')), attempt: 9 }, failed);
  await first.idle();
  first.stop();
  const { clock, kept } = first;
  const second = watched(place, { clock, remembered: kept, position: first.position });
  await second.pass(SETTLE + 1000);
  // Its pause is longer than it takes to settle.
  expect(second.rows('ready')).toEqual([]);
  await second.pass(5 * 60_000);
  expect(only(second.rows('ready'))).toMatchObject({ attempt: 10 });
  rmSync(join(place, 'bad'));
  await second.pass(2000);
  expect(second.kept.size).toBe(0);
});

it('a clock that was set back between two runs lets no file wait for longer than another', async () => {
  const place = await quickDirectory();
  writeFileSync(join(place, 'bad'), 'x');
  const { files } = await walkDirectory(place);
  const clock = virtualClock(Date.now());
  const note = { attempts: 1, after: clock.now() + 365 * 86_400_000, reason: 'it was another year' };
  const remembered = new Map([['bad', { identity: only(files).identity, ...note }]]);
  const seen = watched(place, { clock, remembered });
  await seen.pass(5 * 60_000 + 2000);
  expect(only(seen.rows('ready'))).toMatchObject({ path: 'bad', attempt: 2 });
});

it('one that has changed while it was sent is given again as what it is now', async () => {
  const place = await quickDirectory();
  writeFileSync(join(place, 'a'), 'x');
  const seen = watched(place);
  await seen.pass(SETTLE + 1000);
  appendFileSync(join(place, 'a'), 'y');
  seen.run.outcome?.(only(seen.rows('ready')), {
    shipped: false,
    class: 'changed',
    reason: 'it has changed',
  });
  await seen.pass(SETTLE + 2000);
  expect(seen.rows('ready')).toMatchObject([{ bytes: 1 }, { bytes: 2, attempt: 1 }]);
  expect(seen.changes).toBe(0);
});

it('what is shipped and kept is given once, also after a restart, and again when it changes', async () => {
  const place = await quickDirectory();
  writeFileSync(join(place, 'a'), 'x');
  const first = watched(place, { keeps: true });
  await first.pass(SETTLE + 1000);
  first.run.outcome?.(only(first.rows('ready')), shipped);
  await first.pass(11_000);
  expect(first.rows('files').at(-1)).toMatchObject({ waiting: 0, oldest: 0 });
  first.stop();
  const second = watched(place, { keeps: true, clock: first.clock, remembered: first.kept });
  await second.pass(2 * SETTLE);
  expect(second.rows('ready')).toEqual([]);
  appendFileSync(join(place, 'a'), 'y');
  await second.pass(SETTLE + 2000);
  expect(second.rows('ready')).toMatchObject([{ bytes: 2 }]);
});

it('FS-10: what is shipped and kept is not given again when a rotation shifts all names, also after a restart', async () => {
  const place = await quickDirectory();
  const at = (name: string) => join(place, name);
  const rotate = (): void => {
    renameSync(at('app.log.1'), at('app.log.2'));
    renameSync(at('app.log'), at('app.log.1'));
    writeFileSync(at('app.log'), 'today');
  };
  for (const [name, text] of [
    ['app.log', 'yesterday'],
    ['app.log.1', 'before'],
  ] as const)
    writeFileSync(at(name), text);
  const first = watched(place, { keeps: true });
  await first.pass(SETTLE + 1000);
  for (const row of first.rows('ready')) first.run.outcome?.(row, shipped);
  await first.idle();
  rotate();
  await first.pass(2 * SETTLE);
  expect(first.rows('ready').map(({ path, bytes }) => [path, bytes])).toEqual([
    ...first
      .rows('ready')
      .slice(0, 2)
      .map(({ path, bytes }) => [path, bytes]),
    ['app.log', 5],
  ]);
  first.run.outcome?.(first.rows('ready').at(-1), shipped);
  await first.pass(2000);
  first.stop();
  rotate();
  const second = watched(place, { keeps: true, clock: first.clock, remembered: first.kept });
  await second.pass(2 * SETTLE);
  expect(second.rows('ready').map(({ path }) => path)).toEqual(['app.log']);
  // The oldest was written over by the rotation, and what is known of it goes with it.
  expect([...second.kept.keys()].toSorted()).toEqual(['app.log.1', 'app.log.2']);
});

it('a second name of a file that is kept is another file: it has a key of its own', async () => {
  const place = await quickDirectory();
  writeFileSync(join(place, 'a'), 'x');
  const seen = watched(place, { keeps: true });
  await seen.pass(SETTLE + 1000);
  seen.run.outcome?.(only(seen.rows('ready')), shipped);
  await seen.pass(2000);
  linkSync(join(place, 'a'), join(place, 'b'));
  await seen.pass(2 * SETTLE);
  // The link has changed the inode of both.
  expect(
    seen
      .rows('ready')
      .map(({ path }) => path)
      .toSorted(),
  ).toEqual(['a', 'a', 'b']);
});

it('FS-21: a directory that vanishes is an outage: it is said, and nothing is forgotten', async () => {
  const place = await quickDirectory();
  const logs = join(place, 'logs');
  mkdirSync(logs);
  writeFileSync(join(logs, 'bad'), 'x');
  const seen = watched(logs);
  await seen.pass(SETTLE + 1000);
  seen.run.outcome?.(only(seen.rows('ready')), failed);
  await seen.idle();
  renameSync(logs, join(place, 'away'));
  await seen.pass(60_000);
  expect(seen.warnings).toEqual([expect.stringContaining('not mounted')]);
  expect(seen.rows('files').at(-1)).toMatchObject({
    waiting: 1,
    path: 'bad',
    reason: expect.stringContaining('cannot be read'),
  });
  expect(seen.kept.size).toBe(1);
  // An empty place where it is to be mounted says nothing of what is to be in it.
  mkdirSync(logs);
  await seen.pass(60_000);
  expect([seen.kept.size, seen.rows('ready').length]).toEqual([1, 1]);
  rmdirSync(logs);
  renameSync(join(place, 'away'), logs);
  await seen.pass(60_000);
  expect(seen.warnings).toEqual([expect.anything(), expect.stringContaining('can be read again')]);
  expect(seen.rows('ready').at(-1)).toMatchObject({ path: 'bad', attempt: 2 });
});

it('FS-21: an outage is reported with its age where nothing waits, so that an alert can fire', async () => {
  const place = await quickDirectory();
  const seen = watched(join(place, 'gone'));
  await seen.pass(60_000);
  const { oldest, path, waiting } = seen.rows('files').at(-1) ?? {};
  expect(oldest).toBeGreaterThanOrEqual(50_000);
  expect([path, waiting]).toEqual([join(place, 'gone'), 0]);
});

it('reports what waits every ten seconds, and once that nothing does', async () => {
  const place = await quickDirectory();
  const seen = watched(place);
  await seen.pass(60_000);
  expect(seen.rows('files')).toMatchObject([{ oldest: 0, path: '', waiting: 0, bytes: 0, failing: 0 }]);
  writeFileSync(join(place, 'a'), 'hello');
  utimesSync(join(place, 'a'), 1, 1);
  await seen.pass(25_000);
  const [, ...reports] = seen.rows('files');
  expect(reports.length).toBe(3);
  expect(reports[2]).toMatchObject({ path: 'a', waiting: 1, bytes: 5, attempts: 0 });
  expect(seen.rows('waiting').at(-1)).toMatchObject({ path: 'a', state: 'settling', size: 5, attempts: 0 });
  rmSync(join(place, 'a'));
  await seen.pass(60_000);
  expect(seen.rows('files').slice(4)).toMatchObject([{ oldest: 0, waiting: 0, path: '' }]);
});

it('what was shipped and is still there is said with why', async () => {
  const place = await quickDirectory();
  writeFileSync(join(place, 'a'), 'x');
  const seen = watched(place, { whyLeft: (path) => (path === 'a' ? 'we may not remove it' : undefined) });
  await seen.pass(SETTLE + 1000);
  seen.run.outcome?.(only(seen.rows('ready')), shipped);
  await seen.pass(2 * SETTLE);
  expect(seen.rows('ready').length).toBe(1);
  expect(seen.rows('waiting').at(-1)).toMatchObject({ state: 'sent', reason: 'we may not remove it' });
});

it('once: looks for as long as it takes to settle, gives each once, and ends', async () => {
  const place = await quickDirectory();
  writeFileSync(join(place, 'a'), 'x');
  writeFileSync(join(place, 'growing'), 'x');
  const seen = watched(place, { once: true });
  await seen.pass(SETTLE - 1000);
  appendFileSync(join(place, 'growing'), 'x');
  writeFileSync(join(place, 'new'), 'x');
  await seen.pass(5000);
  expect(seen.rows('ready').map(({ path }) => path)).toEqual(['a']);
  // What became of it is waited for, and then what is left is said.
  expect(seen.ended).toBeUndefined();
  seen.run.outcome?.(only(seen.rows('ready')), shipped);
  await seen.idle();
  expect(seen.ended).toEqual({});
  expect(seen.rows('files').at(-1)).toMatchObject({ waiting: 2, failing: 0 });
});

it('once: tries what has failed before at once, for its pause is that between runs', async () => {
  const place = await quickDirectory();
  writeFileSync(join(place, 'bad'), 'x');
  const first = watched(place, { once: true });
  await first.pass(SETTLE + 1000);
  const row: ReadyFile = only(first.rows('ready'));
  const remembered = new Map([
    ['bad', { identity: row.identity, attempts: 3, after: row.time + 9e9, reason: 'x' }],
  ]);
  const second = watched(place, { once: true, remembered });
  await second.pass(SETTLE + 1000);
  expect(second.rows('ready')).toMatchObject([{ attempt: 4 }]);
});

it('once: where nothing is there it ends at once, and where the directory cannot be read it fails', async () => {
  const place = await quickDirectory();
  const empty = watched(place, { once: true });
  await empty.idle();
  expect(empty.ended).toEqual({});
  const none = watched(join(place, 'gone'), { once: true });
  await none.idle();
  expect(none.ended).toMatchObject({ error: { code: 'unreadable' } });
});

it('relative and absolute names of the directory give the same, and what is not wanted is left alone', async () => {
  const place = await quickDirectory();
  writeFileSync(join(place, 'a.log'), 'x');
  writeFileSync(join(place, 'a.txt'), 'x');
  for (const name of [place, `${place}/`, relative(process.cwd(), place)]) {
    const seen = watched(name, { isWanted: (path) => path.endsWith('.log') });
    await seen.pass(SETTLE + 1000);
    expect(seen.rows('ready').map(({ path }) => path)).toEqual(['a.log']);
  }
});

it('at hours when nothing is to ship all waits, and is said to; then it goes', async () => {
  const place = await quickDirectory();
  writeFileSync(join(place, 'a'), 'x');
  let isOpen = false;
  const seen = watched(place, { isOpen: () => isOpen });
  await seen.pass(2 * SETTLE);
  expect(seen.rows('ready')).toEqual([]);
  expect(seen.rows('files').at(-1)).toMatchObject({ waiting: 1, reason: 'it is not the hour to ship' });
  isOpen = true;
  await seen.pass(2000);
  expect(seen.rows('ready').length).toBe(1);
});

it('once: at hours when nothing is to ship it ends, with all of it left', async () => {
  const place = await quickDirectory();
  writeFileSync(join(place, 'a'), 'x');
  const seen = watched(place, { once: true, isOpen: () => false });
  await seen.pass(SETTLE + 1000);
  expect([seen.ended, seen.rows('ready')]).toEqual([{}, []]);
  expect(seen.rows('files').at(-1)).toMatchObject({ waiting: 1 });
});

it('a memory that is not its own is refused', () => {
  expect(() => watched('/', { remembered: new Map([['a', 1]]) })).toThrow('not that of a directory');
});
