import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { fanIn } from '../../../src/io/sources/fan-in.js';
import { file } from '../../../src/io/sources/file.js';
import type { Chunk } from '../../../src/operators/chunk.js';
import { count } from '../../../src/operators/measures/index.js';
import { eventTime } from '../../../src/operators/time/event-time.js';
import { tumbling } from '../../../src/operators/windows/tumbling.js';
import { chunkOf, END, runChunks } from '../../../src/testing/run-chunks.js';
import { virtualClock } from '../../../src/testing/virtual-clock.js';
import { collect } from '../../support/collect.js';
import { startAfter, startAt } from '../../support/start-at.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { whileTimePasses } from '../../support/while-time-passes.js';
import { type Word, wordsCodec } from '../../support/words-codec.js';

const LOGS = ['a', 'b', 'c'] as const;
const SECOND = 1000;

/** Times of the rows of three logs, each in order: minutes apart, or many in one second. */
const logs = fc.tuple(
  ...LOGS.map(() =>
    fc
      .array(fc.oneof(fc.integer({ min: 0, max: 5 * SECOND }), fc.integer({ min: 0, max: 3_000 * SECOND })), {
        maxLength: 25,
      })
      .map((times) => times.sort((x, y) => x - y)),
  ),
);

const sum = (sizes: readonly number[]): number => sizes.reduce((a, b) => a + b, 0);
const wordsOf = (chunks: readonly Chunk<Word>[]): string[] =>
  chunks.flatMap(({ rows }) => rows.map(({ time, text }) => `${time} ${text}`));

const written = async (times: readonly (readonly number[])[]) => {
  const directory = await temporaryDirectory();
  for (const [i, log] of LOGS.entries()) {
    await writeFile(join(directory, log), (times[i] ?? []).map((time) => `${time} ${log}\n`).join(''));
  }
  return directory;
};

const sourceOf = (directory: string, readBytes: readonly number[], names: readonly string[] = LOGS) =>
  fanIn(
    names.map((name, i) => ({
      name,
      source: file({
        path: join(directory, name),
        codec: wordsCodec,
        fields: 'all',
        clock: virtualClock(),
        readBytes: readBytes[i] ?? 1,
      }),
    })),
  );

const windows = (chunks: readonly Chunk<Word>[]) => {
  const perLog = tumbling({ size: '10s', by: ['text'], measures: { hits: count<Word>() } });
  const { rows, rejected } = runChunks(perLog, chunks, { lateness: 0, confirm: 1 });
  return { rows: rows.map((row) => JSON.stringify(row)), rejected };
};

const sizes = fc.tuple(...LOGS.map(() => fc.integer({ min: 1, max: 100 })));

it('gives the same windows as one merged file, for any number of bytes at a time', async () => {
  await fc.assert(
    fc.asyncProperty(logs, sizes, async (times, readBytes) => {
      const directory = await written(times);
      const chunks = await collect(sourceOf(directory, readBytes).read(startAt()));
      const merged = times
        .flatMap((log, i) => log.map((time) => ({ time, text: LOGS[i] ?? '', unit: '' })))
        .sort((x, y) => x.time - y.time);
      expect(windows([...chunks, END])).toEqual(windows([chunkOf(merged), END]));
    }),
    { numRuns: 60 },
  );
});

it('gives the same order in every run, and goes on with it from any chunk', async () => {
  await fc.assert(
    fc.asyncProperty(
      logs,
      sizes,
      fc.double({ min: 0, max: 1, noNaN: true }),
      async (times, readBytes, where) => {
        const directory = await written(times);
        const whole = await collect(sourceOf(directory, readBytes).read(startAt()));
        expect(wordsOf(await collect(sourceOf(directory, readBytes).read(startAt())))).toEqual(
          wordsOf(whole),
        );
        // What belongs to no partition says only what is remembered.
        for (const { partition, rows } of whole) if (partition === undefined) expect(rows).toEqual([]);
        const cut = Math.floor(where * (whole.length - 1));
        const start = startAfter(whole.slice(0, cut + 1));
        const rest = await collect(sourceOf(directory, readBytes).read(start));
        expect(wordsOf(rest)).toEqual(wordsOf(whole.slice(cut + 1)));
      },
    ),
    { numRuns: 60 },
  );
});

