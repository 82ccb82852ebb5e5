import { type FileStat, isSettled, sameInode } from './file-stat.js';
import { statAll } from './stat-all.js';

/** Milliseconds after which globs are expanded again although no directory seems to have changed. */
const EXPAND_AGAIN = 10_000;

/** Tells when globs may find other files than before: when one of the directories that they walked has changed. */
export class WalkedDirectories {
  private paths: readonly string[] = [];
  private stats: readonly (FileStat | undefined)[] = [];
  /** When they were looked at, and walked right after that. */
  private lookedAt = Number.NEGATIVE_INFINITY;
  private walkedAt = Number.NEGATIVE_INFINITY;

  /** Whether to walk again; to be asked before walking. */
  async isDue(now: number): Promise<boolean> {
    const { stats, lookedAt } = this;
    this.stats = await statAll(this.paths);
    this.lookedAt = now;
    if (now >= this.walkedAt + EXPAND_AGAIN) return true;
    return this.stats.some((found, i) => hasChanged(stats[i], found, lookedAt));
  }

  /** They were walked at a time after the last `isDue`: these are all there are. */
  walked(directories: ReadonlySet<string>, now: number): void {
    this.walkedAt = now;
    const isSame =
      directories.size === this.paths.length && this.paths.every((path) => directories.has(path));
    if (isSame) return;
    const stats = new Map(this.paths.map((path, i) => [path, this.stats[i]]));
    this.paths = [...directories];
    // Of what was not looked at before it was walked, nothing is known yet.
    this.stats = this.paths.map((path) => stats.get(path));
  }

  get all(): readonly string[] {
    return this.paths;
  }
}

/** What had changed shortly before a look may have changed after it, unseen. */
const hasChanged = (before: FileStat | undefined, now: FileStat | undefined, lookedAt: number): boolean => {
  if (before === undefined || now === undefined) return before !== now;
  const isSame = sameInode(before, now) && before.changed === now.changed && before.modified === now.modified;
  return !isSame || !isSettled(before, lookedAt);
};
