import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDuration } from '../../../src/io/text/format-duration.js';
import { TidemarkError } from '../../../src/operators/tidemark-error.js';
import { parseDuration } from '../../../src/operators/time/parse-duration.js';

const refusal = (text: string): string => {
  try {
    parseDuration(text);
  } catch (error) {
    if (error instanceof TidemarkError && error.code === 'usage') return error.message;
    throw error;
  }
  throw new Error(`"${text}" was accepted.`);
};

describe('parseDuration', () => {
  test.each([
    ['500ms', 500],
    ['10s', 10_000],
    ['2m', 120_000],
    ['1h', 3_600_000],
    ['30d', 2_592_000_000],
    ['1w', 604_800_000],
    ['1h30m', 5_400_000],
    ['1d1s', 86_401_000],
    ['1s 1ms', 1001],
    ['1.5s', 1500],
    ['0s', 0],
    [' 10s ', 10_000],
    ['100us', 0.1],
    ['100µs', 0.1],
    ['100μs', 0.1],
    ['100000000d', 8.64e15],
  ])('reads %s', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  test('is exact where floating multiplication is not', () => {
    expect(1.1 * 3_600_000).not.toBe(3_960_000);
    expect(parseDuration('1.1h')).toBe(3_960_000);
    expect(parseDuration('0.1s0.2ms')).toBe(100.2);
    expect(parseDuration('1005.001ms')).toBe(1005.001);
  });

  test('every decimal of a unit is the nearest number to its exact product', () => {
    fc.assert(
      fc.property(fc.nat(10 ** 6), fc.nat(999), (whole, thousandths) => {
        const text = `${whole}.${String(thousandths).padStart(3, '0')}`;
        expect(parseDuration(`${text}s`)).toBe(whole * 1000 + thousandths);
        expect(parseDuration(`${text}m`)).toBe((whole * 1000 + thousandths) * 60);
      }),
    );
  });

  test.each([
    ['10', '"10" has no unit; write 10s or 10ms.'],
    ['0', '"0" has no unit; write 0s or 0ms.'],
    ['1.5', '"1.5" has no unit; write 1.5s or 1.5ms.'],
    ['1h30', '"1h30" ends in a number without a unit; write 1h30m.'],
    ['-5s', '"-5s" is negative; a duration is 0s or longer.'],
    ['', 'A duration is empty; write for example 10s, 500ms or 1h30m.'],
    ['  ', 'A duration is empty; write for example 10s, 500ms or 1h30m.'],
    ['10sec', '"10sec" has an unknown unit "sec". Write 10s. Units are ms, s, m, h, d, w (and us, ns).'],
    [
      '5 Minutes',
      '"5 Minutes" has an unknown unit "Minutes". Write 5m. Units are ms, s, m, h, d, w (and us, ns).',
    ],
    ['5M', '"5M" has an unknown unit "M". Write 5m. Units are ms, s, m, h, d, w (and us, ns).'],
    ['3y', '"3y" has an unknown unit "y". Units are ms, s, m, h, d, w (and us, ns).'],
    ['1m1m', '"1m1m" has the unit "m" twice; write each unit once.'],
    ['foo', '"foo" is not a duration; write for example 10s, 500ms or 1h30m.'],
    ['1d foo', '"1d foo" is not a duration; write for example 10s, 500ms or 1h30m.'],
    ['1,5s', '"1,5s" is not a duration; write for example 10s, 500ms or 1h30m.'],
    ['100000001d', '"100000001d" is too long; the longest duration is 100000000d.'],
  ])('refuses %j and says what to write', (text, message) => {
    expect(refusal(text)).toBe(message);
  });
});

describe('formatDuration', () => {
  test.each([
    [0, '0s'],
    [500, '500ms'],
    [1500, '1.5s'],
    [10_000, '10s'],
    [5_400_000, '1h30m'],
    [90_061_001, '1d1h1m1.001s'],
    [-1500, '-1.5s'],
  ])('writes %d ms', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });

  test('what it writes is read back as the same number of milliseconds', () => {
    fc.assert(
      fc.property(fc.nat(Number.MAX_SAFE_INTEGER), (n) => {
        const milliseconds = n % 8_640_000_000_000_001;
        expect(parseDuration(formatDuration(milliseconds))).toBe(milliseconds);
      }),
    );
  });
});

/** Cases of another tool's duration parser, beside the repository on the authors' machines; nothing to do where absent. */
const VRL_CASES = '../shared/data/config-units/vectordotdev__vrl/parse_duration.json';

interface VrlCase {
  readonly name: string;
  readonly args: { readonly value: string; readonly unit: string };
  readonly want: { readonly ok?: number; readonly error?: string };
}

const vrlCases = (): readonly VrlCase[] =>
  existsSync(VRL_CASES) ? JSON.parse(readFileSync(VRL_CASES, 'utf8')).cases : [];

/** Milliseconds per unit, to compare their answers (in a unit of the caller's choice) with ours. */
const VRL_UNITS: Record<string, number> = {
  ns: 1e-6,
  us: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

describe('the cases of VRL parse_duration (no deviations)', () => {
  test('every duration it reads is read alike, and every one it refuses is refused', () => {
    for (const { name, args, want } of vrlCases()) {
      if (want.ok === undefined) refusal(args.value);
      else
        expect(parseDuration(args.value) / (VRL_UNITS[args.unit] ?? Number.NaN), name).toBeCloseTo(
          want.ok,
          9,
        );
    }
  });
});