it('resumes in another order with the same rows of each member', async () => {
  await fc.assert(
    fc.asyncProperty(logs, sizes, fc.nat(30), async (times, readBytes, stopAfter) => {
      const directory = await written(times);
      const first: Chunk<Word>[] = [];
      for await (const chunk of sourceOf(directory, readBytes, ['a', 'b']).read(startAt())) {
        first.push(chunk);
        if (first.length > stopAfter) break;
      }
      const resumed = sourceOf(directory, readBytes, ['c', 'b', 'a']);
      const all = [...first, ...(await collect(resumed.read(startAfter(first))))];
      expect(wordsOf(all)).toHaveLength(sum(times.map((log) => log.length)));
      for (const [i, log] of LOGS.entries()) {
        expect(wordsOf(all).filter((word) => word.endsWith(log))).toEqual(
          times[i]?.map((time) => `${time} ${log}`),
        );
      }
    }),
    { numRuns: 40 },
  );
});

/** Two growing files and one that ends, with different poll intervals, through event time. */
const following = async () => {
  const directory = await written([[], [], [1 * SECOND]]);
  const clock = virtualClock(1_000_000);
  const reading = { codec: wordsCodec, fields: 'all', clock, watch: false } as const;
  const source = fanIn([
    { name: 'a', source: file({ ...reading, path: join(directory, 'a'), follow: true, poll: 250 }) },
    { name: 'b', source: file({ ...reading, path: join(directory, 'b'), follow: true, poll: 400 }) },
    { name: 'c', source: file({ ...reading, path: join(directory, 'c') }) },
  ]);
  const controller = new AbortController();
  const run = source.read(startAt(undefined, controller.signal))[Symbol.asyncIterator]();
  onTestFinished(async () => {
    controller.abort();
    await run.return?.(undefined);
  });
  const time = eventTime<Word>({ lateness: 0 }).machine;
  const state = time.init();
  const pull = async (): Promise<Chunk<Word>> => {
    const { value, done } = await whileTimePasses(clock, run.next());
    if (done) throw new Error('A followed file ended by itself.');
    time.step(state, value);
    return value;
  };
  return {
    clock,
    state,
    pull,
    write: (log: string, ...times: readonly number[]) =>
      appendFile(join(directory, log), times.map((at) => `${at} ${log}\n`).join('')),
  };
};

it('says no time up to which something was written that it has not given', async () => {
  const { clock, pull, write } = await following();
  const expected: { at: number; word: string }[] = [];
  const got: string[] = ['1000 c'];
  for (let round = 0; round < 30; round++) {
    const log = round % 3 === 0 ? 'a' : 'b';
    const time = (10 + round) * SECOND;
    await write(log, time);
    expected.push({ at: clock.now(), word: `${time} ${log}` });
    await clock.advance(1);
    for (let chunk = 0; chunk <= round % 4; chunk++) {
      const value = await pull();
      got.push(...wordsOf([value]));
      const { now } = value;
      if (now === undefined) continue;
      for (const { at, word } of expected) if (at < now) expect(got).toContain(word);
    }
  }
  for (let chunk = 0; chunk < 10; chunk++) got.push(...wordsOf([await pull()]));
  expect(got.filter((word) => !word.endsWith('c'))).toEqual(
    expect.arrayContaining(expected.map(({ word }) => word)),
  );
  expect(got.slice(1).filter((word) => !word.endsWith('c'))).toHaveLength(expected.length);
});

it('waits for a silent member until it is idle, and not for one that has ended', async () => {
  const { state, pull, write } = await following();
  let last = 100 * SECOND;
  await write('a', last);
  /** Pulls until a time is said; what is said is a time, however long the disk takes. */
  const pullUntilNow = async (): Promise<number> => {
    for (;;) {
      const { now } = await pull();
      if (now !== undefined) return now;
    }
  };
  const began = await pullUntilNow();
  for (let now = began; now < began + 30 * SECOND; now = await pullUntilNow()) {
    if (now < began + 10 * SECOND) expect(state.watermark).toBe(Number.NEGATIVE_INFINITY);
    last += SECOND;
    await write('a', last);
  }
  // b has never had a row, and c has ended: after the idle time a alone says how late it is.
  expect(state.watermark).toBeGreaterThanOrEqual(last - 2 * SECOND);
});
