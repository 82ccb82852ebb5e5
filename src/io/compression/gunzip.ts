import { crc32 } from 'node:zlib';
import { beginsAsGzip, gzipHeaderLength } from './gzip-header.js';
import { Inflater } from './inflater.js';

const NOTHING = Buffer.alloc(0);
const TRAILER_BYTES = 8;

type Where = 'header' | 'data' | 'trailer' | 'between' | 'over';

/**
 * What gzip data of any number of members holds, as it comes. All that can be decompressed is handed over, whatever comes
 * after it: zeros are padding, as to `gzip -d`, and what else is no member is left out.
 */
export class Gunzip {
  /** Why there may be less than there was: it is cut off or damaged. Undefined while nothing is wrong. */
  problem: string | undefined;
  /** The content breaks off in the midst of what it was. */
  isTorn = false;
  /** There is something after the end that is no gzip data. */
  hasGarbage = false;
  #where: Where = 'header';
  /** Of a header or a trailer that has not come whole. */
  #partial = NOTHING;
  #isFirst = true;
  #inflater: Inflater | undefined;
  #sum = 0;
  #size = 0;

  /** `onBytes` is given what is decompressed, and may keep it. */
  constructor(private readonly onBytes: (bytes: Buffer) => void) {}

  /** Nothing that comes now is looked at any more. */
  get isOver(): boolean {
    return this.#where === 'over';
  }

  /** Resolves when all that these bytes hold has been handed over; they belong to this until then. */
  async push(bytes: Buffer): Promise<void> {
    let rest = bytes;
    while (rest.length > 0 && this.#where !== 'over') {
      if (this.#where === 'data') rest = await this.#inflate(rest);
      else if (this.#where === 'between') rest = this.#skip(rest);
      else {
        const all = this.#partial.length === 0 ? rest : Buffer.concat([this.#partial, rest]);
        this.#partial = NOTHING;
        rest = this.#where === 'header' ? this.#begin(all) : this.#finish(all);
      }
    }
  }

  /** No more bytes come. */
  end(): void {
    if (this.#where === 'header' || this.#where === 'data' || this.#where === 'trailer') {
      this.problem ??= 'it is cut off before its end';
      // All of a member has come before its trailer, but not what the next one would have gone on with.
      this.isTorn ||= this.#where !== 'trailer';
    }
    this.close();
  }

  close(): void {
    this.#where = 'over';
    this.#partial = NOTHING;
    this.#inflater?.close();
    this.#inflater = undefined;
  }

  #begin(bytes: Buffer): Buffer {
    const length = gzipHeaderLength(bytes);
    if (length === undefined) {
      this.#partial = Buffer.from(bytes);
      return NOTHING;
    }
    if (length === 'none') {
      if (this.#isFirst) this.#fail('incorrect header');
      else this.#leave();
      return NOTHING;
    }
    this.#isFirst = false;
    this.#where = 'data';
    this.#sum = 0;
    this.#size = 0;
    this.#inflater = new Inflater((piece) => {
      this.#sum = crc32(piece, this.#sum);
      this.#size += piece.length;
      this.onBytes(piece);
    });
    return bytes.subarray(length);
  }

  async #inflate(bytes: Buffer): Promise<Buffer> {
    const inflated = await this.#inflater?.push(bytes);
    // Closed meanwhile.
    if (inflated === undefined || this.isOver) return NOTHING;
    const { used, ended, error } = inflated;
    if (error !== undefined) this.#fail(error.message);
    if (!ended) return NOTHING;
    this.#inflater?.close();
    this.#inflater = undefined;
    this.#where = 'trailer';
    return bytes.subarray(used);
  }

  #finish(bytes: Buffer): Buffer {
    if (bytes.length < TRAILER_BYTES) {
      this.#partial = Buffer.from(bytes);
      return NOTHING;
    }
    const fits = bytes.readUInt32LE(0) === this.#sum && bytes.readUInt32LE(4) === this.#size % 2 ** 32;
    // The members after it can be read all the same.
    if (!fits) this.problem ??= 'it is damaged (its checksum does not fit)';
    this.#where = 'between';
    return bytes.subarray(TRAILER_BYTES);
  }

  #skip(bytes: Buffer): Buffer {
    const at = bytes.findIndex((byte) => byte !== 0);
    if (at < 0) return NOTHING;
    const rest = bytes.subarray(at);
    if (beginsAsGzip(rest)) this.#where = 'header';
    else this.#leave();
    return rest;
  }

  #leave(): void {
    // Of a member that is damaged nobody knows where it ends.
    this.hasGarbage = this.problem === undefined;
    this.close();
  }

  #fail(why: string): void {
    this.problem ??= `it is damaged (${why})`;
    this.isTorn = true;
    this.close();
  }
}
