import { largeValue, wholeInRow } from '../exact-value.js';
import type { Skips } from '../skips.js';
import { numberElse } from './measure.js';

/**
 * A sum of doubles without rounding: whole numbers are added as they are while they are safe; otherwise `parts`
 * holds the exact value as doubles that do not overlap, smallest first (Shewchuk 1997; Python's math.fsum). What is
 * read is the exact sum rounded once, so neither the order of the rows nor of merging can change it.
 */
export interface ExactSum {
  /** The sum while it is a safe whole number and `parts` is empty. */
  whole: number;
  parts: number[];
}

export const exactSum = (): ExactSum => ({ whole: 0, parts: [] });

/** Adds a finite number. */
export function addExactly(sum: ExactSum, value: number): void {
  if (sum.parts.length === 0) {
    const next = sum.whole + value;
    if (Number.isSafeInteger(value) && Number.isSafeInteger(next)) {
      sum.whole = next;
      return;
    }
    sum.parts.push(sum.whole);
    sum.whole = 0;
  }
  grow(sum.parts, value);
}

/** Adds the number that a value holds, to its last digit; answers whether it holds one. What it is not is noted, and with `rounds` that digits will be lost. */
export function addValue(sum: ExactSum, value: unknown, row: unknown, skips: Skips, rounds = false): boolean {
  if (typeof value === 'number' && Number.isFinite(value)) {
    addExactly(sum, value);
    return true;
  }
  const large = largeValue(value);
  if (large !== undefined) {
    if (!addLarge(sum, large)) {
      skips.note(row, value, 'no number');
      return false;
    }
    if (rounds) skips.round(row, value);
    return true;
  }
  const number = numberElse(value, row, skips);
  if (number === undefined) return false;
  addExactly(sum, number);
  return true;
}

/** Adds what `read` gives for the rows in [from, to), each as `addValue` does; answers how many have a number. */
export function addRows<R>(
  sum: ExactSum,
  rows: readonly R[],
  from: number,
  to: number,
  read: (row: R) => unknown,
  skips: Skips,
  rounds = false,
): number {
  let n = 0;
  // Whole numbers of 32 bits are exact in any order, as many as fit into memory.
  let small = 0;
  for (let i = from; i < to; i++) {
    const row = rows[i] as R;
    const value = read(row);
    if (typeof value === 'number' && value === (value | 0)) {
      small += value;
      n++;
    } else if (addValue(sum, value, row, skips, rounds)) n++;
  }
  addExactly(sum, small);
  return n;
}

/** A whole number past 2^53 is a few doubles, each the nearest to what is left; false where it is past all doubles. */
function addLarge(sum: ExactSum, value: bigint): boolean {
  for (let rest = value; rest !== 0n; ) {
    const part = Number(rest);
    if (!Number.isFinite(part)) return false;
    addExactly(sum, part);
    rest -= BigInt(part);
  }
  return true;
}

export function mergeExactly(into: ExactSum, from: ExactSum): void {
  if (from.parts.length === 0) addExactly(into, from.whole);
  else for (const part of from.parts) addExactly(into, part);
}

/** The digits of a sum that is a whole number past 2^53; undefined for all others. */
export function sumDigits({ parts }: ExactSum): string | undefined {
  if (parts.length === 0 || !parts.every(Number.isInteger)) return undefined;
  const whole = wholeInRow(parts.reduce((sum, part) => sum + BigInt(part), 0n));
  return typeof whole === 'string' ? whole : undefined;
}

/** The double nearest to the exact sum. */
export function readExactly(sum: ExactSum): number {
  const { parts } = sum;
  let index = parts.length - 1;
  if (index < 0) return sum.whole;
  let high = parts[index] ?? 0;
  let low = 0;
  while (index > 0) {
    const before = high;
    const next = parts[--index] ?? 0;
    high = before + next;
    low = next - (high - before);
    if (low !== 0) break;
  }
  // Half-way cases round towards where the rest of the parts points.
  const rest = parts[index - 1] ?? 0;
  if ((low < 0 && rest < 0) || (low > 0 && rest > 0)) {
    const doubled = low * 2;
    const rounded = high + doubled;
    if (rounded - high === doubled) high = rounded;
  }
  return high;
}

function grow(parts: number[], value: number): void {
  let kept = 0;
  let carry = value;
  for (let part of parts) {
    if (Math.abs(carry) < Math.abs(part)) [carry, part] = [part, carry];
    const high = carry + part;
    const low = part - (high - carry);
    if (low !== 0) parts[kept++] = low;
    carry = high;
  }
  parts[kept++] = carry;
  parts.length = kept;
}
