/** Four bytes as one number, the first one lowest: `readInt32LE` without its checks, for bytes that are known to be there. */
export const wordAt = (bytes: Buffer, at: number): number =>
  (bytes[at] as number) |
  ((bytes[at + 1] as number) << 8) |
  ((bytes[at + 2] as number) << 16) |
  ((bytes[at + 3] as number) << 24);
