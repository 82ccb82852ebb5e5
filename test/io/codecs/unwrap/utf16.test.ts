import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accessLog } from '../../../../src/io/codecs/access-log/access-log.js';
import { auto } from '../../../../src/io/codecs/auto/auto.js';
import type { Codec, Decoded } from '../../../../src/io/codecs/codec.js';
import type { Row } from '../../../../src/io/codecs/fields/row.js';
import { lines } from '../../../../src/io/codecs/lines/lines.js';
import { unwrap } from '../../../../src/io/codecs/unwrap/unwrap.js';
import { seededRandom } from '../../../../src/testing/seeded-random.js';
import { decodeAll } from '../decode-all.js';
import { decodedInPieces } from './wrapped-line-cases.js';

type Order = 'le' | 'be';
const MARK = '\u{feff}';

const utf16 = (text: string, order: Order): Buffer => {
  const bytes = Buffer.from(text, 'utf16le');
  return order === 'le' ? bytes : bytes.swap16();
};

const request = (path: string): string =>
  `192.0.2.1 - jo [01/May/2024:14:00:01 +0200] "GET ${path} HTTP/1.1" 503 612 "-" "curl/8.5"`;
// Of 上, Ċ, ਊ and the second half of 😊 a byte is that of a newline.
const PATHS = ['/путь/к/файлу', '/上海/北京', '/Ċ', '/ਊ', '/😊', '/a', '/ä'];
const TEXT = PATHS.map((path) => `${request(path)}\r\n`).join('');
const CODECS: readonly (readonly [string, () => Codec<Row>])[] = [
  ['auto', () => auto()],
  ['access-log', () => unwrap(accessLog() as Codec<Row>)],
  [
    'lines, several to a record',
    () => unwrap(lines(), { multiline: { start: '^\\S+ - ' }, maxLineBytes: 400 }),
  ],
];

/** Offsets are those of the bytes as they are. */
const placed = ({ rows, rejected }: Decoded<Row>, bytes: Buffer, order: Order) => ({
  rows,
  rejected: rejected.map(({ offset = -1, raw = '' }) => [
    Buffer.from(raw, 'latin1').toString('utf8').slice(0, 4),
    (order === 'le' ? bytes : Buffer.from(bytes).swap16())
      .toString('utf16le', offset, offset + 10)
      .replace(MARK, '')
      .split(/\r?\n/, 1)[0]
      ?.slice(0, 4),
  ]),
});

describe.each(['le', 'be'] as const)('UTF-16 %s', (order) => {
  test.each([MARK, ''])('is read whatever characters it has, with the mark "%s"', (mark) => {
    const { rows, rejected } = decodeAll(auto(), utf16(mark + TEXT, order));
    expect(rejected).toEqual([]);
    expect(rows.map(({ path }) => path)).toEqual(PATHS);
  });

  test.each(CODECS)('is the same in any pieces, and from any place on: %s', (_, codecOf) => {
    const random = seededRandom(7);
    for (let round = 0; round < 8; round++) {
      const all = [TEXT, 'нет\n', `上上上\r\n\n${TEXT}`, 'ничего', `\n${'上'.repeat(300)}\n${TEXT}`];
      const bytes = utf16(MARK + all.slice(0, 1 + (round % all.length)).join(''), order);
      const whole = decodeAll(codecOf(), bytes);
      expect(decodedInPieces(codecOf(), bytes, random)).toEqual(whole);
      expect(whole.rows.length).toBeGreaterThan(4);
      for (const [read, there] of placed(whole, bytes, order).rejected) expect(read).toBe(there);
    }
  });

  test('is cut off anywhere without a word that was not there', () => {
    const bytes = utf16(MARK + TEXT, order);
    const whole = decodeAll(auto(), bytes).rows;
    for (let size = 0; size < bytes.length; size += 13) {
      const { rows } = decodeAll(auto(), bytes.subarray(0, size));
      expect(whole.slice(0, Math.max(0, rows.length - 1))).toEqual(rows.slice(0, -1));
    }
  });

  test('that a decoder meets in the middle is told by its first line', () => {
    const bytes = utf16(TEXT, order);
    const second = utf16(`${request(PATHS[0] ?? '')}\r\n`, order).length;
    // Behind the byte of the newline, as whoever cuts there begins.
    const from = order === 'le' ? second - 1 : second;
    const decoder = auto().decoder('all', { offset: from });
    const { rows } = decoder.decode(bytes.subarray(from));
    expect(rows.map(({ path }) => path)).toEqual(PATHS.slice(1));
    expect(decoder.pending).toBe(0);
  });
});

describe('what is not UTF-16 is not taken for it', () => {
  test('whatever the bytes are that begin without a mark', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.boolean(), (head, isFirst) => {
        fc.pre(head[0] !== 0xff && head[0] !== 0xfe && !head.includes(0x0a));
        const rest = Buffer.from(`${request('/a')}\n${request('/b')}\n`);
        const bytes = Buffer.concat([isFirst ? Buffer.from(head) : Buffer.alloc(0), Buffer.from('\n'), rest]);
        const { rows } = decodeAll(unwrap(accessLog() as Codec<Row>), bytes);
        expect(rows.slice(-2).map(({ path }) => path)).toEqual(['/a', '/b']);
      }),
    );
  });

  test('a line of it in an input of UTF-8 is read as far as it is Latin', () => {
    const bytes = Buffer.concat([
      Buffer.from(`${request('/a')}\n`),
      utf16(`${request('/ä')}\n`, 'le'),
      utf16(`${request('/п')}\n`, 'le'),
      Buffer.from(`\0${request('/b')}\n`),
    ]);
    const { rows, rejected } = decodeAll(auto(), bytes);
    expect(rows.map(({ path }) => path)).toEqual(['/a', '/ä', '/b']);
    expect(rejected).toMatchObject([{ detail: expect.stringContaining('iconv') }]);
  });

  test('nothing of UTF-8 is held for it but what might be', () => {
    for (const [text, held] of [
      ['a', 1],
      ['192.0.2.1 - jo [', 16],
      ['192.0.2.1 - jo [01', 18],
      ['a\n', 0],
    ] as const) {
      const decoder = unwrap(accessLog() as Codec<Row>).decoder('all');
      decoder.decode(Buffer.from(text));
      expect([text, decoder.pending]).toEqual([text, held]);
    }
    expect(decodeAll(auto(), Buffer.from([0xff])).rejected).toHaveLength(1);
  });
});
