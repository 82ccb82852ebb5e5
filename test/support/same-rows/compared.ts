import { type Output, piecesFor, planOf, runConfig } from '../run-config.js';
import { requestRows } from './request-row.js';
import type { Writer } from './writers.js';

/** What is asked of the rows: every measure, conditions, keys of all kinds, each kind of window, an alert. */
const STREAMS = `
      all:
        window: 10s
        measure:
          hits: count()
          rate: rate()
          errors: count(status >= 500 && status < 600)
          missing: count(status == 404)
          slow: count(duration > 1000)
          heavy: count(size * 2 >= 10000)
          error_rate: "ratio(errors, hits)"
          bytes: sum(size)
          mean_size: mean(size)
          least: min(duration)
          most: max(duration)
          p50: p50(duration)
          p95: p95(duration)
          p999: "percentile(duration, 99.9)"
          hosts: distinct(host)
          sizes: distinct(size)
          first_path: first(path)
          last_path: last(path)
        to: [stdout]
      sections:
        by: [section]
        window: 1m
        where: method != "HEAD"
        measure: { hits: count(), bytes: sum(size), p95: p95(duration) }
        top: { n: 4, by: bytes }
        to: [stdout]
      statuses: { by: [status], window: 5m, measure: { hits: count(), took: sum(duration) }, to: [stdout] }
      visits: { by: [host], window: { session: 20s, max: 10m }, measure: { hits: count(), pages: distinct(path) }, to: [stdout] }
      slow: { where: duration > 85000, to: [stdout], window: 1m, measure: { hits: count(), longest: max(duration) } }
      traffic:
        window: { size: 2m, every: 10s }
        measure: { hits: count(), p99: p99(duration) }
        alerts:
          busy: { value: hits, above: 1/s, message: "{hits}" }
          p99: { value: p99, above: 80s, message: "{p99:duration}" }
          errors: { if: hits > 100 && p99 > 70000, message: "{p99:duration} of {hits}" }`;

/** The rows as this writer has them, a thousand at a time. */
function* bytesOf({ header, line }: Writer, seed: number, count: number): Generator<Buffer> {
  let lines: string[] = header === undefined ? [] : [header];
  for (const row of requestRows(seed, count)) {
    lines.push(line(row));
    if (lines.length < 1000) continue;
    yield Buffer.from(`${lines.join('\n')}\n`);
    lines = [];
  }
  if (lines.length > 0) yield Buffer.from(`${lines.join('\n')}\n`);
}

/** An output without the message, in which a number has a unit only where its format says which it is. */
const spoken = ({ stream, id, row: { message: _, ...row } }: Output): string =>
  JSON.stringify({ stream, id, row });

/**
 * Everything that a pipeline gives out for these rows, a line of JSON for each output, stream by stream: which of two
 * streams comes first depends on where batches end.
 */
export const outputsOf = async (writer: Writer, seed: number, count: number): Promise<string> => {
  const plan = planOf(`version: 1
pipelines:
  same:
    source: { stdin: true, format: ${writer.format} }
    # The rows of all formats have the same times, whichever end of a request they would be.
    time: { lateness: 5s, stamp: end }
    streams:${STREAMS}
`);
  const { outputs, balance } = await runConfig(plan, piecesFor(plan, bytesOf(writer, seed, count)));
  const { rows, rejected } = balance;
  const counts = { rows, rejected: Object.values(rejected).reduce((sum, n) => sum + n, 0) };
  const inOrder = outputs.toSorted((a, b) => (a.stream < b.stream ? -1 : a.stream > b.stream ? 1 : 0));
  return [JSON.stringify(counts), ...inOrder.map(spoken)].join('\n');
};
