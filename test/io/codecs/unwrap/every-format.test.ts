import { describe, expect, test } from 'vitest';
import { builtParts } from '../../../../src/config/parts/built-parts.js';
import { codecOf } from '../../../../src/config/parts/format.js';
import { auto } from '../../../../src/io/codecs/auto/auto.js';
import type { Codec } from '../../../../src/io/codecs/codec.js';
import type { Row } from '../../../../src/io/codecs/fields/row.js';
import { FORMATS } from '../../../../src/io/codecs/formats.js';
import { TEXT_FORMATS } from '../../../../src/io/codecs/text-formats.js';
import { unwrap } from '../../../../src/io/codecs/unwrap/unwrap.js';
import { WRAP_FIELDS } from '../../../../src/io/codecs/unwrap/wrap-fields.js';
import { vpcFlow } from '../../../../src/io/codecs/vpc-flow/vpc-flow.js';
import { SAMPLES } from '../format-samples.js';
import { TEXT_SAMPLES } from '../text-samples.js';

const TIME = '2024-05-01T12:00:01.1Z';
const AROUND = {
  docker: (line: string) => JSON.stringify({ log: `${line}\n`, stream: 'stdout', time: TIME }),
  cri: (line: string) => `${TIME} stdout F ${line}`,
  journald: (line: string) =>
    JSON.stringify({ __REALTIME_TIMESTAMP: '1714564801100000', MESSAGE: line, SYSLOG_IDENTIFIER: 'app' }),
  shipper: (line: string) => JSON.stringify({ log: line, kubernetes: { pod_name: 'a' }, '@timestamp': TIME }),
  compose: (line: string) => `db-1  | ${line}`,
  kubectl: (line: string) => `[pod/web-1/app] ${line}`,
  syslog: (line: string) => `May  1 12:00:01 web1 app[12]: ${line}`,
  rfc5424: (line: string) => `<134>1 ${TIME} web1 app 12 - - ${line}`,
};
const KINDS = Object.entries(AROUND);
const OF_WRAPPINGS = new Set<string>(WRAP_FIELDS.map(({ name }) => name));

/** Rows without what a wrapping says. */
const rowsOf = (codec: Codec<Row>, text: string): readonly unknown[] => {
  const decoder = codec.decoder('all', { written: () => Date.UTC(2024, 11, 1) });
  const parts = [decoder.decode(Buffer.from(`${text}\n`)), decoder.end()];
  return parts.flatMap(({ rows }) =>
    rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !OF_WRAPPINGS.has(name)))),
  );
};
const wrapped = (text: string, wrap: (line: string) => string): string =>
  text.split('\n').map(wrap).join('\n');

// What a syslog says is theirs, and the first syslog that says it.
const IN_SYSLOG = TEXT_FORMATS.filter(({ inSyslog }) => inSyslog === true).map(({ name }) => name as string);
const SAMPLE_OF = new Map<string, string>([
  ...Object.entries(SAMPLES).filter(([name]) => !['jsonl', 'csv', 'logfmt', 'lines'].includes(name)),
  ...TEXT_FORMATS.map(({ name }) => [name, TEXT_SAMPLES[name].rows.join('\n')] as const),
]);

describe.each([...SAMPLE_OF])('lines of %s', (name, text) => {
  const format = FORMATS.find((each) => each.name === name);
  test.each(KINDS)('in %s are the same rows as by themselves', (kind, wrap) => {
    if (format === undefined) throw new Error(`There is no format ${name}.`);
    if (IN_SYSLOG.includes(name) && (kind === 'syslog' || kind === 'rfc5424')) return;
    const codec = format.codec({});
    const plain = rowsOf(codec, text);
    expect(plain.length).toBeGreaterThan(0);
    expect(rowsOf(unwrap(codec), wrapped(text, wrap))).toEqual(plain);
    // Where each line by itself is rather an object of a shipper, that is what is read.
    if (kind !== 'shipper' || name !== 'mysql-slow')
      expect(rowsOf(auto(), wrapped(text, wrap))).toEqual(rowsOf(auto(), text));
  });
});

describe('what a format takes for its own at other times', () => {
  test.each(KINDS)('is none of a record of flows whose first field is an address, in %s', (_, wrap) => {
    const header = 'srcaddr dstaddr bytes start end action';
    const text = '192.0.2.1 198.51.100.9 99 1418530010 1418530070 ACCEPT';
    expect(rowsOf(unwrap(vpcFlow({ header })), wrapped(text, wrap))).toEqual(
      rowsOf(vpcFlow({ header }), text),
    );
  });

  test.each(KINDS)('is none of tables and pairs that a config names, in %s', (_, wrap) => {
    for (const name of ['csv', 'logfmt'] as const) {
      const codec = codecOf(name, builtParts, {});
      expect(rowsOf(codec, wrapped(SAMPLES[name] ?? '', wrap))).toEqual(rowsOf(codec, SAMPLES[name] ?? ''));
    }
  });
});

describe('records of several lines', () => {
  const slow = TEXT_SAMPLES['mysql-slow'].rows.join('\n').split('\n');
  const codec = unwrap(FORMATS.find(({ name }) => name === 'mysql-slow')?.codec({}) ?? auto());

  test('are of one writer: lines of another between them are rejected', () => {
    const [first = '', ...rest] = slow.map(AROUND.compose);
    const decoder = codec.decoder('all');
    const { rows, rejected } = decoder.decode(
      Buffer.from([first, 'web-1  | SELECT 1;', ...rest, 'web-1  | use b;', ''].join('\n')),
    );
    expect(rows.map(({ statement }) => statement)).not.toContain('SELECT 1;');
    expect(rejected.map(({ raw }) => raw)).toEqual(['web-1  | SELECT 1;', 'web-1  | use b;']);
  });

  test('keep what looks like a wrapping where they stand as they are, and go on after a stop as they began', () => {
    const statement = 'May  1 12:00:01 web1 app[12]: x';
    const text = slow.slice(0, 3).concat(statement, '').join('\n');
    expect(rowsOf(codec, text)).toMatchObject([{ statement }]);
    const bytes = Buffer.from(`${slow.map(AROUND.docker).join('\n')}\n`);
    for (let at = 0; at < bytes.length; at = bytes.indexOf('\n', at) + 1) {
      const first = codec.decoder('all');
      const before = first.decode(bytes.subarray(0, at)).rows;
      const next = codec.decoder('all', { offset: at, saved: structuredClone(first.save()) });
      expect([...before, ...next.decode(bytes.subarray(at)).rows, ...next.end().rows]).toHaveLength(3);
    }
  });
});
