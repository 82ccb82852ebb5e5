import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { file } from '../../../src/io/sources/file.js';
import { virtualClock } from '../../../src/testing/virtual-clock.js';
import { collect } from '../../support/collect.js';
import { startAfter, startAt } from '../../support/start-at.js';
import { wordsCodec } from '../../support/words-codec.js';
import { openCount, placesOf, setUp, textsOf } from '../../support/words-file.js';

describe('file, read once', () => {
  it('gives nothing for an empty file', async () => {
    const { source } = await setUp('');
    expect(textsOf(await collect(source.read(startAt())))).toEqual([]);
    expect(source.lines).toBe(0);
  });

  it('counts a last line that no newline ends', async () => {
    const { source } = await setUp('1 one\n2 two');
    expect(textsOf(await collect(source.read(startAt())))).toEqual(['one', 'two']);
  });

  it('gives the same rows whether it reads 1, 7, 64 or 65536 bytes at a time', async () => {
    const words = Array.from({ length: 300 }, (_, i) => `${i} wörd ${'é😀'.repeat(i % 9)}`);
    const content = `#unit µs\n${words.join('\n')}\nbroken`;
    const results = [];
    for (const readBytes of [1, 7, 64, 65536]) {
      const { source } = await setUp(content, { readBytes });
      const chunks = await collect(source.read(startAt()));
      results.push({
        rows: chunks.flatMap(({ rows }) => rows),
        rejected: chunks.flatMap(({ rejected }) => rejected),
        end: placesOf(chunks),
        lines: source.lines,
      });
    }
    expect(results[0]?.rows.map(({ time, text }) => `${time} ${text}`)).toEqual(words);
    expect(results[0]?.lines).toBe(301);
    for (const result of results) expect(result).toEqual(results[0]);
  });

  it('counts whole lines only in a position', async () => {
    const { source } = await setUp('#unit s\n1 one\n2 two\n3 three', { readBytes: 16 });
    const chunks = await collect(source.read(startAt()));
    expect(chunks.flatMap((chunk) => placesOf([chunk]))).toEqual([
      { offset: 0, codec: undefined },
      { offset: 14, codec: 's' },
      { offset: 20, codec: 's' },
      { offset: 27, codec: 's' },
    ]);
  });

  it('resumes in a file that has grown with the rows that were added', async () => {
    const { source, path } = await setUp('1 one\n2 two\n');
    const first = await collect(source.read(startAt()));
    await appendFile(path, '3 three\n');
    expect(textsOf(await collect(source.read(startAfter(first))))).toEqual(['three']);
  });

  it('starts again at the beginning, with a warning, when the file is shorter than the position', async () => {
    const { source, path, warnings } = await setUp('1 one\n2 two\n');
    const first = await collect(source.read(startAt()));
    await writeFile(path, '9 new\n');
    const chunks = await collect(source.read(startAfter(first)));
    expect(textsOf(chunks)).toEqual(['new']);
    expect(placesOf(chunks)).toEqual([{ offset: 6, codec: '' }]);
    expect(warnings).toEqual([`${path} has shrunk from 12 to 6 bytes. Reading it again from the beginning.`]);
  });

  it('says in one sentence that the file is missing, and what to do', async () => {
    const { source, path } = await setUp(undefined);
    await expect(collect(source.read(startAt()))).rejects.toMatchObject({
      name: 'TidemarkError',
      code: 'unreadable',
      message: `Cannot read ${path}: no such file. Check the path, or follow it to wait until it appears.`,
    });
  });

  it.each([false, true])('refuses a directory (follow: %s)', async (follow) => {
    const { source, path } = await setUp(undefined, { follow });
    await mkdir(path);
    await expect(collect(source.read(startAt()))).rejects.toMatchObject({
      code: 'unreadable',
      message: `Cannot read ${path}: it is a directory. Name a file inside it.`,
    });
  });

  it('refuses a path through something that is not a directory', async () => {
    const { path } = await setUp('1 one\n');
    const { source } = await setUp(undefined, { path: join(path, 'inside') });
    await expect(collect(source.read(startAt()))).rejects.toMatchObject({
      code: 'unreadable',
      message: expect.stringContaining('a part of the path is not a directory'),
    });
  });

  it.each([
    { offset: 6 },
    { files: [{ path: 'x', offset: -1 }], finished: [] },
    { files: 1 },
    { shard: '000' },
    7,
    null,
  ])('refuses to resume at %j, which is no position in a file', async (position) => {
    const { source } = await setUp('1 one\n');
    await expect(collect(source.read(startAt(position)))).rejects.toMatchObject({ code: 'bad-options' });
  });

  it.each([
    { readBytes: 0 },
    { readBytes: 1.5 },
    { poll: 0 },
    { poll: Number.NaN },
    { grace: -1 },
    { path: [] },
    { start: { milliseconds: Number.NaN } },
  ])('refuses %j before anything is read', (wrong) => {
    const make = () =>
      file({ path: '/x', codec: wordsCodec, fields: 'all', clock: virtualClock(), ...wrong });
    expect(make).toThrow(expect.objectContaining({ code: 'bad-options' }));
  });

  it('closes the file at its end and when the consumer leaves', async () => {
    const { source, path } = await setUp('1 one\n2 two\n', { readBytes: 6 });
    for await (const _ of source.read(startAt())) break;
    expect(await openCount(path)).toBe(0);
    await collect(source.read(startAt()));
    expect(await openCount(path)).toBe(0);
  });

  it('says how far it is', async () => {
    const { source } = await setUp('1 one\n2 two\n', { readBytes: 6 });
    expect(source.progress).toMatchObject({ bytes: 0, total: 0 });
    const run = source.read(startAt())[Symbol.asyncIterator]();
    await run.next();
    expect(source.progress).toMatchObject({ bytes: 0, total: 12 });
    await run.next();
    expect(source.progress).toMatchObject({ bytes: 6, total: 12 });
    await run.next();
    expect(source.progress).toMatchObject({ bytes: 12, total: 12 });
    await run.return?.(undefined);
  });
});
