import { realpath, stat } from 'node:fs/promises';
import { cutText, garbageText } from '../../../compression/compression-texts.js';
import type { CompressionName } from '../../../compression/unpacker.js';
import { findAgain } from '../identity/find-again.js';
import {
  FINGERPRINT_BYTES,
  type Fingerprint,
  fingerprintOf,
  hasFingerprint,
} from '../identity/fingerprint.js';
import { type FileStat, fileStat, sameInode } from '../looking/file-stat.js';
import type { SavedFile } from '../saved/saved-file.js';
import { OpenFile } from './open-file.js';
import type { Reading } from './reading.js';
import { troubleOf } from './trouble.js';

const NOTHING = Buffer.alloc(0);

/** A file, and where it lies. */
export interface FilePlace extends Pick<FileStat, 'dev' | 'ino'> {
  readonly path: string;
  /** No link leads there; to be found out, where it is absent. */
  readonly isReal?: boolean;
}

/** What a tail reads from: a file that is closed for others and found again, and known by its first bytes. */
export class TailFile {
  readonly isCompressed: boolean;
  /** Of as many of the first bytes as were seen. */
  fingerprint: Fingerprint;
  private file: OpenFile | undefined;
  /** How far a compressed file had been read when it was closed. */
  private raw: number | undefined;
  private hasSaidGarbage = false;
  private modified: number;

  private constructor(
    /** Where it lay when it was opened last; absolute. */
    private place: string,
    file: OpenFile,
    /** The bytes that the fingerprint covers; empty while the file is closed. */
    private head: Buffer,
    private readonly reading: Reading<unknown>,
  ) {
    this.file = file;
    this.modified = file.stat.modified;
    this.isCompressed = file.compressed;
    this.fingerprint = fingerprintOf(head);
  }

  /** Throws TidemarkError 'unreadable'; answers undefined where another file has taken the place of the one that is meant. */
  static async open(
    place: FilePlace,
    reading: Reading<unknown>,
  ): Promise<{ readonly file: TailFile; readonly stat: FileStat } | undefined> {
    const { path, isReal } = place;
    const file = await openIfThere(path, reading);
    if (file === undefined) return undefined;
    try {
      if (sameInode(file.stat, place)) {
        const head = Buffer.from(await file.head());
        const where = isReal === true ? path : await realpath(path).catch(() => path);
        return { file: new TailFile(where, file, head, reading), stat: file.stat };
      }
    } catch (error) {
      await file.close();
      throw error;
    }
    await file.close();
    return undefined;
  }

  get where(): string {
    return this.place;
  }

  /** While it is open, its inode is given to no other file. */
  get isOpen(): boolean {
    return this.file !== undefined;
  }

  /** Why the content ends before the file does; undefined while nothing is wrong. */
  get problem(): string | undefined {
    return this.file?.problem;
  }

  /** What it is compressed with, where the content breaks off in the midst of what it was. */
  get torn(): CompressionName | undefined {
    return this.file?.torn;
  }

  /** Says what of a compressed file could not be read; `ended`: nothing is expected any more, so what is cut off is cut off. */
  complain(ended: boolean): void {
    const { place, problem, reading } = this;
    const refused = this.file?.refused;
    if (refused !== undefined) {
      if (!this.hasSaidGarbage) reading.warn(`Nothing of ${place} can be read: ${refused}.`);
      this.hasSaidGarbage = true;
      return;
    }
    const garbageAfter = this.file?.garbageAfter;
    if (garbageAfter !== undefined && !this.hasSaidGarbage) reading.warn(garbageText(place, garbageAfter));
    this.hasSaidGarbage ||= garbageAfter !== undefined;
    if (ended && problem !== undefined) reading.warn(cutText(place, problem));
  }

  /** Takes note of a look at the file, where there was one. */
  saw(found: FileStat | undefined): void {
    this.modified = Math.max(this.modified, found?.modified ?? 0);
  }

  /** When it was written to last, as far as is known; epoch milliseconds. */
  readonly written = (): number => this.modified;

  /** How far reading is in the file itself, where that is not the offset in the content. */
  get rawOffset(): number | undefined {
    return this.file?.rawOffset ?? this.raw;
  }

  /** The open file; undefined where it cannot be found again. */
  async opened(position: () => SavedFile): Promise<OpenFile | undefined> {
    this.file ??= await this.reopen(position);
    return this.file;
  }

  /** What the open file itself says, wherever it lies by now; undefined while it is closed. */
  async statNow(): Promise<FileStat | undefined> {
    return this.file?.statNow();
  }

  /** What is to be seen where it lay, without opening it; undefined where nothing is. */
  async statThere(): Promise<FileStat | undefined> {
    try {
      return fileStat(await stat(this.place, { bigint: true }));
    } catch {
      return undefined;
    }
  }

  /** Whether the open file still begins as it did; `read`: its first bytes, where they have just been read. */
  async beginsAlike(read: Buffer = NOTHING): Promise<boolean> {
    const { file, head } = this;
    if (file === undefined) return false;
    const now = read.length === 0 || read.length < head.length ? await file.head() : read;
    if (now.length < head.length || !head.equals(now.subarray(0, head.length))) return false;
    if (now.length > head.length && head.length < FINGERPRINT_BYTES) {
      this.head = Buffer.from(now.subarray(0, FINGERPRINT_BYTES));
      this.fingerprint = fingerprintOf(this.head);
    }
    return true;
  }

  async close(): Promise<void> {
    const { file } = this;
    this.raw = file?.rawOffset ?? this.raw;
    this.file = undefined;
    this.head = NOTHING;
    await file?.close();
  }

  private async reopen(position: () => SavedFile): Promise<OpenFile | undefined> {
    const { reading } = this;
    const known = { ...position(), where: this.place };
    // Most often it lies where it lay.
    const there = await this.openAt(this.place, known);
    if (there !== undefined) return there;
    const found = await findAgain(known.path, known, reading.meter, { byContent: true });
    if (found?.place === undefined) return undefined;
    this.place = found.place.path;
    return this.openAt(this.place, found.place);
  }

  private async openAt(place: string, inode: Pick<FileStat, 'dev' | 'ino'>): Promise<OpenFile | undefined> {
    const file = await openIfThere(place, this.reading);
    if (file === undefined) return undefined;
    const head = await file.head();
    if (sameInode(file.stat, inode) && hasFingerprint(head, this.fingerprint)) {
      this.head = Buffer.from(head.subarray(0, this.fingerprint.length));
      return file;
    }
    await file.close();
    return undefined;
  }
}

/** Undefined where there is no such file (any more). */
const openIfThere = async (
  path: string,
  { meter }: Pick<Reading<unknown>, 'meter'>,
): Promise<OpenFile | undefined> => {
  try {
    return await OpenFile.open(path, meter);
  } catch (error) {
    if (troubleOf(error) === 'missing') return undefined;
    throw error;
  }
};
