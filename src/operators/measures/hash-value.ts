/** How many bits `hashValue` gives: as many as a double holds exactly. */
export const HASH_BITS = 53;

/** Written before every look, so nothing is shared between runs. */
const buffer = /* @__PURE__ */ new ArrayBuffer(8);
const double = /* @__PURE__ */ new Float64Array(buffer);
const words = /* @__PURE__ */ new Int32Array(buffer);

/** Different seeds keep a number and its text apart. */
const [TEXT, NUMBER, TRUE, FALSE, BIGINT, JSON_TEXT] = [1, 2, 3, 4, 5, 6];

/**
 * A whole number of 53 bits from a value, the same in every run: different for different values but for one in 10^15,
 * 1 and "1" included; -0 is 0. Objects are taken by their JSON text. Not for values that somebody chose to collide.
 */
export function hashValue(value: unknown): number {
  switch (typeof value) {
    case 'string':
      return hashText(value, TEXT);
    case 'number':
      // Adding 0 turns -0 into 0; every NaN becomes the same one.
      double[0] = Number.isNaN(value) ? Number.NaN : value + 0;
      return finish(mixed(NUMBER ^ (words[0] as number), words[1] as number), words[1] as number);
    case 'boolean':
      return finish(value ? TRUE : FALSE, 0);
    case 'bigint':
      return hashText(String(value), BIGINT);
    default:
      // Undefined for functions and symbols, which its type does not say.
      return hashText((JSON.stringify(value) as string | undefined) ?? String(value), JSON_TEXT);
  }
}

/** Every character moves all 64 bits on in a way that can be undone, so texts of one length meet by chance alone. */
function hashText(text: string, seed: number): number {
  let a = seed;
  let b = text.length;
  for (let i = 0; i < text.length; i++) {
    a = mixed(a, text.charCodeAt(i));
    b = Math.imul(b + a, 0x85ebca77 | 0);
    b = (b << 13) | (b >>> 19);
  }
  return finish(a, b);
}

function mixed(a: number, word: number): number {
  const product = Math.imul(a ^ word, 0x9e3779b1 | 0);
  return (product << 15) | (product >>> 17);
}

/** The end of MurmurHash3, over two words that stir each other. */
function finish(a: number, b: number): number {
  const high = stirred(stirred(a) ^ b);
  const low = stirred(high ^ Math.imul(b, 0xc2b2ae35 | 0) ^ a);
  return (high >>> 0) * 2 ** 21 + (low >>> 11);
}

function stirred(word: number): number {
  let mixing = Math.imul(word ^ (word >>> 16), 0x85ebca6b | 0);
  mixing = Math.imul(mixing ^ (mixing >>> 13), 0xc2b2ae35 | 0);
  return mixing ^ (mixing >>> 16);
}
