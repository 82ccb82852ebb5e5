import { appendFile, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type FileOptions, file } from '../../../../src/io/sources/file.js';
import type { Chunk } from '../../../../src/operators/chunk.js';
import { virtualClock } from '../../../../src/testing/virtual-clock.js';
import { collect } from '../../../support/collect.js';
import { LogReader } from '../../../support/log-reader.js';
import { observed } from '../../../support/observed.js';
import { startAfter, startAt } from '../../../support/start-at.js';
import { temporaryDirectory } from '../../../support/temporary-directory.js';
import { type Word, wordsCodec } from '../../../support/words-codec.js';
import { openIn, textsOf } from '../../../support/words-file.js';

/** Files of a directory, by name. */
const directoryOf = async (files: Readonly<Record<string, string | Buffer>>): Promise<string> => {
  const directory = await temporaryDirectory();
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(directory, name, '..'), { recursive: true });
    await writeFile(join(directory, name), content);
  }
  return directory;
};

const once = (path: string | readonly string[], options: Partial<FileOptions<Word>> = {}) =>
  file({ path, codec: wordsCodec, fields: 'all', clock: virtualClock(), ...options });

/** What chunks say, in short: the partition's name, its texts, `ended`. */
const told = (chunks: readonly Chunk<Word>[], directory: string) =>
  chunks
    .filter(({ now }) => now === undefined)
    .map(({ partition, rows, ended }) => {
      const name = partition?.slice(directory.length + 1);
      return [name, ...rows.map(({ text }) => text), ...(ended === true ? ['ended'] : [])].join(' ');
    });

