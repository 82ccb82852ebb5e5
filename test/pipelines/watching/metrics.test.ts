import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forwardingRun } from '../../../src/io/sources/forwarding-run.js';
import type { SourceRun } from '../../../src/io/sources/source.js';
import { memoryStore } from '../../../src/io/state/memory-store.js';
import type { StateStore } from '../../../src/io/state/state-store.js';
import { alert } from '../../../src/operators/alert/alert.js';
import type { Timed } from '../../../src/operators/batch.js';
import type { Chunk } from '../../../src/operators/chunk.js';
import { count } from '../../../src/operators/measures/index.js';
import { tumbling } from '../../../src/operators/windows/tumbling.js';
import type { Balance } from '../../../src/pipelines/balance.js';
import type { RunView } from '../../../src/pipelines/graph-view.js';
import { type PipelineSpec, pipeline } from '../../../src/pipelines/pipeline.js';
import type { SinkStanding } from '../../../src/pipelines/sinks/sink-standing.js';
import { familiesText, keyLabels, labelValue } from '../../../src/pipelines/watching/metric-family.js';
import { metricFamilies } from '../../../src/pipelines/watching/metrics.js';
import { PipelineWatch } from '../../../src/pipelines/watching/pipeline-watch.js';
import { MOST_KEYS } from '../../../src/pipelines/watching/window-series.js';
import { memorySink } from '../../../src/testing/memory-sink.js';
import { parseScrape, type Scrape } from '../../support/prometheus.js';
import { at, counting, runNow, scripted } from '../scripted.js';

interface Hit {
  readonly time: number;
  readonly key: unknown;
}

/** Counts by key in windows of ten seconds; more than two of a key fire. */
const watchedSpec = (rows: readonly Hit[]): PipelineSpec => {
  const spec: unknown = pipeline('web')
    .from(scripted([{ rows, now: 1 }]))
    .time({ lateness: 0, confirm: 1 })
    .stream(
      'hits',
      [tumbling({ size: '10s', by: ['key'], measures: { n: count<Hit>() } })],
      [memorySink('http a:secret')],
    )
    .stream('hits/busy', [alert<never>({ name: 'busy', value: 'n' as never, above: 2 })], [memorySink()], {
      from: 'hits',
      as: 'hits',
    })
    .spec();
  // What the rows of the script are made of is all the same to the source.
  return spec as PipelineSpec;
};

/** Runs a pipeline to its end; scrapes while it runs, when all is read. */
const scrapeOf = async (
  spec: PipelineSpec,
  store?: StateStore,
): Promise<{ scrape: Scrape; balance: Balance }> => {
  const watch = new PipelineWatch(spec.streams);
  let view: RunView | undefined;
  let text = '';
  async function* thenScraped(inner: SourceRun<Timed>): AsyncGenerator<Chunk<Timed>> {
    yield* inner;
    const status = { name: 'web', state: 'running' as const, view, balance: undefined, error: undefined };
    text = await familiesText(
      metricFamilies([{ name: 'web', status, watch }], {
        version: '1.2.3',
        now: 60_000,
        redact: (words) => words.replaceAll('secret', '[redacted]'),
      }),
    );
  }
  const looked: PipelineSpec = {
    ...spec,
    source: {
      read: (start) => {
        const inner = spec.source.read(start);
        return forwardingRun(inner, thenScraped(inner));
      },
    },
  };
  const balance = await runNow(looked, {
    store,
    watch: watch.watch,
    onStart: (started) => {
      view = started;
    },
  });
  return { scrape: parseScrape(text), balance };
};

const hits = (second: number, ...keys: readonly unknown[]): readonly Hit[] =>
  keys.map((key) => ({ time: second * 1000, key }));

