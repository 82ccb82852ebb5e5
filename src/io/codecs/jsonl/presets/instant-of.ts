import { countOf, guessedEpochMs } from '../../time/epoch-time.js';
import { UTC_CLOCK } from '../../time/local-clock.js';
import { textTime } from '../../time/text-time.js';

const DIGITS = /^\d{16,19}$/;
const FRACTION = /[.,]\d{3}(\d{1,9})/;

/** Epoch milliseconds of a time with what is written beyond them: digits of micro- and nanoseconds, or ISO 8601. NaN for none. */
export function instantOf(value: unknown): number {
  if (typeof value === 'string' && DIGITS.test(value)) {
    const decimals = value.length > 16 ? 6 : 3;
    return Number(value.slice(0, -decimals)) + Number(value.slice(-decimals)) / 10 ** decimals;
  }
  const count = countOf(value);
  if (!Number.isNaN(count)) return guessedEpochMs(count);
  if (typeof value !== 'string') return Number.NaN;
  const [, beyond = ''] = FRACTION.exec(value) ?? [];
  const time = textTime(value, UTC_CLOCK);
  return beyond === '' ? time : time + Number(`0.${beyond}`);
}

/** Milliseconds from one time to another, to the microsecond; undefined where either says none or they are the wrong way round. */
export function millisecondsBetween(from: unknown, to: unknown): number | undefined {
  const ms = instantOf(to) - instantOf(from);
  return ms >= 0 ? Math.round(ms * 1000) / 1000 : undefined;
}
