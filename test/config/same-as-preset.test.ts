import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accessLog as accessLogCodec } from '../../src/io/codecs/access-log/access-log.js';
import type { AccessLogRow } from '../../src/io/codecs/access-log/access-log-row.js';
import type { Codec } from '../../src/io/codecs/codec.js';
import { csv } from '../../src/io/codecs/csv/csv.js';
import type { Row } from '../../src/io/codecs/fields/row.js';
import type { Source } from '../../src/io/sources/source.js';
import { accessLog } from '../../src/pipelines/access-log/access-log.js';
import { run } from '../../src/pipelines/run.js';
import { chunkOf } from '../../src/testing/run-chunks.js';
import { virtualClock } from '../../src/testing/virtual-clock.js';
import { MAY_9 } from '../pipelines/access-log/hits.js';
import { collector, exampleConfig, type Output, planOf, runConfig } from '../support/run-config.js';
import { runs } from '../support/runs.js';
import { isMissing, SHARED_DATA } from '../support/shared-data.js';
import { SAMPLE } from '../support/tidemark.js';

const APACHE = 'http-logs/elastic__examples/apache_logs.log';
const TAKE_HOME = 'datadog-takehome/robertohuertasm__log-ingestor/sample.csv';

const USE = planOf('version: 1\npipelines: { access-log: { use: access-log } }');

/** Rows of a log in chunks of so many. */
const rowsFrom = (rows: readonly Row[], size = 1000): Source<Row> => ({
  async *read() {
    for (let from = 0; from < rows.length; from += size) yield chunkOf(rows.slice(from, from + size));
  },
});

const decoded = <T>(codec: Codec<T>, bytes: Buffer): readonly T[] => {
  const decoder = codec.decoder('all');
  return [...decoder.decode(bytes).rows, ...decoder.end().rows];
};

const logRows = (bytes: Buffer): readonly Row[] =>
  decoded(accessLogCodec() as Codec<unknown> as Codec<Row>, bytes);

const presetSays = async (source: Source<Row>): Promise<readonly Output[]> => {
  const sink = collector();
  await run(accessLog({ source: source as Source<unknown> as Source<AccessLogRow>, to: [sink] }), {
    clock: virtualClock(),
    signal: new AbortController().signal,
  });
  return sink.outputs;
};

/** By text, so that the order of fields counts too; the difference of two long lists takes minutes to find. */
const expectSame = (said: readonly unknown[], wanted: readonly unknown[]): void => {
  expect(said.length).toBe(wanted.length);
  said.forEach((row, i) => {
    if (JSON.stringify(row) !== JSON.stringify(wanted[i])) expect(row).toEqual(wanted[i]);
  });
  expect(JSON.stringify(said) === JSON.stringify(wanted)).toBe(true);
};

const expectAllSame = async (rows: readonly Row[]): Promise<readonly Output[]> => {
  const wanted = await presetSays(rowsFrom(rows));
  expectSame((await runConfig(USE, rowsFrom(rows))).outputs, wanted);
  const example = await runConfig(planOf(exampleConfig('a')), rowsFrom(rows));
  const rowsOf = (name: string) => wanted.flatMap(({ stream, row }) => (stream === name ? [row] : []));
  expectSame(example.of('sections'), rowsOf('sections'));
  // What fires has the words of the config, and they are the usual ones.
  expectSame(example.of('traffic'), rowsOf('alerts'));
  return wanted;
};

const transitionsOf = (outputs: readonly Output[]) =>
  outputs.flatMap(({ stream, row }) => (stream === 'alerts' ? [row] : []));

describe('the preset in code, use: access-log and config (a) say the same', () => {
  it('of the sample', async () => {
    const said = await expectAllSame(logRows(readFileSync(join(SAMPLE, 'access.log'))));
    expect(transitionsOf(said).length).toBeGreaterThan(1);
  });

  it.skipIf(isMissing(APACHE))('of apache_logs', async () => {
    await expectAllSame(logRows(readFileSync(join(SHARED_DATA, APACHE))));
  });

  it.skipIf(isMissing(TAKE_HOME))('of the log of the take-home', async () => {
    const said = await expectAllSame(decoded(csv(), readFileSync(join(SHARED_DATA, TAKE_HOME))));
    expect(transitionsOf(said).map(({ state }) => state)).toEqual(['firing', 'ok', 'firing', 'ok']);
  });

  it('of any log, with server errors, durations, silence, bursts and lines out of order', async () => {
    const piece = fc.record({
      silence: fc.oneof({ weight: 5, arbitrary: fc.nat(5000) }, fc.constantFrom(10_000, 130_000, 4_000_000)),
      hits: fc.oneof({ weight: 4, arbitrary: fc.nat(6) }, fc.integer({ min: 500, max: 1300 })),
      back: fc.constantFrom(0, 0, 500, 2500, 15_000),
      section: fc.constantFrom('/', '/api', '/a b', '/é', '(other)', ''),
      status: fc.constantFrom(200, 304, 404, 499, 500, 503, 599, 600, 99, 100, null),
      size: fc.constantFrom(0, 1234, null, 2 ** 50, 0.1),
      duration: fc.constantFrom(0, 12.5, 900, null, undefined),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 25 }), async (pieces) => {
        let time = MAY_9;
        const rows: Row[] = pieces.flatMap(({ silence, hits, back, ...fields }) => {
          time += silence;
          return Array.from({ length: hits }, (_, i) => ({ time: time - back + (i % 7), ...fields }));
        });
        await expectAllSame(rows);
      }),
      { numRuns: runs(25) },
    );
  });
});
