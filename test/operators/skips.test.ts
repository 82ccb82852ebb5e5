import { describe, expect, it } from 'vitest';
import { Skips } from '../../src/operators/skips.js';

describe('skips', () => {
  it('count a row once that is noted several times in a row, and keep the first', () => {
    const skips = new Skips('v');
    const [one, two] = [{ time: 1 }, { time: 2 }];
    skips.note(one, 'a', 'no number');
    skips.note(one, 'b', 'no number');
    skips.note(two, 'c', 'no number');
    expect(skips).toMatchObject({ count: 2, example: { text: '"a"', why: 'no number', time: 1 } });
  });

  it('show at most sixty characters of a value, whatever it is', () => {
    const texts = ['x'.repeat(500), { a: 'x'.repeat(500) }, 12, undefined, true].map((value) => {
      const skips = new Skips('v');
      skips.note({}, value, 'no number');
      return skips.example?.text;
    });
    expect(texts.map((text) => text?.length)).toEqual([60, 60, 2, 9, 4]);
    expect(texts[0]?.endsWith('…')).toBe(true);
    // With its quotes a text of 58 characters has sixty, and stays whole; of a longer one the first 59 are shown.
    const textOf = (value: unknown) => {
      const skips = new Skips('v');
      skips.note({}, value, 'no number');
      return skips.example?.text;
    };
    expect(textOf('x'.repeat(58))).toBe(`"${'x'.repeat(58)}"`);
    expect(textOf('x'.repeat(59))).toBe(`"${'x'.repeat(58)}…`);
  });

  it('keep the first number that was rounded, and count none for it', () => {
    const skips = new Skips('v');
    skips.round({ time: 5 }, '9007199254740993');
    skips.round({ time: 6 }, '9007199254740995');
    expect(skips).toMatchObject({
      count: 0,
      example: undefined,
      rounded: { text: '"9007199254740993"', time: 5 },
    });
  });
});
