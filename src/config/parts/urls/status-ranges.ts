import { TidemarkError } from '../../../operators/tidemark-error.js';

type Range = readonly [from: number, to: number];

/** `200`, `"200-299"`, `"2xx"`, and several with commas, as inclusive ranges. Throws TidemarkError 'bad-options'. */
export const statusRanges = (written: readonly (string | number)[]): readonly Range[] =>
  written.flatMap((one) =>
    String(one)
      .split(',')
      .map((text) => rangeOf(text.trim())),
  );

const rangeOf = (text: string): Range => {
  const [, family] = /^([1-5])xx$/i.exec(text) ?? [];
  if (family !== undefined) return [Number(family) * 100, Number(family) * 100 + 99];
  const [, first, last = first] = /^(\d{3})(?:\s*[-–]\s*(\d{3}))?$/.exec(text) ?? [];
  const range: Range = [Number(first), Number(last)];
  if (range[0] >= 100 && range[1] <= 999 && range[0] <= range[1]) return range;
  throw new TidemarkError(
    'bad-options',
    `"${text}" is no status, and no range of them. Write 200, 200-299 or 2xx.`,
  );
};
