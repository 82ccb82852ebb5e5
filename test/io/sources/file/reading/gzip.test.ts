import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { collect } from '../../../../support/collect.js';
import { GZIP_CASES, OTHERS, SAID } from '../../../../support/gzip-cases.js';
import { WORDS_OF_BZIP2, zstdStored } from '../../../../support/packed-cases.js';
import { startAfter, startAt } from '../../../../support/start-at.js';
import { temporaryDirectory } from '../../../../support/temporary-directory.js';
import { openCount, placesOf, setUp, setUpFollowing, textsOf } from '../../../../support/words-file.js';

const lines = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, i) => `${from + i} word ${from + i}\n`).join('');
const words = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => `word ${from + i}`);

describe('file, compressed with gzip', () => {
  it('is read whatever its name says, and resumes from every position', async () => {
    const { source } = await setUp(gzipSync(`#unit s\n${lines(0, 3000)}`), { readBytes: 1000 });
    const chunks = await collect(source.read(startAt()));
    expect(textsOf(chunks)).toEqual(words(0, 3000));
    let seen = 0;
    for (const [i, { rows }] of chunks.entries()) {
      seen += rows.length;
      if (i % 7 !== 0) continue;
      expect(textsOf(await collect(source.read(startAfter(chunks.slice(0, i + 1)))))).toEqual(
        words(seen, 3000),
      );
    }
  });

  it('counts positions in what is decompressed, and progress in the file', async () => {
    const bytes = gzipSync('1 one\n2 two\n');
    const { source } = await setUp(bytes);
    const chunks = await collect(source.read(startAt()));
    expect(placesOf(chunks)).toEqual([{ offset: 12, codec: '' }]);
    expect(source.progress).toMatchObject({ bytes: bytes.length, total: bytes.length });
  });

  it('is read through all of its members, cut anywhere in a line', async () => {
    const text = lines(0, 500);
    const parts = [text.slice(0, 1001), text.slice(1001, 1003), '', text.slice(1003)].map((part) =>
      gzipSync(part),
    );
    const { source, warnings } = await setUp(Buffer.concat(parts), { readBytes: 333 });
    expect(textsOf(await collect(source.read(startAt())))).toEqual(words(0, 500));
    expect(warnings).toEqual([]);
  });

  it('is read at a ratio of a thousand to one', async () => {
    const { source } = await setUp(gzipSync(`1 ${'x'.repeat(20_000_000)}\n2 end\n`));
    const texts = textsOf(await collect(source.read(startAt())));
    expect(texts.map(({ length }) => length)).toEqual([20_000_000, 3]);
  });

  it('gives the lines before the cut, with a warning, where it is cut off', async () => {
    const whole = gzipSync(lines(0, 5000));
    for (const length of [whole.length - 1, whole.length - 9, Math.floor(whole.length / 2), 12]) {
      const { source, warnings, path } = await setUp(whole.subarray(0, length));
      const texts = textsOf(await collect(source.read(startAt())));
      expect(texts).toEqual(words(0, texts.length));
      if (length > whole.length / 3) expect(texts.length).toBeGreaterThan(1000);
      expect(warnings).toEqual([
        `${path} cannot be decompressed to its end: it is cut off before its end. What could be read counts.`,
      ]);
    }
  });

  it('rejects the line that it is cut off in, whatever is left of it, and takes one that is whole', async () => {
    // Stored as they are, so that it can be cut anywhere in a line.
    const bytes = gzipSync('1 one\n2 two\n3 three', { level: 0 });
    const at = bytes.indexOf('three');
    const end = async (given: Buffer) => {
      const chunks = await collect((await setUp(given)).source.read(startAt()));
      return [textsOf(chunks), chunks.flatMap(({ rejected }) => rejected.map(({ detail }) => detail))];
    };
    const cut = 'The line is cut off, as the gzip data is that holds it.';
    expect(await end(bytes.subarray(0, at + 2))).toEqual([['one', 'two'], [cut]]);
    expect(await end(bytes.subarray(0, at - 2))).toEqual([['one', 'two'], []]);
    // All of the line has come, and only the checksum is missing; but what a second member would have gone on with is not known.
    expect(await end(bytes.subarray(0, -3))).toEqual([['one', 'two', 'three'], []]);
    const more = Buffer.concat([bytes, gzipSync(' and more\n').subarray(0, 12)]);
    expect(await end(more)).toEqual([['one', 'two'], [cut]]);
    const third = Buffer.concat([gzipSync('0 zero\n'), bytes.subarray(0, at + 2)]);
    expect(await end(third)).toEqual([['zero', 'one', 'two'], [cut]]);
  });

  it('is one rejected input where nothing of it can be had, with the reason', async () => {
    const whole = gzipSync(lines(0, 50));
    const damaged = Buffer.from(whole);
    damaged.fill(0xff, 10);
    for (const [given, why] of [
      [whole.subarray(0, 3), 'it is cut off before its end'],
      [whole.subarray(0, 10), 'it is cut off before its end'],
      [damaged, 'it is damaged'],
    ] as const) {
      for (const lastLine of ['take', 'leave'] as const) {
        const { source } = await setUp(given, { lastLine });
        const run = source.read(startAt());
        const rejected = (await collect(run)).flatMap((chunk) => chunk.rejected);
        expect(rejected).toMatchObject([
          {
            reason: 'malformed',
            detail: expect.stringContaining(`Nothing of it can be read: ${why}`),
          },
        ]);
        expect(run.lines).toBe(1);
      }
    }
    const { source } = await setUp(gzipSync(''));
    expect((await collect(source.read(startAt()))).flatMap((chunk) => chunk.rejected)).toEqual([]);
  });

  it.each(OTHERS)('is never taken for text where it is compressed with %s', async (name, begins) => {
    const bytes = Buffer.concat([begins, Buffer.from('1 one\n2 two\n')]);
    for (const lastLine of ['take', 'leave'] as const) {
      const { source, warnings } = await setUp(bytes, { lastLine });
      const chunks = await collect(source.read(startAt()));
      expect(textsOf(chunks)).toEqual([]);
      expect(chunks.flatMap(({ rejected }) => rejected)).toMatchObject([
        { detail: expect.stringContaining(`it is compressed with ${name}, which is not read here`) },
      ]);
      expect(warnings).toEqual([expect.stringContaining(`it is compressed with ${name}`)]);
    }
    const { catchUp, warnings } = await setUpFollowing(bytes, {});
    expect(textsOf(await catchUp())).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining(`it is compressed with ${name}`)]);
  });

  it('is read as well where it is zstd or bzip2, resumed from any position, and said by its name', async () => {
    const text = lines(0, 3000);
    const { source } = await setUp(zstdStored(Buffer.from(text), 5000), { readBytes: 1000 });
    const chunks = await collect(source.read(startAt()));
    expect(textsOf(chunks)).toEqual(words(0, 3000));
    const half = chunks.slice(0, 20);
    const seen = textsOf(half).length;
    expect(textsOf(await collect(source.read(startAfter(half))))).toEqual(words(seen, 3000));
    const bzip2 = await setUp(Buffer.concat([WORDS_OF_BZIP2, WORDS_OF_BZIP2, Buffer.from('x')]));
    expect(textsOf(await collect(bzip2.source.read(startAt())))).toEqual(
      Array(2).fill(['one', 'two', 'three']).flat(),
    );
    expect(bzip2.warnings).toEqual([expect.stringContaining('goes on after the end of its bzip2 data')]);
    const cut = await setUp(zstdStored(Buffer.from(text), 1001).subarray(0, 5000));
    const found = await collect(cut.source.read(startAt()));
    expect(textsOf(found).length).toBeGreaterThan(200);
    expect(found.flatMap(({ rejected }) => rejected.map(({ detail }) => detail))).toEqual([
      'The line is cut off, as the zstd data is that holds it.',
    ]);
  });

  it('is read on when a frame of zstd, or the rest of one, comes while it is followed', async () => {
    const first = zstdStored(Buffer.from(lines(0, 500)), 700);
    const { catchUp, path, warnings } = await setUpFollowing(first.subarray(0, 2000), { readBytes: 512 });
    const before = textsOf(await catchUp());
    await writeFile(path, first.subarray(2000), { flag: 'a' });
    expect([...before, ...textsOf(await catchUp())]).toEqual(words(0, 500));
    await writeFile(path, zstdStored(Buffer.from(lines(500, 600))), { flag: 'a' });
    expect(textsOf(await catchUp())).toEqual(words(500, 600));
    expect(warnings).toEqual([]);
  });

  describe.each(GZIP_CASES)('$name', ({ bytes, said }) => {
    const told = said === undefined ? [] : [expect.stringContaining(SAID[said])];

    it.each(['take', 'leave'] as const)(
      'gives all rows, and says once what is wrong (%s)',
      async (lastLine) => {
        const { source, warnings } = await setUp(bytes(lines(0, 900)), { readBytes: 1000, lastLine });
        expect(textsOf(await collect(source.read(startAt())))).toEqual(words(0, 900));
        expect(warnings).toEqual(told);
      },
    );

    it('gives all rows while it is followed, and says of garbage at once', async () => {
      const { catchUp, warnings } = await setUpFollowing(bytes(lines(0, 900)), { readBytes: 1000 });
      expect(textsOf(await catchUp())).toEqual(words(0, 900));
      await catchUp();
      // What is cut off may be going to be written.
      expect(warnings).toEqual(said === 'garbage' ? told : []);
    });
  });

  it('gives the lines before a fault, with a warning, where it is damaged', async () => {
    const bytes = Buffer.concat([gzipSync(lines(0, 50)), gzipSync(lines(50, 5000))]);
    bytes.fill(0xff, bytes.length - 4000, bytes.length - 3900);
    const { source, warnings } = await setUp(bytes);
    const texts = textsOf(await collect(source.read(startAt())));
    expect(texts.slice(0, 50)).toEqual(words(0, 50));
    expect(warnings).toEqual([expect.stringContaining('it is damaged')]);
  });

  it('gives the same rows for any number of bytes at a time', async () => {
    const bytes = gzipSync(`${lines(0, 100)}101 é😀`);
    for (const readBytes of [1, 7, 64, 65536]) {
      const { source } = await setUp(bytes, { readBytes });
      expect(textsOf(await collect(source.read(startAt())))).toEqual([...words(0, 100), 'é😀']);
    }
  });

  it('is taken with its last line even where that is left in a log, for it is complete', async () => {
    const { source } = await setUp(gzipSync('1 one\n2 two'), { lastLine: 'leave' });
    expect(textsOf(await collect(source.read(startAt())))).toEqual(['one', 'two']);
  });

  it('is read on when another member is added while it is followed', async () => {
    const { catchUp, path, source } = await setUpFollowing(gzipSync(lines(0, 200)), { readBytes: 512 });
    expect(textsOf(await catchUp())).toEqual(words(0, 200));
    expect(textsOf(await catchUp())).toEqual([]);
    await writeFile(path, gzipSync(lines(200, 300)), { flag: 'a' });
    expect(textsOf(await catchUp())).toEqual(words(200, 300));
    expect(source.lines).toBe(300);
  });

  it('is read on when the rest of it comes while it is followed', async () => {
    const whole = gzipSync(lines(0, 5000));
    const { catchUp, path, warnings } = await setUpFollowing(whole.subarray(0, 3000));
    const before = textsOf(await catchUp());
    await writeFile(path, whole.subarray(3000), { flag: 'a' });
    expect([...before, ...textsOf(await catchUp())]).toEqual(words(0, 5000));
    expect(warnings).toEqual([]);
  });

  it('is closed when it has been read', async () => {
    const { source, path } = await setUp(gzipSync(lines(0, 10)));
    await collect(source.read(startAt()));
    expect(await openCount(path)).toBe(0);
  });

  it('is found again by its content when a log was compressed by hand', async () => {
    const path = join(await temporaryDirectory(), 'words.txt');
    const { source } = await setUp(lines(0, 10), { path });
    const first = await collect(source.read(startAt()));
    await writeFile(`${path}.2026.gz`, gzipSync(lines(0, 12)));
    await rm(path);
    await writeFile(path, lines(12, 14));
    expect(textsOf(await collect(source.read(startAfter(first))))).toEqual(words(10, 14));
  });
});
