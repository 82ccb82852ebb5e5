import type { Decoded } from '../../../codecs/codec.js';
import { readableStat } from '../../readable-stat.js';
import { findAgain, isKnown } from '../identity/find-again.js';
import type { HeldFile, Owner } from '../identity/known-files.js';
import { type FileStat, sameInode } from '../looking/file-stat.js';
import type { Sibling } from '../looking/siblings.js';
import { NOTHING_YET } from '../nothing-yet.js';
import { openAll } from '../reading/open-all.js';
import type { Reading } from '../reading/reading.js';
import { Tail } from '../reading/tail.js';
import { type BegunAnew, isUnchanged, type SavedFile } from '../saved/saved-file.js';
import { startsOf } from '../start/starts-of.js';
import { BEGINNING, beginningAnew, type TailStart } from '../start/tail-start.js';
import { resumeChain } from './resume-chain.js';

/**
 * Opens for the owner what is read where nothing is to be taken up again, oldest first, but nothing that is read by
 * another path. `anew`: what had been counted of the path before. Undefined where a file has moved meanwhile.
 */
export type OpenFresh<T> = (owner: Owner, anew: BegunAnew | undefined) => Promise<Tail<T>[] | undefined>;

/** What is known of the files of a path. */
export interface ToTakeUp {
  /** In the order in which they are to be read. */
  readonly files: readonly SavedFile[];
  /** Whether they are remembered as they are, and not by another path. */
  readonly isRemembered: boolean;
  /** The file that was left, where the only one goes on in that. */
  readonly goesOn?: SavedFile;
}

export const NOTHING_KNOWN: ToTakeUp = { files: [], isRemembered: true };

/** What opening has come to: to be tried again; or there is a file, and it is read by another path. */
export type Opened = 'open' | 'again' | 'elsewhere';

/** The files of one path that are being read: those that were rotated away, oldest first, then the newest. */
export class FileChain<T> {
  private held: Tail<T>[] = [];
  private pending: readonly HeldFile[];

  constructor(
    readonly path: string,
    private readonly reading: Reading<T>,
    /** What is to be taken up again, and whether it is remembered as it is. */
    { files, isRemembered, goesOn }: ToTakeUp = NOTHING_KNOWN,
  ) {
    this.pending = files.map((position) => ({ position, isOpen: false }));
    for (const file of this.pending) {
      reading.known.hold(this, file, goesOn, isRemembered ? file.position : undefined);
      reading.known.note(this, file);
    }
  }

  /** Oldest first. */
  get tails(): readonly Tail<T>[] {
    return this.held;
  }

  /** Event time of the last row that was read; -Infinity before the first. */
  get time(): number {
    return this.held[0]?.time ?? Number.NEGATIVE_INFINITY;
  }

  /** Whether such a look at the path shows that there is nothing more to read. */
  isUnchanged(found: FileStat): boolean {
    const [tail, another] = this.held;
    if (tail !== undefined) return another === undefined && tail.isUnchanged(found);
    const [file, more] = this.pending;
    return file !== undefined && more === undefined && isUnchanged(file.position, found);
  }

  /** Says what has changed in what is to be remembered. */
  note(): void {
    for (const tail of this.held) this.reading.known.note(this, tail);
  }

  /** Opens what is to be read first. Throws TidemarkError 'unreadable' where the path is. `found`: what lies there. */
  async open(fresh: OpenFresh<T>, found?: FileStat): Promise<Opened> {
    const { path, reading, pending } = this;
    if (pending.length === 0) {
      if (found === undefined) await readableStat(path);
      const tails = await fresh(this, this.before());
      if (tails === undefined) return 'again';
      if (tails.length === 0) return 'elsewhere';
      this.hold(tails);
      reading.beginnings.add();
      return 'open';
    }
    const saved = pending.map(({ position }) => position);
    const chain = await resumeChain(path, saved, reading, { byContent: true, owner: this });
    if (chain === undefined) return 'again';
    if (chain.tails.length === 0) {
      await readableStat(path);
      return 'again';
    }
    this.pending = [];
    for (const file of chain.lost) reading.known.leave(file, 'rotated');
    for (const file of pending) reading.known.release(this, file);
    this.hold(chain.tails);
    if (chain.loss !== undefined) reading.warn(chain.loss);
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
    const { path, reading } = this;
    const chain = await resumeChain(path, [tail.position], reading, { byContent: false, owner: this });
    if (chain === undefined) return NOTHING_YET;
    if (chain.tails.length === 0) return undefined;
    if (chain.loss !== undefined) reading.warn(chain.loss);
    const last = chain.lost.length > 0 ? await this.finish(tail) : NOTHING_YET;
    if (chain.lost.length === 0) await this.letGo(tail);
    this.hold(chain.tails);
    return last;
  }

  /** Closes a file for good; answers with its last line where no newline ended it. */
  async finish(tail: Tail<T>): Promise<Decoded<T>> {
    const last = tail.end();
    this.reading.known.leave(tail.lastPosition, 'rotated');
    await this.letGo(tail);
    const [next] = this.held;
    if (next !== undefined) next.time ??= tail.time;
    return last;
  }

  /** Closes all files for good; they are known from now on as left where they are. */
  async leave(): Promise<void> {
    const { known } = this.reading;
    const last = this.held.at(-1) ?? this.pending.at(-1);
    for (const tail of this.held) known.leave(tail.lastPosition, tail === last ? 'last' : 'rotated');
    for (const file of this.pending) known.leave(file.position, file === last ? 'last' : 'rotated');
    for (const file of this.pending) known.release(this, file);
    this.pending = [];
    for (const tail of [...this.held]) await this.letGo(tail);
  }

  async close(): Promise<void> {
    for (const tail of this.held) await tail.park();
  }

  /** What was counted of the path by files of which none is to be taken up. */
  private before(): BegunAnew | undefined {
    const { known } = this.reading;
    const sums = known.sumsOf(this.path);
    const left = known.leftBy(this.path);
    if (left !== undefined) return beginningAnew(left).anew;
    return sums && { times: 1, bytes: sums.bytes, lines: sums.lines };
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
    for (const tail of tails) this.reading.known.hold(this, tail, tail.goesOn);
  }

  private async letGo(tail: Tail<T>): Promise<void> {
    this.held = this.held.filter((other) => other !== tail);
    this.reading.known.release(this, tail);
    await tail.park();
  }
}
