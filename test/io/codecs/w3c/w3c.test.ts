import { describe, expect, test } from 'vitest';
import { isW3c, w3c } from '../../../../src/io/codecs/w3c/w3c.js';
import { costGrowth } from '../../../support/cost-growth.js';
import { decodeLines, OTHER_LINES, rowOf } from '../decode-lines.js';

const IIS =
  '#Software: Microsoft Internet Information Services 8.5\n#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query ' +
  's-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status sc-bytes cs-bytes time-taken\n';
const LINE =
  '2015-01-13 00:32:17 10.0.0.1 GET /a/b.html q=1&r=2 80 - 157.55.39.146 Mozilla/5.0+(compatible;++http://b/) - 404 0 2 1405 242 283';
const at = Date.parse('2015-01-13T00:32:17Z');

const timesOf = (text: string) =>
  decodeLines(w3c(), text).rows.map((row) => new Date(row.time).toISOString().slice(0, 19));

describe('an entry', () => {
  test('has the names of access logs where they have them, and its own else, each value once', () => {
    expect(rowOf(w3c(), IIS + LINE)).toStrictEqual({
      time: at,
      host: '157.55.39.146',
      user: null,
      method: 'GET',
      path: '/a/b.html?q=1&r=2',
      section: '/a',
      status: 404,
      size: 1405,
      referer: null,
      agent: 'Mozilla/5.0 (compatible; +http://b/)',
      duration: 283,
      s_ip: '10.0.0.1',
      s_port: 80,
      sc_substatus: 0,
      sc_win32_status: 2,
      cs_bytes: 242,
    });
  });

  test('has its own names where they are asked for, as they are logged', () => {
    const fields = [
      'c_ip',
      'cs_uri_stem',
      'cs_uri_query',
      'cs_user_agent',
      'time_taken',
      'sc_status',
      'none',
    ];
    expect(rowOf(w3c(), IIS + LINE, fields)).toStrictEqual({
      time: at,
      c_ip: '157.55.39.146',
      cs_uri_stem: '/a/b.html',
      cs_uri_query: 'q=1&r=2',
      cs_user_agent: 'Mozilla/5.0+(compatible;++http://b/)',
      time_taken: 283,
      sc_status: 404,
    });
    expect(rowOf(w3c(), IIS + LINE, [])).toStrictEqual({ time: at });
  });

  test('may be separated by tabs, with empty values and spaces in them', () => {
    const fields = '#Fields: date time cs-uri-stem x-name x-empty cs(User-Agent) x-last\n';
    expect(rowOf(w3c(), `${fields}2015-01-13\t00:32:17\t/x\ta b\t\tM 1+1%20%41\t`)).toStrictEqual({
      time: at,
      path: '/x',
      section: '/x',
      agent: 'M 1+1 A',
      x_name: 'a b',
      x_empty: '',
      x_last: '',
    });
    expect(rowOf(w3c(), '#Fields: date time x-a\n2015-01-13\t00:32:17\tb\t')).toStrictEqual({
      time: at,
      x_a: 'b',
    });
  });

  test('may be separated by several spaces and tabs', () => {
    const row = rowOf(w3c(), '#Fields:  date \t time   x-a\n  2015-01-13  00:32:17 \t b  ');
    expect(row).toStrictEqual({ time: at, x_a: 'b' });
  });

  test('may hold quoted values, in which "" is a quote', () => {
    const fields = '#Fields: date time x-a x-b x-c cs(User-Agent) x-d\n';
    const row = rowOf(w3c(), `${fields}"2015-01-13" "00:32:17" "a ""b"" c" "-" "" "M+1 x" "open`);
    expect(row).toStrictEqual({ time: at, agent: 'M+1 x', x_a: 'a "b" c', x_b: null, x_c: '', x_d: '"open' });
  });

  test('is malformed if it has more or fewer values than there are fields', () => {
    const { rows, rejected } = decodeLines(w3c(), `${IIS}${LINE} more\n${LINE.slice(0, -4)}\n${LINE}`);
    expect(rows).toHaveLength(1);
    expect(rejected.map((each) => [each.reason, each.detail])).toEqual([
      ['malformed', 'It has 18 fields, and #Fields names 17.'],
      ['malformed', 'It has 16 fields, and #Fields names 17.'],
    ]);
  });

  test('is malformed before the first #Fields, unless its fields are given', () => {
    expect(decodeLines(w3c(), '2015-01-13 00:32:17 GET').rejected).toMatchObject([{ reason: 'malformed' }]);
    const codec = w3c({ fields: '#Fields: date time cs-method' });
    expect(rowOf(codec, '2015-01-13 00:32:17 GET')).toStrictEqual({ time: at, method: 'GET' });
    expect(rowOf(codec, '#Fields: x-a date time\nb 2015-01-13 00:32:17')).toStrictEqual({
      time: at,
      x_a: 'b',
    });
  });

  test('with fields of hostile names has ordinary properties', () => {
    const row = rowOf(w3c(), '#Fields: date time __proto__ constructor ()\n2015-01-13 00:32:17 a b c');
    expect(row).toStrictEqual({ time: at, proto: 'a', constructor: 'b', field: 'c' });
    expect(Object.getPrototypeOf(row)).toBe(Object.prototype);
  });

  test('may have two fields of the same name', () => {
    const row = rowOf(w3c(), '#Fields: date time x-a X_A\n2015-01-13 00:32:17 b c');
    expect(row).toStrictEqual({ time: at, x_a: 'b', x_a_2: 'c' });
  });
});

