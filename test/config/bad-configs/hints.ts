import { type BadConfig, measure, source, streams } from './bad-config.js';

const web = (inside: string): string => `version: 1
pipelines:
  web:
    ${inside}
`;

/** What people write who know other programs, or guess: the right thing is said beside it. */
export const HINTS: readonly BadConfig[] = [
  {
    what: 'an address stands where the name of an output is wanted',
    text: `version: 1
notify: [⟦https://hooks.example.com/x⟧]
pipelines: { web: { use: access-log } }
`,
    code: 'unknown-name',
    message: 'There is no output "https://hooks.example.com/x".',
    suggestion: 'write { http: "https://hooks.example.com/x" }',
  },
  {
    what: 'an address stands in to',
    text: streams('s: { window: 10s, measure: { n: count() }, to: ⟦http://127.0.0.1:8080/x⟧ }'),
    code: 'unknown-name',
    message: 'There is no output',
    suggestion: 'write { http: "http://127.0.0.1:8080/x" }',
  },
  {
    what: 'an output is an address alone',
    text: `version: 1
sinks: { chat: ⟦https://hooks.example.com/x⟧ }
pipelines: { web: { use: access-log } }
`,
    code: 'wrong-type',
    message: 'An output is a map here',
    suggestion: 'write { http: "https://hooks.example.com/x" }',
  },
  {
    what: 'a file stands in to',
    text: streams('s: { window: 10s, measure: { n: count() }, to: [⟦out/rows.jsonl⟧] }'),
    code: 'unknown-name',
    message: 'There is no output',
    suggestion: 'write { file: out/rows.jsonl }',
  },
  {
    what: 'a # inside braces begins a comment',
    text: streams(
      's: { window: 10s, measure: { n: count() }, alerts: { a: { value: n, above: 1, message: ⟦see #ops⟧ } } }',
    ),
    code: 'yaml-trap',
    message: 'A # behind a space begins a comment',
    suggestion: 'put the value in quotes, if it belongs to it: "see #ops"',
  },
  {
    what: 'a # in a file inside braces begins a comment',
    text: source('{ file: ⟦a.log #1⟧, format: access-log }'),
    code: 'yaml-trap',
    message: 'A # behind a space begins a comment',
    suggestion: '"a.log #1"',
  },
  {
    what: 'JSON lines are called json',
    text: source('{ file: a.log, format: ⟦json⟧ }'),
    code: 'missing-key',
    message: 'The format json needs its settings.',
    suggestion: 'write jsonl, or { json: { user: user.id } }',
  },
  {
    what: 'JSON lines are called ndjson',
    text: source('{ file: a.log, format: ⟦ndjson⟧ }'),
    code: 'unknown-name',
    message: 'There is no format "ndjson".',
    suggestion: 'write jsonl',
  },
  {
    what: 'an access log is called combined',
    text: source('{ file: a.log, format: ⟦combined⟧ }'),
    code: 'unknown-name',
    message: 'There is no format "combined".',
    suggestion: 'write access-log',
  },
  {
    what: 'the format nginx has no log_format',
    text: source('{ file: a.log, format: ⟦nginx⟧ }'),
    code: 'missing-key',
    message: 'The format nginx needs its settings.',
    suggestion: 'write access-log for what nginx writes by itself',
  },
  {
    what: 'a ready-made pipeline that is changed is called almost right',
    text: web('use: ⟦access_log⟧\n    streams: { sections: { top: { n: 3 } }, summary: null }'),
    code: 'unknown-name',
    message: 'There is no ready-made pipeline "access_log".',
    suggestion: 'did you mean "access-log"?',
  },
  {
    what: 'a ready-made pipeline that is changed is called quite otherwise',
    text: web('use: ⟦webserver⟧\n    streams: { sections: { top: { n: 3 } } }'),
    code: 'unknown-name',
    message: 'There is no ready-made pipeline "webserver".',
  },
  {
    what: 'every stands beside window',
    text: streams('s: { window: 2m, ⟦every⟧: 10s, measure: { n: count() }, to: [stdout] }'),
    code: 'unknown-key',
    message: 'Unknown key "every".',
    suggestion: 'write window: { size: 2m, every: 10s }',
  },
  {
    what: 'size stands where window does',
    text: streams('s: { ⟦size⟧: 2m, measure: { n: count() }, to: [stdout] }'),
    code: 'unknown-key',
    message: 'Unknown key "size".',
    suggestion: 'it belongs in the window',
  },
  {
    what: 'top is a number alone',
    text: streams('s: { by: [section], window: 2m, top: ⟦10⟧, measure: { n: count() }, to: [stdout] }'),
    code: 'wrong-type',
    message: 'A map is wanted here, with keys such as n, by, per.',
    suggestion: 'write top: { n: 10, by: hits }',
  },
  {
    what: 'a path is called url',
    text: streams('s: { by: ⟦url⟧, window: 2m, measure: { n: count() }, to: [stdout] }'),
    code: 'unknown-field',
    message: 'There is no field "url".',
    suggestion: 'write path: the format access-log calls it so',
  },
  {
    what: 'an address is called ip',
    text: measure('distinct(⟦ip⟧)'),
    code: 'unknown-field',
    message: 'There is no field "ip".',
    suggestion: 'write host',
  },
  {
    what: 'a duration is called latency',
    text: measure('p95(⟦latency⟧)'),
    code: 'unknown-field',
    message: 'There is no field "latency".',
    suggestion: 'write duration',
  },
];
