const LF = 0x0a;
/** So much is looked at where nothing but NUL bytes tell. */
const MOST = 4096;
/** Of a text that is no UTF-16 as many bytes are looked at. */
const LEAST = 16;
/** So many characters of ASCII in it make sure that it is UTF-16. */
const ENOUGH = 8;

/** How the bytes of an input make characters. */
export type TextEncoding = 'utf-8' | Utf16;
export type Utf16 = 'utf-16le' | 'utf-16be';

/**
 * The encoding of an input by the bytes at `offset` of it: UTF-16 by its byte-order mark at the beginning; without one only where it
 * is certain: of the first line a quarter and eight characters are ASCII, with NUL bytes nowhere but where these have them.
 * Undefined where more bytes are needed; with `isAll` there are none.
 */
export const encodingOf = (bytes: Buffer, offset: number, isAll: boolean): TextEncoding | undefined => {
  if (offset === 0) {
    const [first, second] = bytes;
    if (first === 0xff || first === 0xfe) {
      if (second === 0xff - 1 && first === 0xff) return 'utf-16le';
      if (second === 0xff && first === 0xfe) return 'utf-16be';
      if (second === undefined && !isAll) return undefined;
    }
  }
  const newline = bytes.indexOf(LF);
  const isWhole = newline !== -1 || isAll || bytes.length >= MOST;
  const line = newline === -1 ? bytes.subarray(0, MOST) : bytes.subarray(0, newline);
  const nul = line.indexOf(0);
  if (nul === -1) return isWhole || bytes.length >= LEAST ? 'utf-8' : undefined;
  return isWhole ? encodingByNuls(line, offset) : undefined;
};

function encodingByNuls(line: Buffer, offset: number): TextEncoding {
  // Its units begin at even places; behind the newline before may stand the second half of that.
  const from = offset % 2;
  const nuls = [0, 0];
  for (let i = from; i < line.length; i++) {
    if (line[i] === 0) nuls[(i - from) % 2] = (nuls[(i - from) % 2] ?? 0) + 1;
  }
  const [high = 0, low = 0] = nuls;
  const isMany = Math.max(high, low) >= Math.max(ENOUGH, (line.length - from) / 8);
  if (!isMany || (high > 0 && low > 0)) return 'utf-8';
  return high > 0 ? 'utf-16be' : 'utf-16le';
}