describe('a directive', () => {
  test('is neither row nor rejected, whatever its case and after a byte order mark', () => {
    const text = `\uFEFF#version: 1.0\n\uFEFF#FIELDS: DATE TIME CS-METHOD // as in 1996\n#Remark: x\n#\n2015-01-13 00:32:17 GET`;
    const decoder = w3c().decoder('all');
    const { rows, rejected } = decoder.decode(Buffer.from(`${text}\n`));
    expect([rows, rejected, decoder.lines]).toStrictEqual([[{ time: at, method: 'GET' }], [], 1]);
  });

  test('#Fields changes the layout from there on', () => {
    const text =
      '#Fields: date time x-a\n2015-01-13 00:32:17 1\n#Fields: x-b date time\n2 2015-01-13 00:32:17\n';
    expect(decodeLines(w3c(), text).rows).toStrictEqual([
      { time: at, x_a: '1' },
      { time: at, x_b: '2' },
    ]);
  });

  test('#Fields without a field, or with thousands, is malformed, and so is what follows', () => {
    for (const fields of ['', ' // none', ` ${'x '.repeat(5000)}`]) {
      const text = `${IIS}#Fields:${fields}\n${LINE}\n${IIS}${LINE}`;
      const { rows, rejected } = decodeLines(w3c(), text);
      expect([rows.length, rejected.map((each) => each.reason)]).toEqual([1, ['malformed', 'malformed']]);
    }
  });

  test('survives a resume', () => {
    const first = w3c().decoder('all');
    first.decode(Buffer.from(IIS));
    const saved = structuredClone(first.save());
    const { rows } = w3c()
      .decoder(['duration'], { saved })
      .decode(Buffer.from(`${LINE}\n`));
    expect(rows).toStrictEqual([{ time: at, duration: 283 }]);
  });
});

