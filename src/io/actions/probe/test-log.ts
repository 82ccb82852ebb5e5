import { appendFile, mkdir, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ProbeRow } from './probe-row.js';

/** What became of what a test has left. */
export interface RemovalNote {
  readonly time: number;
  readonly test_id: string;
  /** Why it could not be removed so far. */
  readonly left?: string;
  readonly removed?: true;
}

/** Bytes; another file has as much of what was before. */
const MOST = 32 * 1024 * 1024;

/** Where the file of before is. */
export const olderLog = (path: string): string => path.replace(/\.jsonl$/, '.1.jsonl');

/** The last tests, each a line of JSON, for whoever asks about one of them: some days of them. What cannot be written is not. */
export class TestLog {
  #last: Promise<void> = Promise.resolve();
  #bytes: number | undefined;
  #failed = false;

  constructor(
    private readonly path: string,
    private readonly warn: (message: string) => void,
  ) {}

  note(row: ProbeRow | RemovalNote): void {
    const line = `${JSON.stringify({ ...row, time: new Date(row.time).toISOString() })}\n`;
    this.#last = this.#last.then(() => this.#append(line)).catch((error: unknown) => this.#say(error));
  }

  /** When everything is written. */
  async close(): Promise<void> {
    await this.#last;
  }

  async #append(line: string): Promise<void> {
    if (this.#bytes === undefined) {
      await mkdir(dirname(this.path), { recursive: true });
      this.#bytes = (await stat(this.path).catch(() => undefined))?.size ?? 0;
    }
    if (this.#bytes > MOST) {
      await rename(this.path, olderLog(this.path));
      this.#bytes = 0;
    }
    // A line that a crash has torn ends here.
    await appendFile(this.path, this.#bytes === 0 ? line : `\n${line}`);
    this.#bytes += line.length + 1;
  }

  #say(error: unknown): void {
    if (this.#failed) return;
    this.#failed = true;
    const why = error instanceof Error ? error.message : String(error);
    this.warn(`What comes of tests cannot be noted for \`s3-monitor why\`: ${why}`);
  }
}

/** Of whoever remembers nothing. */
export const noTestLog: Pick<TestLog, 'note' | 'close'> = {
  note: () => undefined,
  close: async () => undefined,
};
