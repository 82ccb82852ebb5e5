import { realpath, stat } from 'node:fs/promises';
import type { Decoded, Decoder } from '../../codecs/codec.js';
import { type FileStat, fileStat, sameInode } from './file-stat.js';
import { findAgain, isKnown } from './find-again.js';
import { type Fingerprint, fingerprintOf } from './fingerprint.js';
import { OpenFile } from './open-file.js';
import type { Reading } from './reading.js';
import type { SavedFile } from './saved-file.js';
import type { TailStart } from './tail-start.js';
import { timeOf } from './time-of.js';
import { troubleOf } from './trouble.js';

/** What the file holds is not what it held: it was truncated, and perhaps written anew. */
export const REWRITTEN = Symbol('rewritten');

/** One file that is being read, and how far. */
export class Tail<T> {
  /** Offset of the next byte to read: the position plus the partial line that the decoder holds. */
  at: number;
  /** Processing time of the first look that found nothing more; undefined while there is more. */
  quietSince: number | undefined;
  /** The inode is what is meant when a tail is compared; size and time are those of the last look. */
  stat: FileStat;
  /** Event time of the last row, of this file or the one before. */
  private lastTime: number | undefined;
  /** Nobody writes to it any more: it is a copy, or compressed. */
  readonly complete: boolean;
  private readonly decoder: Decoder<T>;
  private file: OpenFile | undefined;
  /** How far a compressed file had been read when it was closed. */
  private rawOffset: number | undefined;
  private saved: SavedFile | undefined;
  private fingerprint: Fingerprint;

  private constructor(
    /** The watched path that it belongs to. */
    private readonly path: string,
    /** Where it lay when it was opened last; absolute. */
    private where: string,
    file: OpenFile,
    /** The first bytes, as many as were seen of the first KiB. */
    private head: Buffer,
    private readonly start: TailStart,
    private readonly reading: Reading<T>,
    isCopy: boolean,
  ) {
    this.file = file;
    this.stat = file.stat;
    this.complete = isCopy || file.compressed;
    this.fingerprint = fingerprintOf(head);
    this.at = start.offset;
    this.lastTime = start.time;
    this.decoder = reading.codec.decoder(reading.fields, { offset: start.offset, saved: start.codec });
  }