describe('the duration', () => {
  const duration = (head: string, fields: string, value: string, options = {}) =>
    rowOf(w3c(options), `${head}#Fields: date time ${fields}\n2015-01-13 00:32:17 ${value}`, ['duration'])
      .duration;

  test('is in seconds, as the specification says', () => {
    expect(duration('', 'time-taken', '0.29')).toBe(290);
    expect(duration('#Software: Netscaler Web Logging(NSWL)\n', 'time-taken', '1')).toBe(1000);
  });

  test('is in milliseconds in logs of IIS, http.sys and SGOS', () => {
    expect(duration('#Software: Microsoft HTTP Server API 2.0\n', 'time-taken', '15')).toBe(15);
    expect(duration('#Software: SGOS 6.7\n', 'time-taken', '15')).toBe(15);
    expect(duration('', 'sc-win32-status time-taken', '0 15')).toBe(15);
    expect(duration('', 'TimeTakenMS', '15')).toBe(15);
    const after = '#Fields: date time time-taken\n#Software: Microsoft x\n2015-01-13 00:32:17 15';
    expect(rowOf(w3c(), after).duration).toBe(15);
  });

  test('that was asked for by its own name is in milliseconds too', () => {
    const row = (head: string, fields: string, value: string) =>
      rowOf(w3c(), `${head}#Fields: date time ${fields}\n2015-01-13 00:32:17 ${value}`, [
        'time_taken',
        'x_duration',
        'time_to_first_byte',
      ]);
    expect(row('', 'time-taken x-duration', '0.29 3')).toMatchObject({ time_taken: 290, x_duration: 3000 });
    expect(row('#Software: Microsoft x\n', 'time-taken', '15')).toMatchObject({ time_taken: 15 });
    expect(row('', 'x-edge-location time-to-first-byte', 'SOX4 0.002')).toMatchObject({
      time_to_first_byte: 2,
    });
  });

  test('that is a whole number, in a log of nobody knows whom, is said to be taken for seconds, once', () => {
    const said = (head: string, fields: string, value: string, options = {}): number => {
      let times = 0;
      const codec = w3c({ ...options, onUnknownDuration: () => times++ });
      const line = `2015-01-13 00:32:17 ${value}\n`;
      rowOf(codec, `${head}#Fields: date time ${fields}\n${line}${line}`);
      return times;
    };
    expect(said('', 'time-taken', '15')).toBe(1);
    expect(said('', 'time-taken', '0.29')).toBe(0);
    expect(said('', 'time-taken', '0')).toBe(0);
    expect(said('#Software: Microsoft x\n', 'time-taken', '15')).toBe(0);
    expect(said('#Software: Netscaler Web Logging(NSWL)\n', 'time-taken', '15')).toBe(0);
    expect(said('', 'sc-win32-status time-taken', '0 15')).toBe(0);
    expect(said('', 'time-taken', '15', { durationUnit: 's' })).toBe(0);
  });

  test('is in the unit that is named', () => {
    expect(duration('#Software: Microsoft x\n', 'time-taken', '15', { durationUnit: 's' })).toBe(15_000);
    expect(duration('', 'time-taken', '15', { durationUnit: 'ms' })).toBe(15);
    expect(() => w3c({ durationUnit: 'h' as never })).toThrow('Unknown durationUnit');
  });
});

