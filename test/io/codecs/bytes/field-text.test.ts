import { describe, expect, test } from 'vitest';
import { fieldText } from '../../../../src/io/codecs/bytes/field-text.js';

const textOf = (logged: string | Buffer) => {
  const bytes = Buffer.concat([Buffer.from('ab'), Buffer.from(logged), Buffer.from('41')]);
  return fieldText(bytes, 2, bytes.length - 2);
};

describe('fieldText', () => {
  test.each([
    ['plain', 'plain'],
    ['', ''],
    [String.raw`say \"hi\"`, 'say "hi"'],
    [String.raw`C:\\dir`, 'C:\\dir'],
    [String.raw`a\nb\tc\rd`, 'a\nb\tc\rd'],
    [String.raw`\x16\x03\x01`, '\x16\x03\x01'],
    [String.raw`\x22\X41`, '"\\X41'],
    [String.raw`\xe2\x82\xAC`, '€'],
    [String.raw`\q\x4`, '\\q\\x4'],
    [String.raw`\xg0 \x0g`, '\\xg0 \\x0g'],
    ['trailing\\', 'trailing\\'],
    ['Mözillä', 'Mözillä'],
    [String.raw`ö\"ö`, 'ö"ö'],
  ])('reads %j as %j', (logged, text) => {
    expect(textOf(logged)).toBe(text);
  });

  test('reads bytes that are not UTF-8 as replacement characters', () => {
    expect(textOf(Buffer.from([0x61, 0xff, 0x62]))).toBe('a\ufffdb');
  });

  test('does not look past its end for the digits of an escape', () => {
    expect(textOf('\\x')).toBe('\\x');
  });
});
