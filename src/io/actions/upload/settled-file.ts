import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { codeOf } from '../../code-of.js';
import { fileIdentity } from '../../sources/directory/file-identity.js';
import { FileFault } from './file-fault.js';

/** A link in its place is not followed, and nothing that it may have become meanwhile holds us up. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Bytes that are read at once where a file is read through. */
const PIECE = 1024 * 1024;

/** A file that was settled, open: whatever has its name by now, this is what was meant. */
export class SettledFile {
  private constructor(
    private readonly handle: FileHandle,
    private readonly identity: string,
  ) {}

  /** Rejects with a FileFault where it cannot be opened, or is not what it was. */
  static async open(place: Buffer, identity: string): Promise<SettledFile> {
    let handle: FileHandle;
    try {
      handle = await open(place, FLAGS);
    } catch (error) {
      throw faultOf(error);
    }
    const file = new SettledFile(handle, identity);
    try {
      await file.check();
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Rejects with a FileFault `changed` where it is not what it was. */
  async check(): Promise<void> {
    const stats = await this.handle.stat({ bigint: true }).catch((error: unknown) => {
      throw faultOf(error);
    });
    if (!stats.isFile() || fileIdentity(stats) !== this.identity)
      throw new FileFault('changed', 'it was changed since it had settled');
  }

  /** Fills the buffer from that byte of the file on. Rejects with a FileFault where there are fewer. */
  async read(buffer: Uint8Array, from: number): Promise<void> {
    for (let at = 0; at < buffer.length; ) {
      const { bytesRead } = await this.handle
        .read(buffer, at, buffer.length - at, from + at)
        .catch((error: unknown) => {
          throw faultOf(error);
        });
      if (bytesRead === 0) throw new FileFault('changed', 'it has become shorter since it had settled');
      at += bytesRead;
    }
  }

  /** So many bytes from its beginning, one piece after the other. */
  async *pieces(bytes: number): AsyncGenerator<Buffer, void, undefined> {
    for (let from = 0; from < bytes; from += PIECE) {
      const piece = Buffer.allocUnsafe(Math.min(PIECE, bytes - from));
      await this.read(piece, from);
      yield piece;
    }
  }

  async close(): Promise<void> {
    await this.handle.close();
  }
}

const faultOf = (error: unknown): FileFault => {
  const code = codeOf(error);
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new FileFault('gone', 'it is not there any more');
    case 'ELOOP':
    case 'ENXIO':
      return new FileFault('changed', 'something that is no file has its name now');
    case 'EACCES':
    case 'EPERM':
      return new FileFault('unreadable', 'we may not read it');
    default:
      return new FileFault('unreadable', `it cannot be read (${code || String(error)})`);
  }
};
