import fc from 'fast-check';
import { expect, test } from 'vitest';
import { requestParts } from '../../../../src/io/codecs/request/request-parts.js';
import { sectionOf } from '../../../../src/io/codecs/request/section-of.js';

/** The rules of a request line, as patterns: the last space counts that is behind an even number of backslashes. */
const byPatterns = (
  request: string,
): { method: string | null; path: string | null; protocol: string | null } => {
  const none = { method: null, path: null, protocol: null };
  const [, method = '', rest] = /^([A-Za-z][A-Za-z_-]{0,31}) (.*)$/s.exec(request) ?? [];
  if (rest === undefined) return none;
  const last = [...rest.matchAll(/(?<!\\)(?:\\\\)* /g)]
    .map(({ index, 0: { length } }) => index + length - 1)
    .at(-1);
  const protocol = last === undefined ? '' : rest.slice(last + 1);
  if (last !== undefined && /^HTTP\/./s.test(protocol))
    return last === 0 ? none : { method, path: rest.slice(0, last), protocol };
  return rest.startsWith('/') ? { method, path: rest, protocol: null } : none;
};

const piece = fc.constantFrom(
  ...[
    'GET',
    'POST',
    'get',
    'M-SEARCH',
    '-',
    'GETS',
    '/',
    '/a',
    '/a b',
    '*',
    '\\',
    '\\\\',
    '?x=HTTP/1.1',
    'é',
  ],
  ...['HTTP/1.1', 'HTTP/2.0', 'HTTP/2', 'HTTP/', 'HTTP/1 1', 'HTTP/a.b', 'XTTP/1.1', 'HTTP/1. '],
);
const request = fc
  .array(fc.tuple(fc.constantFrom(' ', ' ', ' ', '  ', '', '\\ '), piece), { maxLength: 6 })
  .map((pieces) =>
    pieces
      .map((both) => both.join(''))
      .join('')
      .replace(/^ /, ''),
  );

test('a request line is taken apart by its rules, whatever it looks like', () => {
  fc.assert(
    fc.property(request, (text) => {
      const expected = byPatterns(text);
      expect(requestParts(text)).toEqual({ ...expected, section: sectionOf(expected.path) });
    }),
    { numRuns: 3000 },
  );
});
