/** Bytes of a header that are looked at, at most: a name in it may be of any length. */
const MOST_BYTES = 256 * 1024;
const FIXED_BYTES = 10;
const CRC = 0x02;
const EXTRA = 0x04;
const NAME = 0x08;
const COMMENT = 0x10;
const RESERVED = 0xe0;

/** Whether these bytes begin as every gzip file does, as far as they go. */
export const beginsAsGzip = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x1f && (bytes.length < 2 || bytes[1] === 0x8b) && (bytes.length < 3 || bytes[2] === 8);

/** Length of the header that a member of a gzip file begins with (RFC 1952); undefined: there is more to come; 'none': it is no header. */
export const gzipHeaderLength = (bytes: Uint8Array): number | 'none' | undefined => {
  if (!beginsAsGzip(bytes)) return 'none';
  const flags = bytes[3];
  if (flags === undefined) return undefined;
  if ((flags & RESERVED) !== 0) return 'none';
  let at: number = FIXED_BYTES;
  if ((flags & EXTRA) !== 0) at += 2 + ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8));
  for (const text of [NAME, COMMENT]) {
    if ((flags & text) === 0) continue;
    const end = bytes.indexOf(0, at);
    if (end < 0) return bytes.length > MOST_BYTES ? 'none' : undefined;
    at = end + 1;
  }
  if ((flags & CRC) !== 0) at += 2;
  return at <= bytes.length ? at : undefined;
};
