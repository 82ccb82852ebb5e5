/** Bytes that a value that stands alone takes, about. */
const WORD = 8;

/**
 * How many bytes a structured-clonable value takes, about, without serializing it: one for each character of a string,
 * all of a view, and a word for everything else. What a value holds twice counts twice, but not what it is inside of.
 */
export const sizeOf = (value: unknown): number => {
  const within = new Set<object>();
  const walk = (part: unknown): number => {
    if (typeof part === 'string') return part.length;
    if (typeof part !== 'object' || part === null) return WORD;
    if (ArrayBuffer.isView(part) || part instanceof ArrayBuffer) return part.byteLength;
    if (within.has(part)) return WORD;
    within.add(part);
    let size = WORD;
    if (part instanceof Map) for (const [key, held] of part) size += walk(key) + walk(held);
    else if (part instanceof Set || Array.isArray(part)) for (const held of part) size += walk(held);
    else for (const [key, held] of Object.entries(part)) size += key.length + walk(held);
    within.delete(part);
    return size;
  };
  return walk(value);
};