  /** Throws TidemarkError 'unreadable'; answers undefined where another file has taken the place of the one that is meant. */
  static async open<T>(
    path: string,
    place: { readonly path: string } & Pick<FileStat, 'dev' | 'ino'>,
    start: TailStart,
    reading: Reading<T>,
    isCopy = false,
  ): Promise<Tail<T> | undefined> {
    const file = await openIfThere(place.path, reading);
    if (file === undefined) return undefined;
    try {
      if (!sameInode(file.stat, place)) {
        await file.close();
        return undefined;
      }
      const head = Buffer.from(await file.head());
      const where = await realpath(place.path).catch(() => place.path);
      const tail = new Tail(path, where, file, head, start, reading, isCopy);
      await reading.handles.use(tail);
      return tail;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Decodes what comes next; undefined when there is nothing more at present. */
  async read(): Promise<Decoded<T> | typeof REWRITTEN | undefined> {
    const { ahead } = this.reading;
    const kept = ahead.take(this, this.at);
    if (kept !== undefined) return this.decode(kept);
    if (this.file === undefined && this.quietSince !== undefined && !(await this.hasChanged()))
      return undefined;
    const file = await this.opened();
    if (file === undefined) return undefined;
    const count = await file.read(ahead.buffer, this.at);
    if (count === 0) return undefined;
    ahead.drop();
    // Asked after reading, so that these bytes are known to follow those before them.
    if (!(await this.isIntact(file))) return REWRITTEN;
    ahead.fill(this, this.at, count);
    const bytes = ahead.take(this, this.at);
    return bytes && this.decode(bytes);
  }

  /** Whether the file holds something else by now; asked when it was read to its end, with a new look at the same inode. */
  async isRewritten(now: FileStat): Promise<boolean> {
    const { file, path, reading } = this;
    const unchanged = now.size === this.stat.size && now.modified === this.stat.modified;
    if (file === undefined)
      return !unchanged && !(await isKnown({ ...now, path }, this.position, reading.meter));
    this.stat = now;
    this.saved = undefined;
    // To look at the first bytes of a compressed file means to decompress it again up to here.
    if (file.compressed) return !unchanged && !(await this.hasSameHead(file));
    return now.size < this.at || !(await this.isIntact(file));
  }

  /** The input has ended: a last line that no newline ends. */
  end(): Decoded<T> {
    this.saved = undefined;
    const { problem } = this.file ?? {};
    if (problem !== undefined) {
      this.reading.warn(
        `${this.where} cannot be decompressed to its end: ${problem}. What could be read counts.`,
      );
    }
    return this.decoder.end();
  }

  /** Whether the content ends where the file says that it ends; always so where nothing is compressed. */
  get isWhole(): boolean {
    return this.file?.problem === undefined;
  }

  /** While it is, its inode is given to no other file. */
  get isOpen(): boolean {
    return this.file !== undefined;
  }

  get isCompressed(): boolean {
    return this.file?.compressed === true;
  }

  get time(): number | undefined {
    return this.lastTime;
  }

  set time(time: number | undefined) {
    this.lastTime = time;
    this.saved = undefined;
  }

  /** Lines of this run. */
  get lines(): number {
    return this.decoder.lines;
  }

  /** Bytes of the file that were read, and its size. */
  get progress(): { readonly bytes: number; readonly total: number } {
    const bytes = this.file?.rawOffset ?? this.rawOffset ?? this.at;
    return { bytes, total: Math.max(bytes, this.stat.size) };
  }

  /** Where to go on, and how to find the file again. */
  get position(): SavedFile {
    const { path, where, start } = this;
    this.saved ??= {
      path,
      ...(where !== path && { where }),
      dev: this.stat.dev,
      ino: this.stat.ino,
      modified: this.stat.modified,
      fingerprint: this.fingerprint,
      offset: this.at - this.decoder.pending,
      codec: this.decoder.save(),
      from: start.from,
      lines: start.lines + this.decoder.lines,
      ...(this.lastTime !== undefined && { time: this.lastTime }),
      ...(start.anew !== undefined && { anew: start.anew }),
    };
    return this.saved;
  }

  /** What the open file itself says, wherever it lies by now; undefined while it is closed. */
  async statNow(): Promise<FileStat | undefined> {
    return this.file?.statNow();
  }

  async park(): Promise<void> {
    const { file } = this;
    if (file === undefined) return;
    this.reading.handles.forget(this);
    this.rawOffset = file.rawOffset;
    this.file = undefined;
    await file.close();
  }

  private decode(bytes: Buffer): Decoded<T> {
    this.at += bytes.length;
    const decoded = this.decoder.decode(bytes);
    this.time = timeOf(decoded.rows.at(-1)) ?? this.time;
    return decoded;
  }

  private async opened(): Promise<OpenFile | undefined> {
    this.file ??= await this.reopen();
    if (this.file !== undefined) await this.reading.handles.use(this);
    return this.file;
  }

  /** Finds the file again after it was closed for others. */
  private async reopen(): Promise<OpenFile | undefined> {
    const { path, where, position, reading } = this;
    const found = await findAgain(path, { ...position, where }, reading.meter, { byContent: true });
    if (found?.place === undefined) return undefined;
    this.where = found.place.path;
    return openIfThere(this.where, reading);
  }

  /** Of a file that is closed: whether it is worth opening. */
  private async hasChanged(): Promise<boolean> {
    try {
      const now = fileStat(await stat(this.where, { bigint: true }));
      return !sameInode(now, this.stat) || now.size !== this.stat.size || now.modified !== this.stat.modified;
    } catch {
      return false;
    }
  }

  private async isIntact(file: OpenFile): Promise<boolean> {
    // A file without a size, as in /proc, is made up anew at each look.
    if (file.compressed || (file.stat.size === 0 && !this.reading.follow)) return true;
    return this.hasSameHead(file);
  }

  private async hasSameHead(file: OpenFile): Promise<boolean> {
    const { head } = this;
    const now = await file.head();
    if (now.length < head.length || !head.equals(now.subarray(0, head.length))) return false;
    if (now.length > head.length) {
      this.head = Buffer.from(now);
      this.fingerprint = fingerprintOf(now);
      this.saved = undefined;
    }
    return true;
  }
}

/** Undefined where there is no such file (any more). */
const openIfThere = async (
  path: string,
  { meter }: Pick<Reading<never>, 'meter'>,
): Promise<OpenFile | undefined> => {
  try {
    return await OpenFile.open(path, meter);
  } catch (error) {
    if (troubleOf(error) === 'missing') return undefined;
    throw error;
  }
};
