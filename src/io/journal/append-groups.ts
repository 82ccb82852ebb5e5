import { recordSize } from './journal-record.js';

/** An entry that waits to be appended. */
export interface Appending {
  readonly time: number;
  readonly key: string | undefined;
  readonly body: Buffer;
  readonly size: number;
}

interface Waiting extends Appending {
  readonly resolve: (sequence: number) => void;
  readonly reject: (error: unknown) => void;
}

/** Gathers what is appended in one turn of the event loop, or while the group before is written, into groups. */
export class AppendGroups {
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;

  /** `write` keeps a group whole or not at all, and resolves with the sequence of its first entry. */
  constructor(
    private readonly write: (group: readonly Appending[]) => Promise<number>,
    private readonly mostBytes: number,
  ) {}

  add(time: number, key: string | undefined, body: Buffer): Promise<number> {
    const added = new Promise<number>((resolve, reject) => {
      this.#waiting.push({ time, key, body, size: recordSize(key, body), resolve, reject });
    });
    this.#writing ??= this.#writeAll();
    return added;
  }

  /** Resolves once nothing waits and nothing is written. */
  async settled(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
  }

  async #writeAll(): Promise<void> {
    // What other connections bring in this turn of the event loop shall be in the first group.
    await new Promise<void>((resolve) => void setImmediate(resolve));
    while (this.#waiting.length > 0) {
      const group = this.#take();
      try {
        const first = await this.write(group);
        group.forEach(({ resolve }, i) => {
          resolve(first + i);
        });
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    this.#writing = undefined;
  }

  #take(): readonly Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const { size } of this.#waiting) {
      if (count > 0 && bytes + size > this.mostBytes) break;
      bytes += size;
      count++;
    }
    return this.#waiting.splice(0, count);
  }
}
