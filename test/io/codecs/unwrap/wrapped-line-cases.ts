import { accessLog } from '../../../../src/io/codecs/access-log/access-log.js';
import type { Codec, Decoded } from '../../../../src/io/codecs/codec.js';
import type { Row } from '../../../../src/io/codecs/fields/row.js';
import { jsonl } from '../../../../src/io/codecs/jsonl/jsonl.js';
import { lines } from '../../../../src/io/codecs/lines/lines.js';
import { type UnwrapOptions, unwrap } from '../../../../src/io/codecs/unwrap/unwrap.js';

export const ACCESS = '192.0.2.1 - bob [07/Feb/2020:11:48:51 +0000] "GET /a HTTP/1.1" 200 5';

/** Pieces of what people find in front of a line. */
const PREFIXES = [
  ...[
    '2020-02-07T11:48:59.123456789Z ',
    '2020-02-07T11:48:59+01:00 ',
    '2020-02-07 11:48:59,123 ',
    '11:48:59 ',
  ],
  ...['Feb  7 11:48:51 ', 'Feb 27 11:48:51 ', 'Feb ', '[Fri Feb 07 11:48:51 2020] ', '2020/02/07 11:48:51 '],
  ...['stdout F ', 'stderr P ', 'stdout ', 'F ', '<13>', '<190>', '<134>1 - - nginx - - - ', '212 <45>'],
  ...['web1 ', 'web1.example.com ', 'nginx: ', 'nginx[7]: ', 'app[web.1]: ', 'kernel: ', 'nginx ', 'host: '],
  ...['nginx-1  | ', 'web_1 | ', 'nginx  | ', '| ', '[pod/web/nginx] ', '[error] 7#7: ', '7#7: ', '[main] '],
  ...[
    'INFO ',
    'INFO: ',
    'level=info msg="',
    'time="x" ',
    '{"log":"',
    '{"msg":"',
    '\\"',
    '"',
    '\t',
    '  ',
    ' ',
  ],
  ...['Wed 2020-02-07 11:48:59 UTC ', '[   12.345678] ', '1581076139.123456 ', '{app="web", pod="w"} '],
  ...['web-7d9c5b8f6d-x2x9z nginx ', 'web.1.x7k2j9d8s7f6@node1    | ', '{"message":"', 'a/b/c '],
  ...['- ', '- - ', '- - - ', ': ', '_ ', 'ident ', '10.0.0.1 ', '10.0.0.1:80 ', '::1 ', 'example.com:443 '],
  ...['\u001b[36m', '\u001b[0m', '\u001b', '\0', '\u{feff}', 'ü ', '#', 'a/b ', 'a=b ', '(x) ', '1 ', '42 '],
];

/** Prefixes one after the other, and then the line. `random` gives 0 to 1. */
export const prefixed = (random: () => number): string => {
  const count = 1 + Math.floor(random() * 5);
  const prefix = Array.from(
    { length: count },
    () => PREFIXES[Math.floor(random() * PREFIXES.length)] ?? '',
  ).join('');
  return prefix + ACCESS;
};

const json = (value: unknown) => JSON.stringify(value);
const GOOD = [
  ACCESS,
  '{"level":"info","time":"2020-02-07T11:48:51Z","msg":"a \\"b\\""}',
  '2020-02-07 11:48:51 hello ünicode',
].flatMap((line) => [
  line,
  `2020-02-07T11:48:59.1Z stdout F ${line}`,
  `2020-02-07T11:48:59.1Z stdout P ${line}`,
  `{"log":${json(`${line}\n`)},"stream":"stdout","time":"2020-02-07T11:48:59.1Z"}`,
  `{"log":${json(line)},"stream":"stderr","attrs":{"a":"b"},"time":"2020-02-07T11:48:59.1Z"}`,
  `\u001b[32mnginx-1  | \u001b[0m${line}`,
  `[pod/web/nginx] 2020-02-07T11:48:59.1Z ${line}`,
  `<13>Feb  7 11:48:51 web1 nginx[7]: ${line}`,
  `<134>1 2020-02-07T11:48:51.003Z web1 nginx 7 - [a@1 b="x\\"]"] \u{feff}${line}`,
  `Wed 2020-02-07 11:48:59 UTC web1 nginx.service[7]: ${line}`,
  `[   12.345678] web1 nginx[7]: ${line}`,
  `1581076139.123456 web1 nginx[7]: ${line}`,
  `web-7d9c5b8f6d-x2x9z nginx ${line}`,
  `web.1.x7k2j9d8s7f6@node1    | ${line}`,
  `2020-02-07T11:48:59Z {app="web", pod="w\\"x"} ${line}`,
  json({ '@timestamp': '2020-02-07T11:48:59Z', agent: {}, message: line }),
  json({ logtag: 'P', stream: 'stdout', message: line }),
  json({ labels: {}, line: `${line}\n`, timestamp: '2020-02-07T11:48:59Z' }),
  json({ __REALTIME_TIMESTAMP: '1581076139100000', _PID: '7', MESSAGE: [...Buffer.from(line)] }),
]);

/** Lines of all kinds with bytes changed, left out, doubled and exchanged. */
export const mutatedLines = (random: () => number, count: number): Buffer => {
  const below = (limit: number): number => Math.floor(random() * limit);
  const parts = Array.from({ length: count }, () => {
    const line = Buffer.from(GOOD[below(GOOD.length)] ?? '');
    for (let n = below(4); n > 0; n--) {
      const at = below(line.length);
      const kind = below(4);
      if (kind === 0) line[at] = below(256);
      else if (kind === 1) line[at] = '"\\{}[]<>|: \0\r\n\u001b-'.charCodeAt(below(17));
      else if (kind === 2) line.copy(line, at, below(line.length), below(line.length));
      else line[at] = line[below(line.length)] ?? 0;
    }
    return [
      line.subarray(0, below(20) === 0 ? below(line.length) : line.length),
      Buffer.from(below(9) === 0 ? '\r\n' : '\n'),
    ];
  });
  return Buffer.concat(parts.flat());
};

const OPTIONS: readonly UnwrapOptions[] = [
  {},
  { wrapping: 'auto', year: 2020 },
  { wrapping: 'cri', maxLineBytes: 200 },
  { wrapping: 'docker' },
  { wrapping: 'auto', multiline: { start: '^\\S', maxLines: 3 }, maxLineBytes: 300 },
];

/** Every codec in everything, made anew. */
export const wrappedCodecs = (): readonly Codec<Row>[] =>
  [accessLog() as Codec<Row>, jsonl(), lines({ year: 2020 })].flatMap((codec) =>
    OPTIONS.map((options) => unwrap(codec, options)),
  );

/** What becomes of an input in pieces, with a decoder that goes on from what was saved in the middle. */
export const decodedInPieces = (codec: Codec<Row>, bytes: Buffer, random: () => number): Decoded<Row> => {
  const rows: Row[] = [];
  const rejected: Decoded<Row>['rejected'][number][] = [];
  const take = (decoded: Decoded<Row>): void => {
    rows.push(...decoded.rows);
    rejected.push(...decoded.rejected);
  };
  let decoder = codec.decoder('all');
  for (let at = 0; at < bytes.length; ) {
    const to = Math.min(bytes.length, at + 1 + Math.floor(random() * 400));
    take(decoder.decode(bytes.subarray(at, to)));
    at = to;
    if (random() > 0.1) continue;
    at -= decoder.pending;
    decoder = codec.decoder('all', { offset: at, saved: structuredClone(decoder.save()) });
  }
  take(decoder.end());
  return { rows, rejected };
};
