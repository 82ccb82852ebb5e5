import fc from 'fast-check';
import { expect, test } from 'vitest';
import { snakeCase, uniqueNames } from '../../../../src/io/codecs/fields/snake-case.js';
import { runs } from '../../../support/runs.js';

test.each([
  ['cs(User-Agent)', 'cs_user_agent'],
  ['RequestPath', 'request_path'],
  ['x-edge-location', 'x_edge_location'],
  ['HTTPServer', 'http_server'],
  ['StartUTC', 'start_utc'],
  ['@timestamp', 'timestamp'],
  ['userID2', 'user_id2'],
  ['request_User-Agent', 'request_user_agent'],
  ['id.orig_h', 'id_orig_h'],
  ['größe', 'gro_e'],
  ['2xx', '_2xx'],
  ['', 'field'],
  ['日本', 'field'],
  ['__proto__', 'proto'],
])('%s is %s in a row', (name, snake) => {
  expect(snakeCase(name)).toBe(snake);
});

test('a name is always a short identifier, whatever the key', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (key) => {
      expect(snakeCase(key)).toMatch(/^[a-z_][a-z0-9_]{0,127}$/);
      expect(snakeCase(key)).not.toBe('__proto__');
    }),
    { numRuns: runs(800) },
  );
});

test('a second column of the same name gets a number, and no two are alike', () => {
  expect(uniqueNames(['a', 'A', 'a_2', 'a'])).toEqual(['a', 'a_2', 'a_2_2', 'a_3']);
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'A', 'a_2', 'a 2', '', '?')), (names) => {
      expect(new Set(uniqueNames(names)).size).toBe(names.length);
    }),
  );
});
