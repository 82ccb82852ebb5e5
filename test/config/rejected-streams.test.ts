import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Row } from '../../src/io/codecs/fields/row.js';
import type { Source } from '../../src/io/sources/source.js';
import { memoryStore } from '../../src/io/state/memory-store.js';
import type { Chunk } from '../../src/operators/chunk.js';
import { audit } from '../../src/pipelines/audit.js';
import { run } from '../../src/pipelines/run.js';
import { chunkOf } from '../../src/testing/run-chunks.js';
import { virtualClock } from '../../src/testing/virtual-clock.js';
import { bytesFor, collector, faultsOf, planOf, runConfig, specOf } from '../support/run-config.js';
import { runs } from '../support/runs.js';
import { scriptedSource } from '../support/scripted-source.js';
import { startAt } from '../support/start-at.js';
import { MAY_9 } from './ready-made/hits.js';

const WATCHED = planOf(`
version: 1
pipelines:
  watched:
    source: { file: in.jsonl, format: jsonl, follow: false }
    time: { lateness: 2s, ahead: 1d }
    streams:
      requests: { window: 10s, measure: { n: count(), slow: count(ms > 100) } }
      bad:
        from: rejected
        by: [reason]
        window: 1m
        measure: { n: count(), seen: last(raw) }
        to: [stdout]
        alerts: { many: { value: n, above: 2 } }
      each: { from: rejected, alerts: { failed: { if: reason == "expression", notify: [] } } }
      worst: { from: bad, window: 5m, measure: { most: max(n), kinds: distinct(reason) }, to: [stdout] }
    rejected: [stdout]
`);

/** A line of this second. */
const line = (second: number, fields: object = {}): string =>
  JSON.stringify({ time: new Date(MAY_9 + second * 1000).toISOString(), ms: 1, ...fields });

/** As many of one second as it takes for time to follow. */
const several = (second: number): string[] => Array.from({ length: 8 }, () => line(second));

const bytes = (...lines: readonly string[]): Buffer => Buffer.from(lines.map((one) => `${one}\n`).join(''));

const badRows = (rows: readonly Readonly<Record<string, unknown>>[]) =>
  rows
    .filter(({ reason }) => reason !== undefined)
    .map(({ start, reason, n }) => [(Number(start) - MAY_9) / 1000, reason, n]);

describe('a stream of rejected inputs', () => {
  it('counts them in the windows of the time at which the log stood, by reason', async () => {
    const input = bytes(
      'garbage before any time',
      line(1),
      'garbage',
      ...several(70),
      '{"half":',
      line(71, { ms: 'slow' }),
      ...several(130),
      line(30),
      line(200),
    );
    const { of, balance } = await runConfig(WATCHED, bytesFor(WATCHED, input));
    expect(badRows(of('bad')).filter(([, , n]) => n !== 0)).toEqual([
      // Before any time there is none: the first that there is, which is two seconds behind the first row.
      [-60, 'malformed', 2],
      [60, 'expression', 1],
      // The half line came when the rows before it had moved the time to second 68.
      [60, 'malformed', 1],
      [120, 'late', 1],
    ]);
    expect(faultsOf(balance)).toEqual([]);
    const requests = balance.streams.find(({ name }) => name === 'requests');
    expect(requests).toMatchObject({ rows: 6, counted: 4, rejected: { late: 1, expression: 1 } });
    expect(balance.rejected).toEqual({ malformed: 3 });
    // Streams of streams have a balance of their own.
    expect(balance.streams.find(({ name }) => name === 'bad')).toMatchObject({ rows: 5, counted: 5 });
    expect(balance.streams.find(({ name }) => name === 'worst')?.rows).toBeGreaterThan(0);
  });

  it('alerts when the format of a followed log changes entirely, though no line tells the time any more', async () => {
    const garbage = Array.from({ length: 5 }, () => ({ reason: 'malformed', raw: '<xml/>' }) as const);
    const live = (seconds: number): Partial<Chunk<Row>> => ({ now: 5_000_000 + seconds * 1000 });
    const chunks: Partial<Chunk<Row>>[] = [
      { rows: [{ time: MAY_9 }, { time: MAY_9 + 4000 }], ...live(0) },
      ...Array.from({ length: 30 }, (_, i) => ({
        ...(i < 3 && { rejected: garbage }),
        ...live(5 + i * 5),
      })),
    ];
    const { of } = await runConfig(WATCHED, scriptedSource(chunks, 'end'));
    expect(
      of('bad')
        .filter(({ state }) => state !== undefined)
        .map(({ state, value, key }) => [state, value, key]),
    ).toEqual([
      ['firing', 15, { reason: 'malformed' }],
      ['ok', 0, { reason: 'malformed' }],
    ]);
  });

  it('does not take for time that the input has ended', async () => {
    const { of } = await runConfig(WATCHED, bytesFor(WATCHED, bytes(line(1), line(5), 'x', 'y')));
    expect(badRows(of('bad')).filter(([, , n]) => n !== 0)).toEqual([[0, 'malformed', 2]]);
  });
});

