import { describe, expect, it } from 'vitest';
import type { FlowFault } from '../../../src/pipelines/flow-log/flow-faults.js';
import type { FlowRow } from '../../../src/pipelines/flow-log/flow-row.js';
import { judgeFlows } from '../../../src/pipelines/flow-log/judge-flows.js';
import { allRows } from '../../support/all-rows.js';
import { SIX } from './flow-server.js';

const judge = (body: string | Buffer) => judgeFlows(Buffer.from(body as string), 7);

const rowsOf = (body: string): readonly FlowRow[] => {
  const judged = judge(body);
  if ('refusal' in judged) throw new Error(judged.refusal.body);
  return allRows(judged.rows);
};

const problemOf = (body: string | Buffer) => {
  const judged = judge(body);
  if (!('refusal' in judged)) throw new Error('It was taken.');
  expect(judged.refusal.status).toBe(400);
  return JSON.parse(judged.refusal.body) as {
    error: string;
    message: string;
    faults: FlowFault[];
    more: number;
  };
};

const withField = (field: string, raw: string): string =>
  `{${Object.entries({ ...SIX, [field]: undefined })
    .map(([name, value]) => `${JSON.stringify(name)}:${name === field ? raw : JSON.stringify(value)}`)
    .join(',')}}`;

describe('judgeFlows takes', () => {
  it('an array of records, each with the time of its arrival', () => {
    expect(rowsOf(JSON.stringify([SIX, { ...SIX, hour: 2 }]))).toEqual([
      { time: 7, ...SIX },
      { time: 7, ...SIX, hour: 2 },
    ]);
  });

  it('one record', () => {
    expect(rowsOf(JSON.stringify(SIX))).toEqual([{ time: 7, ...SIX }]);
  });

  it('no records', () => {
    expect(rowsOf('[]')).toEqual([]);
    expect(rowsOf(' [ ] ')).toEqual([]);
  });

  it('fields in any order, with space between', () => {
    const { hour, ...rest } = SIX;
    expect(rowsOf(`\n[ ${JSON.stringify({ hour, ...rest }, null, 4)} ]\t\r\n`)).toEqual([
      { time: 7, ...SIX },
    ]);
  });

  it.each([
    ['bytes_tx', '0', 0],
    ['bytes_tx', '9007199254740991', Number.MAX_SAFE_INTEGER],
    ['hour', '9007199254740991', Number.MAX_SAFE_INTEGER],
    ['hour', '91', 91],
    ['src_app', '"a\\"b\\\\c\\u00e9\\/"', 'a"b\\cé/'],
    ['src_app', '"\\ud83d\\ude00"', '😀'],
    ['src_app', '"__proto__"', '__proto__'],
    ['src_app', '"1.5e-3"', '1.5e-3'],
    ['src_app', `"${'x'.repeat(256)}"`, 'x'.repeat(256)],
    ['src_app', '"\\u0000"', '\0'],
    ['src_app', '"{\\"src_app\\":1.5}"', '{"src_app":1.5}'],
  ])('%s: %s', (field, raw, value) => {
    expect(rowsOf(withField(field, raw))).toEqual([{ time: 7, ...SIX, [field]: value }]);
  });
});

const NUMBER = 'must be a whole number from 0 to 9007199254740991, written with digits alone';

