import { TidemarkError } from '../../operators/tidemark-error.js';
import { kindOfUnit } from './kind-of-unit.js';
import { parseSize } from './parse-size.js';
import { scalar } from './scalar.js';

const WANTED = 'A size is wanted here: a number of bytes with a unit, such as 64MiB, 500kB or 1GB.';

const whyNot = (value: string | number): string => {
  const text = String(value).trim();
  if (/^\d+(\.\d+)?$/.test(text)) return `${text} has no unit. Write ${text}B, ${text}kB or ${text}MB.`;
  const [, digits, letter] = /^(\d+(?:\.\d+)?)\s*([KMGTPEkgtpe])$/.exec(text) ?? [];
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
