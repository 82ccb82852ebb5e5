import { Gunzip } from './gunzip.js';
import { beginsAsGzip } from './gzip-header.js';
import { cutText, garbageText } from './gzip-texts.js';
import { otherCompression, otherText } from './other-compression.js';

const NOTHING = Buffer.alloc(0);
/** Compressed bytes that are decompressed at once: at gzip's highest ratio, that many make 16 MiB. */
const BLOCK_BYTES = 16 * 1024;
const HEADER_BYTES = 3;

/** The content of input that may be compressed with gzip, as its first bytes tell. */
export class MaybeGzip {
  /** The first bytes, while they are too few to tell. */
  #first: Buffer | undefined = NOTHING;
  #gunzip: Gunzip | undefined;
  /** Why nothing of it can be read. */
  #other: string | undefined;
  #ready: Buffer[] = [];
  #hasSaidGarbage = false;

  constructor(
    private readonly what: string,
    private readonly warn: (message: string) => void,
    /** Aborted: nothing more is decompressed. */
    private readonly signal: AbortSignal,
  ) {}

  /** What these bytes hold, which belong to this until all of it has been taken. */
  async *push(bytes: Buffer): AsyncGenerator<Buffer, void, undefined> {
    const all =
      this.#first === undefined || this.#first.length === 0 ? bytes : Buffer.concat([this.#first, bytes]);
    if (this.#first !== undefined) {
      const isGzip = beginsAsGzip(all);
      const other = otherCompression(all);
      if ((isGzip && all.length < HEADER_BYTES) || other === 'more') {
        this.#first = Buffer.from(all);
        return;
      }
      this.#first = undefined;
      if (other !== undefined) this.#other = otherText(other);
      if (isGzip) this.#gunzip = new Gunzip((piece) => this.#ready.push(piece));
    }
    if (this.#other !== undefined) return;
    const gunzip = this.#gunzip;
    if (gunzip === undefined) {
      yield all;
      return;
    }
    for (let from = 0; from < all.length && !this.signal.aborted; from += BLOCK_BYTES) {
      await gunzip.push(all.subarray(from, from + BLOCK_BYTES));
      yield* this.#ready.splice(0);
    }
    this.#complain();
  }

  /** No more bytes come; answers with what is left of the content. */
  end(): Buffer {
    const first = this.#first ?? NOTHING;
    this.#first = undefined;
    this.#gunzip?.end();
    this.#complain();
    if (this.#other !== undefined) this.warn(`Nothing of ${this.what} can be read: ${this.#other}.`);
    if (this.#gunzip?.problem !== undefined) this.warn(cutText(this.what, this.#gunzip.problem));
    return first;
  }

  /** Why there may be less of the content than there was; undefined where nothing is wrong. */
  get problem(): string | undefined {
    return this.#other ?? this.#gunzip?.problem;
  }

  /** The content breaks off in the midst of what it was. */
  get isTorn(): boolean {
    return this.#gunzip?.isTorn === true;
  }

  close(): void {
    this.#gunzip?.close();
  }

  #complain(): void {
    if (this.#hasSaidGarbage || this.#gunzip?.hasGarbage !== true) return;
    this.#hasSaidGarbage = true;
    this.warn(garbageText(this.what));
  }
}
