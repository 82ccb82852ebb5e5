import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accessLog } from '../../../../src/io/codecs/access-log/access-log.js';
import { runs } from '../../../support/runs.js';

/** What stands before the time, alike enough that one may be taken for another. */
const heads = fc.constantFrom(
  '192.0.2.7 - - ',
  '192.0.2.71 - - ',
  '192.0.2.8 - - ',
  '192.0.2.7 - a ',
  'client.example.com - - ',
  'client.example.com - a ',
  'client.example.com - b ',
  'client.example.com a - ',
  'client.example.org - - ',
  'client.example.con - - ',
  'clienu.example.com - - ',
  '192.0.2.7 - - - ',
  '192.0.2.7 - ann ',
  '192.0.2.7 - - x - ',
  '192.0.2.7, 192.0.2.8 - - ',
  '"192.0.2.7, 192.0.2.8" - - ',
  'www.example.com 192.0.2.7 - - ',
  'www.example.com:443 2001:db8::7 - - ',
  '[2001:db8::7]:80 - - ',
  '2001:db8::7 - - ',
  '192.0.2.7 - [10/Oct/2000:13:55:36 - ',
  '192.0.2.7 - [b] ',
  'Oct 10 13:55:36 web nginx: 192.0.2.7 - - ',
  '# 192.0.2.7 - - ',
  '\0'.repeat(20),
  `${'long.'.repeat(10)}example.com - - `,
  `192.0.2.7 - ${'n'.repeat(70)} `,
  '- - - ',
  '',
);
const TIME = '[10/Oct/2000:13:55:36 +0000]';
const times = fc.constantFrom(
  '[10/Oct/2000:13:55:37 -0700]',
  '[10/Oct/2000:13:55:36.123 +0000]',
  '[31/Feb/2000:13:55:36 +0000]',
  '[10-Oct-2000:13:55:36 +0000]',
  '[b] [10/Oct/2000:13:55:36 +0000]',
  '[10/Oct/2000',
  '',
);
const rests = fc.constantFrom(
  ' "GET /a/b HTTP/1.1" 200 12 "-" "agent"',
  ' "GET /a/b HTTP/1.1" 200 - "https://www.example.com/" "agent" 0.123',
  ' "-" 408 0',
  ' "GET /a\\" HTTP/1.1" 200 1 "-" "-"',
  ' (0 s) "GET / HTTP/1.0" 200 1',
  ' GET / HTTP/1.0',
  ' "GET / HTTP/1.0" 2000 1',
);
/** A few heads, perhaps with a byte changed, and lines that begin with them again and again. */
const lines = fc
  .array(fc.tuple(heads, fc.nat(80), fc.constantFrom('', '', '', '[', ' ', '"', '-', '/', '7')), {
    minLength: 2,
    maxLength: 4,
  })
  .chain((few) =>
    fc.array(
      fc.tuple(fc.constantFrom(...few), fc.oneof({ weight: 3, arbitrary: fc.constant(TIME) }, times), rests),
      { minLength: 4, maxLength: 16 },
    ),
  )
  .map((all) =>
    all.map(([[head, at, put], time, rest]) => {
      const text = head + time + rest;
      return put === '' ? text : text.slice(0, at) + put + text.slice(at + 1);
    }),
  );

const decoded = (codec: ReturnType<typeof accessLog>, fields: readonly string[] | 'all', text: string) => {
  const { rows, rejected } = codec.decoder(fields).decode(Buffer.from(`${text}\n`));
  return [...rows, ...rejected];
};

for (const fields of ['all', ['user'], []] as const) {
  test(`what lines began with before decides nothing about a line (asked for ${fields.length === 0 ? 'no field' : fields})`, () => {
    fc.assert(
      fc.property(lines, (texts) => {
        const one = accessLog();
        for (const text of texts)
          expect(decoded(one, fields, text)).toEqual(decoded(accessLog(), fields, text));
      }),
      { numRuns: runs(300) },
    );
  });
}

test('those who are asked for different names share what they remember', () => {
  const codec = accessLog({ format: 'auto' });
  const text =
    'www.example.com 192.0.2.7 - ann [10/Oct/2000:13:55:36 +0000] "GET / HTTP/1.1" 200 12 "-" "agent"';
  expect(decoded(codec, ['host'], text)).toMatchObject([{ host: '192.0.2.7' }]);
  expect(decoded(codec, ['vhost'], text)).toMatchObject([{ vhost: 'www.example.com', host: undefined }]);
  expect(decoded(codec, ['user'], text)).toMatchObject([{ user: 'ann' }]);
});
