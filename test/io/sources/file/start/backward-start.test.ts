import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accessLog } from '../../../../../src/io/codecs/access-log/access-log.js';
import { OpenFile } from '../../../../../src/io/sources/file/reading/open-file.js';
import {
  type BackwardOptions,
  backwardStart,
} from '../../../../../src/io/sources/file/start/backward-start.js';
import { file } from '../../../../../src/io/sources/file.js';
import { virtualClock } from '../../../../../src/testing/virtual-clock.js';
import { collect } from '../../../../support/collect.js';
import { LogReader } from '../../../../support/log-reader.js';
import { startAfter, startAt } from '../../../../support/start-at.js';
import { temporaryDirectory } from '../../../../support/temporary-directory.js';
import { type Word, wordsCodec } from '../../../../support/words-codec.js';
import { setUp, textsOf } from '../../../../support/words-file.js';

const MINUTE = 60_000;

const timesOf = (content: Buffer): number[] =>
  wordsCodec
    .decoder('all')
    .decode(content)
    .rows.map(({ time }) => time);

/** Where a backward start begins in a file of that content. */
const startIn = async (content: string | Buffer, options: Partial<BackwardOptions<Word>>) => {
  const path = join(await temporaryDirectory(), 'words.txt');
  await writeFile(path, content);
  const meter = { read: 0 };
  const open = await OpenFile.open(path, meter);
  try {
    const found = await backwardStart(open, open.stat.size, {
      codec: wordsCodec,
      fields: 'all',
      milliseconds: MINUTE,
      ...options,
    });
    return { ...found, read: meter.read };
  } finally {
    await open.close();
  }
};

/** A line a second. */
const seconds = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, i) => `${(from + i) * 1000} word ${from + i}\n`).join('');

