import type { FileHandle } from 'node:fs/promises';
import type { Chunk } from '../../operators/chunk.js';
import { NONE_REJECTED } from '../../operators/rejected.js';
import { FileCursor } from './file-cursor.js';
import { filePosition } from './file-position.js';
import { holdsAnything } from './holds-anything.js';
import { openReadable } from './open-readable.js';
import { type ReadingOptions, readingOptions } from './reading-options.js';
import type { Source } from './source.js';
import { unreadable } from './unreadable.js';

export interface FileOptions<T> extends ReadingOptions<T> {
  readonly path: string;
  /** Wait for more at the end, and for a file that is not there yet; false by default. */
  readonly follow?: boolean;
  /** Told, in a sentence, what whoever runs the program may want to know. */
  readonly onWarning?: (message: string) => void;
}

export interface FileSource<T> extends Source<T> {
  /** Of the run that was started last. */
  readonly lines: number;
  /** Bytes read of the file, and bytes in it when it was last looked at; of the run that was started last. */
  readonly progress: { readonly bytes: number; readonly total: number };
}

/**
 * Reads a file to its end, or follows it as it grows. Positions are `{ offset, codec }` and resume exactly after
 * their rows. Once: throws TidemarkError 'unreadable' where the file is missing, a directory or not ours to read;
 * a last line without a newline counts. Following: waits for a missing file, holds a last line back until its
 * newline comes, and after each look that found nothing yields a chunk with `now`.
 *
 * A file that is shorter than what was read of it was truncated: it is read again from the beginning.
 */
export const file = <T>(options: FileOptions<T>): FileSource<T> => {
  const { path, follow = false, onWarning: warn = () => undefined } = options;
  const { codec, fields, clock, readBytes, poll } = readingOptions(options);
  let latest: FileCursor<T> | undefined;
  let size = 0;

  async function* read(resume: unknown, signal: AbortSignal): AsyncGenerator<Chunk<T>, void, undefined> {
    const cursor = new FileCursor(codec, fields, filePosition(resume, path));
    const start = cursor.at;
    latest = cursor;
    // Decoders copy what they keep, so one buffer serves every read.
    const buffer = Buffer.allocUnsafe(readBytes);
    let handle: FileHandle | undefined;
    let warned = false;
    try {
      while (!signal.aborted) {
        // Taken before the look: everything written before `now` has been seen, even if the process stood still meanwhile.
        const now = clock.now();
        if (handle === undefined) {
          handle = await openReadable(path, follow);
          if (handle !== undefined) {
            size = await sizeOf(handle, path);
          } else if (!warned) {
            warned = true;
            warn(`${path} does not exist yet. Waiting for it to appear.`);
          }
        }
        if (handle !== undefined) {
          const bytesRead = await readAt(handle, buffer, cursor.at, path);
          if (bytesRead > 0) {
            const decoded = cursor.take(buffer.subarray(0, bytesRead));
            if (holdsAnything(decoded)) yield { ...decoded, position: cursor.position };
            continue;
          }
          size = await sizeOf(handle, path);
          // A single pass asks only before its first byte: some files (in /proc) are longer than they say.
          if (size < cursor.at && (follow || cursor.at === start)) {
            warn(
              `${path} has shrunk from ${cursor.at} to ${size} bytes. Reading it again from the beginning.`,
            );
            yield { ...cursor.restart(), position: cursor.position };
            continue;
          }
        }
        if (!follow) {
          const last = cursor.end();
          if (holdsAnything(last)) yield { ...last, position: cursor.position };
          return;
        }
        yield { rows: [], rejected: NONE_REJECTED, position: cursor.position, now };
        await clock.sleep(poll, signal);
      }
    } finally {
      await handle?.close();
    }
  }

  return {
    read,
    get lines() {
      return latest?.lines ?? 0;
    },
    get progress() {
      const bytes = latest?.at ?? 0;
      return { bytes, total: Math.max(size, bytes) };
    },
  };
};

const readAt = async (handle: FileHandle, buffer: Buffer, at: number, path: string): Promise<number> => {
  try {
    return (await handle.read(buffer, 0, buffer.length, at)).bytesRead;
  } catch (error) {
    throw unreadable(path, error);
  }
};

const sizeOf = async (handle: FileHandle, path: string): Promise<number> => {
  try {
    return (await handle.stat()).size;
  } catch (error) {
    throw unreadable(path, error);
  }
};
