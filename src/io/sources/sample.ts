import type { Readable } from 'node:stream';
import type { Clock } from '../clock.js';
import { MaybePacked } from '../compression/maybe-packed.js';
import { closeDescriptor, readDescriptor } from '../disk/descriptor.js';
import { openReadable } from './open-readable.js';
import { unreadable } from './unreadable.js';

/** The beginning of an input, decompressed. */
export interface Sample {
  /** Whole lines, unless there is none: what follows the last newline is left out where more follows. */
  readonly bytes: Buffer;
  /** Whether that is all of it. */
  readonly isWhole: boolean;
  /** Bytes of the file as it lies there; undefined for a stream. */
  readonly size: number | undefined;
  /** When it was written to last, in epoch milliseconds. */
  readonly written?: number;
  /** What is wrong with its compression, in sentences. */
  readonly warnings: readonly string[];
}

const NEWLINE = 0x0a;
const READ_BYTES = 64 * 1024;
/** Silence after which what came on a stream that goes on is looked at. */
const SILENCE = 3000;

/** Reads at most so many bytes of the beginning of a file. Throws TidemarkError 'unreadable'. */
export const sampleOfFile = async (path: string, most: number): Promise<Sample> => {
  const { descriptor, stat } = await openReadable(path);
  const gathered = new Gathered(path, most);
  try {
    const block = Buffer.allocUnsafe(READ_BYTES);
    let at = 0;
    while (!gathered.isFull) {
      const read = await readDescriptor(descriptor, block, at).catch((error: unknown) => {
        throw unreadable(path, error);
      });
      if (read === 0) break;
      at += read;
      // Decompressing keeps what it is given for a while.
      await gathered.push(Buffer.from(block.subarray(0, read)));
    }
    return await gathered.end(Number(stat.size), stat.modified);
  } finally {
    gathered.close();
    await closeDescriptor(descriptor);
  }
};

/**
 * Reads at most so many bytes of a stream, to its end or until it says nothing more for three seconds. The stream is
 * destroyed. Throws TidemarkError 'unreadable'.
 */
export const sampleOfStream = async (
  what: string,
  input: Readable,
  most: number,
  clock: Clock,
): Promise<Sample> => {
  const gathered = new Gathered(what, most);
  const chunks = input[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let isSilent = false;
  try {
    while (!gathered.isFull) {
      const next = chunks.next();
      const nap = new AbortController();
      const silence = gathered.holdsLines
        ? clock.sleep(SILENCE, nap.signal).then(() => (nap.signal.aborted ? next : undefined))
        : next;
      const got = await Promise.race([next, silence]);
      nap.abort();
      if (got === undefined) {
        isSilent = true;
        next.catch(() => undefined);
        break;
      }
      if (got.done === true) break;
      await gathered.push(got.value);
    }
    return await gathered.end(undefined, clock.now(), isSilent);
  } catch (error) {
    throw unreadable(what, error);
  } finally {
    gathered.close();
    input.on('error', () => undefined);
    input.destroy();
  }
};

/** What has been read so far. */
class Gathered {
  readonly #pieces: Buffer[] = [];
  readonly #warnings: string[] = [];
  readonly #stop = new AbortController();
  readonly #content: MaybePacked;
  #length = 0;
  holdsLines = false;

  constructor(
    what: string,
    private readonly most: number,
  ) {
    this.#content = new MaybePacked(what, (message) => this.#warnings.push(message), this.#stop.signal);
  }

  get isFull(): boolean {
    return this.#length >= this.most;
  }

  async push(bytes: Buffer): Promise<void> {
    await this.#take(this.#content.push(bytes));
  }

  async #take(pieces: AsyncIterable<Buffer>): Promise<void> {
    for await (const piece of pieces) {
      this.#add(piece);
      if (this.isFull) return;
    }
  }

  async end(size: number | undefined, written: number, goesOn = false): Promise<Sample> {
    if (!this.isFull && !goesOn) await this.#take(this.#content.end());
    const isWhole = !this.isFull && !goesOn;
    const all = Buffer.concat(this.#pieces).subarray(0, this.most);
    const last = all.lastIndexOf(NEWLINE) + 1;
    const bytes = isWhole || last === 0 ? all : all.subarray(0, last);
    return { bytes, isWhole, size, written, warnings: this.#warnings };
  }

  close(): void {
    this.#stop.abort();
    this.#content.close();
  }

  #add(piece: Buffer): void {
    this.#pieces.push(piece);
    this.#length += piece.length;
    this.holdsLines ||= piece.includes(NEWLINE);
  }
}
