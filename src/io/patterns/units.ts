/** UTF-16 code units as ranges, in order and with something between them. */
export type Units = readonly (readonly [from: number, to: number])[];

const LAST = 0xffff;
const KELVIN = 0x212a;
const LONG_S = 0x17f;

/** These ranges, in whatever order and overlapping, as units. */
export const unitsOf = (ranges: Units): Units => {
  const united: [number, number][] = [];
  for (const [from, to] of [...ranges].sort(([a], [b]) => a - b)) {
    const last = united.at(-1);
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else united.push([from, to]);
  }
  return united;
};

/** All others. */
export const othersThan = (units: Units): Units => {
  const starts = [0, ...units.map(([, to]) => to + 1)];
  const ends = [...units.map(([from]) => from - 1), LAST];
  return starts.map((from, i) => [from, ends[i] ?? LAST] as const).filter(([from, to]) => from <= to);
};

/**
 * These and what is the same without regard to case, as RE2 has it; undefined where there is more than ASCII, which folds in
 * more ways. Two letters of ASCII have a third form: the Kelvin sign is a k, and the long s an s.
 */
export const folded = (units: Units): Units | undefined => {
  if (units.some(([, to]) => to > 0x7f)) return undefined;
  const has = (unit: number): boolean => units.some(([from, to]) => from <= unit && unit <= to);
  const more: [number, number][] = [];
  for (let upper = 0x41; upper <= 0x5a; upper++) {
    const lower = upper + 0x20;
    if (has(upper) || has(lower)) more.push([upper, upper], [lower, lower]);
  }
  if (has(0x4b) || has(0x6b)) more.push([KELVIN, KELVIN]);
  if (has(0x53) || has(0x73)) more.push([LONG_S, LONG_S]);
  return unitsOf([...units, ...more]);
};

/** As JavaScript writes one unit, in a class and outside of one. */
const written = (unit: number): string => {
  const character = String.fromCharCode(unit);
  if (/[\w "'<>=:;,!@#%&~`]/.test(character)) return character;
  if (unit > 0x20 && unit < 0x7f) return `\\${character}`;
  return `\\u${unit.toString(16).padStart(4, '0')}`;
};

const ranges = (units: Units): string =>
  units.map(([from, to]) => (from === to ? written(from) : `${written(from)}-${written(to)}`)).join('');

/** As JavaScript writes "one of these", without flags. */
export const sourceOf = (units: Units): string => {
  const [first, ...more] = units;
  if (first !== undefined && more.length === 0 && first[0] === first[1]) return written(first[0]);
  return units.at(-1)?.[1] === LAST ? `[^${ranges(othersThan(units))}]` : `[${ranges(units)}]`;
};
