import {
  cpSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { collect } from '../../support/collect.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { until } from '../../support/until.js';
import { append } from './append.js';
import { badDisk, contentOf, edit, lastSegment, open, segmentsOf, shown } from './kit.js';

const body = (text: string): Buffer => Buffer.from(text);
const nothing = async (): Promise<void> => undefined;

/** A journal of so many entries, each a group of its own. */
const fill = async (directory: string, entries: number, segmentBytes = 1 << 20): Promise<void> => {
  const journal = await open(directory, { segmentBytes });
  for (let i = 1; i <= entries; i++)
    await append(journal, i * 10, i % 2 ? `key-${i}` : undefined, body(`body ${i}`));
  await journal.close();
};

describe('a journal', () => {
  test('gives back what was appended, in order, when it is opened again', async () => {
    const directory = await temporaryDirectory();
    const journal = await open(directory);
    expect([journal.first, journal.last, journal.lastTime]).toEqual([1, 0, -Infinity]);
    expect(await append(journal, 100, undefined, body('one'))).toBe(1);
    expect(await append(journal, 100.5, 'k\u00ff', body(''))).toBe(2);
    expect(await append(journal, 200, 'x'.repeat(255), Buffer.alloc(100_000, 7))).toBe(3);
    expect([journal.first, journal.last, journal.lastTime]).toEqual([1, 3, 200]);
    await journal.close();
    const { entries, visited, warnings } = await contentOf(directory);
    expect(entries).toEqual(['1 100 - one', '2 100.5 k\u00ff ', `3 200 ${'x'.repeat(255)} 100000`]);
    expect(visited).toEqual(entries);
    expect(warnings).toEqual([]);
  });

  test('goes on after what it holds, and reads from any place', async () => {
    const directory = await temporaryDirectory();
    await fill(directory, 3);
    const journal = await open(directory);
    expect((await collect(journal.entries(1))).map(shown)).toEqual(['2 20 - body 2', '3 30 key-3 body 3']);
    expect(await append(journal, 40, undefined, body('four'))).toBe(4);
    await journal.close();
    expect((await contentOf(directory)).entries).toHaveLength(4);
  });

  test('shares one write among all that is appended while one is under way', async () => {
    const { state, openFile } = badDisk();
    const journal = await open(await temporaryDirectory(), { open: openFile });
    await append(journal, 1, undefined, body('first'));
    const before = journal.syncs;
    const { asked } = state;
    let go = () => {};
    state.paused = new Promise((resolve) => {
      go = resolve;
    });
    const early = Array.from({ length: 8 }, (_, i) => append(journal, 2, undefined, body(`early ${i}`)));
    await until(() => state.asked > asked);
    const late = Array.from({ length: 100 }, (_, i) => append(journal, 3, undefined, body(`late ${i}`)));
    go();
    expect(await Promise.all([...early, ...late])).toEqual(Array.from({ length: 108 }, (_, i) => i + 2));
    expect(journal.syncs - before).toBe(2);
  });

  test('begins another segment when one is full, and keeps order over them', async () => {
    const directory = await temporaryDirectory();
    await fill(directory, 20, 150);
    expect(segmentsOf(directory).length).toBeGreaterThan(5);
    expect(segmentsOf(directory)[0]).toBe('journal-000000000000001.log');
    for (const name of segmentsOf(directory))
      expect(statSync(join(directory, name)).size).toBeLessThanOrEqual(150);
    expect((await contentOf(directory)).entries).toHaveLength(20);
  });

  test('takes an entry that is larger than a segment', async () => {
    const directory = await temporaryDirectory();
    const journal = await open(directory, { segmentBytes: 100, groupBytes: 50 });
    await Promise.all([1, 2, 3].map((i) => append(journal, i, undefined, Buffer.alloc(1000, i))));
    await journal.close();
    expect((await contentOf(directory)).entries).toEqual(['1 1 - 1000', '2 2 - 1000', '3 3 - 1000']);
  });

  test('lets go of whole segments, after it was asked to keep what they held, and never of the active one', async () => {
    const directory = await temporaryDirectory();
    await fill(directory, 20, 150);
    const journal = await open(directory, { segmentBytes: 150 });
    const before: number[] = [];
    const keep = async (through: number) => void before.push(through);
    await journal.trim(7, keep);
    const [first = ''] = segmentsOf(directory);
    expect(journal.first).toBe(Number(first.slice(8, 23)));
    expect(before).toEqual([journal.first - 1]);
    expect(journal.first).toBeGreaterThan(5);
    expect(journal.first).toBeLessThanOrEqual(8);
    await journal.trim(7, keep);
    expect(before).toHaveLength(1);
    await journal.trim(20, keep);
    expect(segmentsOf(directory)).toHaveLength(1);
    await append(journal, 999, undefined, body('more'));
    await journal.close();
    const { last, entries } = await contentOf(directory);
    expect([last, entries.at(-1)]).toEqual([21, '21 999 - more']);
  });

  test('lets go of nothing when what they held cannot be kept', async () => {
    const directory = await temporaryDirectory();
    await fill(directory, 20, 150);
    const journal = await open(directory);
    const segments = segmentsOf(directory);
    await expect(journal.trim(20, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(segmentsOf(directory)).toEqual(segments);
  });

  test('knows the time of its last entry although that was trimmed', async () => {
    const directory = await temporaryDirectory();
    const { state, openFile } = badDisk();
    const journal = await open(directory, { segmentBytes: 100, open: openFile });
    await append(journal, 5000, undefined, Buffer.alloc(90));
    // The next segment is made, and then its first entry does not fit.
    state.free = 34;
    await expect(append(journal, 6000, undefined, Buffer.alloc(90))).rejects.toMatchObject({
      code: 'disk-full',
    });
    await journal.trim(1, nothing);
    await journal.close();
    expect(await contentOf(directory)).toMatchObject({ entries: [], first: 2, last: 1, lastTime: 5000 });
  });

  test('has one owner at a time', async () => {
    const directory = await temporaryDirectory();
    const journal = await open(directory);
    await expect(open(directory)).rejects.toMatchObject({ code: 'state-in-use' });
    await journal.close();
    await (await open(directory)).close();
  });
});

describe('what a crash left', () => {
  test('is cut off at the end of the last segment, with a warning that names the place', async () => {
    const directory = await temporaryDirectory();
    await fill(directory, 3);
    const path = lastSegment(directory);
    const { size } = statSync(path);
    truncateSync(path, size - 1);
    const { entries, warnings } = await contentOf(directory);
    expect(entries).toEqual(['1 10 key-1 body 1', '2 20 - body 2']);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(`is cut off at byte ${statSync(path).size}, after entry 2`);
    expect((await contentOf(directory)).warnings).toEqual([]);
  });

  test.each([
    ['empty', Buffer.alloc(0)],
    ['torn', Buffer.from('TIDEJRNL')],
    ['without content', Buffer.alloc(34)],
  ])('is made again where it is a new segment that is %s', async (_, bytes) => {
    const directory = await temporaryDirectory();
    await fill(directory, 3);
    writeFileSync(join(directory, 'journal-000000000000004.log'), bytes);
    const { entries, warnings } = await contentOf(directory);
    expect(entries).toHaveLength(3);
    expect(warnings).toHaveLength(1);
    const fresh = await temporaryDirectory();
    writeFileSync(join(fresh, 'journal-000000000000001.log'), bytes);
    const journal = await open(fresh);
    expect(await append(journal, 1, undefined, body('x'))).toBe(1);
  });
});

describe('a damaged journal is refused and not changed', () => {
  const refused = async (directory: string, words: string): Promise<void> => {
    const before = segmentsOf(directory).map((name) => readFileSync(join(directory, name)));
    await expect(open(directory)).rejects.toMatchObject({
      code: 'bad-state',
      message: expect.stringContaining(words),
    });
    expect(segmentsOf(directory).map((name) => readFileSync(join(directory, name)))).toEqual(before);
  };
  const flip = (path: string, at: number): void =>
    edit(path, (bytes) => {
      bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
      return bytes;
    });

  test('where a record before the last group is not what was written, in the last segment too', async () => {
    const directory = await temporaryDirectory();
    await fill(directory, 3);
    flip(lastSegment(directory), 34 + 4);
    await refused(directory, 'journal-000000000000001.log is damaged at byte 34: ');
  });

  test('where an older segment is damaged or torn', async () => {
    const directory = await temporaryDirectory();
    await fill(directory, 20, 150);
    const [, second = ''] = segmentsOf(directory);
    truncateSync(join(directory, second), statSync(join(directory, second)).size - 1);
    await refused(directory, `${second} is damaged at byte `);
  });

  test('where a segment is missing', async () => {
    const directory = await temporaryDirectory();
    await fill(directory, 20, 150);
    rmSync(join(directory, segmentsOf(directory)[1] ?? ''));
    await refused(directory, 'a file is missing');
  });

  test('where its only segment, not the first of all, has no header', async () => {
    const directory = await temporaryDirectory();
    writeFileSync(join(directory, 'journal-000000000000009.log'), '');
    await refused(directory, 'journal-000000000000009.log is damaged at byte 0');
  });

  test('where a header is damaged, renamed, foreign or newer', async () => {
    const directory = await temporaryDirectory();
    await fill(directory, 2);
    const path = lastSegment(directory);
    const whole = readFileSync(path);
    flip(path, 16);
    await refused(directory, 'its header does not match its checksum');
    writeFileSync(path, whole);
    flip(path, 0);
    await refused(directory, 'it does not begin like a segment');
    writeFileSync(path, whole);
    edit(path, (bytes) => {
      bytes.writeUInt32LE(2, 8);
      return bytes;
    });
    await refused(directory, 'written by a newer Tidemark (layout 2; this one knows 1)');
    rmSync(path);
    writeFileSync(join(directory, 'journal-000000000000007.log'), whole);
    await refused(directory, 'it belongs to entry 1 by its header');
  });
});

test('bytes of a body that look like a record do not pass for one', async () => {
  const directory = await temporaryDirectory();
  await fill(directory, 5);
  const copied = readFileSync(lastSegment(directory)).subarray(34);
  const other = await temporaryDirectory();
  const journal = await open(other);
  // Its records have higher sequences than the one they stand in: taken for records, they would tell of damage.
  await append(journal, 1, undefined, copied);
  await journal.close();
  const path = lastSegment(other);
  truncateSync(path, statSync(path).size - 1);
  expect((await contentOf(other)).entries).toEqual([]);
});

describe('on a full disk', () => {
  test('nothing of a group is kept, on disk neither, and it goes on when there is space again', async () => {
    const directory = await temporaryDirectory();
    const { state, openFile } = badDisk();
    const journal = await open(directory, { open: openFile });
    await append(journal, 1, undefined, body('one'));
    const { size } = statSync(lastSegment(directory));
    for (const free of [0, 1, 40, 90]) {
      state.free = free;
      const { truncated } = state;
      const both = [2, 3].map((i) => append(journal, i, `k${i}`, Buffer.alloc(50, i)));
      for (const one of await Promise.allSettled(both)) {
        expect(one).toMatchObject({ status: 'rejected', reason: { code: 'disk-full', retryable: true } });
      }
      expect(statSync(lastSegment(directory)).size).toBe(size);
      expect(state.truncated).toBe(truncated + 1);
    }
    state.free = Infinity;
    expect(await append(journal, 9, undefined, body('two'))).toBe(2);
    await journal.close();
    expect((await contentOf(directory)).entries).toEqual(['1 1 - one', '2 9 - two']);
  });

  test('a segment that could not be made is gone, and made later', async () => {
    const directory = await temporaryDirectory();
    const { state, openFile } = badDisk();
    const journal = await open(directory, { open: openFile, segmentBytes: 100 });
    state.free = 10;
    await expect(append(journal, 1, undefined, body('one'))).rejects.toMatchObject({ code: 'disk-full' });
    expect(segmentsOf(directory)).toEqual([]);
    state.free = Infinity;
    expect(await append(journal, 1, undefined, body('one'))).toBe(1);
  });
});

describe('when the disk fails', () => {
  test('what could not be brought to the disk is never tried again on that file, and nothing is appended any more', async () => {
    const directory = await temporaryDirectory();
    const { state, openFile } = badDisk();
    const journal = await open(directory, { open: openFile });
    await append(journal, 1, undefined, body('one'));
    state.failAfterWrite = 'EIO';
    await expect(append(journal, 2, undefined, body('two'))).rejects.toMatchObject({
      code: 'unwritable',
      retryable: false,
      message: expect.stringContaining(directory),
    });
    state.failAfterWrite = '';
    const { writes } = state;
    await expect(append(journal, 3, undefined, body('three'))).rejects.toMatchObject({ code: 'unwritable' });
    expect(state.writes).toBe(writes);
    await journal.close();
    // What was refused was cut off; what was acknowledged is there.
    expect((await contentOf(directory)).entries).toEqual(['1 1 - one']);
  });

  test('a failed write too is the end', async () => {
    const directory = await temporaryDirectory();
    const { state, openFile } = badDisk();
    const journal = await open(directory, { open: openFile });
    await append(journal, 1, undefined, body('one'));
    state.failWrite = 'EIO';
    await expect(append(journal, 2, undefined, body('two'))).rejects.toMatchObject({ code: 'unwritable' });
    state.failWrite = '';
    await expect(append(journal, 3, undefined, body('three'))).rejects.toMatchObject({ code: 'unwritable' });
    await journal.close();
    expect((await contentOf(directory)).entries).toEqual(['1 1 - one']);
  });

  test('what was read but is perhaps not on disk is written again before it counts', async () => {
    const directory = await temporaryDirectory();
    await fill(directory, 3);
    const { state, openFile } = badDisk();
    await (await open(directory, { open: openFile })).close();
    expect(state.writes).toBe(1);
    expect((await contentOf(directory)).entries).toHaveLength(3);
    state.failAfterWrite = 'EIO';
    await expect(open(directory, { open: openFile })).rejects.toMatchObject({ code: 'unwritable' });
    expect(existsSync(lastSegment(directory))).toBe(true);
  });
});

describe('when its directory is gone', () => {
  test.each<[string, (directory: string) => void]>([
    ['removed', (directory) => rmSync(directory, { recursive: true })],
    ['moved', (directory) => renameSync(directory, `${directory}-moved`)],
    [
      'replaced by a copy of itself',
      (directory) => {
        cpSync(directory, `${directory}-copy`, { recursive: true });
        rmSync(directory, { recursive: true });
        renameSync(`${directory}-copy`, directory);
      },
    ],
  ])('%s, nothing is acknowledged any more', async (_, harm) => {
    const directory = join(await temporaryDirectory(), 'journal');
    const journal = await open(directory);
    await append(journal, 1, undefined, body('one'));
    harm(directory);
    for (const text of ['two', 'three'])
      await expect(append(journal, 2, undefined, body(text))).rejects.toMatchObject({
        code: 'state-lost',
        retryable: false,
        message: expect.stringContaining(directory),
      });
    await journal.close();
  });

  test('that is told of the next segment too', async () => {
    const directory = join(await temporaryDirectory(), 'journal');
    const journal = await open(directory, { segmentBytes: 100 });
    await append(journal, 1, undefined, body('x'.repeat(90)));
    rmSync(directory, { recursive: true });
    await expect(append(journal, 2, undefined, body('y'.repeat(90)))).rejects.toMatchObject({
      code: 'state-lost',
    });
    await journal.close();
  });
});
