import { TidemarkError } from '../../operators/tidemark-error.js';
import { kindOfUnit } from './other-unit.js';
import { scalar } from './scalar.js';

const WANTED = 'A size is wanted here: a number of bytes with a unit, such as 64MiB, 500kB or 1GB.';

const POWERS = new Map([
  ['', 0],
  ['k', 1],
  ['m', 2],
  ['g', 3],
  ['t', 4],
  ['p', 5],
]);

/** Reads `64MiB` (1,024s) or `64MB` (1,000s), `512B`; undefined for what is no size. In bytes, whole. */
export const parseSize = (text: string): number | undefined => {
  const [, digits, prefix = '', binary] = /^(\d+(?:\.\d+)?)\s*([kmgtp]?)(i?)b$/i.exec(text.trim()) ?? [];
  const power = POWERS.get(prefix.toLowerCase());
  if (digits === undefined || power === undefined || (binary !== '' && power === 0)) return undefined;
  const bytes = Number(digits) * (binary === '' ? 1000 : 1024) ** power;
  return Math.round(bytes);
};

const whyNot = (value: string | number): string => {
  const text = String(value).trim();
  if (/^\d+(\.\d+)?$/.test(text)) return `${text} has no unit. Write ${text}B, ${text}kB or ${text}MB.`;
  const [, digits, letter] = /^(\d+(?:\.\d+)?)\s*([KMGTPkgtp])$/.exec(text) ?? [];
  if (letter !== undefined)
    return `"${text}" has an unknown unit "${letter}". Write ${digits}${letter.toUpperCase().replace('K', 'k')}B.`;
  const kind = kindOfUnit(text);
  const megabytes = /^[\d.]+m$/.test(text) ? ` Write ${text.toUpperCase()}B.` : '';
  if (kind !== undefined && kind !== 'a size') return `"${text}" is ${kind}.${megabytes}`;
  return `"${text}" is no size.`;
};

/** A size with its unit, in bytes. */
export const sizeSetting = () =>
  scalar({
    type: 'size',
    wanted: WANTED,
    examples: ['64MiB', '500kB'],
    read: (value) => {
      const bytes = typeof value === 'string' ? parseSize(value) : undefined;
      if (bytes !== undefined && bytes > 0 && Number.isSafeInteger(bytes)) return bytes;
      throw new TidemarkError('usage', `${whyNot(value)} ${WANTED}`);
    },
  });
