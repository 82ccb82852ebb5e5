import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hasCode } from '../../disk/has-code.js';
import { makeDirectories } from '../../disk/make-directories.js';
import { stoppedWriting } from '../stopped-writing.js';
import { fileFailure, foreignFile, notAFile, unwritableFile } from './file-failure.js';
import type { FileBody } from './file-memory.js';
import { readAt } from './read-at.js';

const { O_RDWR, O_CREAT } = constants;

/**
 * Puts a delivery's bytes where they belong, and resolves when the disk has them. The file is opened each time, so
 * it is always the one that is at the path now. Rejects with 'undeliverable': retryable when a system call failed;
 * for good when the file is shorter than the offset, or holds other bytes just before it or in its place. Once the
 * signal is aborted no further byte is written.
 */
export async function writeAt(body: FileBody, signal: AbortSignal): Promise<void> {
  const { file, offset } = body;
  const first = offset === 0;
  const goOn = (): void => {
    if (signal.aborted) throw stoppedWriting(file);
  };
  try {
    goOn();
    const made = first ? await madeFor(file) : undefined;
    // Only the first delivery creates the file: a later one that finds none would leave a hole.
    const handle = await open(file, first ? O_RDWR | O_CREAT : O_RDWR);
    try {
      const bytes = Buffer.from(body.text);
      await refuseForeign(handle, body, bytes);
      for (let written = 0; written < bytes.length; ) {
        goOn();
        written += (await handle.write(bytes, written, bytes.length - written, offset + written))
          .bytesWritten;
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (first) await syncDirectories(dirname(file), made);
  } catch (error) {
    throw fileFailure(file, error);
  }
}

/** Where nothing can be made in a directory that is there, as under /proc, no waiting helps. */
async function madeFor(file: string): Promise<string | undefined> {
  try {
    return await makeDirectories(dirname(file));
  } catch (error) {
    throw hasCode(error, 'ENOENT') ? unwritableFile(file, error) : error;
  }
}

/**
 * Where the delivery goes there may be nothing yet, or what an earlier attempt left: its own bytes, and zeros that a
 * crash of the machine put in place of blocks it had not stored.
 */
async function refuseForeign(handle: FileHandle, body: FileBody, bytes: Buffer): Promise<void> {
  const { file, offset, before } = body;
  const status = await handle.stat();
  if (!status.isFile()) throw notAFile(file);
  if (status.size < offset) throw foreignFile(file, offset, `it has only ${status.size} bytes`);
  const from = offset - before.length;
  const expected = Buffer.concat([Buffer.from(before, 'latin1'), bytes]);
  const found = await readAt(handle, from, Math.min(status.size - from, expected.length));
  const known = expected.subarray(0, found.length);
  if (found.equals(known)) return;
  const other = found.findIndex((byte, i) => byte !== known[i] && (i < before.length || byte !== 0));
  if (other >= 0) throw foreignFile(file, offset, `byte ${from + other} is not the one that was written`);
}

/** Makes a new file's name survive a crash of the machine: its directory, and those above it from `made`, the first that was made for it. */
async function syncDirectories(directory: string, made: string | undefined): Promise<void> {
  const last = made === undefined ? directory : dirname(made);
  for (let at = directory; ; at = dirname(at)) {
    const handle = await open(at, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (at === last || at === dirname(at)) return;
  }
}
