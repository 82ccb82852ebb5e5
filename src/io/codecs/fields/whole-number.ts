/** As many digits as a `number` holds exactly, whatever they are. */
const MAX_DIGITS = 15;

/** The whole number that is all of `bytes[from, to)`, without sign or leading zero; -1 for anything else. */
export function wholeNumber(bytes: Buffer, from: number, to: number): number {
  if (to - from > MAX_DIGITS || (bytes[from] === 0x30 && to - from > 1)) return -1;
  let value = 0;
  for (let i = from; i < to; i++) {
    const digit = (bytes[i] as number) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}
