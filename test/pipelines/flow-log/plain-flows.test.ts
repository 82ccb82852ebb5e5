import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FlowList } from '../../../src/pipelines/flow-log/flow-list.js';
import { FLOW_FIELDS } from '../../../src/pipelines/flow-log/flow-row.js';
import { PlainFlows } from '../../../src/pipelines/flow-log/plain-flows.js';
import { allRows } from '../../support/all-rows.js';

/** All rows, read so many bytes at a time; undefined where something is not plain. */
const read = (text: string, step = Infinity) => {
  const plain = new PlainFlows(Buffer.from(text), new FlowList(7));
  for (;;) {
    const read = plain.readTo(plain.at + step);
    if (read !== 'more') return read === 'all' ? allRows(plain.rows) : undefined;
  }
};

const PLAIN = { src_app: 'foo', dest_app: 'bär', vpc_id: 'vpc-0', bytes_tx: 100, bytes_rx: 0, hour: 1 };

const NAME = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 80 })
  .filter((text) => !/["\\]|\p{Cc}/u.test(text));
const COUNT = fc.nat({ max: 999_999_999_999_999 });
const RECORD = fc
  .tuple(
    fc.record({
      src_app: NAME,
      dest_app: NAME,
      vpc_id: NAME,
      bytes_tx: COUNT,
      bytes_rx: COUNT,
      hour: COUNT,
    }),
    fc.shuffledSubarray([...FLOW_FIELDS], { minLength: 6 }),
  )
  .map(([record, order]) => Object.fromEntries(order.map((field) => [field, record[field]])));

describe('PlainFlows', () => {
  it('reads what is written plainly as JSON.parse does, in any order and with any space', () => {
    fc.assert(
      fc.property(
        fc.array(RECORD, { minLength: 1, maxLength: 5 }),
        fc.constantFrom(0, 2, '\t'),
        (records, space) => {
          const text = `${JSON.stringify(records, null, space)}${space === 0 ? '' : '\r\n'}`;
          const rows = records.map((record) => ({ time: 7, ...record }));
          expect([read(text), read(text, 1), read(text, 200)]).toEqual([rows, rows, rows]);
        },
      ),
    );
  });

  const text = JSON.stringify([PLAIN]);

  it.each([
    ['one record', JSON.stringify(PLAIN)],
    ['no records', '[]'],
    ['an escape', text.replace('foo', '\\u0066oo')],
    ['an empty name', text.replace('foo', '')],
    ['a name of more than 256 bytes', text.replace('foo', 'f'.repeat(257))],
    ['a control character in a name', text.replace('foo', 'f\no')],
    ['a number of 16 digits', text.replace('100', '1000000000000000')],
    ['a zero before other digits', text.replace('100', '0100')],
    ['a sign', text.replace('100', '-100')],
    ['a fraction', text.replace('100', '100.0')],
    ['a number that is a text', text.replace('100', '"100"')],
    ['a field twice', text.replace('"hour":1', '"hour":1,"hour":1')],
    ['a field twice and one missing', text.replace('"bytes_rx":0', '"hour":1')],
    ['an unknown field', text.replace('"hour":1', '"hour":1,"more":1')],
    ['a missing field', text.replace(',"hour":1', '')],
    ['a comma before the end', text.replace('}]', '},]')],
    ['something after the end', `${text}]`],
    ['an end that is missing', text.slice(0, -1)],
    ['a record that does not end', `${text.slice(0, -2)}]`],
    ['a name that does not end', '[{"src_app":"foo]'],
    ['an end in a field', '[{"src]'],
    ['nothing', ''],
    ['brackets', '[[]]'],
  ])('leaves %s to a closer look', (_, other) => {
    expect(read(other)).toBeUndefined();
  });
});
