import { type FileStat, sameInode } from './file-stat.js';
import { isKnown } from './find-again.js';
import type { Meter } from './open-file.js';
import type { SavedFile } from './saved-file.js';
import { siblingAt } from './siblings.js';
import { BEGINNING, type TailStart } from './tail-start.js';

/** A file that somebody reads. */
export interface HeldFile {
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
}

type Place = Pick<FileStat, 'dev' | 'ino'> & { readonly path: string };

const MOST_LEFT = 1000;

/** Who reads which file, by inode. So no file is read twice, whatever names and links lead to it and come to lead to it. */
export class KnownFiles {
  private readonly held = new Map<string, Holder>();
  /** Files that nobody reads any more, where they were left; the latest of them. */
  private readonly left = new Map<string, SavedFile>();

  constructor(private readonly meter: Meter) {}

  hold(owner: Owner, file: HeldFile): void {
    this.held.set(keyOf(file.position), { owner, file });
  }

  release(owner: Owner, file: HeldFile): void {
    const key = keyOf(file.position);
    if (this.held.get(key)?.owner === owner) this.held.delete(key);
  }

  /** Nobody reads it any more. */
  leave(file: SavedFile): void {
    this.left.set(keyOf(file), file);
    const [oldest] = this.left.keys();
    if (this.left.size > MOST_LEFT && oldest !== undefined) this.left.delete(oldest);
  }

  /** Where a file that turns up is to be begun: where it was left, or at its beginning. Undefined: somebody else reads it. */
  async startOf(file: Place, owner: Owner): Promise<TailStart | undefined> {
    if ((await this.readerOf(file, owner)) !== undefined) return undefined;
    return (await this.leftAt(file)) ?? BEGINNING;
  }

  /** The path by which somebody else than the owner reads a file; undefined where nobody does. */
  async readerOf(file: Place, owner?: Owner): Promise<string | undefined> {
    const holder = this.held.get(keyOf(file));
    if (holder === undefined || holder.owner === owner) return undefined;
    return (await this.isStill(file, holder.file)) ? holder.owner.path : undefined;
  }

  /** Where a file that turns up was left; undefined where it is new. What was counted of it stays with the path that it was read by. */
  async leftAt(file: Place): Promise<SavedFile | undefined> {
    const left = this.left.get(keyOf(file));
    if (left === undefined || left.fingerprint.length === 0) return undefined;
    const { anew: _, ...rest } = left;
    const again = { ...rest, path: file.path, from: left.offset, lines: 0 };
    return (await isKnown(file, left, this.meter)) ? again : undefined;
  }

  /** Whether it is the file that is held, and not another that was given its inode. */
  private async isStill(file: Place, { isOpen, position }: HeldFile): Promise<boolean> {
    if (isOpen) return true;
    if (position.fingerprint.length > 0) return isKnown(file, position, this.meter);
    const there = await siblingAt(position.where ?? position.path, undefined);
    return there !== undefined && sameInode(there, file);
  }
}

const keyOf = ({ dev, ino }: Pick<FileStat, 'dev' | 'ino'>): string => `${dev}:${ino}`;
