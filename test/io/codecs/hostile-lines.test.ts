import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { auto } from '../../../src/io/codecs/auto/auto.js';
import type { Codec } from '../../../src/io/codecs/codec.js';
import { csv } from '../../../src/io/codecs/csv/csv.js';
import type { Row } from '../../../src/io/codecs/fields/row.js';
import { jsonl } from '../../../src/io/codecs/jsonl/jsonl.js';
import { lines } from '../../../src/io/codecs/lines/lines.js';
import { logfmt } from '../../../src/io/codecs/logfmt/logfmt.js';
import { nginx } from '../../../src/io/codecs/nginx/nginx.js';
import { regex } from '../../../src/io/codecs/regex/regex.js';
import { decodeAll } from './decode-all.js';

const COMBINED =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent $request_time';

/** Each with lines that it reads, for pieces of them to be thrown together. */
const CODECS: readonly (readonly [string, () => Codec<Row>, readonly string[]])[] = [
  [
    'jsonl',
    jsonl,
    ['{"ts":1700000000,"a":{"b":[1,{"c":null}]},"request":{"uri":"/a","method":"GET"},"status":2}'],
  ],
  [
    'csv',
    csv,
    ['time,a,"b ""c"""', '2026-01-02T03:04:05Z,1,"x, ""y"""', '#fields\tts\ta', '#separator \\x09'],
  ],
  ['logfmt', logfmt, [String.raw`ts=2026-01-02T03:04:05Z a="b \u00e9 \"c\"" d=1.5e3 e= f`]],
  [
    'regex',
    () => regex(String.raw`(?<a>\w*) \[(?<time>.*?)\] (?<n>[\d.e-]+)`),
    ['x [2026-01-02T03:04:05Z] 1.5'],
  ],
  ['nginx', () => nginx(COMBINED), ['h - - [10/Oct/2000:13:55:36 -0700] "GET /a\\"b HTTP/1.1" 200 1 0.290']],
  [
    'lines',
    () => lines({ year: 2026 }),
    ['Jan  2 03:04:05 x', '2026-01-02 03:04:05,6 x', '[Fri Jan 02 03:04:05 2026] x'],
  ],
];
const ALL = CODECS.flatMap(([, , samples]) => samples);
const WEIRD = [
  '\0',
  '\uFEFF',
  '\u2028',
  '👋',
  '\ud800',
  '"',
  '\\',
  '\\u',
  '{',
  '}',
  '[',
  '__proto__',
  'constructor',
  '1e999',
  '-',
  '9'.repeat(40),
  '\t',
  ' ',
  '=',
  ',',
  'NaN',
  '\x7f',
];

const hostile = (samples: readonly string[]): fc.Arbitrary<string> => {
  const sample = fc.constantFrom(...samples);
  const piece = fc
    .tuple(sample, fc.nat(60), fc.nat(60))
    .map(([text, from, length]) => text.slice(from, from + length));
  const spoilt = fc
    .tuple(sample, fc.nat(100), fc.nat(4), fc.constantFrom(...WEIRD))
    .map(([text, at, gone, weird]) => text.slice(0, at) + weird + text.slice(at + gone));
  return fc.oneof(
    sample,
    spoilt,
    fc.array(fc.oneof(piece, fc.constantFrom(...WEIRD)), { maxLength: 6 }).map((pieces) => pieces.join('')),
    fc.string({ unit: 'binary', maxLength: 200 }),
  );
};

describe.each([...CODECS, ['auto', () => auto({ year: 2026 }), ALL] as const])(
  '%s',
  (name, make, samples) => {
    test('takes 2,000 hostile lines without throwing: each is one row with a finite time, or one rejected', () => {
      const codec = make();
      const texts = fc.array(hostile(samples), { minLength: 10, maxLength: 10 });
      // Without a header there is no table.
      const first = name === 'csv' ? 'time,a,b' : '';
      let rows = 0;
      fc.assert(
        fc.property(texts, (each) => {
          const out = decodeAll(codec, [first, ...each].join('\n'));
          for (const row of out.rows) {
            expect(Number.isFinite(row.time)).toBe(true);
            expect(Object.getPrototypeOf(row)).toBe(Object.prototype);
            expect(Object.keys(row)).not.toContain('__proto__');
          }
          for (const { reason } of out.rejected)
            expect(['malformed', 'no-time', 'not-a-request']).toContain(reason);
          rows += out.rows.length;
        }),
        { numRuns: 200 },
      );
      expect(rows).toBeGreaterThan(50);
      expect(Object.keys(Object.prototype)).toEqual([]);
    });
  },
);
