const POLYNOMIAL = 0x04c11db7;

/** By byte. */
const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte << 24;
  for (let bit = 0; bit < 8; bit++) sum = sum < 0 ? (sum << 1) ^ POLYNOMIAL : sum << 1;
  return sum;
});

/** The checksum of bzip2 with these bytes too, a CRC-32 of which the highest bits come first; begun with -1, and inverted at the end. */
export function bzip2Sum(bytes: Uint8Array, before: number): number {
  let sum = before;
  for (let i = 0; i < bytes.length; i++)
    sum = (sum << 8) ^ (TABLE[(sum >>> 24) ^ (bytes[i] as number)] as number);
  return sum;
}
