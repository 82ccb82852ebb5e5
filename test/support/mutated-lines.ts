import { seededRandom } from '../../src/testing/seeded-random.js';

const WEIRD = [
  '"',
  '\\',
  '[',
  ']',
  '{',
  '}',
  '-',
  ' ',
  '  ',
  ', ',
  ' : ',
  '\t',
  '\0',
  '\x7f',
  '/',
  ':',
  '=',
  '9'.repeat(40),
  '👋',
  '\xff',
  '',
];

/** Endless lines: samples of which pieces are gone, doubled, changed or from other samples. The same for the same seed. */
export function* mutatedLines(samples: readonly string[], seed: number): Generator<string, never> {
  const random = seededRandom(seed);
  const below = (n: number): number => Math.floor(random() * n);
  const pick = (texts: readonly string[]): string => texts[below(texts.length)] ?? '';
  for (;;) {
    let line = pick(samples);
    for (let n = below(4); n > 0; n--) {
      const at = below(line.length + 1);
      const to = at + below(12);
      const other = pick(samples);
      const from = below(other.length + 1);
      const piece =
        [pick(WEIRD), line.slice(at, to).repeat(2), other.slice(from, from + below(40)), ''][below(4)] ?? '';
      line = line.slice(0, at) + piece + line.slice(to);
    }
    yield line;
  }
}
