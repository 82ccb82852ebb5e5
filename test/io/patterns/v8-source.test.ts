import { expect, test } from 'vitest';
import { v8SourceOf } from '../../../src/io/patterns/v8-source.js';

const SPACE = '\\u0009-\\u000a\\u000c-\\u000d ';

test.each([
  ['^(?P<host>\\S+) (?<level>a|b)$', `^([^${SPACE}]+) (a|b)$`],
  ['.(?s).(?-s:.)\\D', '[^\\u000a][^](?:[^\\u000a])[^0-9]'],
  ['(?i)ok-1', '[Oo][Kk\\u212a]\\-1'],
  ['(?i:s[^a-c])s', '(?:[Ss\\u017f][^A-Ca-c])s'],
  ['[[:alpha:]_][]a-][[:^digit:]]', '[A-Z_a-z][\\-\\]a][^0-9]'],
  ['\\A\\bé\\x{20ac}\\z', '^\\b\\u00e9\\u20ac$'],
  ['[^"]*?x{2}y{0,}', '[^"]*?x{2,2}y*'],
  ['[0-9a-f]{40}', '(?:[0-9a-f]{16}[0-9a-f]{16}[0-9a-f]{8})'],
  ['a{20,}?b{17,20}', '(?:a{16}a{4}a*?)(?:b{16}b{1}b{0,3})'],
  ['{a}{01}', '\\{a\\}\\{01\\}'],
  ['(a)+(?:(b)|c)?', '(a)+(?:(b)|c)?'],
  ['', ''],
])('%s is %s to V8', (pattern, source) => {
  expect(v8SourceOf(pattern)).toBe(source);
});

test.each([
  ['a property of Unicode', '\\p{Greek}'],
  ['the same, short', '\\pL'],
  ['quoted text', '\\Qa.b\\E'],
  ['an octal number', '\\101'],
  ['a line of several', '(?m)^a'],
  ['its end', '(?m:a$)'],
  ['greed turned round', '(?U)a+'],
  ['what lies beyond the first plane', '😀'],
  ['the same in a class', '[😀]'],
  ['the same by its number', '\\x{1f600}'],
  ['any case beyond ASCII', '(?i)é'],
  ['the same in a class', '(?i)[é-ü]'],
  ['what may match nothing, repeated', '(?:a*)*'],
  ['the same, once', '(|a)?'],
  ['a group that may take no part, repeated', '(?:(a)|b)*'],
  ['the same, further in', '(?:(a)?b){2}'],
  ['more than a thousand instructions', '(?:(?:abcdefghij){10}){11}'],
])('%s is left to RE2: %s', (_, pattern) => {
  expect(v8SourceOf(pattern)).toBeUndefined();
});
