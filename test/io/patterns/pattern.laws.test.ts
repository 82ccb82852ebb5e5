import fc from 'fast-check';
import { RE2JS } from 're2js';
import { beforeAll, expect, test } from 'vitest';
import { turnOnLinearEngine } from '../../../src/host/turn-on-linear-engine.js';
import { hasLinearEngine, offerLinearEngine, runsLinearly } from '../../../src/io/patterns/linear-engine.js';
import { Pattern } from '../../../src/io/patterns/pattern.js';
import { v8SourceOf } from '../../../src/io/patterns/v8-source.js';
import { arbitraryPattern, arbitraryText } from '../../support/arbitrary-pattern.js';
import { goBackAtMost } from '../../support/linear-engine.js';

const PATTERNS = Number(process.env.TIDEMARK_PATTERNS ?? 2000);
const texts = fc.array(arbitraryText, { minLength: 4, maxLength: 8 });

beforeAll(() => {
  offerLinearEngine(turnOnLinearEngine);
  expect(hasLinearEngine()).toBe(true);
});

const compiled = (source: string): RE2JS | undefined => {
  try {
    return RE2JS.compile(source);
  } catch {
    return undefined;
  }
};

const found = (re2: RE2JS, text: string): readonly unknown[] | null => {
  const matcher = re2.matcher(text);
  if (!matcher.find()) return null;
  return Array.from({ length: re2.groupCount() + 1 }, (_, group) => matcher.group(group));
};

const plain = (result: readonly unknown[] | null): readonly unknown[] | null =>
  result === null ? null : Array.from(result, (group) => group ?? null);

// The first search of a pattern is another machine of V8's than those after it.
const TIMES = [1, 2];

test.each([
  ['by itself', 1000],
  ['where V8 goes on with its linear engine at once', 1],
])('a pattern finds what RE2 finds, with the same groups, %s', (_, back) => {
  goBackAtMost(back);
  let fast = 0;
  fc.assert(
    fc.property(arbitraryPattern, texts, (source, all) => {
      const re2 = compiled(source);
      fc.pre(re2 !== undefined);
      const inner = v8SourceOf(source);
      if (inner !== undefined && runsLinearly(inner)) fast++;
      const pattern = new Pattern(source);
      for (const text of all)
        for (const _again of TIMES) {
          const wanted = found(re2, text);
          expect([text, plain(pattern.exec(text))]).toEqual([text, wanted]);
          expect([text, pattern.test(text)]).toEqual([text, wanted !== null]);
        }
    }),
    { numRuns: PATTERNS },
  );
  // Or it says nothing.
  expect(fast).toBeGreaterThan(PATTERNS / 3);
});

test('a plain text, in whatever case, is found by V8 in a text of any length, where RE2 finds it', () => {
  goBackAtMost(1000);
  const letters = fc.string({ unit: fc.constantFrom(...'kKſK sSıİiIß-"é/: '), minLength: 1, maxLength: 4 });
  const noise = fc.constantFrom('', 'x', '😀', '\ud83d', '\ude00', 'k', 'ſ');
  let fast = 0;
  fc.assert(
    fc.property(
      letters,
      fc.boolean(),
      letters,
      noise,
      fc.integer({ min: 0, max: 5000 }),
      (words, folds, other, filler, n) => {
        const source = `${folds ? '(?i)' : ''}${words}`;
        if (v8SourceOf(source) !== undefined) fast++;
        const text = `${filler.repeat(n)}${other}${filler}`;
        const wanted = found(RE2JS.compile(source), text);
        expect(plain(new Pattern(source).exec(text))).toEqual(wanted);
      },
    ),
    { numRuns: 300 },
  );
  expect(fast).toBeGreaterThan(100);
});
