import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textTemplate } from '../../../src/io/sinks/text-template.js';

const filled = (text: string, fields: Readonly<Record<string, unknown>> = {}): string =>
  textTemplate(text).fill((field) => (Object.hasOwn(fields, field) ? fields[field] : undefined));

describe('textTemplate', () => {
  it('puts fields in the places of their names', () => {
    expect(filled('{a}{b} is {c}.', { a: 'x', b: 1.5, c: true })).toBe('x1.5 is true.');
  });

  it('writes objects as JSON, a dash for no value, and nothing for a field that there is not', () => {
    const fields = { list: [1, 'a'], none: null, not: Number.NaN, big: 2n };
    expect(filled('{list}|{none}|{not}|{missing}|{big}', fields)).toBe('[1,"a"]|-|-||2');
  });

  it('takes names with digits, points, dashes and letters of any alphabet', () => {
    expect(filled('{a.b-c_1} {größe}', { 'a.b-c_1': 1, größe: 2 })).toBe('1 2');
  });

  it('leaves braces that hold no name as they are', () => {
    for (const text of ['{}', '{ a }', '{"a": 1}', '{1}', '{a', 'a}', '}{'])
      expect(filled(text, { a: 1 })).toBe(text);
  });

  it('does not read what a field holds', () => {
    expect(filled('{a}', { a: '{b}', b: 'never' })).toBe('{b}');
  });

  it('tells whether a text holds any field', () => {
    expect(textTemplate('as it is').varies).toBe(false);
    expect(textTemplate('{a}').varies).toBe(true);
  });

  it.each([
    ['%', 0.0712, '7.1%'],
    ['%', 0.05, '5%'],
    ['%', 0.07, '7%'],
    ['%', 1, '100%'],
    ['%', 0, '0%'],
    ['%', 0.0004, '0.04%'],
    ['%', 0.000712, '0.071%'],
    ['%', 0.99951, '99.951%'],
    ['%', 0.9999, '99.99%'],
    ['%', 1.0000000000000002, '100%'],
    ['%', 12.5, '1250%'],
    ['%', -0.05, '-5%'],
    ['size', 1_234_567, '1.2 MB'],
    ['size', 999.6, '1.0 kB'],
    ['size', 12.3, '12 B'],
    ['size', -1500, '-1.5 kB'],
    ['duration', 812.3456, '812ms'],
    ['duration', 0.1 + 0.2, '0.3ms'],
    ['duration', 12_345, '12.345s'],
    ['duration', 903_217, '15m3s'],
    ['duration', 59_999.9, '1m'],
    ['duration', 0, '0s'],
    ['time', 1_767_225_600_000, '2026-01-01T00:00:00.000Z'],
  ])('writes as %s %d: %s', (format, value, text) => {
    expect(filled(`{x:${format}}`, { x: value })).toBe(text);
  });

  it.each([
    [1_234_567, '1234567'],
    [9_007_199_254_740_991, '9007199254740991'],
    [0.1 + 0.2, '0.3'],
    [1 / 3, '0.333333'],
    [12_345.678, '12345.7'],
    [1_234_567.8, '1234568'],
    [-2.5, '-2.5'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
  ])('writes %d without a format as %s', (value, text) => {
    expect(filled('{x}', { x: value })).toBe(text);
  });

  it('writes time, start and end as instants in the zone that is given', () => {
    const template = textTemplate('{time} {at:time} {at}', { zone: 'Europe/Berlin' });
    expect(template.fill((field) => (field === 'time' ? 0 : 1))).toBe(
      '1970-01-01T01:00:00.000+01:00 1970-01-01T01:00:00.001+01:00 1',
    );
    expect(filled('{start} {end}', { start: '2026-01-01', end: null })).toBe('2026-01-01 -');
  });

  it('leaves what is no number as it is, whatever the format', () => {
    expect(filled('{a:%} {b:size} {c:duration}{d:time}', { a: 'x', b: null, c: true })).toBe('x - true');
  });

  it('shows control characters of values as codes, and cuts what is very long', () => {
    expect(filled('{a}\n', { a: 'x\n\u001b[31m\u202e' })).toBe('x\\x0a\\x1b[31m\\u{202e}\n');
    expect(filled('{a}', { a: 'x'.repeat(1_000_000) })).toHaveLength(16_384);
    const multiline = textTemplate('{a}{b}', { multiline: ['a'] });
    expect(multiline.fill(() => '1\n2\r')).toBe('1\n2\\x0d1\\x0a2\\x0d');
  });

  it('tells which fields stand where', () => {
    const text = 'The {a} of {größe:size}, {a}';
    const { fields } = textTemplate(text);
    expect(fields).toEqual([
      { field: 'a', format: undefined, start: 4, end: 7 },
      { field: 'größe', format: 'size', start: 11, end: 23 },
      { field: 'a', format: undefined, start: 25, end: 28 },
    ]);
    expect(fields.map(({ start, end }) => text.slice(start, end))).toEqual(['{a}', '{größe:size}', '{a}']);
  });

  it('refuses a format that there is not, and says which was meant', () => {
    expect(() => textTemplate('{a:furlongs}')).toThrow(
      '{a:furlongs} asks for the format "furlongs", which there is not. There are %, size, duration, time; or write {a} alone.',
    );
    expect(() => textTemplate('{a:duratoin}')).toThrow('Did you mean {a:duration}?');
  });

  it('changes nothing in a text without braces', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fc.pre(!text.includes('{'));
        expect(filled(text)).toBe(text);
      }),
    );
  });
});