describe('file, several at once', () => {
  it('announces every partition before any rows, and says when each has ended', async () => {
    const directory = await directoryOf({ 'b.log': '1 one\n', 'a.log': '2 two\n', 'c.log': '' });
    const source = once(join(directory, '*.log'));
    const chunks = await collect(source.read(startAt()));
    expect(told(chunks, directory)).toEqual([
      'a.log',
      'b.log',
      'c.log',
      'a.log two',
      'b.log one',
      'c.log ended',
      'b.log ended',
      'a.log ended',
    ]);
  });

  it('reads next the one whose last row is the oldest', async () => {
    const directory = await directoryOf({
      'a.log': '1 a\n5 a\n9 a\n',
      'b.log': '2 b\n3 b\n4 b\n8 b\n',
    });
    const source = once(join(directory, '*.log'), { readBytes: 4 });
    const times = (await collect(source.read(startAt()))).flatMap(({ rows }) => rows.map(({ time }) => time));
    // Each of its rows is asked for while it is the last one behind.
    expect(times).toEqual([1, 2, 5, 3, 4, 8, 9]);
  });

  it('names no partition for one plain path, in a list or not, and names it for a glob that finds one', async () => {
    const directory = await directoryOf({ 'a.log': '1 one\n' });
    for (const path of [join(directory, 'a.log'), [join(directory, 'a.log')]]) {
      const chunks = await collect(once(path).read(startAt()));
      expect(chunks.map(({ partition, ended }) => [partition, ended])).toEqual(
        Array(2).fill([undefined, undefined]),
      );
    }
    const chunks = await collect(once(join(directory, '*.log')).read(startAt()));
    expect(new Set(chunks.map(({ partition }) => partition))).toEqual(new Set([join(directory, 'a.log')]));
  });

  it('takes a path for a name where a file has it, whatever a glob would make of it', async () => {
    const directory = await directoryOf({ 'a[1].log': '1 one\n', 'a1.log': '2 two\n' });
    const chunks = await collect(once(join(directory, 'a[1].log')).read(startAt()));
    expect(told(chunks, directory)).toEqual(['', ' one']);
  });

  it('says which file a rejected line comes from', async () => {
    const directory = await directoryOf({ 'a.log': '1 one\n', 'b.log': 'broken\n' });
    const chunks = await collect(once([join(directory, 'a.log'), join(directory, 'b.log')]).read(startAt()));
    expect(chunks.flatMap(({ rejected }) => rejected)).toMatchObject([
      { partition: join(directory, 'b.log'), offset: 0 },
    ]);
  });

  it('reads what a log was rotated to as its past, the oldest first, where that is asked for too', async () => {
    const directory = await directoryOf({
      'a.log': '5 five\n',
      'a.log.1': '4 four\n',
      'a.log.2.gz': gzipSync('3 three\n'),
      'a.log.10.gz': gzipSync('1 one\n'),
      'b.log': '6 six\n',
      'b-20260102.log': '2 two\n',
    });
    const chunks = await collect(once(join(directory, '*.log*')).read(startAt()));
    expect(told(chunks, directory).filter((line) => / (?!ended)/.test(line))).toEqual([
      'a.log one',
      'b.log two',
      'a.log three',
      'b.log six',
      'a.log four',
      'a.log five',
    ]);
  });

  it('reads a file that lies under two names once', async () => {
    const directory = await directoryOf({ 'a.log': '1 one\n', 'z.log': '2 two\n' });
    await symlink(join(directory, 'z.log'), join(directory, 'b.log'));
    const chunks = await collect(once(join(directory, '*.log')).read(startAt()));
    expect(textsOf(chunks)).toEqual(['one', 'two']);
  });

  it('refuses a glob that finds nothing, once; waits for it, followed', async () => {
    const directory = await directoryOf({});
    const path = join(directory, '*.log');
    await expect(collect(once(path).read(startAt()))).rejects.toMatchObject({
      code: 'unreadable',
      message: `No file matches ${path}. Check the pattern, or follow it to wait for files.`,
    });
    const reader = new LogReader({ path });
    await reader.catchUp();
    expect(reader.warnings).toEqual([`No file matches ${path} yet. Waiting for one to appear.`]);
    await writeFile(join(directory, 'a.log'), '1 one\n');
    await reader.catchUp();
    expect(told(reader.chunks, directory)).toEqual(['a.log', 'a.log one']);
  });

  it('names the file of a list that is missing, once', async () => {
    const directory = await directoryOf({ 'a.log': '1 one\n' });
    const paths = [join(directory, 'a.log'), join(directory, 'b.log')];
    await expect(collect(once(paths).read(startAt()))).rejects.toMatchObject({
      message: `Cannot read ${paths[1]}: no such file. Check the path, or follow it to wait until it appears.`,
    });
  });

  it('opens no more files at once than it may, and still reads all of them', async () => {
    const count = 300;
    const directory = await directoryOf(
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`${i}.log`, `${i} a\n${i + count} b\n`])),
    );
    const source = observed(once(join(directory, '*.log'), { readBytes: 8 }));
    let rows = 0;
    let open = 0;
    let chunks = 0;
    for await (const chunk of source.read(startAt())) {
      rows += chunk.rows.length;
      if (chunks++ % 25 === 0) open = Math.max(open, (await openIn(directory)).length);
    }
    expect(open).toBeLessThanOrEqual(256);
    expect(rows).toBe(2 * count);
    expect(source.lines).toBe(2 * count);
    const reader = new LogReader({ path: join(directory, '*.log') });
    await reader.catchUp();
    await appendFile(join(directory, '5.log'), '9999 late\n');
    await appendFile(join(directory, '299.log'), '9999 late\n');
    await reader.catchUp();
    expect(reader.numbers).toHaveLength(2 * count + 2);
  });
});

