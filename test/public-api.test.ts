import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

const TIDEMARK = {
  values: [
    'Canary',
    'HEALTH',
    'Names',
    'Pattern',
    'REJECTED',
    'TidemarkError',
    'WindowRow',
    'accessLogCodec',
    'acting',
    'albCodec',
    'alert',
    'alertmanagerSink',
    'audit',
    'autoCodec',
    'batches',
    'checkAction',
    'checkHttp',
    'cloudfrontCodec',
    'cloudfrontRealtimeCodec',
    'compose',
    'count',
    'csvCodec',
    'defineConfig',
    'defineOperator',
    'derive',
    'discordSink',
    'diskStore',
    'distinct',
    'emailSink',
    'eventTime',
    'fanIn',
    'file',
    'fileAudit',
    'fileSink',
    'first',
    'flowSource',
    'forwardingRun',
    'httpHop',
    'httpSink',
    'isInMaintenance',
    'jsonLines',
    'jsonlCodec',
    'kinesisSink',
    'last',
    'lineCodec',
    'linesCodec',
    'logfmtCodec',
    'max',
    'mean',
    'memoryStore',
    'min',
    'nginxCodec',
    'ntfySink',
    'opsgenieSink',
    'p50',
    'p90',
    'p95',
    'p99',
    'pagerDutySink',
    'parseJsonCondition',
    'parseMaintenance',
    'perSecond',
    'percentile',
    'pipeline',
    'postgresSink',
    'pushSource',
    'rate',
    'ratio',
    'regexCodec',
    'rejectedRows',
    'resultsSource',
    'run',
    's3AccessCodec',
    's3Sink',
    'sectionOf',
    'session',
    'share',
    'slackSink',
    'sliding',
    'sourceStart',
    'stdin',
    'stdout',
    'sum',
    'systemClock',
    'tagged',
    'teamsSink',
    'telegramSink',
    'top',
    'totals',
    'tumbling',
    'unwrapCodec',
    'userAgent',
    'vpcFlowCodec',
    'w3cCodec',
    'where',
    'zoneOffsets',
  ],
  types: [
    'AccessLogCodecOptions',
    'AccessLogRow',
    'ActingOptions',
    'Action',
    'AlbOptions',
    'AlertOptions',
    'AlertState',
    'AlertmanagerSinkOptions',
    'Attempt',
    'Audit',
    'AutoFileOptions',
    'AutoOptions',
    'AutoStdinOptions',
    'Balance',
    'Batch',
    'BatchesOptions',
    'CanaryOptions',
    'Certificate',
    'Check',
    'CheckActionOptions',
    'CheckClass',
    'CheckFields',
    'CheckHttpOptions',
    'CheckProxy',
    'CheckRow',
    'CheckTick',
    'Checks',
    'Chunk',
    'Clock',
    'CloudFrontOptions',
    'CloudFrontRealtimeOptions',
    'Codec',
    'CodecOptions',
    'Commit',
    'Composed',
    'Config',
    'CsvOptions',
    'DeadLetter',
    'Decoded',
    'Decoder',
    'DecoderOptions',
    'Delivery',
    'DiscordSinkOptions',
    'DiskStore',
    'DiskStoreOptions',
    'DnsTarget',
    'Duration',
    'EmailSinkOptions',
    'Emitted',
    'ErrorCode',
    'ErrorDetails',
    'EventTime',
    'EventTimeMachine',
    'EventTimeOptions',
    'FanInMember',
    'FileAudit',
    'FileOptions',
    'FileProgress',
    'FileSinkOptions',
    'FileSource',
    'FileStart',
    'FlowRow',
    'FlowSourceOptions',
    'ForgetRow',
    'HeaderCondition',
    'HealthRow',
    'Hop',
    'HopRequest',
    'HopResult',
    'HttpAnswer',
    'HttpExpectations',
    'HttpHop',
    'HttpHopOptions',
    'HttpSinkOptions',
    'HttpTarget',
    'JsonCondition',
    'JsonlOptions',
    'KeyedSaving',
    'KinesisSinkOptions',
    'Level',
    'LineCodecOptions',
    'LinesOptions',
    'LocalOffsets',
    'Machine',
    'MaintenanceText',
    'MaintenanceWindow',
    'Measure',
    'MeasureWindow',
    'Measures',
    'MultilineOptions',
    'NamesOptions',
    'NetworkSettings',
    'NtfySinkOptions',
    'ObjectFormatName',
    'Operator',
    'OperatorBalance',
    'OpsgenieSinkOptions',
    'OutboxEntry',
    'Owned',
    'PagerDutySinkOptions',
    'PaneValue',
    'Phase',
    'PipelineBuilder',
    'PipelineSpec',
    'PostgresColumn',
    'PostgresSinkOptions',
    'PostgresTable',
    'PushRow',
    'PushSourceOptions',
    'RateLevel',
    'ReadPiece',
    'Refused',
    'Rejected',
    'RejectedCounts',
    'RejectedReason',
    'RejectedRow',
    'ResultRow',
    'ResultsSourceOptions',
    'Row',
    'RunOptions',
    'RunView',
    'S3AccessOptions',
    'S3SinkOptions',
    'Saved',
    'ServiceOptions',
    'SessionOptions',
    'Settled',
    'ShareOptions',
    'Sink',
    'SinkBalance',
    'SinkBuffer',
    'SinkCounts',
    'SinkMemory',
    'SinkStanding',
    'SlackSinkOptions',
    'SlidingOptions',
    'Source',
    'SourceRun',
    'SourceStart',
    'SourceView',
    'StateKey',
    'StateStore',
    'StdinOptions',
    'StdoutOptions',
    'StreamBalance',
    'StreamOptions',
    'StreamSpec',
    'TagFields',
    'Tagged',
    'Target',
    'TcpTarget',
    'TeamsSinkOptions',
    'TelegramSinkOptions',
    'TimeFormat',
    'TimeOfRow',
    'TimeOptions',
    'TimePartition',
    'Timed',
    'Timings',
    'TlsSettings',
    'TopOptions',
    'TotalsGroup',
    'TotalsOptions',
    'TotalsRow',
    'TotalsView',
    'Transition',
    'TumblingOptions',
    'UnwrapOptions',
    'Verdict',
    'VpcFlowOptions',
    'W3cOptions',
    'Waiting',
    'WindowGrid',
    'WindowOf',
    'WindowOrigin',
    'WithTime',
    'Wrapping',
    'Written',
  ],
};

