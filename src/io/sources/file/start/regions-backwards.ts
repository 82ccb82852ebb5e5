import type { OpenFile } from '../reading/open-file.js';

const LF = 0x0a;

/** Lines that lie together in a file. */
export interface Region {
  /** Start of the first line. */
  readonly offset: number;
  /** Whole lines, but for the last one of the file; empty where the block has no newline. */
  readonly bytes: Buffer;
  /** Bytes read for it. */
  readonly scanned: number;
}

const NONE = Buffer.alloc(0);

/** Reads a file block by block from its end; each line comes with the block in which it begins, or the one before where that is cut there. */
export async function* regionsBackwards(
  file: OpenFile,
  size: number,
  blockBytes: number,
): AsyncGenerator<Region, void, undefined> {
  /** The rest, behind the block, of the line that the block ends with. */
  let rest: Buffer = NONE;
  for (let to = size; to > 0; ) {
    const from = Math.max(0, to - blockBytes);
    const block = await readWhole(file, from, to - from);
    const first = from === 0 ? 0 : block.indexOf(LF) + 1;
    if (from > 0 && first === 0) {
      rest = Buffer.concat([block, rest]);
      yield { offset: to, bytes: NONE, scanned: block.length };
    } else {
      yield {
        offset: from + first,
        bytes: Buffer.concat([block.subarray(first), rest]),
        scanned: block.length,
      };
      rest = block.subarray(0, first);
    }
    to = from;
  }
}

/** As many bytes as were asked for, or all there are. */
export const readWhole = async (file: OpenFile, at: number, length: number): Promise<Buffer> => {
  const bytes = Buffer.allocUnsafeSlow(length);
  let filled = 0;
  while (filled < length) {
    const count = await file.read(bytes.subarray(filled), at + filled);
    if (count === 0) break;
    filled += count;
  }
  return bytes.subarray(0, filled);
};