/** Lines of all kinds: in order, late, broken, with a text where a number should be, from far ahead. */
const anyLine = fc.oneof(
  { weight: 6, arbitrary: fc.record({ step: fc.nat(9000), ms: fc.constantFrom(1, 200) }) },
  { weight: 2, arbitrary: fc.record({ step: fc.constantFrom(-1500, -3000, -400_000), ms: fc.constant(1) }) },
  { weight: 1, arbitrary: fc.record({ step: fc.constant(500), ms: fc.constantFrom('slow', true, {}) }) },
  { weight: 3, arbitrary: fc.constantFrom('x', '{"a":', '[1]', '{"ms":1}') },
);

const textOf = (lines: readonly (string | { readonly step: number; readonly ms: unknown })[]): Buffer => {
  let time = MAY_9;
  return bytes(
    ...lines.map((one) => {
      if (typeof one === 'string') return one;
      const at = time + one.step;
      time = Math.max(time, at);
      return JSON.stringify({ time: at, ms: one.ms });
    }),
  );
};

/** One chunk after the other, each with its number as position. */
const replayable = async (source: Source<Row>): Promise<readonly Chunk<Row>[]> => {
  const chunks: Chunk<Row>[] = [];
  for await (const chunk of source.read(startAt())) chunks.push(chunk);
  return chunks;
};

describe('streams of streams', () => {
  it('give the same rows wherever the input is cut, and every row of each is somewhere', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyLine, { maxLength: 40 }), async (lines) => {
        const input = textOf(lines);
        const whole = await runConfig(WATCHED, bytesFor(WATCHED, input));
        expect(faultsOf(whole.balance)).toEqual([]);
        for (const size of [1, 7, 64]) {
          const cut = await runConfig(WATCHED, bytesFor(WATCHED, input, size));
          expect(cut.of('bad')).toEqual(whole.of('bad'));
          expect(cut.of('worst')).toEqual(whole.of('worst'));
          expect(cut.rowsOf('each/failed')).toEqual(whole.rowsOf('each/failed'));
          expect(cut.balance).toEqual(whole.balance);
          // Which of two streams turns a row away first is no promise; what each says is.
          expect(
            cut
              .of('rejected')
              .map((one) => JSON.stringify(one))
              .sort(),
          ).toEqual(
            whole
              .of('rejected')
              .map((one) => JSON.stringify(one))
              .sort(),
          );
        }
      }),
      { numRuns: runs(30) },
    );
  });

  it('go on where they were after a stop between any two chunks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyLine, { minLength: 2, maxLength: 30 }), fc.nat(), async (lines, pick) => {
        const chunks = await replayable(bytesFor(WATCHED, textOf(lines), 150));
        const whole = await runConfig(WATCHED, scriptedSource(chunks));
        const sink = collector();
        const store = memoryStore();
        const stop = pick % (chunks.length + 1);
        for (const [part, close] of [
          [chunks.slice(0, stop), false],
          [chunks, true],
        ] as const) {
          const spec = specOf(WATCHED, { source: scriptedSource(part), sink });
          await run(spec, { clock: virtualClock(), signal: new AbortController().signal, store, close });
        }
        for (const name of ['bad', 'worst']) expect(sink.of(name)).toEqual(whole.of(name));
        const saved = await store.load({ pipeline: 'watched' });
        const report = saved && audit('watched', saved);
        expect(report?.faults).toEqual([]);
        expect(report?.balance.rows).toBe(whole.balance.rows);
      }),
      { numRuns: runs(20) },
    );
  });

  it('may have a hundred thousand rejected inputs before the first time', async () => {
    const rejected = Array.from({ length: 100_000 }, () => ({ reason: 'malformed' }) as const);
    const parts = [chunkOf<Row>([], { rejected }), chunkOf<Row>([{ time: MAY_9 }])];
    const one = await runConfig(WATCHED, scriptedSource(parts));
    const joined = chunkOf<Row>([{ time: MAY_9 }], { rejected, rejectedAt: rejected.map(() => 0) });
    const other = await runConfig(WATCHED, scriptedSource([joined]));
    expect(one.of('bad')).toEqual(other.of('bad'));
    expect(one.balance.streams.find(({ name }) => name === 'bad')).toMatchObject({
      rows: 100_000,
      counted: 10_000,
      filtered: 90_000,
    });
  });
});