describe('the time', () => {
  test.each(['2015-01-13', '13-Jan-2015', '13/Jan/2015'])('may have the date %s', (date) => {
    expect(timesOf(`#Fields: date time\n${date} 00:32:17`)).toEqual(['2015-01-13T00:32:17']);
  });

  test('may have a fraction', () => {
    expect(rowOf(w3c(), '#Fields: date time\n2015-01-13 00:32:17.2569').time).toBe(at + 256);
  });

  test('that does not exist makes the entry malformed', () => {
    const text =
      '#Fields: date time\n2015-02-30 00:00:00\n2015-01-01 25:00:00\n31-Foo-2015 00:00:00\n- 00:00:00';
    expect(decodeLines(w3c(), text).rejected.map((each) => each.reason)).toEqual(Array(4).fill('malformed'));
  });

  test('may be a local one, which is taken for UTC', () => {
    const text = '#Fields: date-local time-local x-a\n2015-01-13 00:32:17 b';
    expect(rowOf(w3c(), text, ['x_a'])).toStrictEqual({ time: at, x_a: 'b' });
    const both = '#Fields: date-local time-local date time\n2015-01-12 19:32:17 2015-01-13 00:32:17';
    expect(rowOf(w3c(), both).time).toBe(at);
  });

  test('that nothing gives a date is missing', () => {
    for (const text of ['#Fields: time x\n00:32:17 1', '#Fields: date x\n2015-01-13 1']) {
      expect(decodeLines(w3c(), text).rejected).toMatchObject([{ reason: 'no-time' }]);
    }
  });

  test('without a date has that of #Date, as in the specification', () => {
    const text =
      '#Version: 1.0\n#Date: 12-Jan-1996 00:00:00\n#Fields: time cs-method cs-uri\n00:34:23 GET /foo/bar.html\n' +
      '12:21:16 GET /foo/bar.html\n12:45:52 GET /foo/bar.html\n12:57:34 GET /foo/bar.html\n';
    expect(timesOf(text)).toEqual([
      '1996-01-12T00:34:23',
      '1996-01-12T12:21:16',
      '1996-01-12T12:45:52',
      '1996-01-12T12:57:34',
    ]);
    expect(decodeLines(w3c(), text).rows[0]).toMatchObject({ path: '/foo/bar.html', section: '/foo' });
  });

  test('without a date passes midnight, and may be out of order there', () => {
    const times = '23:59:58\n23:59:00\n00:00:01\n23:59:59\n00:30:00\n23:00:00\n22:00:00\n20:59:59';
    expect(timesOf(`#Date: 2015-12-31 23:00:00\n#Fields: time\n${times}`)).toEqual([
      '2015-12-31T23:59:58',
      '2015-12-31T23:59:00',
      '2016-01-01T00:00:01',
      '2015-12-31T23:59:59',
      '2016-01-01T00:30:00',
      '2016-01-01T23:00:00',
      '2016-01-01T22:00:00',
      '2016-01-02T20:59:59',
    ]);
    const again = '#Date: 2015-12-31\n#Fields: time\n10:00:00\n#Date: 2017-05-01 08:00:00\n09:00:00';
    expect(timesOf(again)).toEqual(['2015-12-31T10:00:00', '2017-05-01T09:00:00']);
  });
});

describe('isW3c', () => {
  test.each([
    '#Version: 1.0',
    '\uFEFF#Software: Microsoft Internet Information Services 8.5',
    '#Date: 2018-08-28 18:24:25',
    '#fields: date time',
  ])('takes %s', (line) => expect(isW3c(line)).toBe(true));

  test.each([...OTHER_LINES, LINE])('does not take %s', (line) => expect(isW3c(line)).toBe(false));
});

test('bad options are refused', () => {
  expect(() => w3c({ maxLineBytes: 0 })).toThrow('maxLineBytes');
  expect(() => w3c({ fields: ' ' })).toThrow('fields must name');
});

test('a line of a million quotes costs no more than any other of its length', () => {
  const task = (pairs: number) => {
    const line = '"a "b '.repeat(pairs);
    expect(decodeLines(w3c({ fields: 'date time' }), `${line}\n`).rejected).toHaveLength(1);
  };
  expect(costGrowth(task, 17_000)).toBeLessThan(40);
});

test('directives that change nothing, over and over, cost no more than other lines', () => {
  const task = (columns: number) => {
    const fields = `#Fields: date time ${Array.from({ length: columns }, (_, i) => `x-${i}`).join(' ')}\n`;
    const { rows, rejected } = decodeLines(
      w3c(),
      fields + '#Software: Microsoft\nx\n#Software: y\nx\n'.repeat(5000),
    );
    expect([rows.length, rejected.length]).toEqual([0, 10_000]);
  };
  // Ten times the columns are nothing to a line that has none.
  expect(costGrowth(task, 25)).toBeLessThan(5);
});