describe('a backward start', () => {
  it('begins with the first line that is new enough', async () => {
    const content = seconds(0, 10_000);
    const { offset, newest } = await startIn(content, { blockBytes: 512 });
    expect(newest).toBe(9_999_000);
    expect(content.slice(offset)).toBe(seconds(9939, 10_000));
  });

  it('reads as much of a long file as of a short one', async () => {
    const reads = [];
    for (const length of [10_000, 100_000]) {
      reads.push((await startIn(seconds(100_000 - length, 100_000), { blockBytes: 4096 })).read);
    }
    expect(reads[1]).toBe(reads[0]);
  });

  it('begins at the beginning where everything is new enough, whatever stands there', async () => {
    for (const content of [
      '',
      'broken\n',
      '\n\n1 one\n',
      `broken\n${seconds(0, 30)}`,
      'no newline',
      '1 one',
    ]) {
      expect(await startIn(content, { blockBytes: 16 })).toMatchObject({ offset: 0 });
    }
  });

  it('leaves a partial last line to those who read on, and does not ask it for the time', async () => {
    const content = `${seconds(0, 500)}99999`;
    const { offset } = await startIn(content, { blockBytes: 100 });
    expect(content.slice(offset)).toBe(`${seconds(439, 500)}99999`);
  });

  it('does not take a single line from the future for the newest', async () => {
    for (const wild of [`${10 ** 12} wild\n${seconds(300, 310)}`, `${seconds(300, 310)}${10 ** 12} wild\n`]) {
      const content = seconds(0, 300) + wild;
      const { offset, newest } = await startIn(content, {});
      expect(newest).toBe(309_000);
      expect(content.slice(offset)).toBe(seconds(249, 300) + wild);
    }
  });

  it('knows header lines from the beginning, and from the block that ended the search', async () => {
    const far = await startIn(`#unit s\n${seconds(0, 5000)}`, { blockBytes: 512 });
    expect(far.codec).toBe('s');
    const near = await startIn(`#unit s\n${seconds(0, 20_000)}#unit ms\n${seconds(20_000, 20_100)}`, {
      blockBytes: 2048,
    });
    expect(near.codec).toBe('ms');
  });

  it('gives up behind a region without newlines, however long, and begins with the line that follows it', async () => {
    const tail = seconds(1000, 1020);
    const reads = [];
    for (const gap of [300, 100_000, 200_000]) {
      const content = `${seconds(0, 10)}${'\0'.repeat(gap)}\n${tail}`;
      const { offset, read } = await startIn(content, { blockBytes: 64, gapBytes: 256 });
      expect(content.slice(offset)).toBe(tail);
      reads.push(read);
    }
    expect(reads[2]).toBe(reads[1]);
  });

  it('looks behind lines without a time that are fewer than that', async () => {
    const content = `${seconds(0, 100)}${'broken\n'.repeat(20)}${seconds(100, 110)}`;
    const { offset } = await startIn(content, { blockBytes: 64, gapBytes: 1024 });
    expect(content.slice(offset, offset + 5)).toBe('49000');
  });

  it('begins with a line, ends in the tail of a full read, and misses no new line that a block can see', async () => {
    const logs = fc.array(fc.tuple(fc.nat(20), fc.nat(2000), fc.nat(12)), { maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(
        logs,
        fc.integer({ min: 8, max: 400 }),
        fc.nat(1500),
        async (steps, blockBytes, milliseconds) => {
          let now = 0;
          const lines = steps.map(([step, back, length]) => {
            now += step * 100;
            return length === 0 ? 'broken\n' : `${Math.max(0, now - back)} ${'x'.repeat(length)}\n`;
          });
          const content = Buffer.from(lines.join(''));
          const { offset, newest } = await startIn(content, { blockBytes, milliseconds });
          const [whole, tail] = [timesOf(content), timesOf(content.subarray(offset))];
          expect(offset === 0 || content[offset - 1] === 10).toBe(true);
          expect(tail).toEqual(whole.slice(whole.length - tail.length));
          if (newest === undefined) return;
          // Before the start, going backwards: everything is too old, from there on or behind a block of old lines.
          const before = content.subarray(0, offset).toString().split('\n').slice(0, -1);
          let oldBytes = 0;
          for (const line of before.toReversed()) {
            const [time] = timesOf(Buffer.from(`${line}\n`));
            if (time !== undefined && time >= newest - milliseconds) break;
            oldBytes += line.length + 1;
          }
          expect(oldBytes === offset || oldBytes >= Math.min(blockBytes, offset) - 40).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('equals the tail of a full read by time where lines are in order', async () => {
    const logs = fc.array(fc.nat(50), { minLength: 1, maxLength: 300 });
    await fc.assert(
      fc.asyncProperty(
        logs,
        fc.integer({ min: 8, max: 2000 }),
        fc.nat(3000),
        async (steps, blockBytes, milliseconds) => {
          let now = 0;
          const content = Buffer.from(
            steps
              .map((step) => {
                now += step;
                return `${now} word\n`;
              })
              .join(''),
          );
          const { offset } = await startIn(content, { blockBytes, milliseconds });
          expect(timesOf(content.subarray(offset))).toEqual(
            timesOf(content).filter((time) => time >= now - milliseconds),
          );
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('file, with a start', () => {
  it('begins near the end, with header lines, and follows from there', async () => {
    const { source, path } = await setUp(`#unit s\n${seconds(0, 40_000)}`, {
      start: { milliseconds: MINUTE },
    });
    const chunks = await collect(source.read(startAt()));
    const rows = chunks.flatMap(({ rows }) => rows);
    expect(rows).toHaveLength(61);
    expect(rows[0]).toEqual({ time: 39_939_000, text: 'word 39939', unit: 's' });
    const reader = new LogReader({ path, start: { milliseconds: MINUTE } });
    await reader.catchUp();
    await writeFile(path, seconds(40_000, 40_001), { flag: 'a' });
    await reader.catchUp();
    expect(reader.numbers).toHaveLength(62);
  });

  it('takes no account of it where a position is given', async () => {
    const { source } = await setUp(seconds(0, 1000), { start: { milliseconds: MINUTE }, readBytes: 100 });
    const chunks = await collect(source.read(startAt()));
    let seen = 0;
    for (const [i, { rows }] of chunks.entries()) {
      seen += rows.length;
      expect(textsOf(await collect(source.read(startAfter(chunks.slice(0, i + 1)))))).toHaveLength(61 - seen);
    }
  });

  it('begins at the end with what comes after the last newline', async () => {
    const { path } = await setUp('1 one\n2 tw');
    const reader = new LogReader({ path, start: 'end' });
    await reader.catchUp();
    await writeFile(path, 'o\n3 three\n', { flag: 'a' });
    await reader.catchUp();
    expect(reader.numbers).toEqual([2, 3]);
  });

  it('reaches back into what the log was rotated to', async () => {
    const { path, source } = await setUp(seconds(950, 960), { start: { milliseconds: MINUTE } });
    await writeFile(`${path}.1`, seconds(940, 950));
    await writeFile(`${path}.2`, seconds(0, 940));
    await writeFile(`${path}.3`, seconds(0, 1));
    const texts = textsOf(await collect(source.read(startAt())));
    expect(texts).toEqual(Array.from({ length: 61 }, (_, i) => `word ${899 + i}`));
    await writeFile(path, '');
    expect(textsOf(await collect(source.read(startAt())))[0]).toBe('word 889');
  });

  it('reads a compressed file from its beginning, for nobody can read it backwards', async () => {
    for (const start of ['end', { milliseconds: 1 }] as const) {
      const { source } = await setUp(gzipSync(seconds(0, 5)), { start });
      expect(textsOf(await collect(source.read(startAt())))).toHaveLength(5);
    }
  });

  it('reads a file that appears later from its beginning', async () => {
    const { path } = await setUp(undefined);
    const reader = new LogReader({ path, start: 'end' });
    await reader.catchUp();
    await writeFile(path, '1 one\n');
    await reader.catchUp();
    expect(reader.numbers).toEqual([1]);
  });

  it('reads a few MB of a sparse file of 10 GB whose last minutes are real lines', async () => {
    const path = join(await temporaryDirectory(), 'access.log');
    const SIZE = 10 * 1024 ** 3;
    const descriptor = openSync(path, 'w');
    const lines = Array.from({ length: 20_000 }, (_, i) => {
      const time = new Date(Date.UTC(2026, 4, 9, 12) + i * 10).toISOString().slice(11, 19);
      return `10.0.0.1 - - [09/May/2026:${time} +0000] "GET /p/${i} HTTP/1.1" 200 ${i}\n`;
    });
    const head = lines.slice(0, 100).join('');
    const tail = lines.join('');
    try {
      ftruncateSync(descriptor, SIZE);
      writeSync(descriptor, head, 0);
      writeSync(descriptor, `\n${tail}`, SIZE - tail.length - 1);
    } catch (error) {
      throw new Error(
        `This file system keeps no sparse file of 10 GB; set TMPDIR to one that does. ${error}`,
      );
    } finally {
      closeSync(descriptor);
    }
    for (const [milliseconds, rows] of [
      [MINUTE, 6100],
      [3_600_000, 20_000],
    ] as const) {
      const codec = accessLog();
      const source = file({
        path,
        codec,
        fields: ['section'],
        clock: virtualClock(),
        start: { milliseconds },
      });
      const chunks = await collect(source.read(startAt()));
      const count = chunks.reduce((sum, chunk) => sum + chunk.rows.length, 0);
      expect(Math.abs(count - rows)).toBeLessThanOrEqual(100);
      expect(chunks.flatMap(({ rejected }) => rejected)).toEqual([]);
      expect(source.progress.total).toBe(SIZE);
      expect(source.progress.read).toBeLessThan(10_000_000);
    }
  });
});
