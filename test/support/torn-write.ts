import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { FileBody } from '../../src/io/sinks/file/file-memory.js';
import type { Delivery } from '../../src/io/sinks/sink.js';

/**
 * Leaves a file as a write of the file sink leaves it that did not come to its end: the first bytes of the delivery,
 * or its length with zeros in place of the rest, as a crash of the machine may.
 */
export async function tornWrite(delivery: Delivery, share: number, zeros: boolean): Promise<void> {
  // What the file sink composed.
  const { file, offset, text } = delivery.body as FileBody;
  const bytes = Buffer.from(text);
  const torn = bytes.subarray(0, Math.floor(bytes.length * share));
  await mkdir(dirname(file), { recursive: true });
  const handle = await open(file, offset === 0 ? 'a' : 'r+').then(async (made) => {
    await made.close();
    return open(file, 'r+');
  });
  try {
    await handle.write(torn, 0, torn.length, offset);
    if (zeros) await handle.truncate(Math.max((await handle.stat()).size, offset + bytes.length));
  } finally {
    await handle.close();
  }
}
