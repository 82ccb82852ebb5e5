import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accessLog } from '../../../../src/io/codecs/access-log/access-log.js';
import { runs } from '../../../support/runs.js';

const field = fc.oneof(
  fc.constantFrom(
    '-',
    '0.25',
    'rt=1.5',
    '42ms',
    '7',
    '""',
    '"-"',
    '"a b"',
    '"\\""',
    '"a" b"',
    '"x\\',
    '"1.5"',
    '"',
  ),
  fc.string({ maxLength: 6, unit: fc.constantFrom('"', ' ', '\\', 'a', '.', '1') }),
);
const tail = fc.array(field, { maxLength: 6 }).map((fields) => fields.map((one) => ` ${one}`).join(''));

describe('the duration of a request', () => {
  test('is the same whether referer and agent are asked for or not', () => {
    fc.assert(
      fc.property(tail, (end) => {
        const line = Buffer.from(`::1 - - [10/May/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5${end}\n`);
        const durations = (fields: readonly string[] | 'all') =>
          accessLog()
            .decoder(fields)
            .decode(line)
            .rows.map(({ duration }) => duration);
        expect(durations(['duration'])).toEqual(durations('all'));
      }),
      { numRuns: runs(800) },
    );
  });
});
