/** Bytes of a number in base-128, the least significant first. */
export const varintBytes = (value: number): number => {
  let bytes = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) bytes++;
  return bytes;
};

/** Writes it at `at`, and gives the place after it. */
export const writeVarint = (into: Uint8Array, at: number, value: number): number => {
  let place = at;
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) into[place++] = (rest % 128) | 128;
  into[place++] = rest;
  return place;
};

/** What is read and the place after it; undefined where there is none, or one above 2^53. */
export const readVarint = (
  from: Uint8Array,
  at: number,
): { readonly value: number; readonly next: number } | undefined => {
  let value = 0;
  let scale = 1;
  for (let place = at; place < from.length; place++) {
    const byte = from[place] ?? 0;
    value += (byte & 127) * scale;
    if (!Number.isSafeInteger(value)) return undefined;
    if (byte < 128) return { value, next: place + 1 };
    scale *= 128;
  }
  return undefined;
};
