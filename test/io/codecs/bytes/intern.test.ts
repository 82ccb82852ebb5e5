import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Intern } from '../../../../src/io/codecs/bytes/intern.js';

const latin1 = (bytes: Buffer, from: number, to: number) => bytes.toString('latin1', from, to);

function counting(options = { slots: 16, maxBytes: 8 }) {
  const decoded: string[] = [];
  const intern = new Intern((bytes, from, to) => {
    const text = latin1(bytes, from, to);
    decoded.push(text);
    return text;
  }, options);
  const get = (text: string) => {
    const bytes = Buffer.from(`<<${text}>>`, 'latin1');
    return intern.get(bytes, 2, bytes.length - 2);
  };
  return { decoded, get };
}

describe('Intern', () => {
  test('decodes a repeated field once', () => {
    const { decoded, get } = counting();
    expect(['/api', '/api', '/login', '/api'].map(get)).toEqual(['/api', '/api', '/login', '/api']);
    expect(decoded).toEqual(['/api', '/login']);
  });

  test('always answers the field itself, however many share its slots', () => {
    const fields = fc.array(fc.string({ maxLength: 12, unit: 'binary-ascii' }), { maxLength: 200 });
    fc.assert(
      fc.property(fields, (texts) => {
        const { get } = counting({ slots: 2, maxBytes: 8 });
        for (const text of texts) expect(get(text)).toBe(text);
      }),
    );
  });

  test('finds room for a few hundred fields that differ in their last bytes only', () => {
    const { decoded, get } = counting({ slots: 4096, maxBytes: 16 });
    for (const prefix of ['vpc-0a1b2c', 'a', 'ab', 'abc']) {
      const fields = Array.from({ length: 100 }, (_, i) => `${prefix}${String(i).padStart(2, '0')}`);
      for (let round = 0; round < 10; round++) fields.forEach(get);
    }
    // Nearly all are decoded once; were the last bytes to count for nothing, all would be each time.
    expect(decoded.length).toBeLessThan(600);
  });

  test('tells fields of equal length apart in every byte', () => {
    const { get } = counting({ slots: 2, maxBytes: 64 });
    for (let at = 0; at < 40; at++) {
      const text = `${'a'.repeat(at)}b${'a'.repeat(39 - at)}`;
      expect(get(text)).toBe(text);
      expect(get(text)).toBe(text);
    }
  });

  test('keeps two fields that want the same slot', () => {
    const { decoded, get } = counting({ slots: 2, maxBytes: 8 });
    for (let i = 0; i < 10; i++) for (const text of ['x', 'y']) get(text);
    expect(decoded).toEqual(['x', 'y']);
  });

  test('decodes each time what is longer than its limit, and answers an empty field with nothing', () => {
    const { decoded, get } = counting();
    get('123456789');
    get('123456789');
    expect(get('')).toBe('');
    expect(decoded).toEqual(['123456789', '123456789']);
  });

  test('is not confused by input of a million different fields', () => {
    const { get } = counting({ slots: 64, maxBytes: 16 });
    for (let i = 0; i < 1_000_000; i++) {
      const text = `/${i}`;
      if (get(text) !== text) throw new Error(`${text} was confused.`);
    }
  });
});
