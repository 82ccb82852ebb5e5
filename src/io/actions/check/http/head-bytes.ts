const LF = 0x0a;
const CR = 0x0d;

/** Of all heads of an answer together. */
const MOST = 256 * 1024;

const BEGINNING = 'http/';

/**
 * Gathers bytes up to the blank line that ends a head, however they come: each byte is looked at once. Where a head ends the bytes
 * are to stay as they are until `take`; where it does not they are copied.
 */
export class HeadBytes {
  #pieces: Buffer[] = [];
  #size = 0;
  /** Of the line that is under way. */
  #length = 0;
  #isCr = false;
  #beginning = '';
  /** Blank lines before it. */
  hasBlanks = false;
  hasLine = false;
  failure: string | undefined;

  /** Nothing of this head has come but blank lines. */
  get isEmpty(): boolean {
    return this.#beginning === '';
  }

  /** As far as it goes it may be one. */
  get isWellBegun(): boolean {
    return BEGINNING.startsWith(this.#beginning);
  }

  /** The beginning of what is no answer at all. */
  get beginning(): string {
    return this.#pieces
      .map((piece) => piece.toString('latin1', 0, 64))
      .join('')
      .slice(0, 64);
  }

  /** Where in these bytes the head ends; undefined: it does not, or `failure` says why it is none. */
  push(data: Buffer): number | undefined {
    const start = this.isEmpty ? this.#afterBlanks(data) : 0;
    if (start === data.length) return undefined;
    this.#pieces.push(start === 0 ? data : data.subarray(start));
    if (!this.#beginsWell(data, start)) return undefined;
    let from = start;
    for (;;) {
      const end = data.indexOf(LF, from);
      if (end === -1) break;
      const length = this.#length + end - from;
      const isCr = length === 1 && (end > from ? data[end - 1] === CR : this.#isCr);
      if (length === 0 || isCr) {
        this.#size += end + 1 - start;
        if (this.#size > MOST) break;
        this.#cut(data.length - end - 1);
        return end + 1;
      }
      this.hasLine = true;
      this.#length = 0;
      from = end + 1;
    }
    this.#length += data.length - from;
    this.#isCr = data[data.length - 1] === CR;
    this.#size += data.length - start;
    if (this.#size > MOST) this.failure = 'headers larger than 256 KiB';
    this.#keep();
    return undefined;
  }

  /** All of it up to the last line end, the blank line included; the next one may begin. */
  take(): string {
    const text = Buffer.concat(this.#pieces).toString('latin1');
    this.#pieces = [];
    this.#length = 0;
    this.#isCr = false;
    this.#beginning = '';
    this.hasLine = false;
    return text.slice(0, -1);
  }

  #keep(): void {
    const last = this.#pieces.pop();
    if (last !== undefined) this.#pieces.push(Buffer.from(last));
  }

  #cut(behind: number): void {
    const last = this.#pieces.pop();
    if (last !== undefined) this.#pieces.push(last.subarray(0, last.length - behind));
  }

  #afterBlanks(data: Buffer): number {
    let at = 0;
    while (at < data.length && (data[at] === CR || data[at] === LF)) at++;
    if (at > 0) this.hasBlanks = true;
    this.#size += at;
    if (this.#size > MOST) this.failure = 'headers larger than 256 KiB';
    return at;
  }

  /** What does not begin as an answer is none: nobody waits for its end. */
  #beginsWell(data: Buffer, start: number): boolean {
    if (this.#beginning.length === BEGINNING.length) return true;
    this.#beginning = (this.#beginning + data.toString('latin1', start, start + BEGINNING.length))
      .slice(0, BEGINNING.length)
      .toLowerCase();
    if (this.isWellBegun) return true;
    this.failure = 'no answer of HTTP';
    return false;
  }
}
