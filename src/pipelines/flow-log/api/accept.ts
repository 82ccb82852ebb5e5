/** What rows can be written in. */
export type Format = 'json' | 'ndjson' | 'csv';

const TYPES: readonly (readonly [Format, readonly string[]])[] = [
  ['json', ['application/json', 'application/*', '*/*']],
  ['ndjson', ['application/x-ndjson', 'application/ndjson', 'application/jsonl', 'application/*', '*/*']],
  ['csv', ['text/csv', 'text/*', '*/*']],
];

interface Wish {
  readonly type: string;
  readonly weight: number;
}

/**
 * The one of the formats that are offered that whoever asks likes best, by an `Accept` header: JSON where there is none; of two that are liked the
 * same, JSON, then NDJSON, then CSV. undefined where none is liked.
 */
export const acceptedFormat = (
  header: string | undefined,
  offered: readonly Format[] = ['json', 'ndjson', 'csv'],
): Format | undefined => {
  if (header === undefined || header.trim() === '') return 'json';
  const wishes = header.split(',').map(wishOf);
  let best: Format | undefined;
  let most = 0;
  for (const [format, types] of TYPES) {
    const weight = offered.includes(format) ? weightOf(types, wishes) : 0;
    if (weight > most) [best, most] = [format, weight];
  }
  return best;
};

/** The narrowest wish that fits says how much a format is liked. */
const weightOf = (types: readonly string[], wishes: readonly Wish[]): number => {
  const exact = wishes.filter(({ type }) => types.includes(type) && !type.endsWith('*'));
  if (exact.length > 0) return Math.max(...exact.map(({ weight }) => weight));
  for (const type of types.filter((one) => one.endsWith('*'))) {
    const wish = wishes.find((one) => one.type === type);
    if (wish !== undefined) return wish.weight;
  }
  return 0;
};

const wishOf = (text: string): Wish => {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((one) => one.startsWith('q='))?.slice(2);
  const weight =
    quality === undefined ? 1 : /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(quality) ? Number(quality) : 0;
  return { type, weight };
};
