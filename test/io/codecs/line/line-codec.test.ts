import { describe, expect, test } from 'vitest';
import { lineCodec } from '../../../../src/io/codecs/line/line-codec.js';
import { codecContract } from '../../../contracts/codec-contract.js';

interface Visit {
  readonly time: number;
  readonly path: string;
}

const visits = () =>
  lineCodec<Visit>({
    fields: ['time', 'path'],
    maxLineBytes: 40,
    parse(line) {
      const [seconds = '', path = ''] = line.split(' ');
      if (path === 'silent') return '';
      if (path === 'broken') throw new Error('A defect in it.');
      return /^\d+$/.test(seconds) ? { time: Number(seconds) * 1000, path } : `"${seconds}" is no time`;
    },
  });

codecContract('lineCodec', visits, [
  {
    name: 'good lines and bad ones',
    bytes: Buffer.from('1 /a\n\nyesterday /b\r\n2 broken\n3 silent\n4 /köök\r\n5 /open'),
  },
]);
codecContract(
  'lineCodec with long lines',
  visits,
  [{ name: 'long', bytes: Buffer.from(`1 /a\n2 /${'x'.repeat(100)}\n3 /b\n`) }],
  { oversize: ['long'] },
);

describe('lineCodec', () => {
  test('gives rows, and for each line that is none what its function says or throws', () => {
    const decoder = visits().decoder('all');
    const { rows, rejected } = decoder.decode(Buffer.from('1 /ä\nx /b\n2 broken\n3 silent\n'));
    expect(rows).toEqual([{ time: 1000, path: '/ä' }]);
    expect(rejected.map(({ reason, detail, offset }) => [reason, detail, offset])).toEqual([
      ['malformed', '"x" is no time', 6],
      ['malformed', 'Error: A defect in it.', 11],
      ['malformed', 'It is none of the format.', 20],
    ]);
    expect(decoder.lines).toBe(4);
  });

  test('refuses a limit that is none', () => {
    expect(() => lineCodec<Visit>({ fields: [], parse: () => '', maxLineBytes: 0 })).toThrow('0');
  });
});
