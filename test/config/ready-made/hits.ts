import { Writable } from 'node:stream';
import { unitsOf } from '../../../src/config/compile/build-pipeline.js';
import type { ConfigPlan } from '../../../src/config/compile/plan-config.js';
import { ConfigDocument } from '../../../src/config/document/config-document.js';
import { type AccessLogOptions, accessLogConfig } from '../../../src/config/ready-made/access-log.js';
import type { AccessLogRow } from '../../../src/io/codecs/access-log/access-log-row.js';
import type { Row } from '../../../src/io/codecs/fields/row.js';
import type { Emitted } from '../../../src/io/sinks/sink.js';
import { stdout } from '../../../src/io/sinks/stdout.js';
import type { Source } from '../../../src/io/sources/source.js';
import { parseDuration } from '../../../src/operators/time/parse-duration.js';
import type { PipelineSpec } from '../../../src/pipelines/pipeline.js';
import { run } from '../../../src/pipelines/run.js';
import { readableRows } from '../../../src/pipelines/text/readable-rows.js';
import { memorySink } from '../../../src/testing/memory-sink.js';
import { chunkOf } from '../../../src/testing/run-chunks.js';
import { virtualClock } from '../../../src/testing/virtual-clock.js';
import { planOf, specOf } from '../../support/run-config.js';

/** 2026-05-09T16:00:00Z, the start of every window length that the tests use. */
export const MAY_9 = 1_778_342_400_000;

/** One request, so many seconds after `MAY_9`. */
export const hit = (seconds: number, more: Partial<AccessLogRow> = {}): AccessLogRow => ({
  time: MAY_9 + seconds * 1000,
  host: undefined,
  user: undefined,
  method: undefined,
  path: undefined,
  section: '/',
  protocol: undefined,
  status: 200,
  size: 0,
  referer: undefined,
  agent: undefined,
  vhost: undefined,
  duration: undefined,
  ...more,
});

/** That many requests in that second. */
export const hits = (seconds: number, n: number, more: Partial<AccessLogRow> = {}): AccessLogRow[] =>
  Array.from({ length: n }, () => hit(seconds, more));

/** What the command line may say, durations as texts. */
export type Preset = Partial<Pick<AccessLogOptions, 'threshold' | 'top' | 'zone' | 'bySite'>> & {
  readonly period?: string;
  readonly window?: string;
  readonly lateness?: string;
  readonly idle?: string;
};

/** The access-log monitor as the command would run it on standard input. */
export const monitorPlan = ({ period, window, lateness, idle, ...more }: Preset = {}): ConfigPlan => {
  const tree = accessLogConfig({
    path: '-',
    threshold: { events: 10, milliseconds: 1000 },
    period: parseDuration(period ?? '10s'),
    window: parseDuration(window ?? '2m'),
    lateness: parseDuration(lateness ?? '1m'),
    idle: parseDuration(idle ?? '10s'),
    format: 'auto',
    top: 10,
    zone: 'UTC',
    once: true,
    ...more,
  });
  return planOf(new ConfigDocument('test', '', tree, new Map()));
};

const sourceOf = (rows: readonly AccessLogRow[]): Source<Row> => ({
  async *read() {
    yield chunkOf(rows);
  },
});

/** Everything that the access-log monitor says of these rows. */
export const rowsOf = async (
  rows: readonly AccessLogRow[],
  options: Preset = {},
): Promise<readonly Emitted[]> => {
  const sink = memorySink();
  await runNow(specOf(monitorPlan(options), { source: sourceOf(rows), sink }));
  return sink.rows;
};

/** What of it people are shown on standard output. */
export const textOf = async (
  rows: readonly AccessLogRow[],
  { colours = false, ...options }: Preset & { readonly colours?: boolean } = {},
): Promise<string> => {
  const plan = monitorPlan(options);
  const [pipeline] = plan.pipelines;
  if (pipeline === undefined) throw new Error('There is no pipeline.');
  let text = '';
  const output = new Writable({
    decodeStrings: false,
    write: (chunk, _, done) => {
      text += chunk;
      done();
    },
  });
  const format = readableRows({ zone: pipeline.zone, colours, unitOf: unitsOf(pipeline) });
  await runNow(specOf(plan, { source: sourceOf(rows), sink: stdout({ format, output }) }));
  return text;
};

const runNow = (spec: PipelineSpec<Row>) =>
  run(spec, { clock: virtualClock(), signal: new AbortController().signal });