const TESTING = {
  values: [
    'END',
    'chaosSink',
    'chunkOf',
    'codecLaws',
    'memorySink',
    'operatorLaws',
    'runBatches',
    'runChunks',
    'runOnce',
    'seededRandom',
    'sinkLaws',
    'sourceLaws',
    'virtualClock',
  ],
  types: [
    'ChaosOptions',
    'CodecLawsOptions',
    'CodecSample',
    'ContractLaw',
    'Law',
    'MemorySink',
    'OperatorLawsOptions',
    'Outcome',
    'RunChunksOptions',
    'SinkSubject',
    'SourceSubject',
    'VirtualClock',
  ],
};

/** The names that a list of re-exports gives to the world; fails on anything that is not such a list. */
const exportsOf = (
  file: string,
): { readonly values: readonly string[]; readonly types: readonly string[] } => {
  const code = readFileSync(join(ROOT, 'src', file), 'utf8').replace(/\/\/.*/g, '');
  const values: string[] = [];
  const types: string[] = [];
  const rest = code.replace(
    /export (type )?\{([^}]*)\} from '[^']+';/g,
    (_, all: string | undefined, names: string) => {
      for (const each of names.split(',').map((name) => name.trim())) {
        if (each === '') continue;
        const name = each.replace(/^type /, '').replace(/^.* as /, '');
        (all !== undefined || each.startsWith('type ') ? types : values).push(name);
      }
      return '';
    },
  );
  expect(rest.trim(), `${file} holds named re-exports only`).toBe('');
  return { values: values.sort(), types: types.sort() };
};

/** What `import * as all from name` holds for a user of the package, who sees dist only. */
const importedFrom = (name: string): unknown =>
  JSON.parse(
    execFileSync(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import * as all from '${name}'; console.log(JSON.stringify(Object.keys(all)))`,
      ],
      { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
    ),
  );

describe('the public API', () => {
  it('of tidemark is the written list', () => {
    expect(exportsOf('index.ts')).toEqual(TIDEMARK);
  });

  it('of tidemark/operators is a part of that: what comes out of src/operators, whole', () => {
    const { values, types } = exportsOf('operators.ts');
    const all = readFileSync(join(ROOT, 'src/index.ts'), 'utf8');
    const pure = [...all.matchAll(/export (?:type )?\{([^}]*)\} from '\.\/operators\//g)].flatMap(
      ([, names = '']) => names.split(',').map((name) => name.trim().replace(/^type /, '')),
    );
    expect([...values, ...types].sort()).toEqual(pure.filter((name) => name !== '').sort());
  });

  it('of tidemark/testing is the written list', () => {
    expect(exportsOf('testing.ts')).toEqual(TESTING);
  });

  it('of tidemark/operators is what tidemark has of the operators', () => {
    const pure = (file: string): readonly string[] =>
      readFileSync(join(ROOT, 'src', file), 'utf8').match(/^export [^;]*from '\.\/operators\/[^;]*;/gm) ?? [];
    expect(pure('operators.ts').length).toBeGreaterThan(20);
    expect(pure('operators.ts')).toEqual(pure('index.ts'));
    const { values } = exportsOf('operators.ts');
    expect(importedFrom('tidemark/operators')).toEqual(values);
  });

  it('is what the built package gives under its names', () => {
    expect(importedFrom('tidemark')).toEqual(TIDEMARK.values);
    expect(importedFrom('tidemark/testing')).toEqual(TESTING.values);
  });

  it('has its files where package.json says', () => {
    const entries: readonly Readonly<Record<string, string>>[] = Object.values(manifest.exports);
    const paths = [
      ...entries.flatMap((entry) => Object.values(entry)),
      ...Object.values<string>(manifest.bin),
    ];
    expect(paths.length).toBeGreaterThanOrEqual(5);
    for (const path of paths) expect(existsSync(join(ROOT, path)), `${path} after npm run build`).toBe(true);
    expect(readFileSync(join(ROOT, manifest.bin.tidemark), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  it('keeps everything else to itself', () => {
    expect(() => importedFrom('tidemark/dist/pipelines/run.js')).toThrow();
  });
});
