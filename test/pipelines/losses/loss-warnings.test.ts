import { describe, expect, it } from 'vitest';
import { count } from '../../../src/operators/measures/count.js';
import type { Rejected } from '../../../src/operators/rejected.js';
import type { EventTimeOptions } from '../../../src/operators/time/event-time.js';
import { tumbling } from '../../../src/operators/windows/tumbling.js';
import { pipeline } from '../../../src/pipelines/pipeline.js';
import { run } from '../../../src/pipelines/run.js';
import { memorySink } from '../../../src/testing/memory-sink.js';
import { virtualClock } from '../../../src/testing/virtual-clock.js';
import { scriptedSource } from '../../support/scripted-source.js';
import { until } from '../../support/until.js';

type Timed = { readonly time: number };
const rowsAt = (...times: number[]): Timed[] => times.map((time) => ({ time }));
const bad = (n: number, more: Partial<Rejected> = {}): Rejected[] =>
  Array.from({ length: n }, (_, i) => ({
    reason: 'malformed' as const,
    raw: `{"line":${i},"esc":"\x1b"}`,
    offset: 20 * i,
    detail: 'It is no such line.',
    ...more,
  }));

const setUp = (then: 'end' | 'wait' = 'wait', time: EventTimeOptions = { confirm: 1 }) => {
  const warnings: string[] = [];
  const clock = virtualClock(1_000_000);
  const stop = new AbortController();
  const source = scriptedSource<Timed>([], then);
  const operators = [tumbling({ size: '1s', measures: { n: count() } })];
  const spec = pipeline('p')
    .from(source)
    .time({ lateness: '2s', ...time })
    .stream('s', operators, [memorySink()])
    .spec();
  const start = () =>
    run(spec, { clock, signal: stop.signal, onWarning: (message) => warnings.push(message) });
  return { warnings, clock, stop, source, start };
};

describe('a run', () => {
  it('warns a few seconds after every line was rejected, once, though nothing more comes', async () => {
    const { warnings, clock, stop, source, start } = setUp();
    source.push({ rejected: bad(3) });
    const running = start();
    await until(() => source.pulls === 2);
    await clock.advance(1000);
    expect(warnings).toEqual([]);
    await clock.advance(2000);
    expect(warnings).toEqual([
      '3 of 3 lines (100 %) could not be read, and were rejected: It is no such line. The first (byte 0): {"line":0,"esc":"\\x1b"} – auto takes that for jsonl: write format: jsonl at the source. tidemark look FILE says what it is, and how to read it.',
    ]);
    source.push({ rejected: bad(3) });
    await clock.advance(60_000);
    expect(warnings).toHaveLength(1);
    stop.abort();
    await running;
    expect(warnings).toHaveLength(2);
    expect(warnings[1]).toContain('6 of 6 lines');
  });

  it('says at the end where nothing but a few rows confirm each other far past all the others', async () => {
    const DAY = 86_400_000;
    const { warnings, start, source } = setUp('end', {});
    source.push({ rows: rowsAt(...Array.from({ length: 20 }, (_, i) => i * 1000)) });
    source.push({ rows: rowsAt(3 * DAY, 3 * DAY + 1000) });
    await start();
    expect(warnings).toEqual([
      'The last 2 rows are 2d23h59m41s ahead of all before them, and nothing but each other confirms their times; they count. The first is of 1970-01-04T00:00:00.000Z, the newest before of 1970-01-01T00:00:19.000Z. If their times are wrong, look at the clock and the zone of who wrote them, and leave them out with where.',
    ]);
  });

  it('warns again where lines turn out to be in a format that it has not named', async () => {
    const { warnings, clock, stop, source, start } = setUp();
    source.push({ rejected: bad(3, { raw: '?' }) });
    const running = start();
    await until(() => source.pulls === 2);
    await clock.advance(60_000);
    for (const raw of ['{"a":1}', '{"a":2}', '?']) {
      source.push({ rejected: bad(3, { raw }) });
      await clock.advance(60_000);
    }
    expect(warnings).toEqual([
      expect.stringContaining('auto does not know that format either'),
      expect.stringContaining('Of these 3 (50 %) are jsonl, 3 (50 %) are in no format that is known'),
    ]);
    stop.abort();
    await running;
    expect(warnings.at(-1)).toContain('Of these 6 (50 %) are jsonl');
  });

  it('says nothing of a single line among many', async () => {
    const { warnings, clock, stop, source, start } = setUp();
    source.push({ rows: rowsAt(...Array(60).keys()), rejected: bad(1) });
    const running = start();
    await until(() => source.pulls === 2);
    await clock.advance(60_000);
    stop.abort();
    await running;
    expect(warnings).toEqual([]);
  });

  it('says which lateness would have kept late rows, and that is true', async () => {
    const rows = rowsAt(10_000, 20_000, 30_000, 25_500, 12_345, 31_000);
    const { warnings, source, start } = setUp('end');
    source.push({ rows });
    await start();
    expect(warnings).toEqual([
      '2 of 6 rows (33 %) came too late for s: their windows had closed. The first is of 1970-01-01T00:00:25.500Z. time: { lateness: 30s } would have kept them.',
    ]);
    const again = scriptedSource<Timed>([{ rows }]);
    const operators = [tumbling({ size: '1s', measures: { n: count() } })];
    const spec = pipeline('p')
      .from(again)
      .time({ lateness: '30s', confirm: 1 })
      .stream('s', operators, [memorySink()])
      .spec();
    const { losses } = await run(spec, {});
    expect(losses).toBeUndefined();
  });

  it('names the files of which nothing could be read, where others could be', async () => {
    const { warnings, source, start } = setUp('end');
    source.push({ partition: 'a.log', rows: rowsAt(...Array(600).keys()) });
    source.push({ partition: 'b.log', rejected: bad(2, { partition: 'b.log' }) });
    await start();
    expect(warnings).toEqual([
      'Nothing could be read of b.log (2 rejected: It is no such line). tidemark look FILE says what it is, and how to read it.',
    ]);
  });
});
