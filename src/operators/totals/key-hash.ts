/**
 * A 32-bit hash of a key in a group, which is a safe integer. It decides where the key is looked for and nothing else; who knows the seed can make
 * keys that collide, which are slow and not wrong.
 */
export function hashKey(seed: number, group: number, key: readonly string[]): number {
  // Odd, and not to be guessed without the seed either.
  const factor = (Math.imul(seed, 0x85ebca6b) ^ 0x9e3779b1) | 1;
  let hash = Math.imul(seed ^ group, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 15) ^ Math.floor(group / 2 ** 32), factor);
  hash ^= hash >>> 15;
  for (let k = 0; k < key.length; k++) {
    const text = key[k] as string;
    const { length } = text;
    hash = Math.imul(hash ^ length, 0xcc9e2d51);
    hash ^= hash >>> 15;
    let i = 0;
    for (; i + 1 < length; i += 2) {
      hash = Math.imul(hash ^ (text.charCodeAt(i) | (text.charCodeAt(i + 1) << 16)), factor);
      hash ^= hash >>> 15;
    }
    if (i < length) {
      hash = Math.imul(hash ^ text.charCodeAt(i), factor);
      hash ^= hash >>> 15;
    }
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
