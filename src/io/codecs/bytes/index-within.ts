/** Index of the first such byte in `[from, to)`, or `to`: where what ends with it does. */
export function indexWithin(bytes: Buffer, byte: number, from: number, to: number): number {
  let i = from;
  while (i < to && bytes[i] !== byte) i++;
  return i;
}
