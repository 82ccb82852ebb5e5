import { appendFileSync } from 'node:fs';
import { appendFile, mkdir, readdir, readlink, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Clock } from '../../../src/io/clock.js';
import { type FileOptions, file } from '../../../src/io/sources/file.js';
import type { Chunk } from '../../../src/operators/chunk.js';
import { virtualClock } from '../../../src/testing/virtual-clock.js';
import { collect } from '../../support/collect.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { until } from '../../support/until.js';
import { whileTimePasses } from '../../support/while-time-passes.js';
import { type Word, wordsCodec } from '../../support/words-codec.js';

const never = (): AbortSignal => new AbortController().signal;
const textsOf = (chunks: readonly Chunk<Word>[]): string[] =>
  chunks.flatMap(({ rows }) => rows.map(({ text }) => text));

/** A file of a test and a source that reads it. */
const setUp = async (content: string | undefined, options: Partial<FileOptions<Word>> = {}) => {
  const path = join(await temporaryDirectory(), 'words.txt');
  if (content !== undefined) await writeFile(path, content);
  const clock = virtualClock(1_000_000);
  const warnings: string[] = [];
  const source = file({
    path,
    codec: wordsCodec,
    fields: 'all',
    clock,
    onWarning: (message) => warnings.push(message),
    ...options,
  });
  return { path, clock, warnings, source };
};

/** As `setUp`, following, with a run that is pulled up to each moment at which the source has seen everything. */
const setUpFollowing = async (content: string | undefined, options: Partial<FileOptions<Word>> = {}) => {
  const made = await setUp(content, { follow: true, ...options });
  const controller = new AbortController();
  const run = made.source.read(undefined, controller.signal)[Symbol.asyncIterator]();
  onTestFinished(async () => {
    controller.abort();
    await whileTimePasses(made.clock, Promise.resolve(run.return?.(undefined)));
  });
  const catchUp = async (): Promise<Chunk<Word>[]> => {
    const chunks: Chunk<Word>[] = [];
    for (;;) {
      const { value, done } = await whileTimePasses(made.clock, run.next());
      if (done) return chunks;
      chunks.push(value);
      if (value.now !== undefined) return chunks;
    }
  };
  return { ...made, controller, run, catchUp };
};

