import { accessLog } from '../../../../src/io/codecs/access-log/access-log.js';
import type { Codec } from '../../../../src/io/codecs/codec.js';
import { csv } from '../../../../src/io/codecs/csv/csv.js';
import type { Row } from '../../../../src/io/codecs/fields/row.js';
import { jsonl } from '../../../../src/io/codecs/jsonl/jsonl.js';
import { lines } from '../../../../src/io/codecs/lines/lines.js';
import { unwrap } from '../../../../src/io/codecs/unwrap/unwrap.js';
import { codecContract } from '../../../contracts/codec-contract.js';

const STAMP = '2020-02-07T11:48:59.1Z';
const docker = (log: string, stream = 'stdout') =>
  `{"log":${JSON.stringify(log)},"stream":"${stream}","time":"${STAMP}"}`;
const journal = (MESSAGE: unknown) =>
  JSON.stringify({ __CURSOR: 's=1', __REALTIME_TIMESTAMP: '1581076139100000', _PID: '7', MESSAGE });

/** One line in everything that may stand around it, alone and in layers. */
const wrapped = (line: string): string[] => [
  line,
  `${STAMP} stdout F ${line}`,
  docker(`${line}\n`),
  `nginx-1  | ${line}`,
  `[pod/web/nginx] ${STAMP} ${line}`,
  `<13>Feb  7 11:48:51 web1 nginx[7]: ${line}`,
  `<134>1 ${STAMP} web1 nginx 7 - [a@1 b="c"] ${line}`,
  journal(line),
  journal([...Buffer.from(line)]),
  `\u001b[32mnginx-1  | \u001b[0m${STAMP} stderr F ${line}`,
  docker(`<13>Feb  7 11:48:51 web1 nginx[7]: ${line}\n`),
];

const pieces = (line: string): string[] => {
  const [a, b, c] = [line.slice(0, 10), line.slice(10, 21), line.slice(21)];
  return [
    `${STAMP} stdout P ${a}`,
    `${STAMP} stderr P ${a}`,
    `${STAMP} stdout P ${b}`,
    `${STAMP} stderr F ${b}${c}`,
    `${STAMP} stdout F ${c}`,
    docker(a),
    docker(line, 'stderr').replace('"log":"', '"log":"').replace(`","stream"`, `\\n","stream"`),
    docker(`${b}${c}\n`),
  ];
};

const isPiece = (line: Buffer): boolean => {
  const text = line.toString('latin1');
  return / std(?:out|err) P /.test(text) || (text.startsWith('{"log"') && !text.includes('\\n","stream"'));
};

const text = (all: readonly string[]): Buffer => Buffer.from(`${all.join('\n')}\n`);
const samplesOf = (good: string) => [
  { name: 'in everything', bytes: text([...wrapped(good), '', ...wrapped('{no such ünicode line}')]) },
  {
    name: 'in everything, with CRLF',
    bytes: Buffer.from(text(wrapped(good)).toString().replaceAll('\n', '\r\n')),
  },
  {
    name: 'in pieces',
    bytes: text([...pieces(good), ...wrapped(good), ...pieces('no such line, in pieces')]),
  },
];

const ACCESS = '192.0.2.1 - bob [07/Feb/2020:11:48:51 +0000] "GET /ä/\\"b HTTP/1.1" 200 5 "-" "x"';
const JSON_LINE = '{"level":"info","time":"2020-02-07T11:48:51Z","msg":"a \\"b\\"","pod":"mine"}';

codecContract('unwrap around access-log', () => unwrap(accessLog() as Codec<Row>), samplesOf(ACCESS), {
  ignores: isPiece,
});
codecContract('unwrap around jsonl', () => unwrap(jsonl(), { wrapping: 'auto' }), samplesOf(JSON_LINE), {
  ignores: isPiece,
});
codecContract(
  'unwrap around lines',
  () => unwrap(lines(), { wrapping: 'auto', year: 2020 }),
  samplesOf('2020-02-07 11:48:51 hello'),
  { ignores: isPiece },
);
codecContract(
  'unwrap around csv, of CRI alone',
  () => unwrap(csv(), { wrapping: 'cri' }),
  [
    {
      name: 'a table',
      bytes: text(
        ['time,n', '2020-02-07T11:48:51Z,1', 'x,2', 'a,b,c'].map((line) => `${STAMP} stdout F ${line}`),
      ),
    },
  ],
  { ignores: (line) => line.includes('time,n') },
);
codecContract(
  'unwrap with a small limit',
  () => unwrap(lines(), { wrapping: 'cri', maxLineBytes: 60 }),
  [
    {
      name: 'pieces over the limit',
      bytes: text([
        ...Array.from({ length: 6 }, (_, i) => `${STAMP} stdout P piece ${i} of a line`),
        `${STAMP} stdout F the end`,
        `${STAMP} stdout F ${'x'.repeat(100)}`,
        `${STAMP} stdout F a line`,
      ]),
    },
  ],
  // The first piece stands for the line.
  {
    ignores: (line) => / P piece [1-9]| F the end/.test(line.toString('latin1')),
    oversize: ['pieces over the limit'],
  },
);

const TRACES = [
  '  at nowhere.before(Java.java:1)',
  '2020-02-07 11:48:51 ERROR one',
  '  at a.b(C.java:1)',
  '',
  '  at a.c(C.java:2)',
  '2020-02-07 11:48:52 INFO two',
  '2020-02-07 11:48:53 ERROR three',
  'Caused by: x',
];
const isWithin = (line: Buffer): boolean => !/2020-02-07 11|nowhere/.test(line.toString('latin1'));
codecContract(
  'records of several lines',
  () => unwrap(lines(), { multiline: { start: '^\\d{4}-' } }),
  [
    { name: 'stack traces', bytes: text(TRACES) },
    { name: 'stack traces, open at the end', bytes: Buffer.from(TRACES.join('\r\n')) },
  ],
  { ignores: isWithin },
);
codecContract(
  'records of several lines in CRI, of two streams',
  () => unwrap(lines(), { wrapping: 'cri', multiline: { continue: '^(\\s|Caused)', maxLines: 3 } }),
  [
    {
      name: 'stack traces',
      bytes: text(
        TRACES.flatMap((line) => [
          `${STAMP} stdout P ${line.slice(0, 9)}`,
          `${STAMP} stdout F ${line.slice(9)}`,
          `${STAMP} stderr F ${line}`,
        ]),
      ),
    },
  ],
  {
    ignores: (line) => {
      const t = line.toString('latin1');
      return t.includes(' stdout F ') || !/F 2020-|P 2020-| [PF] {3}at nowh/.test(t);
    },
  },
);
