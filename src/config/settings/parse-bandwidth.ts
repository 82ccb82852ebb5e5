import type { RateLevel } from '../../operators/alert/threshold.js';
import { TidemarkError } from '../../operators/tidemark-error.js';

const POWERS = ['', 'k', 'm', 'g', 't', 'p', 'e'];
const LENGTHS = new Map([
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);
// The flags i and u together with letters of all scripts take milliseconds to compile.
const FORM =
  /^(\d+)(?:\.(\d+))?\s*([kKmMgGtTpPeE]?)([iI]?)([bB](?:[yY][tT][eE][sS]?|[iI][tT][sS]?)?)\s*\/\s*(\p{L}+)$/u;
/** As network people write it: megabits a second. */
const PER_SECOND = /^(\d+(?:\.\d+)?)\s*([kKmMgGtTpPeE]?i?)([bB])ps$/;

/**
 * Reads bytes in a time, as an exact fraction: `5MiB/s`, `1GB/h`, and bits as networks count them, `100Mbit/s` or `100Mbps`.
 * Undefined for what is none of them. Throws 'usage' where the time is none, or there are too many digits.
 */
export const parseBandwidth = (text: string): RateLevel | undefined => {
  const [, speed, letters, sign] = PER_SECOND.exec(text.trim()) ?? [];
  const plain = speed === undefined ? text.trim() : `${speed}${letters}${sign === 'b' ? 'bit' : 'B'}/s`;
  const [, whole, fraction = '', prefix = '', binary, unit = '', per = ''] = FORM.exec(plain) ?? [];
  const power = POWERS.indexOf(prefix.toLowerCase());
  if (whole === undefined || (binary !== '' && power === 0)) return undefined;
  const length = LENGTHS.get(per);
  if (length === undefined) {
    const meant = /^(s(?=ec)|m(?=in)|h(?=r|our)|d(?=ay))/i.exec(per)?.[1]?.toLowerCase();
    const advice = meant === undefined ? '' : ` Write ${plain.slice(0, plain.indexOf('/'))}/${meant}.`;
    throw new TidemarkError(
      'usage',
      `"${text}" has an unknown unit "${per}".${advice} A rate is per s, m, h or d.`,
    );
  }
  if (unit === 'b') {
    const amount = /^[\d.]+/.exec(plain)?.[0];
    const big = prefix === 'k' || prefix === 'K' ? 'k' : prefix.toUpperCase();
    throw new TidemarkError(
      'usage',
      `"${text}" has an unknown unit "${prefix}${binary}b": it may be bits or bytes. Write ${amount}${big}${binary}bit/${per} or ${amount}${big.replace('k', binary === '' ? 'k' : 'K')}${binary}B/${per}.`,
    );
  }
  const decimals = fraction.replace(/0+$/, '');
  const isBits = /^bits?$/i.test(unit);
  const events = Number(whole + decimals) * (binary === '' ? 1000 : 1024) ** power;
  const milliseconds = length * 10 ** decimals.length * (isBits ? 8 : 1);
  if (!Number.isSafeInteger(Number(whole + decimals)) || !Number.isSafeInteger(milliseconds)) {
    throw new TidemarkError('usage', `"${text}" has too many digits to be counted exactly; round it.`);
  }
  return { events, milliseconds };
};
