import { addSums, type FinishedFiles, NO_SUMS, type Sums, sumsOfFile } from '../audit/file-sums.js';
import { type FileStat, inodeKey, sameInode } from '../looking/file-stat.js';
import { siblingAt } from '../looking/siblings.js';
import type { Meter } from '../reading/open-file.js';
import { isReborn, isUnchanged, type SavedFile } from '../saved/saved-file.js';
import { fileKey, type SavedFiles, sumsKey } from '../saved/saved-position.js';
import { isKnown } from './find-again.js';

/** A file that somebody reads. */
export interface HeldFile {
  /** Another object once it has changed. */
  readonly position: SavedFile;
  /** While it is open, its inode is given to no other file. */
  readonly isOpen: boolean;
}

/** Who reads files, by one path. */
export interface Owner {
  readonly path: string;
}

interface Holder {
  readonly owner: Owner;
  readonly file: HeldFile;
  /** Its position as it is remembered. */
  announced: SavedFile | undefined;
}

type Place = FileStat & { readonly path: string };

/**
 * Who reads which file and where the others were left, by inode: so no file is read twice, whatever names and links lead
 * to it and come to lead to it. What of that changes is to be remembered.
 */
export class KnownFiles {
  private readonly held = new Map<string, Holder>();
  /** Files that nobody reads any more, in the order in which they were left. */
  private readonly left = new Map<string, SavedFile>();
  /** Of each path the last one. */
  private readonly leftByPath = new Map<string, SavedFile>();
  private readonly sums = new Map<string, FinishedFiles>();
  private gone: Sums = NO_SUMS;
  private turns = 0;
  private changes = new Map<string, unknown>();

  constructor(private readonly meter: Meter) {}

  /** What was saved. The files that are still to be read are held by who reads them. */
  resume({ files, sums, gone, isOld }: SavedFiles): void {
    this.gone = gone;
    for (const [path, one] of sums) {
      this.sums.set(path, one);
      if (isOld) this.changes.set(sumsKey(path), one);
    }
    for (const file of files) {
      this.turns = Math.max(this.turns, file.turn + 1);
      if (isOld) this.changes.set(fileKey(file), file);
      if (file.left !== undefined) this.addLeft(file);
    }
  }

  /** Counts the files that are begun. */
  nextTurn(): number {
    return this.turns++;
  }

  get hasChanged(): boolean {
    return this.changes.size > 0;
  }

  /** What has changed since this was asked last; undefined where nothing has. */
  takeChanges(): ReadonlyMap<string, unknown> | undefined {
    if (this.changes.size === 0) return undefined;
    const { changes } = this;
    this.changes = new Map();
    return changes;
  }

  /** `from`: what it goes on from, where that was left. `announced`: its position as it is remembered. */
  hold(owner: Owner, file: HeldFile, from?: object, announced?: SavedFile): void {
    const { position } = file;
    const key = inodeKey(position);
    const left = this.left.get(key);
    if (left !== undefined) {
      this.dropLeft(left);
      // Another file by now, or it would go on from there.
      if (left !== from) this.addToSums(left);
    }
    const before = this.held.get(key);
    if (before !== undefined && before.owner !== owner) this.addToSums(before.file.position);
    this.held.set(key, { owner, file, announced });
  }

  /** To be said after whatever may have changed its position. */
  note(owner: Owner, { position }: HeldFile): void {
    const holder = this.held.get(inodeKey(position));
    if (holder === undefined || holder.owner !== owner || holder.announced === position) return;
    holder.announced = position;
    this.changes.set(fileKey(position), position);
  }

  /** Its owner has let go of it; where nobody else knows it, it is forgotten. */
  release(owner: Owner, { position }: HeldFile): void {
    const key = inodeKey(position);
    if (this.held.get(key)?.owner !== owner) return;
    this.held.delete(key);
    if (!this.left.has(key)) this.changes.set(fileKey(position), undefined);
  }

  /** Nobody reads it any more: it is known until it is gone. */
  leave(file: SavedFile, how: 'rotated' | 'last'): void {
    const before = this.left.get(inodeKey(file));
    if (before !== undefined) this.dropLeft(before);
    const left: SavedFile = { ...file, left: how };
    this.addLeft(left);
    this.changes.set(fileKey(left), left);
  }

