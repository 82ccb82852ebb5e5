import type { FileStat } from './file-stat.js';
import type { SavedFile } from './saved-file.js';

const MOST = 1000;

/** Files that were finished in this run, the latest of them: one that turns up under another name is not read again. */
export class RecentFiles {
  private readonly files = new Map<string, SavedFile>();

  add(file: SavedFile): void {
    this.files.set(keyOf(file), file);
    const [oldest] = this.files.keys();
    if (this.files.size > MOST && oldest !== undefined) this.files.delete(oldest);
  }

  get(file: Pick<FileStat, 'dev' | 'ino'>): SavedFile | undefined {
    return this.files.get(keyOf(file));
  }
}

const keyOf = ({ dev, ino }: Pick<FileStat, 'dev' | 'ino'>): string => `${dev}:${ino}`;
