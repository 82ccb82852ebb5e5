import { expect, it } from 'vitest';
import { DEFAULT_KEY, parseKeyTemplate } from '../../../../src/io/actions/upload/key-template.js';

const place = { prefix: 'raw/', host: 'web1.example.com' };
const modified = Date.UTC(2026, 10, 29, 23, 30);

const key = (template: string, path: string, at = modified) =>
  parseKeyTemplate(template, place)({ path, modified: at });

it.each([
  [DEFAULT_KEY, 'a/app.log.1', 'raw/web1.example.com/2026/11/29/a/app.log.1'],
  ['{path}', 'a/app.log', 'raw/a/app.log'],
  ['{year}-{month}-{day}T{hour}/{name}', 'a/app.log', 'raw/2026-11-29T23/app.log'],
  ['{name:date}/{name}', 'a/app-20251231.log', 'raw/2025/12/31/app-20251231.log'],
  ['{name:date}/{name}', '2024-01-01/app_2025-12-31_x.log', 'raw/2025/12/31/app_2025-12-31_x.log'],
  ['{name:date}/{name}', 'app-20260230.log', 'raw/2026/11/29/app-20260230.log'],
  ['{name:date}/{name}', 'app.log', 'raw/2026/11/29/app.log'],
  ['{name:date}/{name}', 'app-20251231235959.log', 'raw/2025/12/31/app-20251231235959.log'],
])('%s of %s is %s', (template, path, expected) => {
  expect(key(template, path)).toBe(expected);
});

it('what stands behind a key counts for its length', () => {
  const keyOf = parseKeyTemplate('{path}', { prefix: '', host: '', ending: () => '.gz' });
  expect(keyOf({ path: 'a.log', modified: 0 })).toBe('a.log.gz');
  expect(keyOf({ path: 'a'.repeat(1005), modified: 0 })).toBeUndefined();
});

it('FS-10: a name that is used again on another day is another key', () => {
  expect(key(DEFAULT_KEY, 'app.log.1')).not.toBe(key(DEFAULT_KEY, 'app.log.1', modified + 86_400_000));
});

it('times from long ago have dates too', () => {
  expect(key('{date}/{name}', 'a', 0)).toBe('raw/1970/01/01/a');
  expect(key('{date}/{name}', 'a', Date.UTC(2262, 3, 11))).toBe('raw/2262/04/11/a');
});

it.each([
  ['{host}/{date}', '{path}'],
  ['{hots}/{path}', '{hots}'],
  ['{path', 'brace'],
  ['/{path}', 'empty parts'],
  ['a//{path}', 'empty parts'],
  ['../{path}', '".."'],
  ['a\n{path}', 'control'],
])('%s is refused', (template, words) => {
  expect(() => parseKeyTemplate(template, place)).toThrow(words);
});

it('a key that would be longer than 1,024 bytes with a hash and a number behind it is none', () => {
  expect(key('{path}', 'é'.repeat(500))).toBeDefined();
  expect(key('{path}', 'é'.repeat(501))).toBeUndefined();
});

it('what cannot be in the name of a host is no part of a key', () => {
  const of = (host: string) =>
    parseKeyTemplate('{host}/{path}', { prefix: '', host })({ path: 'a', modified });
  expect([of('a/b c'), of('')]).toEqual(['a_b_c/a', 'localhost/a']);
});
