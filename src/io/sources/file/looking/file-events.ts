import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Clock } from '../../../clock.js';
import type { Rest } from '../rotation/rest-after.js';

/** What the system tells of changes to files: a hint to look early, no more. What cannot be watched is only polled. */
export class FileEvents {
  private readonly watchers = new Map<string, FSWatcher>();
  /** Names of files that matter; undefined: any. */
  private names: ReadonlySet<string> | undefined;
  private files: readonly unknown[] | undefined;
  /** How many directories there are to watch. */
  private directories = 0;
  private changed = false;
  private wake: () => void = () => undefined;

  constructor(private readonly clock: Clock) {}

  /**
   * Watches the directories of these paths, and no others; for these files, or for any that comes to be there. The list is not
   * changed afterwards.
   */
  watch(files: readonly { readonly path: string }[], any: boolean): void {
    if (this.files === files) return;
    this.files = files;
    const paths = files.map(({ path }) => path);
    this.names = any ? undefined : new Set(paths.map((path) => basename(path)));
    const directories = new Set(paths.map((path) => dirname(path)));
    this.directories = directories.size;
    for (const [directory, watcher] of this.watchers)
      if (!directories.has(directory)) this.stop(directory, watcher);
    for (const directory of directories) if (!this.watchers.has(directory)) this.start(directory);
  }

  /**
   * Whether every directory is watched: nothing happens in one without a word, as long as it is not another machine that
   * writes.
   */
  get hearsAll(): boolean {
    return this.watchers.size === this.directories;
  }

  /** Waits until something happens, in milliseconds. Where nothing does, the process is woken once. */
  async sleep({ least, most }: Rest, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const begun = this.clock.now();
    if (!this.changed) await this.nap(most, signal);
    this.changed = false;
    // A clock that is put back makes no rest longer.
    const left = least - Math.max(0, this.clock.now() - begun);
    if (left > 0 && !signal.aborted) await this.clock.sleep(left, signal);
  }

  close(): void {
    for (const [directory, watcher] of this.watchers) this.stop(directory, watcher);
  }

  /** Sleeps so long, or until something happens. */
  private async nap(most: number, signal: AbortSignal): Promise<void> {
    const nap = new AbortController();
    // Without a reason an error would be made of each.
    this.wake = () => nap.abort('woken');
    signal.addEventListener('abort', this.wake);
    await this.clock.sleep(most, nap.signal);
    signal.removeEventListener('abort', this.wake);
    this.wake = () => undefined;
  }

  private start(directory: string): void {
    try {
      const watcher = watch(directory, { persistent: false });
      watcher.on('error', () => this.stop(directory, watcher));
      watcher.on('change', (_event, name) => {
        if (typeof name === 'string' && this.names?.has(name) === false) return;
        this.changed = true;
        this.wake();
      });
      this.watchers.set(directory, watcher);
    } catch {
      // No more watches are to be had, or the directory is not there: polling finds what comes.
    }
  }

  private stop(directory: string, watcher: FSWatcher): void {
    this.watchers.delete(directory);
    watcher.close();
  }
}
