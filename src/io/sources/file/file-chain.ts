import type { Decoded } from '../../codecs/codec.js';
import { readableStat } from '../readable-stat.js';
import { sameInode } from './file-stat.js';
import { findAgain, isKnown } from './find-again.js';
import type { HeldFile, Owner } from './known-files.js';
import { NOTHING_YET } from './nothing-yet.js';
import { openAll } from './open-all.js';
import type { Reading } from './reading.js';
import { resumeChain } from './resume-chain.js';
import { type BegunAnew, type FinishedFiles, type SavedFile, withFinished } from './saved-file.js';
import type { Sibling } from './siblings.js';
import { startsOf } from './starts-of.js';
import { Tail } from './tail.js';
import { BEGINNING, beginningAnew, type TailStart } from './tail-start.js';

/**
 * Opens for the owner what is read where nothing is to be taken up again, oldest first, but nothing that is read by
 * another path. `anew`: what had been counted of the path before. Undefined where a file has moved meanwhile.
 */
export type OpenFresh<T> = (owner: Owner, anew: BegunAnew | undefined) => Promise<Tail<T>[] | undefined>;

/** What opening has come to: to be tried again; or there is a file, and it is read by another path. */
export type Opened = 'open' | 'again' | 'elsewhere';

/** The files of one path that are being read: those that were rotated away, oldest first, then the newest. */
export class FileChain<T> {
  private held: Tail<T>[] = [];
  /** Of this run, of files that are finished. */
  private past = { lines: 0, bytes: 0 };
  private pending: readonly HeldFile[];

  constructor(
    readonly path: string,
    private readonly reading: Reading<T>,
    /** What is to be taken up again. */
    pending: readonly SavedFile[],
    private finished: FinishedFiles,
  ) {
    this.pending = pending.map((position) => ({ position, isOpen: false }));
    for (const file of this.pending) reading.known.hold(this, file);
  }

  /** Oldest first. */
  get tails(): readonly Tail<T>[] {
    return this.held;
  }

  /** Event time of the last row that was read; -Infinity before the first. */
  get time(): number {
    return this.held[0]?.time ?? Number.NEGATIVE_INFINITY;
  }

  /** What is being read, for a position. */
  get saved(): readonly SavedFile[] {
    return (this.held.length === 0 ? this.pending : this.held).map(({ position }) => position);
  }

  /** Of the files that are finished, this run's and earlier ones'. */
  get sums(): FinishedFiles {
    return this.finished;
  }

  get lines(): number {
    return this.held.reduce((sum, { lines }) => sum + lines, this.past.lines);
  }

  get progress(): { readonly bytes: number; readonly total: number } {
    let { bytes } = this.past;
    let total = bytes;
    for (const { progress } of this.held) {
      bytes += progress.bytes;
      total += progress.total;
    }
    return { bytes, total };
  }

  /** Opens what is to be read first. Throws TidemarkError 'unreadable' where the path is. */
  async open(fresh: OpenFresh<T>): Promise<Opened> {
    if (this.pending.length === 0) {
      await readableStat(this.path);
      const { files, bytes, lines } = this.finished;
      const tails = await fresh(this, files > 0 ? { times: 1, bytes, lines } : undefined);
      if (tails === undefined) return 'again';
      if (tails.length === 0) return 'elsewhere';
      this.hold(tails);
      this.reading.beginnings.add();
      return 'open';
    }
    const saved = this.pending.map(({ position }) => position);
    const chain = await resumeChain(this.path, saved, this.reading, { byContent: true, owner: this });
    if (chain === undefined) return 'again';
    if (chain.tails.length === 0) {
      await readableStat(this.path);
      return 'again';
    }
    for (const file of this.pending) this.reading.known.release(this, file);
    this.pending = [];
    this.hold(chain.tails);
    for (const file of chain.lost) this.add(file);
    if (chain.loss !== undefined) this.reading.warn(chain.loss);
    return 'open';
  }

  /** The file at the path: from its beginning, or from where it was left when it lay elsewhere. */
  async openCurrent(anew: BegunAnew | undefined): Promise<Tail<T>[] | undefined> {
    const { path } = this;
    const stat = await readableStat(path);
    return this.openNew([{ ...stat, path, rotation: undefined }], { ...BEGINNING, ...(anew && { anew }) });
  }

  /** Another file lies at the path: adds it, after those that lay there in between. Answers whether there is something to look at. */
  async extend(last: Tail<T>): Promise<boolean> {
    const { path, reading, held } = this;
    const { position } = last;
    const found = await findAgain(path, position, reading.meter, { byContent: false });
    if (found === undefined) return true;
    const unknown = found.next.filter((file) => !held.some((tail) => sameInode(tail.stat, file)));
    const [first] = unknown;
    // Rotated away it would lie beside the path; and what follows it would begin otherwise.
    const isReplaced =
      position.fingerprint.length > 0 &&
      first !== undefined &&
      (found.place === undefined || (await isKnown(first, position, reading.meter)));
    const tails = await this.openNew(unknown, isReplaced ? beginningAnew(position) : BEGINNING);
    if (tails === undefined) return true;
    this.hold(tails);
    return tails.length > 0;
  }

  /**
   * A file does not hold any more what was read of it: goes on in the copy that was made of it, if there is one, and then
   * with what it holds now. Answers with a partial line that nothing will complete; undefined where there is nothing to go
   * on with.
   */
  async replace(tail: Tail<T>): Promise<Decoded<T> | undefined> {
    if (tail !== this.held.at(-1)) return this.finish(tail);
    const chain = await resumeChain(this.path, [tail.position], this.reading, {
      byContent: false,
      owner: this,
    });
    if (chain === undefined) return NOTHING_YET;
    if (chain.tails.length === 0) return undefined;
    if (chain.loss !== undefined) this.reading.warn(chain.loss);
    const last = chain.lost.length > 0 ? await this.finish(tail) : NOTHING_YET;
    if (chain.lost.length === 0) await this.leave(tail);
    this.hold(chain.tails);
    return last;
  }

  /** Closes a file for good; answers with its last line where no newline ended it. */
  async finish(tail: Tail<T>): Promise<Decoded<T>> {
    const last = tail.end();
    this.add(tail.position);
    await this.leave(tail);
    const [next] = this.held;
    if (next !== undefined) next.time ??= tail.time;
    return last;
  }

  async close(): Promise<void> {
    for (const tail of this.held) await tail.park();
  }

  /** `first` is for the first of them that is new. */
  private async openNew(files: readonly Sibling[], first: TailStart): Promise<Tail<T>[] | undefined> {
    const { path, reading } = this;
    const starts = await startsOf(files, reading.known, this, first);
    return openAll(
      starts.map(
        ([file, start]) =>
          () =>
            Tail.open(path, file, start, reading),
      ),
    );
  }

  private hold(tails: readonly Tail<T>[]): void {
    this.held.push(...tails);
    for (const tail of tails) this.reading.known.hold(this, tail);
  }

  private async leave(tail: Tail<T>): Promise<void> {
    this.past = { lines: this.past.lines + tail.lines, bytes: this.past.bytes + tail.progress.bytes };
    this.held = this.held.filter((other) => other !== tail);
    this.reading.known.release(this, tail);
    await tail.park();
  }

  private add(file: SavedFile): void {
    this.reading.known.leave(file);
    this.finished = withFinished(this.finished, file);
  }
}