  /** A file whose path is not read in this run is known as it is. Answers whether that is new. */
  keep(file: SavedFile): boolean {
    const isNew = file.unnamed !== true;
    const kept: SavedFile = isNew ? { ...file, unnamed: true } : file;
    if (this.left.get(inodeKey(file)) === file) this.dropLeft(file);
    this.addLeft(kept);
    if (isNew) this.changes.set(fileKey(kept), kept);
    return isNew;
  }

  /** Forgets a file that was left, but for its sums. */
  forget(file: SavedFile): void {
    if (this.left.get(inodeKey(file)) !== file) return;
    this.dropLeft(file);
    this.addToSums(file);
    this.changes.set(fileKey(file), undefined);
  }

  /** The path by which somebody else than the owner reads a file; undefined where nobody does. */
  async readerOf(file: Place, owner?: Owner): Promise<string | undefined> {
    const holder = this.held.get(inodeKey(file));
    if (holder === undefined || holder.owner === owner) return undefined;
    return (await this.isStill(file, holder.file)) ? holder.owner.path : undefined;
  }

  /** Where a file that turns up was left; undefined where it is new. */
  async leftAt(file: Place): Promise<SavedFile | undefined> {
    const left = this.left.get(inodeKey(file));
    if (left === undefined || left.fingerprint.length === 0 || isReborn(left, file)) return undefined;
    if (isUnchanged(left, file)) return left;
    return (await isKnown(file, left, this.meter)) ? left : undefined;
  }

  /** The last file of a path that is not read. */
  leftBy(path: string): SavedFile | undefined {
    return this.leftByPath.get(path);
  }

  get allLeft(): Iterable<SavedFile> {
    return this.left.values();
  }

  get leftCount(): number {
    return this.left.size;
  }

  /** What was read of a path by files that are not known one by one any more. */
  sumsOf(path: string): Sums | undefined {
    return this.sums.get(path);
  }

  /** Paths of which something is known by sums. */
  get summedPaths(): readonly string[] {
    return [...this.sums.keys()];
  }

  /** Everything, as it stands. */
  get saved(): Omit<SavedFiles, 'begun'> {
    const files = [...this.left.values(), ...[...this.held.values()].map(({ file }) => file.position)];
    files.sort((a, b) => a.turn - b.turn);
    return { files, sums: this.sums, gone: this.gone, isOld: false };
  }

  /** Of files that are forgotten, and whose paths are not read. */
  get goneSums(): Sums {
    return this.gone;
  }

  /** A path is not read any more: what it has come to is counted with what is gone. */
  close(path: string): void {
    const sums = this.sums.get(path);
    if (sums === undefined) return;
    const { path: _, ...rest } = sums;
    this.gone = addSums(this.gone, rest);
    this.sums.delete(path);
    this.changes.set(sumsKey(path), undefined);
  }

  private addToSums(file: SavedFile): void {
    const { path } = file;
    const sums = { path, ...addSums(this.sums.get(path) ?? NO_SUMS, sumsOfFile(file)) };
    this.sums.set(path, sums);
    this.changes.set(sumsKey(path), sums);
  }

  private addLeft(file: SavedFile): void {
    this.left.set(inodeKey(file), file);
    if (file.left !== 'last') return;
    const last = this.leftByPath.get(file.path);
    if (last === undefined || last.turn <= file.turn) this.leftByPath.set(file.path, file);
  }

  private dropLeft(file: SavedFile): void {
    this.left.delete(inodeKey(file));
    if (this.leftByPath.get(file.path) === file) this.leftByPath.delete(file.path);
  }

  /** Whether it is the file that is held, and not another that was given its inode. */
  private async isStill(file: Place, { isOpen, position }: HeldFile): Promise<boolean> {
    if (isOpen || isUnchanged(position, file)) return true;
    if (isReborn(position, file)) return false;
    if (position.fingerprint.length > 0) return isKnown(file, position, this.meter);
    const there = await siblingAt(position.where ?? position.path, undefined);
    return there !== undefined && sameInode(there, file);
  }
}
