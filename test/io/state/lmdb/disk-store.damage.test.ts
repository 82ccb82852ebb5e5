import { cp, mkdir, open, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diskStore } from '../../../../src/io/state/lmdb/disk-store.js';
import { startChild } from '../../../support/child.js';
import { compile } from '../../../support/compile.js';
import { temporaryDirectory } from '../../../support/temporary-directory.js';
import { markedCommit } from '../marked-commit.js';

// With those that open it and claim it the newest transaction is number 32 then, and no single bit makes it pass for an older one: that is not detected.
const MARK = 30;
const PAGE = 4096;

const stored = async (): Promise<string> => {
  const directory = join(await temporaryDirectory(), 'state');
  const store = await diskStore({ directory });
  const { commit } = await store.claim({ pipeline: 'p' });
  for (let mark = 0; mark < MARK; mark++) await commit(mark, markedCommit(mark + 1));
  await store.close();
  return directory;
};

interface Damage {
  readonly file: string;
  readonly kind: 'flip' | 'cut' | 'blank' | 'copy';
  /** Shares of the file's length. */
  readonly at: number;
  readonly to: number;
  readonly inPage: number | undefined;
  readonly bit: number;
}

const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const damages = fc.record<Damage>({
  file: fc.oneof(
    { weight: 8, arbitrary: fc.constant('data.mdb') },
    fc.constantFrom('tidemark-state.json', 'lock.mdb'),
  ),
  kind: fc.oneof({ weight: 6, arbitrary: fc.constant('flip') }, fc.constantFrom('cut', 'blank', 'copy')),
  // Half of them in the first pages, where everything starts.
  at: fc.oneof(
    share,
    share.map((at) => at ** 8),
  ),
  to: share,
  // Half of them in the part of a page that says what is in it.
  inPage: fc.option(fc.oneof(fc.nat(63), fc.integer({ min: 24, max: 168 })), { freq: 2 }),
  bit: fc.nat(7),
});

/** Does a damage; false when the file is too short to have it. */
const damage = async (directory: string, { file, kind, at, to, inPage, bit }: Damage): Promise<boolean> => {
  const path = join(directory, file);
  const { size } = await stat(path);
  const page = Math.floor((at * size) / PAGE) * PAGE;
  const position = inPage === undefined || page + inPage >= size ? Math.floor(at * size) : page + inPage;
  if (kind === 'cut') {
    await truncate(path, position);
    return true;
  }
  const handle = await open(path, 'r+');
  try {
    const length = kind === 'flip' ? 1 : PAGE;
    const bytes = Buffer.alloc(length);
    if (kind === 'flip') {
      await handle.read(bytes, 0, 1, position);
      bytes[0] = (bytes[0] ?? 0) ^ (1 << bit);
      await handle.write(bytes, 0, 1, position);
      return true;
    }
    if (size < 2 * PAGE) return false;
    if (kind === 'copy') await handle.read(bytes, 0, PAGE, Math.floor((to * size) / PAGE) * PAGE);
    await handle.write(bytes, 0, PAGE, page);
    return true;
  } finally {
    await handle.close();
  }
};

test('refuses a damaged directory and changes nothing in it, or is not harmed by the damage', async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const directory = await stored();
  const child = startChild(process.execPath, [
    await compile('test/io/state/children/open-damaged.ts'),
    String(MARK),
  ]);
  const outcomes = new Map<string, number>();
  for (const [i, one] of fc.sample(damages, { seed, numRuns: 300 }).entries()) {
    const copy = `${directory}-${i}`;
    await cp(directory, copy, { recursive: true });
    if (await damage(copy, one)) {
      child.tell(copy);
      // Undefined when the process has crashed.
      const outcome = await child.next();
      expect(String(outcome), `seed ${seed}, damage ${i}: ${JSON.stringify(one)}`).toMatch(
        /^(refused|unharmed)$/,
      );
      outcomes.set(String(outcome), (outcomes.get(String(outcome)) ?? 0) + 1);
    }
    await rm(copy, { recursive: true, force: true });
  }
  // Both happen: there are pages that are free, and most are not.
  expect(outcomes.get('refused')).toBeGreaterThan(50);
  expect(outcomes.get('unharmed')).toBeGreaterThan(10);
});

const refused = async (directory: string, message: RegExp): Promise<void> => {
  for (const readOnly of [false, true]) {
    await expect(diskStore({ directory, readOnly })).rejects.toMatchObject({
      code: 'bad-state',
      retryable: false,
      message: expect.stringMatching(message),
    });
  }
};

