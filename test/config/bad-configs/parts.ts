import { type BadConfig, sink, source, streams, tests } from './bad-config.js';

const time = (inside: string): string => `version: 1
pipelines:
  web:
    source: { file: access.log, format: access-log }
    time: ${inside}
    streams: { s: { window: 10s, measure: { hits: count() }, to: [stdout] } }
`;

/** Sources, formats, outputs, ready-made pipelines and variables. */
export const PARTS: readonly BadConfig[] = [
  {
    what: 'a source is unknown',
    text: source('{ ⟦fiel⟧: access.log, format: access-log }'),
    code: 'unknown-name',
    message: 'no source "fiel"',
    suggestion: '"file"',
  },
  {
    what: 'what a format reads by itself is to be taken off before',
    text: source('{ file: auth.log, format: auth, unwrap: ⟦auto⟧ }'),
    code: 'bad-value',
    message: 'Leave unwrap out',
  },
  {
    what: 'a source is not built',
    text: source('{ ⟦http⟧: "127.0.0.1:3000" }'),
    code: 'not-built',
    message: 'The source http is not built yet',
  },
  {
    what: 'a source is the name of a file',
    text: source('⟦access.log⟧'),
    code: 'unknown-name',
    message: 'no source "access.log"',
    suggestion: '{ file: access.log }',
  },
  {
    what: 'a source is empty',
    text: source('⟦{}⟧'),
    code: 'missing-key',
    message: 'source',
    suggestion: 'file:',
  },
  {
    what: 'a list of sources is empty',
    text: source('⟦[]⟧'),
    code: 'missing-key',
    message: 'list of sources is empty',
    suggestion: 'file:',
  },
  {
    what: 'the name of a file is empty',
    text: source('{ file: ⟦""⟧, format: access-log }'),
    code: 'bad-value',
    message: 'name of a file is missing',
  },
  {
    what: 'nobody is known who writes JSON so',
    text: source('{ file: access.log, format: { json: ⟦cady⟧ } }'),
    code: 'bad-value',
    message: 'or who writes the lines: nginx, apache, caddy',
    suggestion: 'did you mean "caddy"?',
  },
  {
    what: 'JSON of somebody who is known is named as a format',
    text: source('{ file: access.log, format: ⟦caddy⟧ }'),
    code: 'unknown-name',
    message: 'no format "caddy"',
    suggestion: 'write { json: caddy }',
  },
  {
    what: 'the place to start at is none',
    text: source('{ file: access.log, format: access-log, start: ⟦first⟧ }'),
    code: 'bad-value',
    message: '"first" is no place to start at',
    suggestion: 'beginning, end',
  },
  {
    what: 'a format is unknown',
    text: source('{ file: access.log, format: ⟦acces-log⟧ }'),
    code: 'unknown-name',
    message: 'no format "acces-log"',
    suggestion: '"access-log"',
  },
  {
    what: 'a format with settings is unknown',
    text: source('{ file: access.log, format: { ⟦regexp⟧: x } }'),
    code: 'unknown-name',
    message: 'no format "regexp"',
    suggestion: '"regex"',
  },
  {
    what: 'a format needs settings',
    text: source('{ file: access.log, format: ⟦regex⟧ }'),
    code: 'missing-key',
    message: 'regex needs its settings',
    suggestion: 'format: { regex: ',
  },
  {
    what: 'a format has no settings',
    text: source('{ file: access.log, format: { ⟦logfmt⟧: {} } }'),
    code: 'contradiction',
    message: 'logfmt has no settings',
    suggestion: 'format: logfmt',
  },
  {
    what: 'a format is two',
    text: source('{ file: access.log, format: ⟦{ csv: {}, lines: {} }⟧ }'),
    code: 'contradiction',
    message: 'one key',
  },
  {
    what: 'a format is a list',
    text: source('{ file: access.log, format: ⟦[csv]⟧ }'),
    code: 'wrong-type',
    message: 'A format is wanted here',
  },
  {
    what: 'a pattern of a format has a bracket too many',
    text: source(`{ file: access.log, format: { regex: '⟦(?<ip>\\S+⟧' } }`),
    code: 'bad-value',
    message: 'missing closing )',
  },
  {
    what: 'a pattern of a format looks back',
    text: source(`{ file: access.log, format: { regex: '(?<ip>\\S+) ⟦(?<=x)y⟧' } }`),
    code: 'bad-value',
    message: 'cannot look ahead or back',
  },
  {
    what: 'a pattern of a format names no group',
    text: source(`{ file: access.log, format: { regex: ⟦'(\\S+) (\\S+)'⟧ } }`),
    code: 'bad-value',
    message: 'name one (?<time>…)',
  },
  {
    what: 'a format of nginx has no variables',
    text: source(`{ file: access.log, format: { nginx: ⟦'combined'⟧ } }`),
    code: 'bad-value',
    message: 'variable',
  },
  {
    what: 'variables of a format of nginx touch each other',
    text: source(`{ file: access.log, format: { nginx: ⟦'$remote_addr$status [$time_local]'⟧ } }`),
    code: 'bad-value',
    message: '$status',
  },
  {
    what: 'a separator of columns is a word',
    text: source('{ file: a.csv, format: { csv: { separator: ⟦tab⟧ } } }'),
    code: 'bad-value',
    message: 'separator',
  },
  {
    what: 'a setting of a format is unknown',
    text: source('{ file: a.csv, format: { csv: { ⟦seperator⟧: ";" } } }'),
    code: 'unknown-key',
    message: '"seperator"',
    suggestion: '"separator"',
  },
  {
    what: 'the path of a JSON field is a number',
    text: source('{ file: a.jsonl, format: { json: { user: ⟦5⟧ } } }'),
    code: 'wrong-type',
    message: 'path of a value',
  },
  {
    what: 'the time is in a field that the format has not',
    text: time('{ field: ⟦when⟧ }'),
    code: 'contradiction',
    message: 'have their own time',
    suggestion: 'take it out',
  },
  {
    what: 'the time is in another field than the format says',
    text: time('{ field: ⟦status⟧ }'),
    code: 'contradiction',
    message: 'access-log have their own time',
    suggestion: 'take it out',
  },
  {
    what: 'a way to write times is unknown',
    text: source('{ file: a.jsonl, format: jsonl }').replace(
      '    streams',
      '    time: { format: ⟦unix⟧ }\n    streams',
    ),
    code: 'bad-value',
    message: '"unix"',
    suggestion: 'epoch',
  },
  {
    what: 'an output is unknown',
    text: streams('s: { window: 10s, measure: { n: count() }, to: [⟦stdot⟧] }'),
    code: 'unknown-name',
    message: 'no output "stdot"',
    suggestion: '"stdout"',
  },
  {
    what: 'an output that is written out is unknown',
    text: streams('s: { window: 10s, measure: { n: count() }, to: [{ ⟦flie⟧: a.jsonl }] }'),
    code: 'unknown-name',
    message: 'no output "flie"',
    suggestion: '"file"',
  },
  {
    what: 'an output is the name of a file',
    text: streams('s: { window: 10s, measure: { n: count() }, to: ⟦out.jsonl⟧ }'),
    code: 'unknown-name',
    message: 'no output "out.jsonl"',
    suggestion: '{ file: out.jsonl }',
  },
  {
    what: 'an output is a number',
    text: streams('s: { window: 10s, measure: { n: count() }, to: ⟦5⟧ }'),
    code: 'wrong-type',
    message: 'An output is wanted here',
  },
  {
    what: 'an output is not built',
    text: sink('{ out: { ⟦s3⟧: "s3://a/b", format: jsonl.gz } }'),
    code: 'not-built',
    message: 'The output s3 is not built yet',
  },
  {
    what: 'an output is empty',
    text: sink('{ out: ⟦{}⟧ }'),
    code: 'missing-key',
    message: 'output',
    suggestion: 'file:',
  },
  {
    what: 'an output with a name is a text',
    text: sink('{ out: ⟦stdout⟧ }'),
    code: 'wrong-type',
    message: 'An output is a map here',
  },
  {
    what: 'an output is called stdout',
    text: sink('{ ⟦stdout⟧: { file: a }, out: { file: b } }'),
    code: 'bad-value',
    message: 'stdout is always there',
  },
  {
    what: 'an output that nobody uses is wrong',
    text: sink('{ out: { file: a }, other: { file: b, ⟦siz⟧: 1MB } }'),
    code: 'unknown-key',
    message: '"siz"',
    suggestion: '"size"',
  },
  {
    what: 'an address has no scheme',
    text: sink('{ out: { http: ⟦hooks.example.com⟧ } }'),
    code: 'bad-value',
    message: 'http:// or https://',
    suggestion: 'https://hooks.example.com',
  },
  {
    what: 'an address is none',
    text: sink('{ out: { http: ⟦"http://"⟧ } }'),
    code: 'bad-value',
    message: 'is no address',
    suggestion: 'https://',
  },
  {
    what: 'a header is no header',
    text: sink('{ out: { http: "https://a.example", headers: ⟦{ "a b": c }⟧ } }'),
    code: 'bad-value',
    message: 'a b',
  },
  {
    what: 'what waits for a file would be dropped',
    text: sink('{ out: { file: out.jsonl, full: ⟦drop oldest⟧ } }'),
    code: 'contradiction',
    message: 'What goes to file is written exactly once, each piece at its place, and none can be left out.',
    suggestion: 'full: wait',
  },
  {
    what: 'what waits for a file that has no name would be dropped',
    text: streams(
      's: { window: 10s, measure: { hits: count() }, to: [{ file: out.jsonl, full: ⟦drop oldest⟧ }] }',
    ),
    code: 'contradiction',
    message: 'exactly once',
    suggestion: 'full: wait',
  },
  {
    what: 'a full output does what there is not',
    text: sink('{ out: { http: "https://a.example", full: ⟦drop⟧ } }'),
    code: 'bad-value',
    message: 'Write wait or drop oldest.',
  },
  {
    what: 'a buffer has neither size nor age',
    text: sink('{ out: { http: "https://a.example", buffer: ⟦{}⟧ } }'),
    code: 'bad-value',
    message: 'A size is wanted here, an age, or both, such as { size: 1GiB, age: 1d }.',
  },
  {
    what: 'a buffer is a size alone',
    text: sink('{ out: { http: "https://a.example", buffer: ⟦1GiB⟧ } }'),
    code: 'wrong-type',
    message: 'A map is wanted here, with keys such as size, age.',
  },
  {
    what: 'nothing may wait',
    text: sink('{ out: { http: "https://a.example", buffer: { age: ⟦0⟧ } } }'),
    code: 'bad-value',
    message: '0 is too short or too fine',
  },
  {
    what: 'an age is a size',
    text: sink('{ out: { http: "https://a.example", buffer: { age: ⟦1GiB⟧ } } }'),
    code: 'unit',
    message: '"1GiB" is a size',
    suggestion: '5m',
  },
  {
    what: 'a buffer has no bytes',
    text: sink('{ out: { http: "https://a.example", buffer: { size: ⟦0B⟧ } } }'),
    code: 'bad-value',
    message: 'size',
  },
  {
    what: 'a setting of a buffer is unknown',
    text: sink('{ out: { http: "https://a.example", buffer: { ⟦siz⟧: 1GiB } } }'),
    code: 'unknown-key',
    message: 'siz',
    suggestion: 'size',
  },
  {
    what: 'the template of a body asks for an unknown format',
    text: sink('{ out: { http: "https://a.example", body: ⟦{ text: "{hits:foo}" }⟧ } }'),
    code: 'bad-value',
    message: '"foo"',
  },
  {
    what: 'two pipelines write one file',
    text: `version: 1
pipelines:
  a:
    source: { file: a.log, format: access-log }
    streams: { s: { window: 10s, measure: { n: count() }, to: [{ file: out.jsonl }] } }
  b:
    source: { file: b.log, format: access-log }
    streams: { s: { window: 10s, measure: { n: count() }, to: [⟦{ file: ./out.jsonl }⟧] } }
`,
    code: 'contradiction',
    message: 'pipelines a and b',
    suggestion: 'a file of its own',
  },
  {
    what: 'two outputs of a pipeline write one file',
    text: streams(
      's: { window: 10s, measure: { n: count() }, to: [{ file: o }] }\n      t: { window: 20s, measure: { n: count() }, to: [⟦{ file: o, size: 1MB }⟧] }',
    ),
    code: 'contradiction',
    message: 'two outputs of this pipeline',
    suggestion: 'under sinks',
  },
  {
    what: 'a pipeline writes what it reads, by another spelling',
    text: `version: 1
pipelines:
  a:
    source: { file: a.log, format: access-log }
    streams: { s: { window: 10s, measure: { n: count() }, to: [⟦{ file: ./x/../a.log }⟧] } }
`,
    code: 'contradiction',
    message: 'read by this very pipeline',
    suggestion: 'a place that is not read',
  },
  {
    what: 'a pipeline writes what a pattern of another finds',
    text: `version: 1
pipelines:
  a:
    source: { file: "*.jsonl", format: access-log }
    streams: { s: { window: 10s, measure: { n: count() }, to: [stdout] } }
  b:
    source: { file: b.log, format: access-log }
    streams: { s: { window: 10s, measure: { n: count() }, to: [⟦{ file: out.jsonl, size: 1MB }⟧] } }
`,
    code: 'contradiction',
    message: 'read by the pipeline a',
    suggestion: 'a process of its own',
  },
  {
    what: 'two sources of a pipeline are one, in two spellings',
    text: `version: 1
pipelines:
  a:
    source: [{ file: a.log }, ⟦{ file: ./a.log }⟧]
    streams: { s: { window: 10s, measure: { n: count() }, to: [stdout] } }
`,
    code: 'contradiction',
    message: 'every row would count twice',
    suggestion: 'take one of them out',
  },
  {
    what: 'a ready-made pipeline is unknown',
    text: 'version: 1\npipelines:\n  web: { use: ⟦acces-log⟧ }\n',
    code: 'unknown-name',
    message: 'no ready-made pipeline "acces-log"',
    suggestion: '"access-log"',
  },
  {
    what: 'a ready-made pipeline is not built',
    text: 'version: 1\npipelines:\n  web: { use: ⟦web-monitor⟧ }\n',
    code: 'not-built',
    message: 'web-monitor is not built yet',
  },
  {
    what: 'a pipeline has no streams',
    text: 'version: 1\npipelines:\n  ⟦web⟧: { source: { file: a.log, format: access-log } }\n',
    code: 'missing-key',
    message: 'needs streams',
    suggestion: 'streams: {',
  },
  {
    what: 'a variable is not set',
    text: sink('{ out: { http: "⟦${HOOK_ULR}⟧" } }'),
    environment: { HOOK_URL: 'https://hooks.example.com/T0/secret' },
    code: 'substitution',
    message: 'HOOK_ULR is not set',
    suggestion: 'HOOK_URL',
  },
  {
    what: 'a variable inside a text is not set',
    text: sink('{ out: { http: "https://a.example/⟦${TOKEN}⟧/b" } }'),
    code: 'substitution',
    message: 'TOKEN is not set',
    suggestion: '${TOKEN:-default}',
  },
  {
    what: 'a variable is none',
    text: sink('{ out: { http: "⟦${1+1}⟧" } }'),
    code: 'substitution',
    message: '${1+1} is no variable',
    suggestion: '${NAME}',
  },
  {
    what: 'a file of a secret is missing',
    text: sink('{ out: { http: "⟦${file:/nowhere/chat_url}⟧" } }'),
    code: 'substitution',
    message: '/nowhere/chat_url',
  },
  {
    what: 'a variable holds no level',
    text: streams(
      's: { window: 10s, measure: { n: count() }, alerts: { a: { value: n, above: ⟦"${LIMIT}"⟧ } } }',
    ),
    environment: { LIMIT: 'hunter2' },
    code: 'bad-value',
    message: 'The value of ${LIMIT} does not fit here',
  },
  {
    what: 'a test expects an alert that there is not',
    text: tests('{ name: t, feed: [{ rate: 1/s, for: 1m }], expect: { ⟦bussy⟧: [{ state: firing }] } }'),
    code: 'unknown-name',
    message: 'no alert or stream "bussy"',
    suggestion: '"busy"',
  },
  {
    what: 'a test expects a state that there is not',
    text: tests('{ name: t, feed: [{ rate: 1/s, for: 1m }], expect: { busy: [{ state: ⟦fired⟧ }] } }'),
    code: 'bad-value',
    message: 'firing, ok and no_data',
  },
  {
    what: 'a test expects something within no range',
    text: tests(
      '{ name: t, feed: [{ rate: 1/s, for: 1m }], expect: { busy: [⟦{ state: firing, within: 60s }⟧] } }',
    ),
    code: 'bad-value',
    message: '"60s" is no range of times',
    suggestion: '60s..130s',
  },
  {
    what: 'a test expects a field that transitions have not',
    text: tests('{ name: t, feed: [{ rate: 1/s, for: 1m }], expect: { busy: [{ ⟦stat⟧: firing }] } }'),
    code: 'unknown-field',
    message: 'no field "stat"',
    suggestion: '"state"',
  },
  {
    what: 'a feed has a rate that is none',
    text: tests('{ name: t, feed: [{ rate: ⟦20/min⟧, for: 1m }], expect: {} }'),
    code: 'bad-value',
    message: 'unknown unit "min"',
    suggestion: '20/m',
  },
  {
    what: 'a feed does not say how long',
    text: tests('{ name: t, feed: [⟦{ rate: 20/s }⟧], expect: {} }'),
    code: 'missing-key',
    message: '"for" is missing',
  },
  {
    what: 'a feed has rows with a field that the format has not',
    text: tests('{ name: t, feed: [{ rate: 20/s, for: 1m, row: { ⟦sttus⟧: 500 } }], expect: {} }'),
    code: 'unknown-field',
    message: 'no field "sttus"',
    suggestion: '"status"',
  },
  {
    what: 'a feed is a rate alone',
    text: tests('{ name: t, feed: [⟦20/s⟧], expect: {} }'),
    code: 'wrong-type',
    message: 'A feed is wanted here',
  },
  {
    what: 'a test has no name',
    text: tests('⟦{ feed: [{ rate: 20/s, for: 1m }], expect: {} }⟧'),
    code: 'missing-key',
    message: '"name" is missing',
  },
  {
    what: 'an invariant is of a stream that there is not',
    text: tests('{ invariant: hits > 0, on: ⟦ss⟧ }'),
    code: 'unknown-name',
    message: 'no stream "ss"',
    suggestion: '"s"',
  },
  {
    what: 'an invariant names a field that there is not',
    text: tests('{ invariant: ⟦hit⟧ > 0, on: s }'),
    code: 'unknown-field',
    message: 'no field "hit"',
    suggestion: '"hits"',
  },
];
