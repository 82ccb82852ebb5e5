import { PassThrough, Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../src/io/clock.js';
import { type StdinOptions, stdin } from '../../../src/io/sources/stdin.js';
import type { Chunk } from '../../../src/operators/chunk.js';
import { virtualClock } from '../../../src/testing/virtual-clock.js';
import { collect } from '../../support/collect.js';
import { GZIP_CASES, OTHERS, SAID } from '../../support/gzip-cases.js';
import { observed } from '../../support/observed.js';
import { WORDS_OF_BZIP2, zstdStored } from '../../support/packed-cases.js';
import { startAt } from '../../support/start-at.js';
import { until } from '../../support/until.js';
import { type Word, wordsCodec } from '../../support/words-codec.js';

const textsOf = (chunks: readonly Chunk<Word>[]): string[] =>
  chunks.flatMap(({ rows }) => rows.map(({ text }) => text));

const setUp = (input: Readable, options: Partial<StdinOptions<Word>> = {}) => {
  const clock = virtualClock(5_000);
  const source = observed(stdin({ codec: wordsCodec, fields: 'all', live: false, clock, input, ...options }));
  return { clock, source };
};

describe('stdin', () => {
  it('gives nothing for an input that is empty', async () => {
    expect(await collect(setUp(Readable.from([])).source.read(startAt()))).toEqual([]);
  });

  it('counts a last line that no newline ends', async () => {
    const { source } = setUp(Readable.from([Buffer.from('1 one\n2 t'), Buffer.from('wo')]));
    expect(textsOf(await collect(source.read(startAt())))).toEqual(['one', 'two']);
    expect(source.lines).toBe(2);
  });

  it('gives the same rows whether it decodes 1, 7, 64 or 65536 bytes at a time', async () => {
    const words = Array.from({ length: 200 }, (_, i) => `${i} wörd ${'é😀'.repeat(i % 9)}`);
    for (const readBytes of [1, 7, 64, 65536]) {
      const { source } = setUp(Readable.from([Buffer.from(words.join('\n'))], { objectMode: false }), {
        readBytes,
      });
      const chunks = await collect(source.read(startAt()));
      expect(chunks.flatMap(({ rows }) => rows.map(({ time, text }) => `${time} ${text}`))).toEqual(words);
    }
  });

  it.each(GZIP_CASES)('gives all rows of gzip data $name', async ({ bytes, said }) => {
    const words = Array.from({ length: 900 }, (_, i) => `${i} word`);
    const whole = bytes(`${words.join('\n')}\n`);
    for (const most of [11, 1000, whole.length]) {
      const warnings: string[] = [];
      const pieces = Array.from({ length: Math.ceil(whole.length / most) }, (_, i) =>
        whole.subarray(i * most, (i + 1) * most),
      );
      const input = Readable.from(pieces, { objectMode: false });
      const { source } = setUp(input, { onWarning: (message) => warnings.push(message) });
      const chunks = await collect(source.read(startAt()));
      expect(chunks.flatMap(({ rows }) => rows.map(({ time, text }) => `${time} ${text}`))).toEqual(words);
      expect(warnings).toEqual(said === undefined ? [] : [expect.stringContaining(SAID[said])]);
    }
  });

  it('rejects the line that gzip data is cut off in, and says where nothing of it can be had', async () => {
    const bytes = gzipSync('1 one\n2 two\n3 three', { level: 0 });
    const rejected = async (given: Buffer) => {
      const { source } = setUp(Readable.from([given], { objectMode: false }));
      const run = source.read(startAt());
      const chunks = await collect(run);
      expect(run.lines).toBe(chunks.reduce((sum, one) => sum + one.rows.length + one.rejected.length, 0));
      return chunks.flatMap((one) => one.rejected.map(({ detail = '' }) => detail));
    };
    expect(await rejected(bytes.subarray(0, bytes.indexOf('three') + 2))).toEqual([
      expect.stringContaining('The line is cut off'),
    ]);
    expect(await rejected(bytes.subarray(0, 11))).toEqual([
      expect.stringContaining('Nothing of it can be read'),
    ]);
    expect(await rejected(Buffer.concat([gzipSync('1 one\n'), gzipSync('2 two')]))).toEqual([]);
  });

  it('reads zstd and bzip2 as well, however they come', async () => {
    for (const whole of [zstdStored(Buffer.from('1 one\n2 two\n3 three\n'), 5), WORDS_OF_BZIP2]) {
      for (const most of [1, 50, whole.length]) {
        const pieces = Array.from({ length: Math.ceil(whole.length / most) }, (_, i) =>
          whole.subarray(i * most, (i + 1) * most),
        );
        const { source } = setUp(Readable.from(pieces, { objectMode: false }));
        const chunks = await collect(source.read(startAt()));
        expect(chunks.flatMap(({ rows }) => rows.map(({ text }) => text))).toEqual(['one', 'two', 'three']);
      }
    }
  });

  it.each(OTHERS)(
    'never takes for text what is compressed with %s, however it comes',
    async (name, begins) => {
      const bytes = Buffer.concat([begins, Buffer.from('1 one\n2 two\n')]);
      for (const pieces of [[bytes], [...bytes].map((byte) => Buffer.from([byte]))]) {
        const { source } = setUp(Readable.from(pieces, { objectMode: false }));
        const chunks = await collect(source.read(startAt()));
        expect(chunks.flatMap(({ rows }) => rows)).toEqual([]);
        expect(chunks.flatMap(({ rejected }) => rejected)).toMatchObject([
          { detail: expect.stringContaining(`it is compressed with ${name}, which is not read here`) },
        ]);
      }
    },
  );

  it('takes first bytes that are too few to tell as they are', async () => {
    const { source } = setUp(Readable.from([Buffer.from([0x1f])]));
    expect(await collect(source.read(startAt()))).toMatchObject([{ rejected: [{ raw: '\x1f' }] }]);
  });

  it('gives no position, for it cannot be read again', async () => {
    const { source } = setUp(Readable.from([Buffer.from('1 one\n')]));
    for await (const chunk of source.read(startAt())) expect(chunk).not.toHaveProperty('position');
  });

  it('refuses to resume', async () => {
    const { source } = setUp(Readable.from([]));
    await expect(collect(source.read(startAt({ offset: 3 })))).rejects.toMatchObject({ code: 'bad-options' });
  });

  it('reports a stream that fails as unreadable', async () => {
    const input = new PassThrough();
    const { source } = setUp(input);
    const reading = collect(source.read(startAt()));
    input.destroy(Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' }));
    await expect(reading).rejects.toMatchObject({
      code: 'unreadable',
      message: 'Cannot read standard input: the device reports an error. Check the disk.',
    });
  });

  it('reports a stream that is closed before its end', async () => {
    const input = new PassThrough();
    const { source } = setUp(input);
    const reading = collect(source.read(startAt()));
    input.destroy();
    await expect(reading).rejects.toMatchObject({
      code: 'unreadable',
      message: expect.stringContaining('it was closed before its end'),
    });
  });

  it('reads no more than the stream holds while nobody pulls', async () => {
    let produced = 0;
    const input = new Readable({
      highWaterMark: 1024,
      read() {
        produced++;
        this.push(Buffer.from(`${produced} ${'x'.repeat(100)}\n`));
      },
    });
    const { source } = setUp(input);
    const run = source.read(startAt())[Symbol.asyncIterator]();
    await run.next();
    const turns = async () => {
      for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
    };
    await turns();
    const held = produced;
    expect(held).toBeLessThan(50);
    await turns();
    expect(produced).toBe(held);
    await run.return?.(undefined);
  });

  it('says the time after one poll of silence when it is live, and only then', async () => {
    const input = new PassThrough();
    const { source, clock } = setUp(input, { live: true, poll: 100 });
    const run = source.read(startAt())[Symbol.asyncIterator]();
    const pulled = run.next();
    await until(() => clock.sleeping > 0);
    await clock.advance(99);
    expect(clock.sleeping).toBe(1);
    await clock.advance(1);
    expect(await pulled).toEqual({ done: false, value: { rows: [], rejected: [], now: 5_100 } });

    const next = run.next();
    await until(() => clock.sleeping > 0);
    input.write('1 one\n');
    const { value } = await next;
    expect(value).toMatchObject({ rows: [{ text: 'one' }] });
    expect(value).not.toHaveProperty('now');
    expect(clock.sleeping, 'the nap must not go on').toBe(0);
    await run.return?.(undefined);
  });

  it('fetches what came while the process stood still before it says the time', async () => {
    const input = new PassThrough();
    let asked = 0;
    const clock: Clock = {
      // The row is in the pipe when the time is asked for; it takes a turn of the event loop to come in.
      now: () => {
        asked++;
        if (asked === 1) setImmediate(() => input.write('1 one\n'));
        return asked;
      },
      sleep: async () => undefined,
    };
    const { source } = setUp(input, { live: true, clock });
    const run = source.read(startAt())[Symbol.asyncIterator]();
    expect((await run.next()).value).toMatchObject({ rows: [{ text: 'one' }] });
    expect((await run.next()).value).toMatchObject({ rows: [], now: 2 });
    await run.return?.(undefined);
  });

  it('never says the time when it is not live', async () => {
    const input = new PassThrough();
    const { source, clock } = setUp(input);
    const reading = collect(source.read(startAt()));
    expect(clock.sleeping).toBe(0);
    await clock.advance(60_000);
    input.end('1 one\n');
    expect((await reading).map(({ now }) => now)).toEqual([undefined]);
  });

  it.each([true, false])(
    'ends and lets go of the input when it is aborted while it waits (live: %s)',
    async (live) => {
      const input = new PassThrough();
      const { source } = setUp(input, { live });
      const controller = new AbortController();
      const reading = collect(source.read(startAt(undefined, controller.signal)));
      input.write('1 one\n2 tw');
      await until(() => source.lines === 1);
      controller.abort();
      expect(textsOf(await reading)).toEqual(['one']);
      expect(input.destroyed).toBe(true);
      expect(input.listenerCount('readable')).toBe(0);
    },
  );

  it('lets go of the input when the consumer leaves', async () => {
    const input = new PassThrough();
    const { source } = setUp(input);
    input.write('1 one\n');
    for await (const _ of source.read(startAt())) break;
    expect(input.destroyed).toBe(true);
  });
});