describe('metrics', () => {
  it('say in which formats rejected lines are', async () => {
    const raws = ['{"a":1}', '{"a":2}', '?'];
    const rejected = raws.map((raw) => ({ reason: 'malformed' as const, raw }));
    const spec = { ...watchedSpec([]), source: scripted([{ rows: [], rejected, now: 1 }]) } as PipelineSpec;
    const { scrape } = await scrapeOf(spec);
    const own = { pipeline: 'web', reason: 'malformed' };
    expect(scrape.value('tidemark_rejected_format_total', { ...own, format: 'jsonl' })).toBe(2);
    expect(scrape.value('tidemark_rejected_format_total', { ...own, format: '' })).toBe(1);
  });

  it('are the balance', async () => {
    const rows = [...hits(0, 'a', 'a', 'a', 'b'), ...hits(10, 'a'), ...hits(1, 'late'), ...hits(31, 'b')];
    const { scrape, balance } = await scrapeOf(watchedSpec(rows), memoryStore());
    const own = { pipeline: 'web' };
    expect(scrape.value('tidemark_lines_total', own)).toBe(balance.lines);
    expect(scrape.value('tidemark_rows_total', own)).toBe(balance.rows);
    expect(balance.streams).toHaveLength(2);
    for (const { name, counted, filtered, rejected, emitted } of balance.streams) {
      const stream = { ...own, stream: name };
      expect(scrape.value('tidemark_stream_rows_total', { ...stream, outcome: 'counted' })).toBe(counted);
      expect(scrape.value('tidemark_stream_rows_total', { ...stream, outcome: 'filtered' })).toBe(filtered);
      expect(scrape.value('tidemark_stream_rows_total', { ...stream, outcome: 'rejected' })).toBe(
        rejected.late ?? 0,
      );
      expect(scrape.value('tidemark_stream_rejected_total', { ...stream, reason: 'late' })).toBe(
        rejected.late,
      );
      expect(scrape.value('tidemark_stream_emitted_total', stream)).toBe(emitted);
    }
    expect(scrape.value('tidemark_stream_rejected_total', { stream: 'hits', reason: 'late' })).toBe(1);
    const sink = { sink: 'http a:[redacted]' };
    for (const outcome of [
      'emitted',
      'skipped',
      'composed',
      'stored',
      'refused',
      'dropped',
      'dead',
    ] as const) {
      expect(scrape.value('tidemark_sink_rows_total', { ...sink, outcome })).toBe(
        balance.sinks[0]?.[outcome],
      );
    }
    expect(JSON.stringify(scrape.samples)).not.toContain('secret');
  });

  it('are how the sinks stand while the pipeline runs, by name and destination, without secrets', async () => {
    const standing: SinkStanding = {
      ...{ name: 'chat', destination: 'http secret', retries: 7, refused: 1, dropped: 2, dead: 3 },
      ...{ waiting: { deliveries: 4, rows: 5, bytes: 6, oldest: 20_000 }, error: 'No.', full: true },
      warning: undefined,
    };
    const idle = { ...standing, name: 'idle', waiting: { deliveries: 0, rows: 0, bytes: 0 }, full: false };
    let view: RunView | undefined;
    await runNow(counting(scripted([{ rows: at(1) }]), memorySink()), {
      onStart: (started) => {
        view = started;
      },
    });
    const looked = view && {
      ...view,
      balance: view.balance,
      alerts: () => [],
      sinks: () => [standing, idle],
    };
    const status = {
      name: 'web',
      state: 'running' as const,
      view: looked,
      balance: undefined,
      error: undefined,
    };
    const text = await familiesText(
      metricFamilies([{ name: 'web', status, watch: undefined }], {
        version: '1.2.3',
        now: 60_000,
        redact: (words) => words.replaceAll('secret', '[redacted]'),
      }),
    );
    const scrape = parseScrape(text);
    const of = (name: string, sink: string) =>
      scrape.value(`tidemark_sink_${name}`, { pipeline: 'web', sink, destination: 'http [redacted]' });
    const names = [
      'waiting_deliveries',
      'waiting_rows',
      'waiting_bytes',
      'oldest_waiting_seconds',
      'full',
      'retries_total',
    ];
    expect(names.map((name) => of(name, 'chat'))).toEqual([4, 5, 6, 40, 1, 7]);
    expect(names.map((name) => of(name, 'idle'))).toEqual([0, 0, 0, 0, 0, 7]);
  });

  it('have names and types as Prometheus wants them', async () => {
    const { scrape } = await scrapeOf(watchedSpec(hits(0, 'a')));
    for (const [name, type] of scrape.types) {
      expect(name).toMatch(/^tidemark_[a-z_]+$/);
      expect(name.endsWith('_total')).toBe(type === 'counter');
    }
    expect(scrape.value('tidemark_build_info', { version: '1.2.3' })).toBe(1);
  });

  it('tell the watermark in seconds, and how far it is behind', async () => {
    const { scrape } = await scrapeOf(watchedSpec(hits(31, 'a')));
    expect(scrape.value('tidemark_watermark_seconds')).toBe(31);
    expect(scrape.value('tidemark_watermark_lag_seconds')).toBe(29);
    const empty = await scrapeOf(watchedSpec([]));
    expect(empty.scrape.value('tidemark_watermark_seconds')).toBeUndefined();
  });

  it('show the latest finished window and the state of each alert by key', async () => {
    const rows = [...hits(0, 'a', 'a', 'a', 'b'), ...hits(10, 'a', 'a', 'a', 'a', 'b'), ...hits(20, 'a')];
    const { scrape } = await scrapeOf(watchedSpec(rows));
    const window = { stream: 'hits', measure: 'n' };
    expect(scrape.value('tidemark_window', { ...window, key_key: 'a' })).toBe(4);
    expect(scrape.value('tidemark_window', { ...window, key_key: 'b' })).toBe(1);
    const state = { stream: 'hits', alert: 'busy' };
    expect(scrape.value('tidemark_alert_state', { ...state, key_key: 'a' })).toBe(2);
    expect(scrape.value('tidemark_alert_state', { ...state, key_key: 'b' })).toBe(0);
    expect(scrape.value('tidemark_transitions_total', { ...state, state: 'firing' })).toBe(1);
    expect(scrape.value('tidemark_series_dropped', { stream: 'hits' })).toBe(0);
  });

  it('know after a restart which alerts fire, though nothing has changed since', async () => {
    const store = memoryStore();
    const rows = [...hits(0, 'a'), ...hits(10, 'a', 'a', 'a'), ...hits(20, 'a')];
    await scrapeOf(watchedSpec(rows), store);
    const { scrape } = await scrapeOf(watchedSpec(rows), store);
    expect(scrape.value('tidemark_rows_total')).toBe(0);
    expect(scrape.value('tidemark_alert_state', { key_key: 'a' })).toBe(2);
    expect(scrape.value('tidemark_transitions_total')).toBeUndefined();
  });

  it('show so many keys and no more, those that fire first, and count the rest', async () => {
    const keys = Array.from({ length: MOST_KEYS + 20 }, (_, i) => `k${i}`);
    const { scrape } = await scrapeOf(
      watchedSpec([...hits(0, ...keys), ...hits(10, ...keys, 'k119', 'k119'), ...hits(20, 'a')]),
    );
    const series = (name: string) => scrape.samples.filter((sample) => sample.name === name);
    expect(series('tidemark_window')).toHaveLength(MOST_KEYS);
    expect(series('tidemark_alert_state')).toHaveLength(MOST_KEYS);
    expect(scrape.value('tidemark_alert_state', { key_key: 'k119' })).toBe(2);
    expect(scrape.value('tidemark_series_dropped', { stream: 'hits' })).toBe(40);
  });

  it('can be read whatever the keys of a log are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.string({ unit: 'binary', maxLength: 300 }),
            fc.constantFrom(
              '__proto__',
              '"',
              '\\',
              '\n',
              '\\n',
              'a,b:c',
              '',
              null,
              1,
              '1',
              true,
              'x'.repeat(5000),
            ),
          ),
          { maxLength: 20 },
        ),
        async (keys) => {
          const { scrape } = await scrapeOf(watchedSpec([...hits(0, ...keys), ...hits(10, 'end')]));
          for (const { labels } of scrape.samples) {
            for (const value of Object.values(labels)) {
              expect(value.length).toBeLessThanOrEqual(240);
              expect(value).not.toMatch(/[\p{Cc}\p{Cs}]/u);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('do not take rows of a log for transitions or windows', async () => {
    const lookalike = { time: 0, was: 'ok', state: 'firing', because: [], alert: 'x', start: 0, end: 10 };
    const spec: PipelineSpec = pipeline('web')
      .from(scripted([{ rows: [lookalike, { ...lookalike, time: 9000 }] }]))
      .stream('raw', [], [memorySink()])
      .spec();
    const { scrape } = await scrapeOf(spec);
    expect(scrape.samples.map(({ name }) => name)).not.toContain('tidemark_transitions_total');
    expect(scrape.samples.map(({ name }) => name)).not.toContain('tidemark_window');
  });

  it('of a pipeline that was not started say only that it is not up', async () => {
    const text = await familiesText(
      metricFamilies([{ name: 'a', status: undefined, watch: undefined }], {
        version: '1',
        now: 0,
        redact: (words) => words,
      }),
    );
    expect(parseScrape(text).samples.map(({ name, value }) => [name, value])).toEqual([
      ['tidemark_build_info', 1],
      ['tidemark_pipeline_up', 0],
      ['tidemark_pipeline_failed', 0],
    ]);
  });

  it('do not show windows without keys under any key', async () => {
    const spec = counting(scripted([{ rows: at(1, 2, 11, 21) }]), memorySink()) as unknown as PipelineSpec;
    const { scrape } = await scrapeOf(spec);
    expect(scrape.samples.filter(({ name }) => name === 'tidemark_window')).toEqual([
      { name: 'tidemark_window', labels: { pipeline: 'web', stream: 'windows', measure: 'hits' }, value: 1 },
    ]);
  });
});

describe('labels', () => {
  it('of keys cannot collide with ours or with each other', () => {
    expect(keyLabels(['pipeline', 'le', 'a.b', 'a-b', 'a_b', 'größe'])).toEqual([
      'key_pipeline',
      'key_le',
      'key_a_b',
      'key_a_b_2',
      'key_a_b_3',
      'key_gr__e',
    ]);
  });

  it('are short and printable', () => {
    expect(labelValue('a\u0000b\u202e')).toBe('a\\x00b\\u{202e}');
    expect(labelValue('x'.repeat(1000))).toHaveLength(120);
    expect(labelValue(null)).toBe('null');
    expect(labelValue(undefined)).toBe('null');
    expect(labelValue(5)).toBe('5');
  });
});
