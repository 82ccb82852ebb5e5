import { expect, it } from 'vitest';
import type { AccessLogRow } from '../../src/io/codecs/access-log/access-log-row.js';
import type { Row } from '../../src/io/codecs/fields/row.js';
import type { Sink } from '../../src/io/sinks/sink.js';
import type { Source } from '../../src/io/sources/source.js';
import { memoryStore } from '../../src/io/state/memory-store.js';
import { alert } from '../../src/operators/alert/alert.js';
import { perSecond } from '../../src/operators/alert/threshold.js';
import { count } from '../../src/operators/measures/index.js';
import { sliding } from '../../src/operators/windows/sliding.js';
import { type PipelineSpec, pipeline } from '../../src/pipelines/pipeline.js';
import { run } from '../../src/pipelines/run.js';
import { memorySink } from '../../src/testing/memory-sink.js';
import { chunkOf } from '../../src/testing/run-chunks.js';
import { virtualClock } from '../../src/testing/virtual-clock.js';
import { hit, hits, monitorPlan } from '../config/ready-made/hits.js';
import { specOf } from '../support/run-config.js';

const sourceOf = (rows: readonly AccessLogRow[]): Source<Row> => ({
  async *read() {
    yield chunkOf(rows);
  },
});

/** The alert of the access log as it was built before there was one definition of it: in its stream itself. */
const formerly = (source: Source<Row>, sink: Sink): PipelineSpec<Row> =>
  pipeline('access-log')
    .from(source)
    .time({ lateness: '2s', idle: '10s', confirm: 1 })
    .stream(
      'alerts',
      [
        sliding({ size: '2m', every: '1s', measures: { hits: count() } }),
        alert<{ readonly time: number; readonly hits: number }>({
          value: 'hits',
          above: perSecond(10),
          name: 'high-traffic',
        }),
      ],
      [sink],
    )
    .spec();

it('an alert that stood in its stream itself goes on where it stands behind it', async () => {
  const store = memoryStore();
  const go = async (build: (source: Source<Row>, sink: Sink) => PipelineSpec<Row>, rows: AccessLogRow[]) => {
    const sink = memorySink();
    const options = { clock: virtualClock(), signal: new AbortController().signal, store };
    await run(build(sourceOf(rows), sink), options);
    return sink.rows
      .filter(({ stream }) => stream === 'alerts')
      .map(({ row }) => row as { readonly was: string; readonly state: string; readonly value: number })
      .map(({ was, state, value }) => [was, state, value]);
  };
  expect(await go(formerly, [hit(0), ...hits(60, 1300), hit(70)])).toEqual([['no_data', 'firing', 1301]]);
  // It neither fires again, nor forgets that it fires, nor loses what its windows have counted.
  const now = (source: Source<Row>, sink: Sink) => specOf(monitorPlan(), { source, sink });
  expect(await go(now, [hit(80), ...hits(400, 10)])).toEqual([['firing', 'ok', 2]]);
});
