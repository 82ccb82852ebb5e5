import { readFile, stat } from 'node:fs/promises';

const LOOK = 1000;

/** Files whose contents belong together, read again when one of them has changed. */
export class WatchedFiles {
  #seen = '';
  #warned = '';
  #timer: NodeJS.Timeout | undefined;

  /** `use` throws for contents that are no good: those before them stay in use then, and `warn` is told once. */
  constructor(
    private readonly paths: readonly string[],
    private readonly use: (contents: readonly Buffer[]) => void,
    private readonly warn: (message: string) => void,
  ) {}

  /** Reads them, and looks at them every second from now on. Rejects where they cannot be read or used. */
  async open(): Promise<void> {
    await this.#read(await this.#look());
    this.#timer = setInterval(() => void this.#lookAgain(), LOOK).unref();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #lookAgain(): Promise<void> {
    try {
      const seen = await this.#look();
      if (seen !== this.#seen) await this.#read(seen);
      this.#warned = '';
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (why !== this.#warned)
        this.warn(`${this.paths.join(', ')}: what was read before stays in use: ${why}`);
      this.#warned = why;
    }
  }

  async #look(): Promise<string> {
    const all = await Promise.all(this.paths.map((path) => stat(path)));
    return all.map(({ ino, size, mtimeMs, ctimeMs }) => `${ino} ${size} ${mtimeMs} ${ctimeMs}`).join();
  }

  async #read(seen: string): Promise<void> {
    this.use(await Promise.all(this.paths.map((path) => readFile(path))));
    this.#seen = seen;
  }
}
