import { describe, expect, test } from 'vitest';
import { KeyHash } from '../../../src/operators/totals/key-hash.js';
import { SeededHash } from '../../../src/operators/totals/seeded-hash.js';

const SEEDS = [0, -1, 2 ** 40 + 5, Number.MAX_SAFE_INTEGER];

/** How many of these are there already, and the most that share ten bits: the top ones, the lowest ones. */
const spread = (hashes: readonly number[]): { twice: number; top: number; low: number } => {
  const top = new Uint32Array(1024);
  const low = new Uint32Array(1024);
  for (const hash of hashes) {
    top[hash >>> 22] = (top[hash >>> 22] ?? 0) + 1;
    low[hash & 1023] = (low[hash & 1023] ?? 0) + 1;
  }
  return { twice: hashes.length - new Set(hashes).size, top: Math.max(...top), low: Math.max(...low) };
};

/** Of 65,536: at random 64 share ten bits, and half a pair is equal. */
const expectSpread = (hashes: readonly number[]): void => {
  const { twice, top, low } = spread(hashes);
  expect(hashes.length).toBe(65_536);
  expect(twice).toBeLessThan(10);
  expect(top).toBeLessThan(120);
  expect(low).toBeLessThan(120);
};

const many = <T>(make: (i: number) => T): T[] => Array.from({ length: 65_536 }, (_, i) => make(i));

describe('the hash of a text', () => {
  test.each(SEEDS)('spreads texts that are much alike, with the seed %i', (seed) => {
    const hash = new SeededHash(seed);
    expectSpread(many((i) => hash.text(`app-${i}`)));
    expectSpread(many((i) => hash.text(String.fromCharCode(i))));
    expectSpread(many((i) => hash.text(`${'x'.repeat(60)}${i}${'y'.repeat(60)}`)));
    expectSpread(many((i) => hash.text('\u0000'.repeat(i % 256) + String.fromCharCode(i >>> 8))));
  });

  test('is another with every bit of the seed', () => {
    const all = Array.from({ length: 53 }, (_, bit) => new SeededHash(2 ** bit).text('a text'));
    expect(new Set([...all, new SeededHash(0).text('a text')]).size).toBe(54);
  });

  test('is steered by nobody: what the top bit does is another thing with every seed', () => {
    // In a hash that only multiplies, all of these would be equal to their partners, whatever the seed.
    let equal = 0;
    for (let seed = 0; seed < 5000; seed++) {
      const hash = new SeededHash(seed);
      if (hash.text('a\u0061b\u0061') === hash.text('a\u8061b\u8060')) equal++;
    }
    expect(equal).toBe(0);
  });
});

describe('the hash of a key', () => {
  const of = (seed: number) => {
    const hash = new KeyHash(new SeededHash(seed), 5);
    return (...words: number[]): number => hash.of(Uint32Array.from([9, ...words]), 1);
  };

  test.each(SEEDS)('spreads small numbers in every place, with the seed %i', (seed) => {
    const hash = of(seed);
    expectSpread(many((i) => hash(i, 0, 0, 0, 0)));
    expectSpread(many((i) => hash(0, i, 0, 0, 0)));
    expectSpread(many((i) => hash(5, 0, 0, 0, i)));
    expectSpread(many((i) => hash(482_000, 0, i & 15, (i >>> 4) & 63, i >>> 10)));
    expectSpread(many((i) => hash(i >>> 8, 0, i & 255, i & 255, i & 255)));
    expectSpread(many((i) => hash((i << 16) >>> 0, (i << 16) >>> 0, 1, 2, 3)));
    expectSpread(many((i) => hash(1, 0, 7, i >>> 8, i & 255)));
  });

  test('tells places apart', () => {
    const hash = of(1);
    expect(
      new Set([hash(1, 2, 3, 4, 5), hash(1, 2, 3, 5, 4), hash(2, 1, 3, 4, 5), hash(5, 4, 3, 2, 1)]).size,
    ).toBe(4);
  });

  test('of two keys is equal with one seed and not with others', () => {
    const seen = new Map<number, number>();
    const hash = of(1);
    const pairs: [number, number][] = [];
    for (let i = 0; i < 400_000; i++) {
      const one = hash(3, 0, i, 0, i >>> 3);
      const other = seen.get(one);
      if (other !== undefined) pairs.push([other, i]);
      seen.set(one, i);
    }
    expect(pairs.length).toBeGreaterThan(3);
    for (const seed of SEEDS.filter((each) => each !== 1)) {
      const another = of(seed);
      const still = pairs.filter(([a, b]) => another(3, 0, a, 0, a >>> 3) === another(3, 0, b, 0, b >>> 3));
      expect(still).toEqual([]);
    }
  });
});
