import { open } from 'node:fs/promises';
import { hasCode } from '../../../io/disk/has-code.js';
import { readAt } from '../../../io/sinks/file/read-at.js';

const BLOCK = 64 * 1024;
const NEWLINE = 10;

/**
 * The whole lines of a file, the last first, each without its end, in groups as they are read; nothing of a file that is not there.
 * `onRead` is told how many bytes were read. What stands after the last end of a line is being written.
 */
export async function* linesBackwards(
  file: string,
  onRead: (bytes: number) => void,
): AsyncGenerator<readonly string[], void, undefined> {
  const handle = await open(file, 'r').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  });
  if (handle === undefined) return;
  try {
    let { size: from } = await handle.stat();
    let isNewest = true;
    /** What is known of the line that began before the block read last; its pieces, the last first. */
    let rest: Buffer[] = [];
    while (from > 0) {
      const length = Math.min(BLOCK, from);
      from -= length;
      let block = await readAt(handle, from, length);
      onRead(block.length);
      if (isNewest) {
        const end = block.lastIndexOf(NEWLINE);
        if (end < 0) continue;
        isNewest = false;
        block = block.subarray(0, end);
      }
      const first = from === 0 ? -1 : block.indexOf(NEWLINE);
      if (first < 0 && from > 0) {
        rest.push(block);
        continue;
      }
      const text = Buffer.concat([block.subarray(first + 1), ...rest.reverse()]).toString('utf8');
      rest = from === 0 ? [] : [block.subarray(0, first)];
      yield text.split('\n').reverse();
    }
  } finally {
    await handle.close();
  }
}
