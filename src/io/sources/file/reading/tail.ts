import type { Decoded } from '../../../codecs/codec.js';
import { isKnown } from '../identity/find-again.js';
import { knownBirth } from '../identity/known-birth.js';
import { type FileStat, isSettled, sameInode } from '../looking/file-stat.js';
import { isAsSaved, type SavedFile } from '../saved/saved-file.js';
import type { TailStart } from '../start/tail-start.js';
import { timeOf } from '../start/time-of.js';
import type { Reading } from './reading.js';
import { TailDecoder } from './tail-decoder.js';
import { type FilePlace, TailFile } from './tail-file.js';

/** What the file holds is not what it held: it was truncated, and perhaps written anew. */
export const REWRITTEN = Symbol('rewritten');

/** One file that is being read, and how far. */
export class Tail<T> {
  /** Offset of the next byte to read: the position plus the partial line that the decoder holds. */
  at: number;
  /** Processing time of the first look that found nothing more; undefined while there is more. */
  quietSince: number | undefined;
  /** Nobody writes to it any more: it is a copy, or compressed. */
  readonly complete: boolean;
  private readonly turn: number;
  /** Event time of the last row, of this file or the one before. */
  private lastTime: number | undefined;
  private readonly decoder: TailDecoder<T>;
  private saved: SavedFile | undefined;
  /** It was read to the end that `stat` tells of, and what has been written since would show. */
  private isSettled: boolean;
  /** The last reading gave less than it could, and all of that has been decoded. */
  private wasShort = false;
  /** What of it is in the balance of the run. */
  private added = { lines: 0, bytes: 0, total: 0 };

  private constructor(
    /** The watched path that it belongs to. */
    private readonly path: string,
    private readonly file: TailFile,
    /** The inode is what is meant when a tail is compared; size and times are those of the last look. */
    public stat: FileStat,
    /** Where the decoder began, or is to begin. */
    private readonly start: TailStart,
    private readonly reading: Reading<T>,
    isCopy: boolean,
  ) {
    this.complete = isCopy || file.isCompressed;
    this.at = start.offset;
    this.decoder = new TailDecoder(reading, start, file.written);
    this.lastTime = start.time;
    this.turn = start.turn ?? reading.known.nextTurn();
    this.isSettled = !file.isCompressed && this.hasRead(stat) && isSettled(stat, reading.clock.now());
    // What is as it was need not be remembered again.
    if (start.saved !== undefined && isAsSaved(start.saved, this.makePosition())) this.saved = start.saved;
    this.addToTotals();
  }

  /** Throws TidemarkError 'unreadable'; answers undefined where another file has taken the place of the one that is meant. */
  static async open<T>(
    path: string,
    place: FilePlace,
    start: TailStart,
    reading: Reading<T>,
    isCopy = false,
  ): Promise<Tail<T> | undefined> {
    const opened = await TailFile.open(place, reading);
    if (opened === undefined) return undefined;
    const tail = new Tail(path, opened.file, opened.stat, start, reading, isCopy);
    await reading.handles.use(tail);
    return tail;
  }

  /** Decodes what comes next; undefined when there is nothing more at present. `found`: how the file was a moment ago. */
  async read(found?: FileStat): Promise<Decoded<T> | typeof REWRITTEN | undefined> {
    return (await this.readOn(found)) ?? this.settleHeld();
  }

  private async readOn(found?: FileStat): Promise<Decoded<T> | typeof REWRITTEN | undefined> {
    const { file, reading } = this;
    const { ahead } = reading;
    file.saw(found);
    const kept = ahead.take(this, this.at);
    if (kept !== undefined) return this.decode(kept);
    if (found !== undefined && this.hasRead(found)) return undefined;
    if (!file.isOpen && this.quietSince !== undefined && !(await this.hasChanged())) return undefined;
    const open = await file.opened(() => this.position);
    if (open === undefined) return undefined;
    await reading.handles.use(this);
    const count = await open.read(ahead.buffer, this.at);
    if (count === 0) {
      file.complain(false);
      return undefined;
    }
    const isShort = count < ahead.buffer.length && !file.isCompressed;
    ahead.drop();
    // Asked after reading, so that these bytes are known to follow those before them.
    if (!(await this.isIntact(this.at === 0 ? ahead.buffer.subarray(0, count) : undefined))) return REWRITTEN;
    this.wasShort = isShort && count <= ahead.pieceBytes;
    ahead.fill(this, this.at, count);
    const bytes = ahead.take(this, this.at);
    return bytes && this.decode(bytes);
  }

  /** Whether an open file has been read to its end, as far as its size tells: most often that spares a last reading. */
  async isAtEnd(): Promise<boolean> {
    return this.wasShort && (await this.settleAtEnd());
  }

  /** Takes note of how an open file is when it has been read to its end; answers whether its size says so too. */
  async settleAtEnd(): Promise<boolean> {
    const now = await this.file.statNow();
    const isEnd = now !== undefined && (this.file.isCompressed || now.size === this.at);
    if (isEnd) this.settle(now, this.reading.clock.now());
    return isEnd;
  }

  /** What the lines are that are held until more have come; undefined where none are. */
  settleHeld(): Decoded<T> | undefined {
    const decoded = this.decoder.settle(this.at);
    return decoded && this.note(decoded);
  }

  /** Whether everything that such a look at the file shows has been read, and come out of the decoder. */
  hasRead(found: FileStat): boolean {
    if (this.decoder.holds) return false;
    if (this.file.isCompressed) return this.isUnchanged(found);
    // Of some files, as in /proc, the size tells nothing.
    return found.size <= this.at && (found.size > 0 || this.quietSince !== undefined);
  }

