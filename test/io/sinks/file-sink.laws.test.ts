import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FileSinkOptions, fileSink } from '../../../src/io/sinks/file.js';
import type { Delivery, Emitted } from '../../../src/io/sinks/sink.js';
import { composeWith, prepareFrom, writeTo } from '../../support/drive-sink.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { tornWrite } from '../../support/torn-write.js';

const format = (rows: readonly Emitted[]): string => rows.map(({ id }) => `${id}\n`).join('');

const someRows = fc
  .array(
    fc.record({
      text: fc.string({ unit: fc.constantFrom('a', 'é', '😀', '"', ' '), maxLength: 12 }),
      time: fc.oneof(fc.integer({ min: -20_000, max: 20_000 }), fc.constant(undefined)),
    }),
    { maxLength: 60 },
  )
  .map((rows) =>
    rows.map(
      ({ text, time }, i): Emitted => ({ pipeline: 'p', stream: 's', id: `${i}:${text}`, row: { time } }),
    ),
  );

const someOptions: fc.Arbitrary<Partial<FileSinkOptions>> = fc.record(
  {
    deliveryBytes: fc.integer({ min: 1, max: 200 }),
    rotate: fc.record(
      { size: fc.integer({ min: 1, max: 200 }), every: fc.constantFrom(1000, 5000, 60_000) },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
);

/** What a process does between two awaits of the loop, and where it can die. */
interface Life {
  /** Steps after which it dies. */
  readonly steps: number;
  /** How it dies inside a write: before it, after it, or with this share of the bytes stored. */
  readonly dying: 'before' | 'after' | number;
  readonly zeros: boolean;
  /** Commits that the next process finds lost. */
  readonly lost: number;
}

const someLives = fc.array(
  fc.record({
    steps: fc.nat(40),
    dying: fc.oneof(fc.constantFrom('before', 'after'), fc.double({ min: 0, max: 1, noNaN: true })),
    zeros: fc.boolean(),
    lost: fc.constant(0),
  }),
  { maxLength: 6 },
) satisfies fc.Arbitrary<Life[]>;

interface Committed {
  readonly position: number;
  readonly saved: unknown;
  readonly outbox: readonly Delivery[];
}

class Died extends Error {}

/** Lives through all lives, then once to the end: compose, commit, write, remember. */
async function liveThrough(
  path: string,
  rows: readonly Emitted[],
  cuts: readonly number[],
  options: Partial<FileSinkOptions>,
  lives: readonly Life[],
): Promise<void> {
  const immortal: Life = { steps: Number.POSITIVE_INFINITY, dying: 'before', zeros: false, lost: 0 };
  const commits: Committed[] = [{ position: 0, saved: undefined, outbox: [] }];
  const last = (): Committed => commits.at(-1)!;
  for (const life of [...lives, immortal]) {
    const sink = fileSink({ path, format, ...options });
    let left = life.steps;
    const step = (): void => {
      if (left-- <= 0) throw new Died();
    };
    const writeAll = async (): Promise<void> => {
      for (const delivery of last().outbox) {
        if (left-- <= 0) {
          if (life.dying === 'after') await writeTo(sink, delivery);
          else if (life.dying !== 'before') await tornWrite(delivery, life.dying, life.zeros);
          throw new Died();
        }
        await writeTo(sink, delivery);
        // Told again for no reason: it must change nothing.
        if (left % 3 === 0) await writeTo(sink, delivery);
        step();
        commits[commits.length - 1] = { ...last(), outbox: last().outbox.filter((one) => one !== delivery) };
      }
    };
    try {
      step();
      let saved = await prepareFrom(sink, structuredClone(last().saved));
      step();
      await writeAll();
      for (let i = 0; last().position < rows.length; i++) {
        const { position } = last();
        const end = Math.min(rows.length, position + (cuts[i % cuts.length] ?? 1));
        // The newest time that was seen: no row is ahead of it.
        const watermark = rows
          .slice(0, end)
          .reduce((most, { row }) => Math.max(most, (row as { time?: number }).time ?? most), 0);
        const composed = composeWith(sink, rows.slice(position, end), saved, watermark);
        saved = structuredClone(composed.saved);
        step();
        commits.push({ position: end, saved, outbox: structuredClone(composed.deliveries) });
        await writeAll();
      }
    } catch (error) {
      if (!(error instanceof Died)) throw error;
      // A store that has lost all of them is a new start: it appends to what is there.
      for (let i = 0; i < life.lost && commits.length > 2; i++) commits.pop();
    } finally {
      await sink.close();
    }
  }
}

/** The files of the sink in the order in which they were opened. */
const filesOf = async (directory: string): Promise<{ name: string; text: string }[]> => {
  const names = (await readdir(directory)).sort();
  return Promise.all(
    names.map(async (name) => ({ name, text: await readFile(join(directory, name), 'utf8') })),
  );
};

const textOf = (files: readonly { text: string }[]): string => files.map(({ text }) => text).join('');

describe('the files of a fileSink', () => {
  it('hold every row exactly once and in order, wherever the process dies and however often it tells again', async () => {
    const parent = await temporaryDirectory();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        someRows,
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 5 }),
        someOptions,
        someLives,
        async (rows, cuts, options, lives) => {
          const directory = join(parent, String(run++));
          await liveThrough(join(directory, 'rows.txt'), rows, cuts, options, lives);
          const files = rows.length === 0 ? [] : await filesOf(directory);
          expect(textOf(files)).toBe(format(rows));
          await rm(directory, { recursive: true, force: true });
        },
      ),
      { numRuns: 150 },
    );
  });

  it('hold every row exactly once when the state store has lost its last commits', async () => {
    const parent = await temporaryDirectory();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        someRows,
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 5 }),
        fc.record({
          deliveryBytes: fc.integer({ min: 1, max: 200 }),
          size: fc.integer({ min: 1, max: 200 }),
        }),
        someLives,
        fc.array(fc.nat(4), { minLength: 6, maxLength: 6 }),
        async (rows, cuts, { deliveryBytes, size }, lives, lost) => {
          const directory = join(parent, String(run++));
          const losing = lives.map((life, i) => ({ ...life, lost: lost[i] ?? 0 }));
          const options = { deliveryBytes, rotate: { size } };
          await liveThrough(join(directory, 'rows.txt'), rows, cuts, options, losing);
          const files = rows.length === 0 ? [] : await filesOf(directory);
          expect(textOf(files)).toBe(format(rows));
          await rm(directory, { recursive: true, force: true });
        },
      ),
      { numRuns: 150 },
    );
  });

  it('are the same however the rows were cut into commits and deliveries', async () => {
    const compose = (rows: readonly Emitted[], size: number, options: Partial<FileSinkOptions>) => {
      const sink = fileSink({ path: '/nowhere/rows.txt', format, ...options });
      const places = new Map<string, string>();
      let saved: unknown;
      for (let from = 0; from < rows.length; from += size) {
        // The watermark is the end: it does not depend on the cuts.
        const composed = composeWith(sink, rows.slice(from, from + size), saved, Number.POSITIVE_INFINITY);
        saved = composed.saved;
        for (const { body } of composed.deliveries) {
          const { file, text } = body as { file: string; text: string };
          places.set(file, (places.get(file) ?? '') + text);
        }
      }
      return [...places];
    };
    fc.assert(
      fc.property(
        someRows,
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 100 }),
        someOptions,
        (rows, size, deliveryBytes, options) => {
          const whole = compose(rows, rows.length || 1, { ...options, deliveryBytes: 1_000_000 });
          expect(compose(rows, size, { ...options, deliveryBytes })).toEqual(whole);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('are never renamed, never too large and end with a whole row', async () => {
    const parent = await temporaryDirectory();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(someRows, fc.integer({ min: 1, max: 60 }), async (rows, size) => {
        const directory = join(parent, String(run++));
        const sink = fileSink({ path: join(directory, 'rows.txt'), format, rotate: { size, every: 5000 } });
        const inodes = new Map<string, number>();
        let saved: unknown;
        for (const row of rows) {
          const composed = composeWith(sink, [row], saved, Number.POSITIVE_INFINITY);
          saved = composed.saved;
          for (const delivery of composed.deliveries) await writeTo(sink, delivery);
          for (const name of await readdir(directory)) {
            const { ino } = await stat(join(directory, name));
            expect(inodes.get(name) ?? ino).toBe(ino);
            inodes.set(name, ino);
          }
        }
        await sink.close();
        for (const { name, text } of rows.length === 0 ? [] : await filesOf(directory)) {
          expect(name).toMatch(/^rows\.(19[67]\d{5}T\d{6}Z)\.\d{6}\.txt$/);
          expect(text.endsWith('\n')).toBe(true);
          const lines = text.split('\n').length - 1;
          expect(Buffer.byteLength(text) <= size || lines === 1).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });
});
