import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Balance, StreamBalance } from '../../../src/pipelines/balance.js';
import { faultsOf } from '../../support/run-config.js';
import { runs } from '../../support/runs.js';
import { isMissing, SHARED_DATA } from '../../support/shared-data.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { SAMPLE } from '../../support/tidemark.js';
import { MAY_9, type Preset } from './hits.js';
import { type Monitored, monitorFile, monitorStream } from './monitor-bytes.js';

const SIZES = [7, 64, 65_536];

/** The same input in chunks of these sizes, from a file and from a stream, says the same bytes. */
const expectTheSame = async (
  bytes: Buffer,
  sizes: readonly number[],
  options: Preset = {},
): Promise<Monitored> => {
  const path = join(await temporaryDirectory(), 'log');
  await writeFile(path, bytes);
  const whole = await monitorFile(path, { ...options, readBytes: Math.max(1, bytes.length) });
  expect(faultsOf(whole.balance)).toEqual([]);
  for (const readBytes of sizes) {
    for (const again of [
      await monitorFile(path, { ...options, readBytes }),
      await monitorStream(bytes, { ...options, readBytes }),
    ]) {
      // Compared by hand: the difference of two long texts takes minutes to find.
      if (again.text !== whole.text) throw new Error(`Chunks of ${readBytes} bytes say something else.`);
      expect(again.balance).toEqual(whole.balance);
    }
  }
  return whole;
};

/** Those of the config, without what stands behind them for their outputs. */
const ownStreams = ({ streams }: Balance): readonly StreamBalance[] =>
  streams.filter(({ name, as }) => name === as);

/** Lines from the middle of a log, so that not all begins on a boundary. */
const excerpt = (bytes: Buffer, from: number, length: number): Buffer => bytes.subarray(from, from + length);

describe('chunking law of the access-log monitor', () => {
  it('holds for the sample, which says the bytes that are expected of it', async () => {
    const bytes = await readFile(join(SAMPLE, 'access.log'));
    const { text } = await expectTheSame(bytes, SIZES);
    expect(text).toBe(await readFile(join(SAMPLE, 'expected.jsonl'), 'utf8'));
    await expectTheSame(excerpt(bytes, 200_000, 20_000), [1], {
      window: '2s',
      threshold: { events: 9, milliseconds: 1000 },
    });
  });

  it.skipIf(isMissing('http-logs/elastic__beats/apache_test.log'))('holds for apache_test.log', async () => {
    const bytes = await readFile(join(SHARED_DATA, 'http-logs/elastic__beats/apache_test.log'));
    await expectTheSame(bytes, [1, ...SIZES]);
  });

  it.skipIf(isMissing('http-logs/elastic__examples/apache_logs.log'))(
    'holds for apache_logs.log, which loses no line with a lateness of a minute, as it is by default',
    async () => {
      const bytes = await readFile(join(SHARED_DATA, 'http-logs/elastic__examples/apache_logs.log'));
      await expectTheSame(excerpt(bytes, 1_000_000, 20_000), [1]);
      await expectTheSame(excerpt(bytes, 1_000_000, 100_000), SIZES);
      const { text, balance } = await expectTheSame(bytes, [4096], { lateness: '60s', top: 100_000 });
      expect(balance).toMatchObject({ lines: 10_000, rows: 10_000, held: 0, rejected: {} });
      for (const { counted, rejected } of ownStreams(balance))
        expect({ counted, rejected }).toEqual({ counted: 10_000, rejected: {} });
      const rows = text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      const hitsOf = (name: string): number =>
        rows.reduce((sum, { stream, hits = 0 }) => (stream === name ? sum + hits : sum), 0);
      expect([hitsOf('summary'), hitsOf('sections')]).toEqual([10_000, 10_000]);
      // Without enough lateness some are late, and said to be; none was two minutes late.
      const late = ownStreams((await monitorStream(bytes, { lateness: '2s' })).balance).map(
        ({ rejected }) => rejected.late ?? 0,
      );
      expect(late).toEqual([expect.any(Number), late[0], 0]);
      expect(late[0]).toBeGreaterThan(0);
    },
  );

  it('holds for lines in and out of order with garbage between them', async () => {
    const line = fc
      .record({
        seconds: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constantFrom(-7000, 9000)),
        section: fc.constantFrom('', 'a', 'b', 'é', '%00', '"\\"'),
        status: fc.constantFrom('200', '404', '-', '503'),
        end: fc.constantFrom('\n', '\r\n', '\n\n'),
      })
      .map(({ seconds, section, status, end }) => {
        const time = new Date(MAY_9 + seconds * 1000).toISOString();
        return Buffer.from(
          `h - - [${time.slice(8, 10)}/May/2026:${time.slice(11, 19)} +0000] "GET /${section}/x HTTP/1.1" ${status} 5${end}`,
        );
      });
    const garbage = fc.oneof(
      fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes)),
      fc.constantFrom('\n', '\r', '[', '"', 'h - - [', '\u0000', '\u2028').map((text) => Buffer.from(text)),
    );
    const log = fc.array(fc.oneof({ weight: 4, arbitrary: line }, { weight: 1, arbitrary: garbage }), {
      maxLength: 60,
    });
    const sizes = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 2 });
    await fc.assert(
      fc.asyncProperty(log, sizes, async (parts, some) => {
        const options: Preset = {
          period: '3s',
          window: '5s',
          threshold: { events: 1, milliseconds: 1000 },
          top: 3,
        };
        const bytes = Buffer.concat(parts);
        const whole = await monitorStream(bytes, options);
        expect(faultsOf(whole.balance)).toEqual([]);
        for (const readBytes of some)
          expect(await monitorStream(bytes, { ...options, readBytes })).toEqual(whole);
      }),
      { numRuns: runs(30) },
    );
  });
});