  /** Whether such a look shows that nothing has happened to the file since it was read to its end. */
  isUnchanged(found: FileStat): boolean {
    const { stat } = this;
    return (
      this.isSettled &&
      found.size === stat.size &&
      found.changed === stat.changed &&
      found.modified === stat.modified &&
      sameInode(found, stat)
    );
  }

  /** All that a look at this time shows has been read, and is what it was. */
  settle(found: FileStat, time: number): void {
    this.isSettled = isSettled(found, time);
    if (found.modified !== this.stat.modified) this.saved = undefined;
    this.stat = found;
    this.addToTotals();
  }

  /** Whether the file holds something else by now; asked when it was read to its end, with a new look at the same inode. */
  async isRewritten(now: FileStat, time: number): Promise<boolean> {
    if (this.isUnchanged(now)) return false;
    const isKept = await this.isKept(now);
    if (isKept) this.settle(now, time);
    return !isKept;
  }

  /** The input has ended: a last line that no newline ends. */
  end(): Decoded<T> {
    this.file.complain(true);
    this.saved = undefined;
    const decoded = this.decoder.end(this.at, this.file);
    this.addToTotals();
    return decoded;
  }

  /** It is compressed, and no more can be had of its last line: it is complete, or there is no line. */
  get isWholeGzip(): boolean {
    return this.file.isCompressed && (this.file.problem === undefined || this.at === 0);
  }

  /** The input has ended, and a last line is left for who goes on. */
  leave(): void {
    this.file.complain(true);
  }

  /** While it is, its inode is given to no other file. */
  get isOpen(): boolean {
    return this.file.isOpen;
  }

  get time(): number | undefined {
    return this.lastTime;
  }

  set time(time: number | undefined) {
    if (time === this.lastTime) return;
    this.lastTime = time;
    this.saved = undefined;
  }

  /** The file that was left, where it goes on in that. */
  get goesOn(): SavedFile | undefined {
    return this.start.goesOn;
  }

  /** Where to go on, and how to find the file again. */
  get position(): SavedFile {
    this.saved ??= this.makePosition();
    return this.saved;
  }

  /** As `position`, when the file is left: with all that spares the next run a look into it. */
  get lastPosition(): SavedFile {
    this.saved = undefined;
    return this.position;
  }

  /** What the open file itself says, wherever it lies by now; undefined while it is closed. */
  async statNow(): Promise<FileStat | undefined> {
    return this.file.statNow();
  }

  /** Closes the file, for now or for good; what it is to go on with is small. */
  async park(): Promise<void> {
    const { file, decoder } = this;
    if (!file.isOpen) return;
    this.reading.handles.forget(this);
    decoder.park();
    await file.close();
  }

  private makePosition(): SavedFile {
    const { path, start, stat, decoder } = this;
    const { where, fingerprint } = this.file;
    const { pending, holds } = decoder;
    const born = knownBirth(stat);
    return {
      path,
      ...(where !== path && { where }),
      dev: stat.dev,
      ino: stat.ino,
      modified: stat.modified,
      fingerprint,
      offset: this.at - pending,
      codec: decoder.save(),
      from: start.from,
      lines: start.lines + decoder.lines,
      turn: this.turn,
      ...(born !== undefined && { born }),
      ...(this.lastTime !== undefined && { time: this.lastTime }),
      ...(start.anew !== undefined && { anew: start.anew }),
      ...(this.isSettled && { seen: { size: stat.size, changed: stat.changed } }),
      ...(pending > 0 && { partial: true }),
      ...(holds && { held: true }),
    };
  }

  private decode(bytes: Buffer): Decoded<T> {
    this.at += bytes.length;
    return this.note(this.decoder.decode(bytes, this.at - bytes.length));
  }

  private note(decoded: Decoded<T>): Decoded<T> {
    this.saved = undefined;
    this.isSettled = false;
    this.time = timeOf(decoded.rows.at(-1)) ?? this.time;
    this.addToTotals();
    return decoded;
  }

  /** Of a file that is closed: whether it is worth opening. */
  private async hasChanged(): Promise<boolean> {
    const there = await this.file.statThere();
    return there !== undefined && !this.isUnchanged(there);
  }

  private async isKept(now: FileStat): Promise<boolean> {
    const { file, path, reading } = this;
    if (!file.isOpen) return isKnown({ ...now, path }, this.position, reading.meter);
    const isSame = now.size === this.stat.size && now.modified === this.stat.modified;
    // To look at the first bytes of a compressed file means to decompress it again up to here.
    if (file.isCompressed) return isSame || this.beginsAlike();
    return now.size >= this.at && this.isIntact();
  }

  private async isIntact(read?: Buffer): Promise<boolean> {
    const { file, stat, reading } = this;
    // A file without a size, as in /proc, is made up anew at each look.
    if (file.isCompressed || (stat.size === 0 && !reading.follow)) return true;
    return this.beginsAlike(read);
  }

  private async beginsAlike(read?: Buffer): Promise<boolean> {
    const { fingerprint } = this.file;
    const isSame = await this.file.beginsAlike(read);
    if (this.file.fingerprint !== fingerprint) this.saved = undefined;
    return isSame;
  }

  private addToTotals(): void {
    const { added, reading } = this;
    const bytes = this.file.rawOffset ?? this.at;
    const { lines } = this.decoder;
    const total = Math.max(bytes, this.stat.size);
    reading.totals.add(lines - added.lines, bytes - added.bytes, total - added.total);
    this.added = { lines, bytes, total };
  }
}
