const LF = 0x0a;
const CR = 0x0d;
/** Bytes of a line with a size and what is behind it. */
const LONGEST_LINE = 16 * 1024;
/** Bytes of all trailers. */
const MOST_TRAILERS = 256 * 1024;

const SIZE = /^([0-9a-f]{1,16})[ \t]*(?:;.*)?$/i;

/** Takes a chunked body apart. Extensions and trailers are read and ignored. */
export class ChunkedBody {
  readonly #onData: (data: Buffer) => boolean;
  #isEnough = false;
  #at: 'size' | 'data' | 'end of data' | 'trailers' | 'done' = 'size';
  #line = '';
  #left = 0;
  #trailers = 0;
  hasBareLf = false;
  /** Why it is none. */
  failure: string | undefined;

  /** `onData` gets the pieces of the body in their order, never an empty one, and says whether it wants more. */
  constructor(onData: (data: Buffer) => boolean) {
    this.#onData = onData;
  }

  get isDone(): boolean {
    return this.#at === 'done';
  }

  /** How many bytes it took: fewer than there are only at the end, or where it is none. */
  push(data: Buffer): number {
    let at = 0;
    while (at < data.length && this.#at !== 'done' && !this.#isEnough && this.failure === undefined) {
      at = this.#at === 'data' ? this.#takeData(data, at) : this.#takeLine(data, at);
    }
    return at;
  }

  #takeData(data: Buffer, from: number): number {
    const to = Math.min(data.length, from + this.#left);
    this.#left -= to - from;
    if (this.#left === 0) this.#at = 'end of data';
    this.#isEnough = !this.#onData(data.subarray(from, to));
    return to;
  }

  #takeLine(data: Buffer, from: number): number {
    // Behind the data there are two bytes at most: what is not a line end is not looked for one.
    if (this.#at === 'end of data' && this.#line === '' && data[from] !== LF && data[from] !== CR) {
      this.failure = 'chunk is longer than it says';
      return from;
    }
    const end = data.indexOf(LF, from);
    const to = end === -1 ? data.length : end;
    if (this.#line.length + to - from > LONGEST_LINE) {
      this.failure = 'line of a chunk is too long';
      return from;
    }
    this.#line += data.toString('latin1', from, to);
    if (end === -1) return to;
    const line = this.#line.endsWith('\r') ? this.#line.slice(0, -1) : this.#line;
    if (line === this.#line) this.hasBareLf = true;
    this.#line = '';
    this.#takeWhole(line);
    return end + 1;
  }

  #takeWhole(line: string): void {
    if (this.#at === 'size') this.#begin(line);
    else if (this.#at === 'end of data') {
      if (line === '') this.#at = 'size';
      else this.failure = 'chunk is longer than it says';
    } else {
      this.#trailers += line.length + 2;
      if (line === '') this.#at = 'done';
      else if (this.#trailers > MOST_TRAILERS) this.failure = 'trailers larger than 256 KiB';
    }
  }

  #begin(line: string): void {
    const [, digits] = SIZE.exec(line) ?? [];
    const size = Number.parseInt(digits ?? '', 16);
    if (digits === undefined) this.failure = 'chunk size is no hexadecimal number';
    else if (size > Number.MAX_SAFE_INTEGER) this.failure = 'chunk size is too large';
    else {
      this.#left = size;
      this.#at = size === 0 ? 'trailers' : 'data';
    }
  }
}
