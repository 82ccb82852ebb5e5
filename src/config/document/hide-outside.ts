/** A value that came from a variable or a file. */
export interface OutsideValue {
  /** What the config holds, as `${LIMIT}`. */
  readonly written: string;
  readonly value: string;
  /** What of it came from outside; half-open ranges, in UTF-16 units. */
  readonly ranges: readonly (readonly [start: number, end: number])[];
}

interface Said {
  readonly message: string;
  readonly suggestion?: string | undefined;
}

/** Shorter values are parts of any sentence. */
const SHORTEST = 3;
/** Pieces of a value that tell something of it. */
const PIECES = /[\p{L}]+|\p{N}+|[\p{L}\p{N}]+/gu;

/**
 * The same words without anything that came from outside. Of what is said about such a value itself, only those sentences
 * stay that have nothing in common with it; elsewhere its text is replaced by what the config holds.
 */
export const hideOutside = (
  said: Said,
  path: string | undefined,
  outside: ReadonlyMap<string, OutsideValue>,
): Said => {
  if (outside.size === 0) return said;
  const own = path === undefined ? undefined : outside.get(path);
  const { message, suggestion } = own === undefined ? said : withoutOwn(said, own);
  return {
    message: replaced(message, outside),
    ...(suggestion !== undefined && { suggestion: replaced(suggestion, outside) }),
  };
};

const withoutOwn = ({ message, suggestion }: Said, { written, value }: OutsideValue): Said => {
  const pieces = new Set([...value.matchAll(PIECES)].map(([piece]) => piece.toLowerCase()));
  for (const whole of value.toLowerCase().split(/[^\p{L}\p{N}]+/u)) if (whole !== '') pieces.add(whole);
  const tells = (text: string): boolean => {
    const words = text.toLowerCase().match(PIECES) ?? [];
    return (
      text.includes(value) ||
      [...words, ...text.toLowerCase().split(/[^\p{L}\p{N}]+/u)].some((word) => pieces.has(word))
    );
  };
  const kept = message.split(/(?<=[.?]) (?=\p{Lu})/u).filter((sentence) => !tells(sentence));
  return {
    message: [`The value of ${written} does not fit here.`, ...kept].join(' '),
    // What it resembles would tell what it is.
    ...(suggestion !== undefined &&
      !tells(suggestion) &&
      !/did you mean/i.test(suggestion) && { suggestion }),
  };
};

const replaced = (text: string, outside: ReadonlyMap<string, OutsideValue>): string => {
  let shown = text;
  for (const { written, value } of outside.values()) {
    if (value.length < SHORTEST || !shown.includes(value)) continue;
    const escaped = value.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
    shown = shown.replace(new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, 'gu'), () => written);
  }
  return shown;
};
