import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openJournal } from '../../../src/io/journal/open-journal.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { append } from './append.js';
import { contentOf, copyOf, lastSegment, open, shown } from './kit.js';

const anEntry = fc.record({
  key: fc.option(fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 30 }), { nil: undefined }),
  body: fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
});

test('a journal torn at any byte of its last group keeps all that was acknowledged, and the rest whole or not', async () => {
  const directory = await temporaryDirectory();
  const journal = await open(directory);
  await append(journal, 1, 'k', Buffer.from('one'));
  await append(journal, 2, undefined, Buffer.from('two'));
  const { size: acknowledged } = statSync(lastSegment(directory));
  await Promise.all(['three', 'four'].map((text) => append(journal, 3, text, Buffer.from(text))));
  await journal.close();
  const whole = readFileSync(lastSegment(directory));
  const all = ['1 1 k one', '2 2 - two', '3 3 three three', '4 3 four four'];
  const path = lastSegment(directory);
  for (let size = acknowledged; size <= whole.length; size++) {
    for (const torn of [
      whole.subarray(0, size),
      Buffer.concat([whole.subarray(0, size), Buffer.alloc(whole.length - size)]),
      Buffer.concat([whole.subarray(0, size), Buffer.alloc(whole.length - size, 0xff)]),
    ]) {
      writeFileSync(path, torn);
      const { entries, warnings } = await contentOf(directory);
      expect(entries.length).toBeGreaterThanOrEqual(2);
      expect(entries).toEqual(all.slice(0, entries.length));
      const kept = statSync(path).size;
      expect(warnings).toHaveLength(torn.length > kept ? 1 : 0);
      if (size === whole.length) expect(entries).toEqual(all);
    }
  }
});

test('one changed bit before the last group is always refused, and nothing is cut off', async () => {
  const directory = await temporaryDirectory();
  const journal = await open(directory);
  for (let i = 1; i <= 4; i++) await append(journal, i, undefined, Buffer.from(`body ${i}`));
  await journal.close();
  const path = lastSegment(directory);
  const whole = readFileSync(path);
  const lastGroup = whole.length - 33;
  for (let at = 0; at < lastGroup; at++) {
    const bytes = Buffer.from(whole);
    bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << (at % 8)), at);
    writeFileSync(path, bytes);
    await expect(openJournal({ directory }), `byte ${at}`).rejects.toMatchObject({ code: 'bad-state' });
    expect(readFileSync(path).equals(bytes)).toBe(true);
  }
});

test('whatever is appended in whatever groups, over whatever openings, comes back', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.array(anEntry, { maxLength: 5 }), { maxLength: 4 }), { maxLength: 4 }),
      fc.integer({ min: 1, max: 400 }),
      fc.integer({ min: 1, max: 200 }),
      async (openings, segmentBytes, groupBytes) => {
        const directory = await temporaryDirectory();
        const expected: string[] = [];
        for (const groups of openings) {
          const journal = await openJournal({ directory, segmentBytes, groupBytes });
          for (const group of groups) {
            const sequences = await Promise.all(group.map(({ key, body }) => append(journal, 7, key, body)));
            for (const [i, { key, body }] of group.entries()) {
              expected.push(shown({ sequence: sequences[i] ?? 0, time: 7, key, body }));
            }
          }
          await journal.close();
        }
        const { entries, visited, warnings } = await contentOf(directory);
        expect({ entries, visited, warnings }).toEqual({
          entries: expected,
          visited: expected,
          warnings: [],
        });
      },
    ),
    { numRuns: 60 },
  );
});

test('a crash at any moment loses nothing that was acknowledged', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(anEntry, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 60, max: 400 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 0, max: 2 }),
      async (groups, segmentBytes, share, then) => {
        const directory = await temporaryDirectory();
        const journal = await openJournal({ directory, segmentBytes });
        const all: string[] = [];
        for (const [i, group] of groups.entries()) {
          const synced = all.length;
          const path = i === 0 ? '' : lastSegment(directory);
          const size = i === 0 ? 0 : statSync(path).size;
          await Promise.all(group.map(({ key, body }) => append(journal, i, key, body)));
          for (const { key, body } of group)
            all.push(shown({ sequence: all.length + 1, time: i, key, body }));

          // As if the machine had gone down while this group was written.
          const crashed = await copyOf(directory);
          const torn = lastSegment(crashed);
          const from = basename(torn) === basename(path) ? size : 34;
          const end = statSync(torn).size;
          truncateSync(torn, Math.floor(from + (end - from) * share));
          // A file system may give a file its new length before its content.
          if (then > 0) truncateSync(torn, end);
          const { entries } = await contentOf(crashed);
          expect(entries.length).toBeGreaterThanOrEqual(synced);
          expect(entries).toEqual(all.slice(0, entries.length));
          if (then === 2) {
            const next = await openJournal({ directory: crashed, segmentBytes });
            expect(await append(next, 99, undefined, Buffer.from('next'))).toBe(entries.length + 1);
            await next.close();
            expect((await contentOf(crashed)).entries).toEqual([
              ...entries,
              `${entries.length + 1} 99 - next`,
            ]);
          }
        }
        await journal.close();
      },
    ),
    { numRuns: 40 },
  );
});
