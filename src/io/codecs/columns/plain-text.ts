/** The text of bytes in which nothing is escaped: UTF-8, and what is not UTF-8 becomes U+FFFD. */
export function plainText(bytes: Buffer, from: number, to: number): string {
  let bits = 0;
  for (let i = from; i < to; i++) bits |= bytes[i] as number;
  return bytes.toString(bits < 0x80 ? 'latin1' : 'utf8', from, to);
}
