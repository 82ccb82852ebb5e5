import { beforeAll, expect, test } from 'vitest';
import { turnOnLinearEngine } from '../../src/host/turn-on-linear-engine.js';
import { hasLinearEngine, offerLinearEngine } from '../../src/io/patterns/linear-engine.js';
import { Pattern } from '../../src/io/patterns/pattern.js';

/** A pattern, what is repeated in its text, and how that ends: most of them stop an engine that goes back and tries again. */
const EVIL: readonly (readonly [pattern: string, repeated: string, end: string])[] = [
  ['^(a+)+$', 'a', '!'],
  ['^([a-zA-Z]+)*$', 'a', '!'],
  ['^(a|aa)+$', 'a', '!'],
  ['^(a|a)*$', 'a', '!'],
  ['^(.*a){11}$', 'a', '!'],
  ['(x+x+)+y', 'x', ''],
  [String.raw`^(\w+\s?)+$`, 'ab ', '!'],
  [String.raw`^(\d+|\w+)*$`, '1', '!'],
  ['x*y', 'x', ''],
  ['.*=', 'x', ''],
  ['.*.*.*=', 'x', ''],
  [String.raw`\s+$`, ' ', 'x'],
  [String.raw`^\s+|\s+$`, ' ', 'x'],
  ['[ab]*y', 'ab', ''],
  ['((a+)b?)+$', 'a', 'c'],
  ['^(([a-z])+.)+[A-Z]([a-z])+$', 'a', ''],
  [String.raw`^((https?|ftp)://)?([a-z0-9-]+\.)+[a-z]{2,}$`, 'a.', '!'],
  ['(?:a{1,4}){1,4}$', 'a', '!'],
  ['(?:a{1,30}){1,30}$', 'a', '!'],
  ['(?i)^(a+)+$', 'aA', '!'],
  ['(?i)(k|s)*x', 'kS', '!'],
  [String.raw`"([^"\\]|\\.)*"`, '\\"', 'x'],
  ['^(.*?,){11}P', '1,', ''],
  ['(.*)(.*)(.*)(.*)x', 'a', ''],
  [String.raw`\bfoo.*bar.*baz`, 'foo bar ', ''],
  ['<(?:"[^"]*"|[^>])*>z', '<"', ''],
  ['(a?){20}a{20}', 'a', ''],
  [String.raw`^(\S+\s+){3,8}end`, 'ab ', ''],
  [String.raw`[\w.]+@[\w.]+\.com`, 'a.', ''],
  [String.raw`(\w+)=(\w+)(?:,(\w+)=(\w+))*;`, 'a=b,', ''],
  [String.raw`(?s)/\*.*\*/`, '/*', ''],
  ['(?:é|e)*x', 'é', ''],
  ['^(.|😀)*$', 'a😀', '\n'],
  ['((((((((((a*)+)+)+)+)+)+)+)+)+)$', 'a', '!'],
  [`(?:${'(a|b)?'.repeat(200)})c`, 'ab', ''],
  [`${'(?:a|aa)+'.repeat(40)}$`, 'a', '!'],
  [`(?:${'[a-y]*'.repeat(300)})z`, 'a', ''],
];

/** The longest that V8 is given is 4,096. */
const LENGTHS = [1000, 4000, 4096, 30_000];
/** Milliseconds of CPU for each character: a hundred times what was seen, and nothing beside what an exponent makes of them. */
const MOST = 0.5;

beforeAll(() => {
  offerLinearEngine(turnOnLinearEngine);
  expect(hasLinearEngine()).toBe(true);
});

test('no pattern takes longer on an evil text than in proportion to its length, nor much memory', () => {
  const slowest = { pattern: '', length: 0, each: 0 };
  const before = process.memoryUsage().rss;
  let most = before;
  for (const [source, repeated, end] of EVIL) {
    const pattern = new Pattern(source);
    for (const length of LENGTHS) {
      const text = `${repeated.repeat((length - end.length) / repeated.length)}${end}`;
      // The second time it is compiled.
      for (const _ of [1, 2, 3]) {
        const begun = process.cpuUsage();
        pattern.exec(text);
        pattern.test(text);
        const { user, system } = process.cpuUsage(begun);
        const each = (user + system) / 2000 / length;
        if (each > slowest.each) Object.assign(slowest, { pattern: source.slice(0, 60), length, each });
        expect.soft([source.slice(0, 60), length, each < MOST]).toEqual([source.slice(0, 60), length, true]);
        most = Math.max(most, process.memoryUsage().rss);
      }
    }
  }
  const grown = (most - before) / 2 ** 20;
  console.log(
    `slowest: ${(slowest.each * 1000).toFixed(1)} µs a character for ${slowest.pattern} on ${slowest.length}; ${grown.toFixed(0)} MiB more`,
  );
  expect(grown).toBeLessThan(300);
});
