import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonLines } from '../../../src/io/sinks/json-lines.js';
import type { Emitted } from '../../../src/io/sinks/sink.js';

const emitted = (row: unknown): Emitted => ({ pipeline: 'access', stream: 'stats', id: 'i1', row });
const written = (row: unknown, instants?: ReadonlySet<string>): string => jsonLines(instants)([emitted(row)]);
const HEAD = '"pipeline":"access","stream":"stats","id":"i1"';

describe('jsonLines', () => {
  it('writes nothing for no rows', () => {
    expect(jsonLines()([])).toBe('');
  });

  it('writes one object per line: pipeline, stream, id, then the fields of the row in their order', () => {
    const rows = [emitted({ z: 1, a: 'x' }), emitted({ flag: true, none: null })];
    expect(jsonLines()(rows)).toBe(`{${HEAD},"z":1,"a":"x"}\n{${HEAD},"flag":true,"none":null}\n`);
  });

  it('writes instants as ISO-8601 in UTC with milliseconds, before 1970 too', () => {
    expect(written({ start: 1_549_573_860_000, end: 1_549_573_870_001, time: -1 })).toBe(
      `{${HEAD},"start":"2019-02-07T21:11:00.000Z","end":"2019-02-07T21:11:10.001Z","time":"1969-12-31T23:59:59.999Z"}\n`,
    );
  });

  it('writes instants of the panes in because, and of nothing else inside the row', () => {
    expect(written({ because: [{ start: 0, hits: 3 }, {}, 7], nested: { start: 0 } })).toBe(
      `{${HEAD},"because":[{"start":"1970-01-01T00:00:00.000Z","hits":3},{},7],"nested":{"start":0}}\n`,
    );
  });

  it('takes other names of instant fields', () => {
    expect(written({ seen: 0, time: 0 }, new Set(['seen']))).toBe(
      `{${HEAD},"seen":"1970-01-01T00:00:00.000Z","time":0}\n`,
    );
  });

  it('writes null for an instant that no date can show, and leaves one that is not a number', () => {
    expect(written({ time: Number.NaN, start: 8.64e15 + 1, end: 'soon' })).toBe(
      `{${HEAD},"time":null,"start":null,"end":"soon"}\n`,
    );
  });

  it('writes null for numbers that JSON does not have, at any depth', () => {
    expect(
      written({ a: Number.NaN, b: Number.POSITIVE_INFINITY, c: [Number.NEGATIVE_INFINITY], d: -0 }),
    ).toBe(`{${HEAD},"a":null,"b":null,"c":[null],"d":0}\n`);
  });

  it('keeps a field of the row that has one of our names, under a name that is free', () => {
    expect(written({ id: 7, row_id: 'mine', stream: 'theirs' })).toBe(
      `{${HEAD},"row_row_id":7,"row_id":"mine","row_stream":"theirs"}\n`,
    );
  });

  it('keeps a field called __proto__', () => {
    const row = JSON.parse('{"__proto__":{"a":1},"constructor":"c","toString":2}');
    expect(written(row)).toBe(`{${HEAD},"__proto__":{"a":1},"constructor":"c","toString":2}\n`);
  });

  it('leaves out what JSON has no word for, writes a bigint as text and a row that is no object as row', () => {
    expect(written({ a: undefined, b: () => 1, c: Symbol('s'), d: 2n ** 64n, e: [1n] })).toBe(
      `{${HEAD},"d":"18446744073709551616","e":["1"]}\n`,
    );
    expect(jsonLines()([emitted(7), emitted([1]), emitted(null)])).toBe(
      `{${HEAD},"row":7}\n{${HEAD},"row":[1]}\n{${HEAD},"row":null}\n`,
    );
  });

  it('says what JSON.stringify would say, for any row without instants and names of ours', () => {
    const dictionary = fc.dictionary(
      fc.string({ unit: 'binary' }),
      fc.anything({ withBigInt: false, maxDepth: 2 }),
    );
    fc.assert(
      fc.property(dictionary, (row) => {
        const ours = ['pipeline', 'stream', 'id', 'start', 'end', 'time', 'because'];
        fc.pre(!ours.some((name) => Object.hasOwn(row, name)));
        const text = written(row);
        expect(text.indexOf('\n')).toBe(text.length - 1);
        const members = JSON.stringify(row).slice(1, -1);
        expect(text).toBe(`{${HEAD}${members === '' ? '' : `,${members}`}}\n`);
      }),
      { numRuns: 200 },
    );
  });

  it('writes hostile ids and names as proper JSON on one line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (id, stream) => {
        const text = jsonLines()([{ pipeline: id, stream, id, row: { text: stream } }]);
        expect(JSON.parse(text)).toEqual({ pipeline: id, stream, id, text: stream });
        expect(text.indexOf('\n')).toBe(text.length - 1);
      }),
    );
  });
});
