import type { RateLevel } from '../../operators/alert/threshold.js';
import { largeWhole } from '../../operators/number-in-text.js';
import { TidemarkError } from '../../operators/tidemark-error.js';
import { parseDuration } from '../../operators/time/parse-duration.js';
import { parseRate } from '../../operators/time/rate.js';
import { kindOfUnit } from './kind-of-unit.js';
import { parseBandwidth } from './parse-bandwidth.js';
import { parseSize } from './parse-size.js';
import { scalar } from './scalar.js';

/** A level as it is written, with the kind of unit that says what it can be compared with. */
export type LevelSetting =
  | { readonly unit: 'number'; readonly value: number; readonly text: string }
  /** As a fraction: 5% is 0.05. */
  | { readonly unit: 'percent'; readonly value: number; readonly text: string }
  | { readonly unit: 'rate'; readonly value: RateLevel; readonly text: string }
  /** Bytes in a time. */
  | { readonly unit: 'bandwidth'; readonly value: RateLevel; readonly text: string }
  /** In milliseconds. */
  | { readonly unit: 'duration'; readonly value: number; readonly text: string }
  /** In bytes. */
  | { readonly unit: 'size'; readonly value: number; readonly text: string };

const WANTED =
  'A level is wanted here: a number, or one with a unit, such as 10/s, 5%, 800ms, 500GiB or 5MiB/s.';

/** Decimals shift by text, so that 0.07% is what the same digits make elsewhere: 0.0007. */
const percent = (digits: string): number => Number(`${digits}e-2`);

export const parseLevel = (value: string | number): LevelSetting => {
  const text = String(value).trim();
  const large = largeWhole(text);
  if (large !== undefined && BigInt(Number(text)) !== large)
    throw new TidemarkError('usage', `"${text}" has too many digits to be compared exactly; round it.`);
  if (/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text))
    return { unit: 'number', value: Number(text), text };
  const [, digits] = /^([-+]?\d+(?:\.\d+)?)\s*%$/.exec(text) ?? [];
  if (digits !== undefined) return { unit: 'percent', value: percent(digits), text };
  const bandwidth = parseBandwidth(text);
  if (bandwidth !== undefined) return { unit: 'bandwidth', value: bandwidth, text };
  if (/^\d.*\//.test(text)) {
    const { events, milliseconds } = parseRate(text);
    return { unit: 'rate', value: { events, milliseconds }, text };
  }
  const [, amount = '', letter] = /^(\d+(?:\.\d+)?)\s*([KMGTPE])$/.exec(text) ?? [];
  if (letter !== undefined)
    throw new TidemarkError(
      'usage',
      `"${text}" has an unknown unit "${letter}": a size ends in B. Write ${amount}${letter.replace('K', 'k')}B${letter === 'M' ? `, or ${amount}m for minutes` : ''}.`,
    );
  if (kindOfUnit(text) === 'a percentage')
    throw new TidemarkError(
      'usage',
      `"${text}" has an unknown unit: a percentage ends in %. Write ${Number.parseFloat(text)}%.`,
    );
  const bytes = parseSize(text);
  if (bytes !== undefined) return { unit: 'size', value: bytes, text };
  if (/^\d/.test(text)) return { unit: 'duration', value: parseDuration(text), text };
  throw new TidemarkError('usage', `"${text}" is no level. ${WANTED}`);
};

/** A level to compare a value with. */
export const levelSetting = () =>
  scalar({
    type: 'level',
    wanted: WANTED,
    examples: ['10/s', '5%', '800ms', '500GiB', '5MiB/s'],
    read: parseLevel,
  });
