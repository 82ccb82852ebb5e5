import type { Format } from '../formats.js';

/** Lines that are requests in another format than the one that was taken, and were read as that. */
export interface OtherLines {
  readonly count: number;
  /** Of how many lines, so far. */
  readonly of: number;
  /** The first of them. */
  readonly example: string;
}

/** After so many it is said what share they are. */
const ENOUGH = 100;

/** Counts the lines of other formats, and says of each format once how many they are. */
export class Others {
  readonly #found = new Map<Format, { count: number; readonly example: string; isSaid: boolean }>();

  constructor(private readonly say: (format: Format, lines: OtherLines) => void) {}

  /** `of`: how many lines there were so far. */
  add(format: Format, line: string, of: number): void {
    const found = this.#found.get(format) ?? { count: 0, example: line, isSaid: false };
    this.#found.set(format, found);
    found.count++;
    if (found.count === ENOUGH) this.sayAll(of);
  }

  get hasUnsaid(): boolean {
    return [...this.#found.values()].some(({ isSaid }) => !isSaid);
  }

  sayAll(of: number): void {
    for (const [format, found] of this.#found) {
      if (found.isSaid) continue;
      found.isSaid = true;
      this.say(format, { count: found.count, of, example: found.example });
    }
  }
}
