import { beginsValue, type Token } from './tokens.js';

const MILLISECONDS: ReadonlyMap<string, number> = new Map([
  ['us', 0.001],
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

const BYTES: ReadonlyMap<string, number> = new Map(
  ['K', 'M', 'G', 'T', 'P', 'E'].flatMap((letter, i): [string, number][] => [
    [`${letter}iB`, 1024 ** (i + 1)],
    [`${letter}B`, 1000 ** (i + 1)],
    [`${letter.toLowerCase()}B`, 1000 ** (i + 1)],
  ]),
);

/** What to write instead of a number with a unit (`500ms`, `10MiB`, `5%`); undefined where there is none. */
export const unitHint = (
  number: Token,
  unit: Token | undefined,
  after: Token | undefined,
): string | undefined => {
  if (unit === undefined || unit.start !== number.end) return undefined;
  const amount = Number(number.text);
  if (unit.text === '%')
    // 7%2 is a remainder.
    return beginsValue(after) || /^[-(![]$/.test(after?.text ?? '')
      ? undefined
      : `write ${Number((amount / 100).toPrecision(15))}`;
  if (unit.kind !== 'name' || unit.text === 'in') return undefined;
  const milliseconds = MILLISECONDS.get(unit.text);
  if (milliseconds !== undefined) return `write ${amount * milliseconds}, in milliseconds`;
  const bytes = BYTES.get(unit.text);
  return bytes === undefined ? `write ${number.text}` : `write ${amount * bytes}, in bytes`;
};