test('says that a data file is cut short, and how to go on', async () => {
  const directory = await stored();
  const path = join(directory, 'data.mdb');
  // More than what is free at its end.
  await truncate(path, 4 * PAGE);
  await refused(
    directory,
    /data\.mdb is damaged .*Nothing in it was changed\..*move it away and start again/,
  );
});

test('says that the data file is missing, and does not start a new one', async () => {
  const directory = await stored();
  await rm(join(directory, 'data.mdb'));
  await refused(directory, /data\.mdb is missing/);
  await expect(stat(join(directory, 'data.mdb'))).rejects.toMatchObject({ code: 'ENOENT' });
});

test('refuses a data file that belongs to another state directory', async () => {
  const [directory, other] = [await stored(), await stored()];
  const bytes = await readFile(join(other, 'data.mdb'));
  await writeFile(join(directory, 'data.mdb'), bytes);
  await expect(diskStore({ directory })).rejects.toMatchObject({
    code: 'bad-state',
    message: expect.stringContaining('not of one making'),
  });
  expect(bytes.equals(await readFile(join(directory, 'data.mdb')))).toBe(true);
});

test('refuses the root of a database that is not LMDB', async () => {
  const directory = await stored();
  await writeFile(join(directory, 'data.mdb'), 'SQLite format 3\0'.padEnd(3 * PAGE, '\0'));
  await refused(directory, /data\.mdb is damaged/);
});

test('takes the home of a service for what it is: programs keep compiled code there', async () => {
  const directory = await temporaryDirectory();
  await mkdir(join(directory, '.cache/tidemark'), { recursive: true });
  await (await diskStore({ directory })).close();
  expect(await readdir(directory)).toContain('data.mdb');
});

test('refuses a directory that holds other files, and puts none of ours there', async () => {
  const directory = await temporaryDirectory();
  await writeFile(join(directory, 'thesis.txt'), 'years of work');
  await mkdir(join(directory, 'photos'));
  await refused(directory, /holds other files \(photos, thesis\.txt\) and no tidemark-state\.json/);
  expect((await readdir(directory)).sort()).toEqual(['photos', 'thesis.txt']);
});

test.each([
  ['{ "program": "otherwise", "version": 1 }', /belongs to another program \("otherwise"\)/],
  ['{ "program": "tidemark", "version": 3 }', /written by a newer Tidemark \(layout 3; this one knows 2\)/],
  [
    '{ "program": "tidemark", "version": 0, "generation": "x", "ready": true }',
    /tidemark-state\.json is incomplete/,
  ],
  ['[]', /does not say whose it is/],
  ['{ "program": "tidemark", "version": 1 }', /tidemark-state\.json is incomplete/],
  ['{}', /does not say whose it is/],
  ['{ "pro', /cannot be read as JSON/],
])('refuses a directory with the marker %s', async (marker, message) => {
  const directory = await stored();
  await writeFile(join(directory, 'tidemark-state.json'), marker);
  await refused(directory, message);
  expect(await readFile(join(directory, 'tidemark-state.json'), 'utf8')).toBe(marker);
});

test('refuses a path that is a file, or leads through one', async () => {
  const path = join(await temporaryDirectory(), 'file');
  await writeFile(path, 'text');
  await refused(path, /it is a file/);
  await refused(join(path, 'state'), /it is a file, or a part of its path is/);
  expect(await readFile(path, 'utf8')).toBe('text');
});

test('refuses to read a directory that is not there or has no commits, and does not make it', async () => {
  const directory = join(await temporaryDirectory(), 'state');
  await expect(diskStore({ directory, readOnly: true })).rejects.toMatchObject({ code: 'bad-state' });
  await mkdir(directory);
  await expect(diskStore({ directory, readOnly: true })).rejects.toMatchObject({ code: 'bad-state' });
  expect(await readdir(directory)).toEqual([]);
});

test('starts anew where a first start was broken off before there was anything to lose', async () => {
  const directory = await stored();
  const marker = JSON.parse(await readFile(join(directory, 'tidemark-state.json'), 'utf8'));
  await writeFile(join(directory, 'tidemark-state.json'), JSON.stringify({ ...marker, ready: false }));
  await truncate(join(directory, 'data.mdb'), 100);
  const store = await diskStore({ directory });
  expect(await store.list()).toEqual([]);
  await store.close();
});
