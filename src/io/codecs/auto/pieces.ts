import { peeled } from '../unwrap/peeled.js';

/** Puts lines together that a container's log has in pieces, as far as it takes to tell what they are. */
export class Pieces {
  readonly #open = new Map<string, string>();

  /** Whether a line has begun that is not whole. */
  get areOpen(): boolean {
    return this.#open.size > 0;
  }

  /** The line, or what it is the last piece of; undefined where more of it is to come. */
  whole(line: string): string | undefined {
    const within = peeled(line);
    if (within === undefined) return line;
    const { payload, isPartial, writer } = within;
    const before = this.#open.get(writer);
    if (isPartial) {
      this.#open.set(writer, (before ?? '') + payload);
      return undefined;
    }
    this.#open.delete(writer);
    return before === undefined ? line : before + payload;
  }
}

/** Whether a line is a piece of one that goes on. */
export const isPiece = (line: string): boolean => peeled(line)?.isPartial === true;