/** How often this process has the file open; 0 where the system does not tell. */
const openCount = async (path: string): Promise<number> => {
  const descriptors = await readdir('/proc/self/fd').catch(() => []);
  const links = await Promise.all(descriptors.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')));
  return links.filter((link) => link === path).length;
};

describe('file, read once', () => {
  it('gives nothing for an empty file', async () => {
    const { source } = await setUp('');
    expect(await collect(source.read(undefined, never()))).toEqual([]);
    expect(source.lines).toBe(0);
  });

  it('counts a last line that no newline ends', async () => {
    const { source } = await setUp('1 one\n2 two');
    expect(textsOf(await collect(source.read(undefined, never())))).toEqual(['one', 'two']);
  });

  it('gives the same rows whether it reads 1, 7, 64 or 65536 bytes at a time', async () => {
    const words = Array.from({ length: 300 }, (_, i) => `${i} wörd ${'é😀'.repeat(i % 9)}`);
    const content = `#unit µs\n${words.join('\n')}\nbroken`;
    const results = [];
    for (const readBytes of [1, 7, 64, 65536]) {
      const { source } = await setUp(content, { readBytes });
      const chunks = await collect(source.read(undefined, never()));
      results.push({
        rows: chunks.flatMap(({ rows }) => rows),
        rejected: chunks.flatMap(({ rejected }) => rejected),
        end: chunks.at(-1)?.position,
        lines: source.lines,
      });
    }
    expect(results[0]?.rows.map(({ time, text }) => `${time} ${text}`)).toEqual(words);
    expect(results[0]?.lines).toBe(301);
    for (const result of results) expect(result).toEqual(results[0]);
  });

  it('counts whole lines only in a position', async () => {
    const { source } = await setUp('#unit s\n1 one\n2 two\n3 three', { readBytes: 16 });
    const chunks = await collect(source.read(undefined, never()));
    expect(chunks.map(({ position }) => position)).toEqual([
      { offset: 14, codec: 's' },
      { offset: 20, codec: 's' },
      { offset: 27, codec: 's' },
    ]);
  });

  it('resumes in a file that has grown with the rows that were added', async () => {
    const { source, path } = await setUp('1 one\n2 two\n');
    const position = (await collect(source.read(undefined, never()))).at(-1)?.position;
    await appendFile(path, '3 three\n');
    expect(textsOf(await collect(source.read(position, never())))).toEqual(['three']);
  });

  it('starts again at the beginning, with a warning, when the file is shorter than the position', async () => {
    const { source, path, warnings } = await setUp('1 one\n2 two\n');
    const position = (await collect(source.read(undefined, never()))).at(-1)?.position;
    await writeFile(path, '9 new\n');
    const chunks = await collect(source.read(position, never()));
    expect(textsOf(chunks)).toEqual(['new']);
    expect(chunks.at(-1)?.position).toEqual({ offset: 6, codec: '' });
    expect(warnings).toEqual([`${path} has shrunk from 12 to 6 bytes. Reading it again from the beginning.`]);
  });

  it('says in one sentence that the file is missing, and what to do', async () => {
    const { source, path } = await setUp(undefined);
    await expect(collect(source.read(undefined, never()))).rejects.toMatchObject({
      name: 'TidemarkError',
      code: 'unreadable',
      message: `Cannot read ${path}: no such file. Check the path, or follow it to wait until it appears.`,
    });
  });

  it.each([false, true])('refuses a directory (follow: %s)', async (follow) => {
    const { source, path } = await setUp(undefined, { follow });
    await mkdir(path);
    await expect(collect(source.read(undefined, never()))).rejects.toMatchObject({
      code: 'unreadable',
      message: `Cannot read ${path}: it is a directory. Name a file inside it.`,
    });
  });

  it('refuses a path through something that is not a directory', async () => {
    const { path } = await setUp('1 one\n');
    const { source } = await setUp(undefined, { path: join(path, 'inside') });
    await expect(collect(source.read(undefined, never()))).rejects.toMatchObject({
      code: 'unreadable',
      message: expect.stringContaining('a part of the path is not a directory'),
    });
  });

  it.each([{ offset: -1 }, { offset: 1.5 }, { shard: '000' }, 7, null])(
    'refuses to resume at %j, which is no position in a file',
    async (position) => {
      const { source } = await setUp('1 one\n');
      await expect(collect(source.read(position, never()))).rejects.toMatchObject({ code: 'bad-options' });
    },
  );

  it.each([{ readBytes: 0 }, { readBytes: 1.5 }, { poll: 0 }, { poll: Number.NaN }])(
    'refuses %j before anything is read',
    (wrong) => {
      const make = () =>
        file({ path: '/x', codec: wordsCodec, fields: 'all', clock: virtualClock(), ...wrong });
      expect(make).toThrow(expect.objectContaining({ code: 'bad-options' }));
    },
  );

  it('closes the file at its end and when the consumer leaves', async () => {
    const { source, path } = await setUp('1 one\n2 two\n', { readBytes: 6 });
    for await (const _ of source.read(undefined, never())) break;
    expect(await openCount(path)).toBe(0);
    await collect(source.read(undefined, never()));
    expect(await openCount(path)).toBe(0);
  });

  it('says how far it is', async () => {
    const { source } = await setUp('1 one\n2 two\n', { readBytes: 6 });
    expect(source.progress).toEqual({ bytes: 0, total: 0 });
    const run = source.read(undefined, never())[Symbol.asyncIterator]();
    await run.next();
    expect(source.progress).toEqual({ bytes: 6, total: 12 });
    await run.next();
    expect(source.progress).toEqual({ bytes: 12, total: 12 });
    await run.return?.(undefined);
  });
});

describe('file, followed', () => {
  it('hands over first what is there, then says the time', async () => {
    const { catchUp, clock } = await setUpFollowing('1 one\n2 two\n');
    const chunks = await catchUp();
    expect(textsOf(chunks)).toEqual(['one', 'two']);
    expect(chunks.map(({ now }) => now !== undefined)).toEqual([false, true]);
    expect(chunks.at(-1)?.now).toBeLessThanOrEqual(clock.now());
  });

  it('hands over what the file grows by', async () => {
    const { catchUp, path } = await setUpFollowing('1 one\n');
    await catchUp();
    await appendFile(path, '2 two\n3 three\n');
    expect(textsOf(await catchUp())).toEqual(['two', 'three']);
    expect(textsOf(await catchUp())).toEqual([]);
    await appendFile(path, '4 four\n');
    expect(textsOf(await catchUp())).toEqual(['four']);
  });

  it('holds a last line back until its newline comes', async () => {
    const { catchUp, path } = await setUpFollowing('1 one\n2 tw');
    const before = await catchUp();
    expect(textsOf(before)).toEqual(['one']);
    expect(before.at(-1)?.position).toEqual({ offset: 6, codec: '' });
    await appendFile(path, 'o, and mo');
    expect(textsOf(await catchUp())).toEqual([]);
    await appendFile(path, 're\n');
    expect(textsOf(await catchUp())).toEqual(['two, and more']);
  });

  it('puts a character together that was written in two parts', async () => {
    const bytes = Buffer.from('1 😀\n');
    const { catchUp, path } = await setUpFollowing('');
    for (const byte of bytes.subarray(0, -1)) {
      await appendFile(path, Buffer.of(byte));
      expect(textsOf(await catchUp())).toEqual([]);
    }
    await appendFile(path, '\n');
    expect(textsOf(await catchUp())).toEqual(['😀']);
  });

  it('warns once of a missing file, keeps saying the time, and reads it when it appears', async () => {
    const { catchUp, path, warnings } = await setUpFollowing(undefined);
    const nows = [];
    for (let look = 0; look < 3; look++) nows.push((await catchUp()).at(-1)?.now ?? Number.NaN);
    expect(new Set(nows).size).toBe(3);
    expect(warnings).toEqual([`${path} does not exist yet. Waiting for it to appear.`]);
    await writeFile(`${path}.new`, '1 one\n');
    await rename(`${path}.new`, path);
    expect(textsOf(await catchUp())).toEqual(['one']);
    expect(warnings).toHaveLength(1);
  });

  it('keeps its position while the file is missing', async () => {
    const { source, clock, path } = await setUp(undefined, { follow: true });
    const position = { offset: 6, codec: 's' };
    const run = source.read(position, never())[Symbol.asyncIterator]();
    expect((await run.next()).value).toMatchObject({ position, rows: [] });
    await writeFile(path, '1 one\n2 two\n');
    const { value } = await whileTimePasses(clock, run.next());
    expect(value).toMatchObject({ rows: [{ time: 2, text: 'two', unit: 's' }] });
    await run.return?.(undefined);
  });

  it('goes on with the file that it has open when its name is taken away', async () => {
    const { catchUp, path, warnings } = await setUpFollowing('1 one\n');
    await catchUp();
    await rename(path, `${path}.1`);
    await appendFile(`${path}.1`, '2 two\n');
    expect(textsOf(await catchUp())).toEqual(['two']);
    await rm(`${path}.1`);
    expect(textsOf(await catchUp())).toEqual([]);
    expect(warnings).toEqual([]);
  });

  it('starts again at the beginning, with a warning, when the file is truncated', async () => {
    const { catchUp, path, warnings, source } = await setUpFollowing('#unit s\n1 one\n2 two\n');
    await catchUp();
    await truncate(path, 0);
    const after = await catchUp();
    expect(textsOf(after)).toEqual([]);
    expect(after.at(-1)?.position).toEqual({ offset: 0, codec: '' });
    await appendFile(path, '3 three\n');
    expect((await catchUp()).flatMap(({ rows }) => rows)).toEqual([{ time: 3, text: 'three', unit: '' }]);
    expect(warnings).toEqual([`${path} has shrunk from 20 to 0 bytes. Reading it again from the beginning.`]);
    expect(source.lines).toBe(3);
  });

  it('hands over the partial line of a file that is truncated, for nothing will complete it', async () => {
    const { catchUp, path, source } = await setUpFollowing('1 one\n2 tw');
    await catchUp();
    await writeFile(path, '3 new\n');
    const after = await catchUp();
    expect(textsOf(after)).toEqual(['tw', 'new']);
    expect(after[0]?.position).toEqual({ offset: 0, codec: '' });
    expect(source.lines).toBe(3);
  });

  it('says the time once per poll, taken before the look that found nothing', async () => {
    const { source, clock } = await setUp('1 one\n', { follow: true, poll: 100 });
    const run = source.read(undefined, never())[Symbol.asyncIterator]();
    await run.next();
    expect((await run.next()).value).toMatchObject({ now: 1_000_000 });
    for (let look = 1; look <= 3; look++) {
      const next = run.next();
      await until(() => clock.sleeping > 0);
      await clock.advance(99);
      expect(clock.sleeping).toBe(1);
      await clock.advance(1);
      expect((await next).value).toMatchObject({ now: 1_000_000 + look * 100 });
    }
    await run.return?.(undefined);
  });

  it('says no time up to which it has not read everything', async () => {
    const path = join(await temporaryDirectory(), 'words.txt');
    await writeFile(path, '');
    let asked = 0;
    const written: number[] = [];
    const clock: Clock = {
      // As if the process stood still: at every second question, a row has been written the moment before.
      now: () => {
        asked++;
        if (asked % 2 === 0) {
          appendFileSync(path, `${asked} word\n`);
          written.push(asked);
        }
        return asked;
      },
      sleep: async () => undefined,
    };
    const read: number[] = [];
    for await (const { rows, now } of file({
      path,
      codec: wordsCodec,
      fields: 'all',
      clock,
      follow: true,
    }).read(undefined, never())) {
      read.push(...rows.map(({ time }) => time));
      if (now !== undefined) expect(written.filter((time) => time <= now)).toEqual(read);
      if (read.length === 4) break;
    }
  });

  it('ends at once when it is aborted while it waits for a missing file', async () => {
    const { run, controller, clock } = await setUpFollowing(undefined);
    await run.next();
    const waiting = run.next();
    await until(() => clock.sleeping > 0);
    controller.abort();
    expect((await waiting).done).toBe(true);
  });

  it('closes the file when it is aborted', async () => {
    const { run, controller, catchUp, path } = await setUpFollowing('1 one\n');
    await catchUp();
    controller.abort();
    await run.next();
    expect(await openCount(path)).toBe(0);
  });

  it('does not take a partial line for a whole one when it is aborted', async () => {
    const { run, controller, catchUp } = await setUpFollowing('1 one\n2 tw');
    await catchUp();
    controller.abort();
    expect(await run.next()).toEqual({ done: true, value: undefined });
  });
});
