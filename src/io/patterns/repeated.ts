/** A part of a pattern as JavaScript writes it, and what its repetition depends on. */
export interface Part {
  readonly source: string;
  /** Whether it may match nothing. */
  readonly mayBeEmpty: boolean;
  /** Its instructions, with repetitions written out. */
  readonly size: number;
  /** Whether it has groups, and whether all of them take part whenever it matches. */
  readonly groups: 'none' | 'always' | 'sometimes';
}

/** How often, and whether as seldom as it can. */
export interface Times {
  readonly least: number;
  readonly most: number;
  readonly isLazy: boolean;
}

/** V8 takes no pattern for its linear engine in which a part would be written out more often. */
const COPIES = 16;

/**
 * A part that is repeated; undefined where RE2 and JavaScript differ: in a repeated part that may match nothing, and in what a group
 * holds that took no part in the last repetition (JavaScript forgets what it held before).
 */
export const repeated = (part: Part, times: Times): Part | undefined => {
  const { least, most } = times;
  if (part.mayBeEmpty || (most > 1 && part.groups === 'sometimes')) return undefined;
  return {
    source: sourceOf(part, times),
    mayBeEmpty: least === 0,
    size: part.size * (most === Infinity ? least + 1 : most),
    groups: least === 0 && part.groups === 'always' ? 'sometimes' : part.groups,
  };
};

const sourceOf = ({ source, groups }: Part, { least, most, isLazy }: Times): string => {
  const lazy = isLazy ? '?' : '';
  if (least === 0 && most === 1) return `${source}?${lazy}`;
  if (most === Infinity && least < 2) return `${source}${least === 0 ? '*' : '+'}${lazy}`;
  if (groups !== 'none' || most <= COPIES)
    return `${source}{${least},${most === Infinity ? '' : most}}${lazy}`;
  // In pieces that V8 takes: so often for certain, and the rest behind it.
  const certain = `${source}{${COPIES}}`.repeat(Math.floor(least / COPIES));
  const rest = least % COPIES === 0 ? '' : `${source}{${least % COPIES}}`;
  const more =
    most === Infinity ? `${source}*${lazy}` : most === least ? '' : `${source}{0,${most - least}}${lazy}`;
  return `(?:${certain}${rest}${more})`;
};
