import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SeededHash } from '../../../src/operators/totals/seeded-hash.js';
import { textAt } from '../../../src/operators/totals/text-pages.js';
import { TextTable } from '../../../src/operators/totals/text-table.js';

const table = (): TextTable => new TextTable(new SeededHash(3));

/** The number of a text that a key uses now. */
const used = (texts: TextTable, text: string): number => {
  const id = texts.idOf(text);
  texts.use(id);
  return id;
};

const read = (texts: TextTable, id: number): string => textAt(texts.pages.pages(), texts.address(id));

/** The same, by way of its saved form. */
const reloaded = (texts: TextTable): TextTable => {
  const other = table();
  const pages = [...texts.pages.all()].map(([number, bytes]) => [number, bytes.slice()] as const);
  const records = [...texts.records.all()].map(([number, bytes]) => [number, bytes.slice()] as const);
  other.load(records, pages, texts.pages.current);
  return other;
};

/** A string that is equal and another one. */
const copyOf = (text: string): string => Buffer.from(text, 'utf16le').toString('utf16le');

describe('the table of texts', () => {
  test('has every text once, with one number, however often and in whatever string it comes', () => {
    const texts = table();
    const foo = used(texts, 'foo');
    const bar = used(texts, 'bar');
    expect(bar).not.toBe(foo);
    for (let i = 0; i < 5; i++) {
      expect(used(texts, 'foo')).toBe(foo);
      expect(used(texts, copyOf('bar'))).toBe(bar);
    }
    expect([read(texts, foo), read(texts, bar)]).toEqual(['foo', 'bar']);
  });

  test('keeps a text until the last key that uses it gives it back, and then uses its number again', () => {
    const texts = table();
    const foo = used(texts, 'foo');
    used(texts, 'foo');
    used(texts, 'foo');
    texts.giveBack(foo);
    texts.giveBack(foo);
    const other = used(texts, 'other');
    expect(other).not.toBe(foo);
    expect(texts.idOf('foo')).toBe(foo);
    expect(read(texts, foo)).toBe('foo');
    texts.giveBack(foo);
    expect(used(texts, 'new')).toBe(foo);
    expect(read(texts, foo)).toBe('new');
    expect(used(texts, 'foo')).not.toBe(foo);
    expect(texts.idOf('other')).toBe(other);
  });

  test.each([1, 255, 256, 257, 1000, 100_000])(
    'never answers with a number that was given back, for a text of %i characters',
    (length) => {
      for (const letter of ['x', 'é', '☃', '\ud800']) {
        const texts = table();
        used(texts, 'always here');
        const text = letter.repeat(length);
        const before = used(texts, text);
        // So often that it is remembered.
        for (let i = 0; i < 5; i++) expect(texts.idOf(text)).toBe(before);
        texts.giveBack(before);
        expect(used(texts, 'in its place')).toBe(before);
        const now = used(texts, text);
        expect(now).not.toBe(before);
        expect([read(texts, now), read(texts, before)]).toEqual([text, 'in its place']);
      }
    },
  );

  test('knows more texts than it remembers, which come again and again', () => {
    const texts = table();
    const names = Array.from({ length: 40_000 }, (_, i) => `name ${i}`);
    const ids = names.map((name) => used(texts, name));
    expect(new Set(ids).size).toBe(names.length);
    // One after the other, each four times, so that all are remembered for a while.
    for (const [i, name] of names.entries()) {
      for (let times = 0; times < 4; times++) if (texts.idOf(name) !== ids[i]) throw new Error(name);
    }
    for (const id of ids.splice(0, 39_000)) texts.giveBack(id);
    for (const [i, id] of ids.entries()) {
      expect(texts.idOf(names[39_000 + i] ?? '')).toBe(id);
      expect(read(texts, id)).toBe(names[39_000 + i]);
    }
    const again = names.slice(0, 39_000).map((name) => used(texts, name));
    expect(new Set([...again, ...ids]).size).toBe(names.length);
  });

  test('gives memory back: texts that come and go for long take no more of it', () => {
    const texts = table();
    let most = 0;
    for (let round = 0; round < 60; round++) {
      const ids = Array.from({ length: 3000 }, (_, i) =>
        used(texts, `text ${round} ${i} ${'.'.repeat(i % 90)}`),
      );
      for (const id of ids) texts.giveBack(id);
      if (round === 5) most = texts.bytes;
    }
    expect(texts.bytes).toBeLessThanOrEqual(most * 1.2);
  });

  test('is what brute force says, saved and loaded at any time', () => {
    const text = fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom('', 'a', 'b', 'ab', '\u0000', 'a\u0000', '\ud800', 'ÿ', 'Ā') },
      { weight: 1, arbitrary: fc.constantFrom('x', '☃').map((one) => one.repeat(9000)) },
    );
    const move = fc.oneof(
      { weight: 5, arbitrary: fc.record({ use: text }) },
      { weight: 4, arbitrary: fc.record({ giveBack: fc.nat() }) },
      { weight: 1, arbitrary: fc.constant('reload' as const) },
    );
    fc.assert(
      fc.property(fc.array(move, { maxLength: 80, size: 'max' }), (moves) => {
        let texts = table();
        const keys: { text: string; id: number }[] = [];
        for (const one of moves) {
          if (one === 'reload') {
            texts = reloaded(texts);
          } else if ('use' in one) {
            const id = used(texts, one.use);
            const known = keys.find((key) => key.text === one.use);
            if (known === undefined) expect(keys.map((key) => key.id)).not.toContain(id);
            else expect(id).toBe(known.id);
            keys.push({ text: one.use, id });
          } else if (keys.length > 0) {
            const [gone] = keys.splice(one.giveBack % keys.length, 1);
            if (gone !== undefined) texts.giveBack(gone.id);
          }
          for (const key of keys) expect(read(texts, key.id)).toBe(key.text);
        }
      }),
    );
  });
});
