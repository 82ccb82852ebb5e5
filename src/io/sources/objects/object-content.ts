import type { Decoded, Decoder } from '../../codecs/codec.js';
import { cutEnd, nothingHad } from '../../compression/cut-end.js';
import { MaybePacked } from '../../compression/maybe-packed.js';

export interface ContentOptions<T> {
  /** For people. */
  readonly what: string;
  /** How often it may be compressed, as its name says. */
  readonly layers: number;
  readonly decoder: Decoder<T>;
  /** Bytes of the content before those that the decoder begins with, where it is given all of them. */
  readonly skip: number;
  /** Where in the content the decoder begins. */
  readonly offset: number;
  readonly readBytes: number;
  readonly warn: (message: string) => void;
  readonly signal: AbortSignal;
}

/** What an object holds, as rows, while its bytes come. */
export class ObjectContent<T> {
  readonly #layers: MaybePacked[] = [];
  readonly #given: ContentOptions<T>;
  /** Offset in the content of the next byte that is decoded. */
  #at: number;
  #skip: number;
  #pieces: Buffer[] = [];
  #gathered = 0;
  /** Rejected without a line. */
  #others = 0;

  constructor(given: ContentOptions<T>) {
    this.#given = given;
    this.#at = given.offset;
    this.#skip = given.skip;
    for (let i = 0; i < given.layers; i++)
      this.#layers.push(new MaybePacked(given.what, given.warn, given.signal));
  }

  /** The first byte of the content that is still to be read. */
  get offset(): number {
    return this.#at - this.#given.decoder.pending;
  }

  get lines(): number {
    return this.#given.decoder.lines + this.#others;
  }

  /** Whether it can be read from the middle on. */
  get isPlain(): boolean {
    return this.#layers.every((layer) => layer.isPlain);
  }

  save(): unknown {
    return this.#given.decoder.save();
  }

  async *push(bytes: Buffer): AsyncGenerator<Decoded<T>, void, undefined> {
    for await (const piece of through(bytes, this.#layers)) yield* this.#gather(piece);
  }

  async *end(): AsyncGenerator<Decoded<T>, void, undefined> {
    const { decoder } = this.#given;
    for (const [i, layer] of this.#layers.entries())
      for await (const piece of layer.end())
        for await (const inner of through(piece, this.#layers.slice(i + 1))) yield* this.#gather(inner);
    if (this.#gathered > 0) yield this.#decode();
    const problem = this.#layers.map((layer) => layer.problem).find((one) => one !== undefined);
    if (problem !== undefined && this.#at === 0) {
      this.#others++;
      yield nothingHad(problem);
      return;
    }
    const torn = this.#layers.map((layer) => layer.torn).find((one) => one !== undefined);
    yield torn === undefined ? decoder.end() : cutEnd(decoder, torn);
  }

  close(): void {
    for (const layer of this.#layers) layer.close();
  }

  *#gather(piece: Buffer): Generator<Decoded<T>, void, undefined> {
    const { readBytes } = this.#given;
    const skipped = Math.min(this.#skip, piece.length);
    this.#skip -= skipped;
    for (let from = skipped; from < piece.length; ) {
      const to = Math.min(piece.length, from + readBytes - this.#gathered);
      this.#pieces.push(piece.subarray(from, to));
      this.#gathered += to - from;
      from = to;
      if (this.#gathered === readBytes) yield this.#decode();
    }
  }

  #decode(): Decoded<T> {
    const [first = Buffer.alloc(0), ...others] = this.#pieces;
    const bytes = others.length === 0 ? first : Buffer.concat(this.#pieces, this.#gathered);
    this.#pieces = [];
    this.#gathered = 0;
    this.#at += bytes.length;
    return this.#given.decoder.decode(bytes);
  }
}

async function* through(
  bytes: Buffer,
  layers: readonly MaybePacked[],
): AsyncGenerator<Buffer, void, undefined> {
  const [outer, ...inner] = layers;
  if (outer === undefined) {
    if (bytes.length > 0) yield bytes;
    return;
  }
  for await (const piece of outer.push(bytes)) yield* through(piece, inner);
}