describe('file, several followed', () => {
  it('takes turns, and says the time only when none has more', async () => {
    const directory = await directoryOf({ 'a.log': '1 a\n2 a\n3 a\n', 'b.log': '1 b\n2 b\n' });
    const reader = new LogReader({ path: join(directory, '*.log'), readBytes: 4 });
    await reader.catchUp();
    expect(told(reader.chunks, directory)).toEqual([
      'a.log',
      'b.log',
      'a.log a',
      'b.log b',
      'a.log a',
      'b.log b',
      'a.log a',
    ]);
    expect(reader.chunks.filter(({ now }) => now !== undefined)).toHaveLength(1);
  });

  it('announces a file that appears, and reads it from its beginning', async () => {
    const directory = await directoryOf({ 'a.log': '1 one\n' });
    const reader = new LogReader({ path: join(directory, '**/*.log'), start: 'end' });
    await reader.catchUp();
    await mkdir(join(directory, 'deep'));
    await writeFile(join(directory, 'deep', 'b.log'), '2 two\n');
    await reader.catchUp();
    expect(told(reader.chunks, directory)).toEqual(['a.log', 'deep/b.log', 'deep/b.log two']);
  });

  it('keeps what a log is rotated to in its partition', async () => {
    const directory = await directoryOf({ 'a.log': '1 one\n' });
    const path = join(directory, 'a.log');
    const reader = new LogReader({ path: join(directory, '*.log*') });
    await reader.catchUp();
    await appendFile(path, '2 two\n');
    await rename(path, `${path}.1`);
    await reader.catchUp();
    await writeFile(path, '3 three\n');
    await reader.catchUp();
    await reader.stop();
    await rename(`${path}.1`, `${path}.2`);
    await rename(path, `${path}.1`);
    await writeFile(path, '4 four\n');
    await reader.catchUp();
    expect(reader.numbers).toEqual([1, 2, 3, 4]);
    expect(new Set(told(reader.chunks, directory).map((line) => line.split(' ')[0]))).toEqual(
      new Set(['a.log']),
    );
  });

  it('does not read a file again that was renamed to what the glob finds', async () => {
    const directory = await directoryOf({ 'a.log': '1 one\n' });
    const path = join(directory, 'a.log');
    const reader = new LogReader({ path: join(directory, '*.log') });
    await reader.catchUp();
    for (let round = 0; round < 3; round++) {
      await rename(path, join(directory, `a.old${round}.log`));
      await writeFile(path, `${round + 2} more\n`);
      await reader.catchUp();
      await reader.settle();
      await reader.catchUp();
      if (round === 1) await reader.stop();
    }
    expect(reader.numbers).toEqual([1, 2, 3, 4]);
  });

  it('ends the partition of a file that is gone for a while, and closes it; reads a new one of the name', async () => {
    const directory = await directoryOf({ 'a.log': '1 one\n', 'b.log': '1 one\n2 part' });
    const reader = new LogReader({ path: join(directory, '*.log') });
    await reader.catchUp();
    await rm(join(directory, 'b.log'));
    await reader.settle();
    await reader.settle();
    expect(told(reader.chunks, directory).at(-1)).toBe('b.log part ended');
    await writeFile(join(directory, 'b.log'), '3 three\n');
    await reader.catchUp();
    expect(told(reader.chunks, directory).at(-1)).toBe('b.log three');
  });

  it('does not read again a file that was away for a while', async () => {
    const directory = await directoryOf({ 'a.log': '1 one\n', 'b.log': '1 one\n2 two\n' });
    const [path, away] = [join(directory, 'b.log'), join(directory, 'away')];
    const reader = new LogReader({ path: join(directory, '*.log') });
    await reader.catchUp();
    await rename(path, away);
    await reader.settle();
    await reader.settle();
    expect(told(reader.chunks, directory).at(-1)).toBe('b.log ended');
    await reader.stop();
    await rename(away, path);
    await appendFile(path, '3 three\n');
    await reader.catchUp();
    expect(reader.numbers).toEqual([1, 1, 2, 3]);
  });

  it('resumes each of them where it was, those that appeared meanwhile from the beginning', async () => {
    const directory = await directoryOf({ 'a.log': '1 a\n2 a\n', 'b.log': '1 b\n2 b\n' });
    const reader = new LogReader({ path: join(directory, '*.log'), readBytes: 4 });
    await reader.pull();
    for (let i = 0; i < 4; i++) await reader.pull();
    await reader.stop();
    await appendFile(join(directory, 'a.log'), '3 a\n');
    await writeFile(join(directory, 'c.log'), '1 c\n');
    await reader.catchUp();
    const lines = told(reader.chunks, directory).filter((line) => line.includes(' '));
    expect(lines.toSorted()).toEqual(['a.log a', 'a.log a', 'a.log a', 'b.log b', 'b.log b', 'c.log c']);
  });

  it('keeps with a warning where a file was left off that is not named any more, and goes on there when it is', async () => {
    const directory = await directoryOf({ 'a.log': '1 a\n', 'b.log': '1 b\n' });
    const paths = [join(directory, 'a.log'), join(directory, 'b.log')];
    let reached = startAfter(await collect(once(paths).read(startAt())));
    const warnings: string[] = [];
    const source = once(paths.slice(0, 1), { onWarning: (message) => warnings.push(message) });
    for (let run = 0; run < 2; run++) {
      const chunks = await collect(source.read(reached));
      expect(textsOf(chunks)).toEqual([]);
      reached = startAfter(chunks, undefined, reached);
    }
    expect(warnings).toEqual([
      `${paths[1]} was read before and is not named any more. Where it was left off is kept, for when that is named again.`,
    ]);
    expect(source.audit().reduce((sum, { lines }) => sum + lines, 0)).toBe(2);
    await appendFile(String(paths[1]), '2 again\n');
    const again = once(paths, { onWarning: (message) => warnings.push(message) });
    expect(textsOf(await collect(again.read(reached)))).toEqual(['again']);
    expect(warnings).toHaveLength(1);
  });
});