describe('judgeFlows refuses', () => {
  it.each([
    ['bytes_tx', '1.0', NUMBER],
    ['bytes_tx', '1e3', NUMBER],
    ['bytes_tx', '1E3', NUMBER],
    ['bytes_tx', '-0', NUMBER],
    ['bytes_tx', '-1', NUMBER],
    ['bytes_tx', '0.5', NUMBER],
    ['bytes_tx', '"1"', NUMBER],
    ['bytes_rx', 'true', NUMBER],
    ['bytes_rx', 'null', NUMBER],
    ['bytes_rx', '[1]', NUMBER],
    ['bytes_rx', '9007199254740992', NUMBER],
    // Both are whole and in range once they have been parsed.
    ['bytes_rx', '9007199254740990.7', NUMBER],
    ['bytes_rx', '1e-400', NUMBER],
    ['hour', '1e999', NUMBER],
    ['hour', '-5', NUMBER],
    ['src_app', '1', 'must be a text'],
    ['src_app', 'null', 'must be a text'],
    ['dest_app', '{"a":"}"}', 'must be a text'],
    ['dest_app', '""', 'must not be empty'],
    ['vpc_id', '"\\ud800"', 'must be Unicode: it has half of a surrogate pair'],
  ])('%s: %s', (field, raw, rule) => {
    const { faults, more, error } = problemOf(`[${JSON.stringify(SIX)}, ${withField(field, raw)}]`);
    expect({ faults, more, error }).toEqual({
      faults: [{ index: 1, field, value: raw, rule }],
      more: 0,
      error: 'bad-batch',
    });
  });

  it('a name that is too long, and shows its beginning', () => {
    const [fault] = problemOf(withField('src_app', JSON.stringify('x'.repeat(257)))).faults;
    expect(fault).toEqual({
      index: 0,
      field: 'src_app',
      value: `"${'x'.repeat(79)}…`,
      rule: 'must have at most 256 characters',
    });
  });

  it.each(FIELDS())('a key that is there twice: %s', (field, raw) => {
    const twice = JSON.stringify(SIX).replace('}', `,"${field}":${raw}}`);
    expect(problemOf(twice).faults).toEqual([{ index: 0, field, value: raw, rule: 'must be there once' }]);
  });

  it('a key that is there twice, once with an escape in it', () => {
    const twice = JSON.stringify(SIX).replace('}', ',"h\\u006fur":1}');
    expect(problemOf(twice).faults).toEqual([
      { index: 0, field: 'hour', value: '1', rule: 'must be there once' },
    ]);
  });

  it('a key that is there twice where another record has a quote less', () => {
    // The quotes of both together are as many as those of two good records.
    const { hour: _, ...five } = SIX;
    const twice = JSON.stringify(SIX).replace('}', ',"hour":1}');
    expect(problemOf(`[${twice},${JSON.stringify(five)}]`).faults.map(({ rule }) => rule)).toEqual([
      'must be there once',
      'is required',
    ]);
  });

  it('fields that are missing or unknown', () => {
    const { src_app: _, ...rest } = SIX;
    const text = JSON.stringify(rest).replace('}', ',"__proto__":{"src_app":"x"},"constructor":1}');
    expect(problemOf(text).faults.map(({ field, rule }) => [field, rule.slice(0, 11)])).toEqual([
      ['__proto__', 'is no field'],
      ['constructor', 'is no field'],
      ['src_app', 'is required'],
    ]);
    expect(({} as { src_app?: string }).src_app).toBeUndefined();
  });

  it.each(['1', '"a"', 'null', 'true', '[]', '[[]]', '[{}]'])('%s for a record', (raw) => {
    const { faults } = problemOf(`[${JSON.stringify(SIX)},${raw}]`);
    expect(faults).toEqual([
      { index: 1, value: raw, rule: expect.stringContaining('must be an object with src_app') },
    ]);
  });

  it('everything that is wrong with a batch, in one answer', () => {
    const { faults, message } = problemOf(`[${withField('hour', '-1')},3,${withField('src_app', '""')}]`);
    expect(faults.map(({ index, field }) => [index, field])).toEqual([
      [0, 'hour'],
      [1, undefined],
      [2, 'src_app'],
    ]);
    expect(message).toBe('There are 3 faults in this batch; nothing of it was stored.');
  });

  it('the first hundred by name, and counts the others', () => {
    const { faults, more } = problemOf(
      `[${Array.from({ length: 250 }, () => withField('hour', '-1')).join(',')}]`,
    );
    expect([faults.length, faults[99]?.index, more]).toEqual([100, 99, 150]);
  });

  it.each(['', ' ', '[', '{}x', '[1,]', "{'a':1}", 'NaN', '[NaN]', '\0[]', '\uFEFF[]', 'undefined'])(
    'what is no JSON: %j',
    (text) => {
      const { error, message } = problemOf(text);
      expect([error, message]).toEqual(['bad-json', expect.stringMatching(/^The body is not JSON: .+\.$/)]);
    },
  );

  it('what is no UTF-8', () => {
    const body = Buffer.from(JSON.stringify({ ...SIX, src_app: 'caf~' }));
    body[body.indexOf('~')] = 0xe9;
    expect(problemOf(body).error).toBe('bad-encoding');
  });

  it('a hundred thousand arrays in each other', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(problemOf(deep).faults[0]?.index).toBe(0);
    expect(problemOf(withField('hour', deep)).faults[0]?.value).toBe(`${'['.repeat(80)}…`);
  });
});

function FIELDS(): readonly (readonly [string, string])[] {
  return Object.entries(SIX).map(([field, value]) => [field, JSON.stringify(value)]);
}
