import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textTemplate } from '../../../src/io/sinks/text-template.js';

const filled = (text: string, fields: Readonly<Record<string, unknown>> = {}): string =>
  textTemplate(text).fill((field) => (Object.hasOwn(fields, field) ? fields[field] : undefined));

describe('textTemplate', () => {
  it('puts fields in the places of their names', () => {
    expect(filled('{a}{b} is {c}.', { a: 'x', b: 1.5, c: true })).toBe('x1.5 is true.');
  });

  it('writes objects as JSON, and nothing where there is no value', () => {
    const fields = { list: [1, 'a'], none: null, not: Number.NaN, big: 2n };
    expect(filled('{list}|{none}|{not}|{missing}|{big}', fields)).toBe('[1,"a"]||||2');
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

  it('refuses a format that there is not', () => {
    expect(() => textTemplate('{a:furlongs}')).toThrow(
      '{a:furlongs} asks for the format "furlongs", which there is not. Write the field alone.',
    );
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
