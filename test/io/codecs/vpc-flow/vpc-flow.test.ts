import { describe, expect, test } from 'vitest';
import { isVpcFlow, vpcFlow } from '../../../../src/io/codecs/vpc-flow/vpc-flow.js';
import { codecContract } from '../../../contracts/codec-contract.js';
import { decodeLines, OTHER_LINES, rowOf } from '../decode-lines.js';

const HEADER =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status';
const LINE =
  '2 123456789010 eni-1235b8ca 172.31.16.139 2001:db8::1 20641 22 6 20 4249 1418530010 1418530070 ACCEPT OK';
const NODATA = '2 123456789010 eni-1235b8ca - - - - - - - 1431280876 1431280934 - NODATA';
const SKIPDATA = '2 unknown eni-1235b8ca - - - - - - - 1431280876 1431280934 - SKIPDATA';
const start = 1_418_530_010_000;

const ROW = {
  time: start,
  version: 2,
  account_id: '123456789010',
  interface_id: 'eni-1235b8ca',
  srcaddr: '172.31.16.139',
  dstaddr: '2001:db8::1',
  srcport: 20641,
  dstport: 22,
  protocol: 6,
  packets: 20,
  bytes: 4249,
  start_time: start,
  end_time: start + 60_000,
  action: 'ACCEPT',
  log_status: 'OK',
};

describe('a record', () => {
  test('has the fields of version 2 unless something else is told', () => {
    expect(rowOf(vpcFlow(), LINE)).toStrictEqual(ROW);
    expect(rowOf(vpcFlow(), LINE, ['bytes', 'start', 'region'])).toStrictEqual({ time: start, bytes: 4249 });
  });

  test('has the fields of the header before it, which is neither row nor rejected', () => {
    const text = `${HEADER}\n${LINE}\nend vpc-id start future-field\n1418530070 vpc-1 1418530010 7\n`;
    const decoder = vpcFlow().decoder('all');
    const { rows, rejected } = decoder.decode(Buffer.from(text));
    const second = {
      time: start,
      end_time: start + 60_000,
      vpc_id: 'vpc-1',
      start_time: start,
      future_field: '7',
    };
    expect([rows, rejected, decoder.lines]).toStrictEqual([[ROW, second], [], 2]);
    const { rows: resumed } = vpcFlow()
      .decoder('all', { saved: structuredClone(decoder.save()) })
      .decode(Buffer.from('1418530070 vpc-1 1418530010 7\n'));
    expect(resumed).toStrictEqual([second]);
  });

  test.each(['start srcaddr bytes', '${start} ${srcaddr} ${bytes}', 'start,srcaddr,bytes'])(
    'has the fields of the option %s',
    (header) => {
      expect(rowOf(vpcFlow({ header }), '1418530010 ::1 9')).toStrictEqual({
        time: start,
        start_time: start,
        srcaddr: '::1',
        bytes: 9,
      });
    },
  );

  test('without data is a row, too', () => {
    const { rows } = decodeLines(vpcFlow(), `${NODATA}\n${SKIPDATA}`);
    expect(rows).toMatchObject([
      { time: 1_431_280_876_000, srcaddr: null, bytes: null, action: null, log_status: 'NODATA' },
      { account_id: 'unknown', log_status: 'SKIPDATA' },
    ]);
  });

  test('has as its time its end, where that is asked for, or the other one where there is none', () => {
    expect(rowOf(vpcFlow({ time: 'end' }), LINE).time).toBe(start + 60_000);
    expect(rowOf(vpcFlow({ time: 'end' }), LINE.replace('1418530070', '-')).time).toBe(start);
    expect(rowOf(vpcFlow(), LINE.replace('1418530010', '-'))).toMatchObject({
      time: start + 60_000,
      start_time: null,
    });
  });

  test('may follow the time that CloudWatch puts before it', () => {
    expect(rowOf(vpcFlow(), `2014-12-14T04:07:50.000Z ${LINE}`)).toStrictEqual(ROW);
    const codec = vpcFlow({ header: 'srcaddr bytes' });
    expect(rowOf(codec, '2014-12-14T04:06:50Z ::1 9')).toStrictEqual({
      time: start,
      srcaddr: '::1',
      bytes: 9,
    });
  });

  test('of a format without a time is rejected for that', () => {
    const { rejected } = decodeLines(vpcFlow({ header: 'srcaddr bytes' }), '::1 9');
    expect(rejected).toMatchObject([{ reason: 'no-time' }]);
  });

  test.each([
    ['with a field too many', `${LINE} x`],
    ['with a field too few', LINE.slice(0, -3)],
    ['without any time', LINE.replace('1418530010 1418530070', '- -')],
    ['with times that are none', LINE.replace('1418530010 1418530070', 'x 1e400')],
    ['with times beyond all dates', LINE.replace('1418530010 1418530070', '99999999999999 99999999999999')],
  ])('%s is malformed', (_, line) => {
    expect(decodeLines(vpcFlow(), line).rejected).toMatchObject([{ reason: 'malformed' }]);
  });

  test('keeps the digits that a number cannot hold, and the text of what is no number', () => {
    const line = LINE.replace(' 20 4249 ', ' 9007199254740991 9007199254740993 ').replace(
      ' 22 6 ',
      ' x 0x6 ',
    );
    expect(rowOf(vpcFlow(), line)).toMatchObject({
      packets: 9_007_199_254_740_991,
      bytes: '9007199254740993',
      dstport: 'x',
      protocol: '0x6',
    });
  });
});

test('bad options are refused', () => {
  expect(() => vpcFlow({ header: '' })).toThrow('header');
  expect(() => vpcFlow({ header: 'start __proto__' })).toThrow('header');
  expect(() => vpcFlow({ time: 'middle' as never })).toThrow('Unknown time');
  expect(() => vpcFlow({ maxLineBytes: -1 })).toThrow('maxLineBytes');
});

describe('isVpcFlow', () => {
  test.each([HEADER, HEADER.replaceAll('-', '_'), 'srcaddr dstaddr', LINE, NODATA, SKIPDATA])(
    'takes %s',
    (line) => {
      expect(isVpcFlow(line)).toBe(true);
    },
  );

  test.each([...OTHER_LINES, 'version type region', '3 vpc-1 subnet-1', 'bytes packets', 'action start end'])(
    'does not take %s',
    (line) => expect(isVpcFlow(line)).toBe(false),
  );
});

const MIXED = [LINE, NODATA, '', 'x', HEADER, LINE, 'start srcaddr', '1418530010 ä', '- -', LINE].join('\n');

codecContract(
  'vpc-flow',
  () => vpcFlow(),
  [
    { name: 'mixed', bytes: Buffer.from(`${MIXED}\n`) },
    { name: 'no last newline, \\r\\n', bytes: Buffer.from(MIXED.replaceAll('\n', '\r\n')) },
  ],
  { ignores: (line) => /^(?:version|start) /.test(line.toString('latin1')) },
);
