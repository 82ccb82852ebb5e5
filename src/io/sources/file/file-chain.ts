import type { Decoded } from '../../codecs/codec.js';
import { readableStat } from '../readable-stat.js';
import { sameInode } from './file-stat.js';
import { findAgain } from './find-again.js';
import { NOTHING_YET } from './nothing-yet.js';
import { openAll } from './open-all.js';
import type { Reading } from './reading.js';
import { resumeChain } from './resume-chain.js';
import type { FinishedFiles, SavedFile } from './saved-file.js';
import { BEGINNING, Tail } from './tail.js';

/** Opens what is read where nothing is to be taken up again, oldest first; undefined where a file has moved meanwhile. */
export type OpenFresh<T> = () => Promise<Tail<T>[] | undefined>;

/** The files of one path that are being read: those that were rotated away, oldest first, then the newest. */
export class FileChain<T> {
  private held: Tail<T>[] = [];
  /** Of this run, of files that are finished. */
  private past = { lines: 0, bytes: 0 };

  constructor(
    private readonly path: string,
    private readonly reading: Reading<T>,
    /** What is to be taken up again and has not been found yet. */
    private pending: readonly SavedFile[],
    private finished: FinishedFiles,
  ) {}

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
    return this.held.length === 0 ? this.pending : this.held.map(({ position }) => position);
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

  /** Opens what is to be read first. Answers whether that could be done, or is to be tried again; throws TidemarkError 'unreadable' where the path is. */
  async open(fresh: OpenFresh<T>): Promise<boolean> {
    if (this.pending.length === 0) {
      await readableStat(this.path);
      this.held = (await fresh()) ?? [];
      return this.held.length > 0;
    }
    const chain = await resumeChain(this.path, this.pending, this.reading, { byContent: true });
    if (chain === undefined) return false;
    if (chain.tails.length === 0) {
      await readableStat(this.path);
      return false;
    }
    this.held = chain.tails;
    this.pending = [];
    for (const file of chain.lost) this.add(file);
    if (chain.loss !== undefined) this.reading.warn(chain.loss);
    return true;
  }

  /** The file at the path, from its beginning. */
  async openCurrent(): Promise<Tail<T>[] | undefined> {
    const { path, reading } = this;
    const stat = await readableStat(path);
    return openAll([() => Tail.open(path, { ...stat, path }, BEGINNING, reading)]);
  }

  /** Another file lies at the path: adds it, after those that lay there in between. Answers whether there is something to look at. */
  async extend(last: Tail<T>): Promise<boolean> {
    const { path, reading, held } = this;
    const found = await findAgain(path, last.position, reading.meter, { byContent: false });
    if (found === undefined) return true;
    const unknown = found.next.filter((file) => !held.some((tail) => sameInode(tail.stat, file)));
    const tails = await openAll(unknown.map((file) => () => Tail.open(path, file, BEGINNING, reading)));
    if (tails === undefined) return true;
    held.push(...tails);
    return tails.length > 0;
  }

  /**
   * A file does not hold any more what was read of it: goes on in the copy that was made of it, if there is one, and then
   * with what it holds now. Answers with a partial line that nothing will complete; undefined where there is nothing to go
   * on with.
   */
  async replace(tail: Tail<T>): Promise<Decoded<T> | undefined> {
    if (tail !== this.held.at(-1)) return this.finish(tail);
    const chain = await resumeChain(this.path, [tail.position], this.reading, { byContent: false });
    if (chain === undefined) return NOTHING_YET;
    if (chain.tails.length === 0) return undefined;
    if (chain.loss !== undefined) this.reading.warn(chain.loss);
    const last = chain.lost.length > 0 ? await this.finish(tail) : NOTHING_YET;
    if (chain.lost.length === 0) await this.leave(tail);
    this.held.push(...chain.tails);
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

  private async leave(tail: Tail<T>): Promise<void> {
    this.past = { lines: this.past.lines + tail.lines, bytes: this.past.bytes + tail.progress.bytes };
    this.held = this.held.filter((other) => other !== tail);
    await tail.park();
  }

  private add(file: SavedFile): void {
    const { from, offset, lines } = file;
    const { finished } = this;
    this.reading.recent.add(file);
    this.finished = {
      path: finished.path,
      files: finished.files + 1,
      bytes: finished.bytes + offset - from,
      lines: finished.lines + lines,
    };
  }
}
