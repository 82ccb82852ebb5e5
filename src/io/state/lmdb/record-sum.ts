import { crc32 } from 'node:zlib';

/** From so many bytes on, asking zlib costs less than it saves. */
const LONG = 192;

/** What a byte comes to that has 0, 1, 2 or 3 bytes after it. */
const [NONE, ONE, TWO, THREE] = tables();

/** CRC-32 of the bytes from `from` up to `to`; `before` is that of what comes before them. */
export const sumOf = (bytes: Uint8Array, from: number, to: number, before = 0): number => {
  if (to - from >= LONG) return crc32(bytes.subarray(from, to), before);
  const byte = (at: number): number => bytes[at] as number;
  const sumAt = (table: Int32Array, index: number): number => table[index & 0xff] as number;
  let sum = ~before;
  let at = from;
  for (; at + 4 <= to; at += 4) {
    sum ^= byte(at) | (byte(at + 1) << 8) | (byte(at + 2) << 16) | (byte(at + 3) << 24);
    sum = sumAt(THREE, sum) ^ sumAt(TWO, sum >>> 8) ^ sumAt(ONE, sum >>> 16) ^ sumAt(NONE, sum >>> 24);
  }
  for (; at < to; at++) sum = sumAt(NONE, sum ^ byte(at)) ^ (sum >>> 8);
  return ~sum >>> 0;
};

function tables(): readonly [Int32Array, Int32Array, Int32Array, Int32Array] {
  const none = Int32Array.from({ length: 256 }, (_, byte) => {
    let sum = byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
    return sum;
  });
  const after = (table: Int32Array): Int32Array =>
    table.map((sum) => (sum >>> 8) ^ (none[sum & 0xff] as number));
  const one = after(none);
  const two = after(one);
  return [none, one, two, after(two)];
}
