import type { Appending } from './journal.js';
import { recordSize } from './journal-record.js';

/** Keeps a group whole or not at all, and resolves with the sequence of its first entry. `size`: bytes of its records. */
export type WriteGroup = (group: readonly Appending[], size: number) => Promise<number>;

/** Bytes that are worth a write of their own. */
const ENOUGH = 1 << 20;
/** After a group of so many the next one is gathered. */
const SEVERAL = 8;
/** Milliseconds between two looks at whether more have come, and looks at most. */
const LOOK = 2;
const MOST_LOOKS = 3;

/** Gathers what is appended in one turn of the event loop, or while the group before is written, into groups. */
export class AppendGroups {
  #waiting: Appending[] = [];
  #waitingBytes = 0;
  #writing: Promise<void> | undefined;
  /** Entries that are worth one too. */
  #expected = Infinity;
  /** Begins with the next group. */
  #begin = (): void => undefined;

  constructor(
    private readonly write: WriteGroup,
    private readonly mostBytes: number,
  ) {}

  add(entry: Appending): void {
    this.#waiting.push(entry);
    this.#waitingBytes += recordSize(entry.key, entry.body);
    this.#writing ??= this.#writeAll();
    if (this.#isWorthIt) this.#begin();
  }

  get #isWorthIt(): boolean {
    return this.#waitingBytes >= ENOUGH || this.#waiting.length >= this.#expected;
  }

  /** Resolves once nothing waits and nothing is written. */
  async settled(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
  }

  async #writeAll(): Promise<void> {
    // What other connections bring in this turn of the event loop shall be in the first group, unless that is so much
    // that the disk would stand still meanwhile.
    await new Promise<void>((resolve) => {
      this.#begin = resolve;
      setImmediate(resolve);
    });
    while (this.#waiting.length > 0) {
      const { group, size } = this.#take();
      let sequence: number;
      try {
        sequence = await this.write(group, size);
      } catch (error) {
        for (const entry of group) entry.failed(error);
        continue;
      }
      for (const entry of group) entry.kept(sequence++);
      if (group.length >= SEVERAL) await this.#gather(this.#waiting.length + group.length);
    }
    this.#writing = undefined;
  }

  /**
   * Those who have been answered come again at once, most often. Who came while a group was written would be written next,
   * and the others after them: two groups of half the size for ever, each with what it costs to wake the disk. So the others wait
   * until they are back; but only for as long as every look finds more, and for a few looks.
   */
  async #gather(expected: number): Promise<void> {
    this.#expected = expected;
    let before = -1;
    for (let looks = 0; !this.#isWorthIt && this.#waiting.length > before && looks < MOST_LOOKS; looks++) {
      before = this.#waiting.length;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, LOOK);
        this.#begin = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#expected = Infinity;
    this.#begin = () => undefined;
  }

  #take(): { readonly group: readonly Appending[]; readonly size: number } {
    let size = 0;
    let count = 0;
    for (const { key, body } of this.#waiting) {
      const more = recordSize(key, body);
      if (count > 0 && size + more > this.mostBytes) break;
      size += more;
      count++;
    }
    this.#waitingBytes -= size;
    return { group: this.#waiting.splice(0, count), size };
  }
}
