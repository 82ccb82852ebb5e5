import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ignoredBecause } from '../../../../src/io/sources/directory/ignored-because.js';
import { walkDirectory } from '../../../../src/io/sources/directory/walk-directory.js';
import { temporaryDirectory } from '../../../support/temporary-directory.js';

const pathsIn = async (directory: string): Promise<readonly string[]> =>
  (await walkDirectory(directory)).files.map(({ path }) => path).sort();

it('gives all files below a directory, empty ones too, whichever way it is written', async () => {
  const directory = await temporaryDirectory();
  mkdirSync(join(directory, 'a/b'), { recursive: true });
  mkdirSync(join(directory, 'empty'));
  writeFileSync(join(directory, 'a/b/c.log'), 'hello');
  writeFileSync(join(directory, 'zero.log'), '');
  utimesSync(join(directory, 'zero.log'), 1, 1);
  for (const written of [directory, `${directory}/`, `${directory}//`])
    expect(await pathsIn(written)).toEqual(['a/b/c.log', 'zero.log']);
  const { files, passed, unseen } = await walkDirectory(directory);
  expect(files.find(({ path }) => path === 'zero.log')).toMatchObject({ bytes: 0, modified: 1000 });
  expect(files.find(({ path }) => path === 'a/b/c.log')?.bytes).toBe(5);
  expect([passed.size, unseen]).toEqual([0, []]);
});

it('FS-09: what it is told by changes with its times, also where its content keeps an old one', async () => {
  const directory = await temporaryDirectory();
  const file = join(directory, 'a.log');
  const identity = async () => (await walkDirectory(directory)).files[0]?.identity;
  writeFileSync(file, 'x');
  const first = await identity();
  expect(await identity()).toBe(first);
  utimesSync(file, 1, 1);
  const second = await identity();
  expect(second).not.toBe(first);
  rmSync(file);
  writeFileSync(file, 'x');
  expect(await identity()).not.toBe(second);
});

it('FS-04, FS-05: links, pipes and sockets are passed, and hold nothing up', async () => {
  const directory = await temporaryDirectory();
  writeFileSync(join(directory, 'a.log'), 'x');
  symlinkSync('/nonexistent', join(directory, 'nowhere.log'));
  symlinkSync('/etc/hostname', join(directory, 'outside.log'));
  symlinkSync(directory, join(directory, 'round'));
  execFileSync('mkfifo', [join(directory, 'pipe.log')]);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(join(directory, 'socket.log'), resolve));
  const { files, passed } = await walkDirectory(directory);
  await new Promise((resolve) => server.close(resolve));
  expect(files.map(({ path }) => path)).toEqual(['a.log']);
  expect(passed).toEqual(new Map(Object.entries({ link: 3, pipe: 1, socket: 1 })));
});

it.each([
  ['a.csv.filepart', '.filepart'],
  ['a.csv.part', '.part'],
  ['a.csv.partial', '.partial'],
  ['a.csv.partial~', '.partial~'],
  ['a.crdownload', '.crdownload'],
  ['a.swp', '.swp'],
  ['a.tmp', '.tmp'],
  ['A.TMP', '.TMP'],
  ['a~', '~'],
  ['.a.csv.Xy12Z', 'dot'],
  ['.hidden', 'dot'],
])('FS-03: %s is left alone, and why is said', (name, words) => {
  expect(ignoredBecause(name)).toContain(words);
});

it.each(['a.csv', 'part.csv', 'a.parts', 'tmp', 'a.tmp.gz', 'party', 'a.log.1', 'a.partial.log'])(
  'FS-03: %s is not',
  (name) => {
    expect(ignoredBecause(name)).toBeUndefined();
  },
);

it('FS-03: what is in a hidden directory is left alone with it', async () => {
  const directory = await temporaryDirectory();
  mkdirSync(join(directory, '.shipping'));
  writeFileSync(join(directory, '.shipping/a.log'), 'x');
  writeFileSync(join(directory, 'b.part'), 'x');
  expect(await walkDirectory(directory)).toMatchObject({
    files: [],
    passed: new Map([['ignored', 2]]),
    unseen: [],
  });
});

it('FS-06: names of any bytes are files of their own', async () => {
  const directory = await temporaryDirectory();
  mkdirSync(Buffer.from(join(directory, 'd\xe9'), 'latin1'));
  for (const name of ['caf\xe9.log', 'd\xe9/x.log'])
    writeFileSync(Buffer.from(join(directory, name), 'latin1'), 'x');
  for (const name of ['café.log', 'caf%E9.log', 'a\rb.log']) writeFileSync(join(directory, name), 'x');
  expect(await pathsIn(directory)).toEqual(
    ['a%0Db.log', 'caf%25E9.log', 'caf%E9.log', 'café.log', 'd%E9/x.log'].sort(),
  );
});

it('FS-21: a directory that is not there, or is none, says nothing of its files', async () => {
  const directory = await temporaryDirectory();
  writeFileSync(join(directory, 'file'), 'x');
  const wrong = (path: string) => walkDirectory(join(directory, path)).catch((error: unknown) => error);
  expect(await wrong('gone')).toMatchObject({
    code: 'unreadable',
    retryable: true,
    message: expect.stringContaining('not mounted'),
  });
  expect(await wrong('file')).toMatchObject({
    code: 'unreadable',
    message: expect.stringContaining('no directory'),
  });
});

it('FS-21: what cannot be seen below it is said, and not taken for gone', async () => {
  const directory = await temporaryDirectory();
  writeFileSync(join(directory, 'a.log'), 'x');
  // Longer than a path may be: whoever is root may not see it either.
  const name = 'd'.repeat(240);
  const deep = `for n in $(seq 18); do mkdir ${name} && cd -P ${name} || exit 1; : > f.log; done`;
  execFileSync('sh', ['-c', deep], { cwd: directory });
  const { files, unseen } = await walkDirectory(directory);
  execFileSync('rm', ['-rf', join(directory, name)]);
  const seen = new Set(files.map(({ path }) => path));
  const isUnseen = (path: string) =>
    unseen.some((one) => (one.endsWith('/') ? path.startsWith(one) : path === one));
  const all = ['a.log', ...Array.from({ length: 18 }, (_, at) => `${`${name}/`.repeat(at + 1)}f.log`)];
  expect(all.filter((path) => !seen.has(path) && !isUnseen(path))).toEqual([]);
  expect(all.some(isUnseen)).toBe(true);
  expect(seen.size).toBeGreaterThan(10);
});
