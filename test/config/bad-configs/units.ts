import { alert, type BadConfig, sink, streams } from './bad-config.js';

const window = (inside: string): string =>
  streams(`s: { window: ${inside}, measure: { n: count() }, to: [stdout] }`);
const time = (inside: string): string =>
  `version: 1\npipelines:\n  web: { use: access-log, time: { ${inside} } }\n`;

/** Durations, sizes, rates, percentages and levels. */
export const UNITS: readonly BadConfig[] = [
  {
    what: 'a rate is compared with a sum of bytes',
    text: alert('{ value: bytes, above: ⟦10/s⟧ }'),
    code: 'unit',
    message: '10/s cannot be compared with bytes, which is a size',
    suggestion: '500MiB',
  },
  {
    what: 'bytes a second are compared with a count',
    text: alert('{ value: hits, above: ⟦5MiB/s⟧ }'),
    code: 'unit',
    message: '5MiB/s cannot be compared with hits, which is a count',
    suggestion: '10/s',
  },
  {
    what: 'a rate is compared with a sum of bytes, and bytes a second are meant',
    text: alert('{ value: bytes, below: ⟦3/m⟧ }'),
    code: 'unit',
    message: '3/m cannot be compared with bytes, which is a size',
    suggestion: '5MiB/s',
  },
  {
    what: 'bytes a second are compared with a duration',
    text: alert('{ value: p95, above: ⟦5MiB/s⟧ }'),
    code: 'unit',
    message: 'which is a duration',
    suggestion: '800ms',
  },
  {
    what: 'bytes a second are compared with a percentile of sizes',
    text: streams(
      's: { window: 10s, measure: { big: p95(size) }, alerts: { a: { value: big, above: ⟦5MiB/s⟧ } } }',
    ),
    code: 'unit',
    message: 'adds up over a window',
    suggestion: 'sum(…)',
  },
  {
    what: 'bytes a second are compared over sessions',
    text: streams(
      's: { by: [host], window: { session: 5m }, measure: { b: sum(size) }, alerts: { a: { value: b, above: ⟦5MiB/s⟧ } } }',
    ),
    code: 'contradiction',
    message: 'windows of one length',
    suggestion: 'a number instead',
  },
  {
    what: 'bytes a minute are written min',
    text: alert('{ value: bytes, above: ⟦5MiB/min⟧ }'),
    code: 'unit',
    message: 'unknown unit "min"',
    suggestion: '5MiB/m',
  },
  {
    what: 'a level may be in bits or bytes',
    text: alert('{ value: bytes, above: ⟦100Mb/s⟧ }'),
    code: 'unit',
    message: 'it may be bits or bytes',
    suggestion: 'write 100Mbit/s or 100MB/s',
  },
  {
    what: 'a level has a unit, and the value none that is known',
    text: `version: 1
pipelines:
  web:
    source: { file: app.jsonl, format: jsonl }
    streams:
      s: { window: 1m, measure: { slow: p99(took) }, alerts: { a: { value: slow, above: ⟦500ms⟧ } } }
`,
    code: 'unit',
    severity: 'warning',
    message: 'Nobody knows what unit slow is in: 500ms is taken for 500',
    suggestion: 'the number alone',
  },
  {
    what: 'a level has a unit, and the duration of JSON none that is known',
    text: `version: 1
pipelines:
  web:
    source: { file: app.jsonl, format: jsonl }
    streams:
      s: { window: 1m, measure: { slow: p99(duration) }, alerts: { a: { value: slow, above: ⟦500ms⟧ } } }
`,
    code: 'unit',
    severity: 'warning',
    message: 'Nobody knows what unit slow is in: 500ms is taken for 500',
    suggestion: 'say it at the source, format: { jsonl: { duration: us } }, or write the number alone',
  },
  {
    what: 'a percentage is compared with a count',
    text: alert('{ value: hits, above: ⟦5%⟧ }'),
    code: 'unit',
    message: '5% cannot be compared with hits, which is a count',
    suggestion: '10/s',
  },
  {
    what: 'a size is compared with a duration',
    text: alert('{ value: p95, above: ⟦800MB⟧ }'),
    code: 'unit',
    message: '800MB cannot be compared with p95, which is a duration',
    suggestion: '800ms',
  },
  {
    what: 'a duration is compared with a size',
    text: alert('{ value: bytes, above: ⟦5m⟧ }'),
    code: 'unit',
    message: '5m cannot be compared with bytes, which is a size',
    suggestion: '5MB',
  },
  {
    what: 'a duration is compared with a share',
    text: alert('{ value: share, above: ⟦5s⟧ }'),
    code: 'unit',
    message: '5s cannot be compared with share, which is a share',
    suggestion: '5%',
  },
  {
    what: 'a size is written with M alone',
    text: alert('{ value: bytes, above: ⟦5M⟧ }'),
    code: 'unit',
    message: '"5M"',
    suggestion: '5MB',
  },
  {
    what: 'a rate is per minute, written min',
    text: alert('{ value: hits, above: ⟦10/min⟧ }'),
    code: 'unit',
    message: 'unknown unit "min"',
    suggestion: '10/m',
  },
  {
    what: 'a percentage is written out',
    text: alert('{ value: share, above: ⟦5 percent⟧ }'),
    code: 'unit',
    message: '"5 percent"',
    suggestion: '5%',
  },
  {
    what: 'a level is a word',
    text: alert('{ value: hits, above: ⟦lots⟧ }'),
    code: 'bad-value',
    message: '"lots" is no level',
  },
  {
    what: 'a level is a list',
    text: alert('{ value: hits, above: ⟦[1, 2]⟧ }'),
    code: 'wrong-type',
    message: 'A level is wanted here',
  },
  {
    what: 'a share is compared with more than all',
    text: alert('{ value: share, above: ⟦5⟧ }'),
    code: 'unit',
    severity: 'warning',
    message: '5 is 500%',
    suggestion: '5%',
  },
  {
    what: 'a level is negative where nothing is',
    text: alert('{ value: hits, above: ⟦-5⟧ }'),
    code: 'bad-value',
    message: 'A count is never below 0',
  },
  {
    what: 'clear is on the wrong side of above',
    text: alert('{ value: share, above: 5%, clear: ⟦8%⟧ }'),
    code: 'contradiction',
    message: 'clear: 8% is above the threshold',
    suggestion: 'less than 5%',
  },
  {
    what: 'clear is on the wrong side of below',
    text: alert('{ value: hits, below: 100, clear: ⟦50⟧ }'),
    code: 'contradiction',
    message: 'clear: 50 is below the threshold',
    suggestion: 'more than 100',
  },
  {
    what: 'clear is in another unit',
    text: alert('{ value: hits, above: 10/s, clear: ⟦900⟧ }'),
    code: 'unit',
    message: '900 and 10/s are in different units',
    suggestion: 'one unit',
  },
  {
    what: 'a window has no unit',
    text: window('⟦120⟧'),
    code: 'unit',
    message: '120 has no unit',
    suggestion: '120s',
  },
  {
    what: 'a lateness has no unit',
    text: time('lateness: ⟦5⟧'),
    code: 'unit',
    message: '5 has no unit',
    suggestion: '5s',
  },
  {
    what: 'a window is in minutes, written min',
    text: window('⟦5min⟧'),
    code: 'unit',
    message: 'unknown unit "min"',
    suggestion: '5m',
  },
  {
    what: 'a window is in minutes, written M',
    text: window('⟦5M⟧'),
    code: 'unit',
    message: 'unknown unit "M"',
    suggestion: '5m',
  },
  {
    what: 'a window is a size',
    text: window('⟦64MiB⟧'),
    code: 'unit',
    message: '"64MiB" is a size',
    suggestion: '5m',
  },
  {
    what: 'a window is a rate',
    text: window('⟦10/s⟧'),
    code: 'unit',
    message: '"10/s" is a rate',
    suggestion: '5m',
  },
  {
    what: 'a lateness is negative',
    text: time('lateness: ⟦-2s⟧'),
    code: 'bad-value',
    message: '"-2s" is negative',
  },
  {
    what: 'a duration is a word',
    text: time('idle: ⟦never⟧'),
    code: 'bad-value',
    message: '"never" is not a duration',
  },
  {
    what: 'a duration is a flag',
    text: time('idle: ⟦false⟧'),
    code: 'wrong-type',
    message: 'A duration is wanted here',
  },
  {
    what: 'the size of a file is a duration',
    text: sink('{ out: { file: out.jsonl, size: ⟦5m⟧ } }'),
    code: 'unit',
    message: '"5m" is a duration',
    suggestion: '5MB',
  },
  {
    what: 'the size of a file has no unit',
    text: sink('{ out: { file: out.jsonl, size: ⟦1000⟧ } }'),
    code: 'unit',
    message: '1000 has no unit',
    suggestion: '1000B',
  },
  {
    what: 'the size of a file is written with M alone',
    text: sink('{ out: { file: out.jsonl, size: ⟦64M⟧ } }'),
    code: 'unit',
    message: '"64M" has an unknown unit "M"',
    suggestion: '64MB',
  },
  {
    what: 'the period of a file is a size',
    text: sink('{ out: { file: out.jsonl, every: ⟦64MiB⟧ } }'),
    code: 'unit',
    message: '"64MiB" is a size',
    suggestion: '5m',
  },
  {
    what: 'the period of a file is no whole second',
    text: sink('{ out: { file: out.jsonl, every: ⟦1500ms⟧ } }'),
    code: 'bad-value',
    message: 'whole number of seconds',
  },
  {
    what: 'a number of rows has no x',
    text: alert('{ value: hits, above: 1, for: ⟦3⟧ }'),
    code: 'unit',
    message: '3 has no unit',
    suggestion: '3x',
  },
  {
    what: 'a number of rows is zero',
    text: alert('{ value: hits, above: 1, for: ⟦0x⟧ }'),
    code: 'bad-value',
    message: '"0x" is no number of rows',
    suggestion: '3x',
  },
];
