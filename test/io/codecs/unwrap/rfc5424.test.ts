import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { peeled } from '../../../../src/io/codecs/unwrap/peeled.js';
import { ACCESS } from './wrapped-line-cases.js';

const HEAD = '<134>1 2020-02-07T11:48:51.003Z web1 nginx 7 ID47 [a@1 b="c"] hello';
const payloadOf = (line: string): string | undefined => peeled(line)?.payload;

describe('RFC 5424 is taken off where a line keeps to it', () => {
  test.each([
    ['all there is', HEAD, 'hello'],
    ['nothing but what must be', '<0>1 - - - - - -', ''],
    ['no structured data', '<134>1 2020-02-07T11:48:51Z web1 nginx 7 ID47 - hello', 'hello'],
    [
      'several elements, quotes and brackets in them',
      HEAD.replace('b="c"]', 'b="\\"]\\\\" c=""][d@2]'),
      'hello',
    ],
    ['a time with a zone, and nine digits of a second', HEAD.replace('.003Z', '.123456789-03:30'), 'hello'],
    ['no message', '<134>1 2020-02-07T11:48:51Z web1 nginx 7 ID47 [a@1 b="c"]', ''],
    ['a program of 48 letters', HEAD.replace('nginx', 'n'.repeat(48)), 'hello'],
    ['a drain of Heroku', '<134>1 2020-02-07T11:48:51Z host app web.1 - hello', 'hello'],
    ['its message in brackets', '<134>1 2020-02-07T11:48:51Z host app web.1 - [x] hello', '[x] hello'],
    [
      'its message in brackets, from another host',
      HEAD.replace('ID47 [a@1 b="c"]', '- [12:00:00 x]'),
      '[12:00:00 x] hello',
    ],
    [
      'a message that begins with its client',
      `<13>1 - web1 nginx 7 access - ${ACCESS.replace(' - bob', '')}`,
      ACCESS.replace(' - bob', ''),
    ],
  ])('%s', (_, line, payload) => {
    expect(payloadOf(line)).toBe(payload);
  });
});

describe('and believed nothing where it does not', () => {
  test.each([
    ['another version', HEAD.replace('>1', '>2')],
    ['a version of two digits', HEAD.replace('>1', '>10')],
    ['a priority that is none', HEAD.replace('134', '192')],
    ['a priority with a zero before it', HEAD.replace('134', '013')],
    ['a time without a zone', HEAD.replace('.003Z', '')],
    ['a zone without a colon', HEAD.replace('.003Z', '+0000')],
    ['a blank for the T', HEAD.replace('07T', '07 ')],
    ['a month that is none', HEAD.replace('-02-', '-13-')],
    ['an hour that is none', HEAD.replace('T11', 'T24')],
    ['a letter among the digits', HEAD.replace('11:48', '11:4x')],
    ['a fraction without digits', HEAD.replace('.003Z', '.Z')],
    ['no host', HEAD.replace(' web1', '')],
    ['two blanks', HEAD.replace(' web1', '  web1')],
    ['a program of 49 letters', HEAD.replace('nginx', 'n'.repeat(49))],
    ['a process of 129 letters', HEAD.replace(' 7 ', ` ${'7'.repeat(129)} `)],
    ['a message id of 33 letters', HEAD.replace('ID47', 'i'.repeat(33))],
    ['a program that is not of ASCII', HEAD.replace('nginx', 'nginü')],
    ['an element without an end', HEAD.replace('"]', '"')],
    ['an element without an id', HEAD.replace('[a@1 b', '[ b')],
    ['a value without quotes', HEAD.replace('"c"', 'c')],
    ['a value without an end', HEAD.replace('c"]', 'c')],
    ['a name without a value', HEAD.replace('b="c"', 'b')],
    ['an id of 33 letters', HEAD.replace('a@1', 'a'.repeat(33))],
    ['something right behind an element', HEAD.replace('] h', ']h')],
    ['words for data', HEAD.replace('[a@1 b="c"]', 'words')],
    ['a client of an access log for a message id', `<45>1 - - 2020/02/07 11:48:51 ${ACCESS}`],
    ['its name, too', `<13>1 - web1 a/b 7 ${ACCESS.replace('192.0.2.1', 'client.example.com')}`],
    ['a client for a process, and no data', `<13>1 2020-02-07T11:48:51Z web1 nginx ${ACCESS}`],
    ['nobody behind it', `<45>1 - - 2020/02/07 11:48:51 ${ACCESS.replace('bob', '-')}`],
  ])('%s', (_, line) => {
    expect(peeled(line)).toBeUndefined();
  });

  test('wherever a line is cut off in its header', () => {
    for (let to = 0; to < HEAD.indexOf(']'); to++)
      expect([to, payloadOf(HEAD.slice(0, to))]).toEqual([to, undefined]);
  });

  test('whatever a message is, it comes back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (message) => {
        expect(payloadOf(`<134>1 2020-02-07T11:48:51Z web1 nginx 7 ID47 - x${message}`)).toBe(`x${message}`);
      }),
    );
  });
});
