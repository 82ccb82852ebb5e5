const MINUS = 0x2d;
const DOT = 0x2e;
const QUOTE = 0x22;
/** A whole number of fewer digits is safe. */
const LEAST = 16;
/** The greatest number of so many digits that is. */
const MOST_SAFE = String(Number.MAX_SAFE_INTEGER);

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;

/**
 * Whether the bytes of a JSON text may hold a whole number past 2^53, whose digits a double would round. Looks at every
 * sixteenth byte: a run of so many digits cannot be missed, and most lines have none.
 */
export function mayHoldLarge(bytes: Buffer, from: number, to: number): boolean {
  for (let at = from + LEAST - 1; at < to; at += LEAST) {
    if (!isDigit(bytes[at])) continue;
    let start = at;
    while (start > from && isDigit(bytes[start - 1])) start--;
    let end = at + 1;
    while (end < to && isDigit(bytes[end])) end++;
    if (end - start >= LEAST && isLarge(bytes, from, start, end, to)) return true;
    at = end - 1;
  }
  return false;
}

/** Whether a run of digits stands where a number may, has no decimals, and is past what is safe. */
function isLarge(bytes: Buffer, from: number, start: number, end: number, to: number): boolean {
  if (end < to && (bytes[end] === DOT || bytes[end] === QUOTE || isExponent(bytes[end]))) return false;
  const before = start > from && bytes[start - 1] === MINUS ? start - 2 : start - 1;
  if (before >= from && (bytes[before] === DOT || bytes[before] === QUOTE)) return false;
  return end - start > LEAST || bytes.toString('latin1', start, end) > MOST_SAFE;
}

const isExponent = (byte: number | undefined): boolean => byte === 0x65 || byte === 0x45;

/** Strings are taken whole, so that digits in them are left alone. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const WHOLE = /^-?[1-9]\d{15,}$/;

/** The same JSON with its whole numbers past 2^53 in quotes: as texts they keep their digits. For a text that is JSON. */
export const largeAsTexts = (json: string): string =>
  json.replace(TOKEN, (token) => {
    if (token.length < LEAST || !WHOLE.test(token)) return token;
    const digits = token.startsWith('-') ? token.slice(1) : token;
    return digits.length > LEAST || digits > MOST_SAFE ? `"${token}"` : token;
  });
