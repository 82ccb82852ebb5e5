import { NONE_REJECTED } from '../../../operators/rejected.js';
import type { Decoded, Decoder, DecoderOptions } from '../codec.js';
import { joinDecoded } from '../line/join-decoded.js';
import { Places } from './places.js';
import { encodingOf, type TextEncoding } from './text-encoding.js';
import { type SavedUtf16, Utf16Decoder } from './utf16-decoder.js';

const NOTHING: Decoded<never> = { rows: [], rejected: NONE_REJECTED };
const SAME = (offset: number): number => offset;

export interface AnyEncodingOptions<T> {
  readonly maxLineBytes: number;
  /** A decoder of UTF-8; `placeOf` says where in the input is what it was given at an offset. */
  readonly make: (options: DecoderOptions, placeOf: (offset: number) => number) => Decoder<T>;
}

/** A decoder of UTF-8 for an input that may be UTF-16: the first bytes say which, and those alone are held for it. */
export class AnyEncoding<T> implements Decoder<T> {
  #inner: Decoder<T> | undefined;
  #held: Buffer = Buffer.alloc(0);

  constructor(
    private readonly given: DecoderOptions,
    private readonly options: AnyEncodingOptions<T>,
  ) {
    const { saved } = given;
    if (isUtf16(saved)) this.#inner = this.#wide(saved.utf16, saved.inner);
    else if (saved !== undefined) this.#inner = options.make(given, SAME);
  }

  get pending(): number {
    return this.#held.length + (this.#inner?.pending ?? 0);
  }

  get lines(): number {
    return this.#inner?.lines ?? 0;
  }

  get holds(): boolean {
    return this.#inner?.holds === true;
  }

  decode(bytes: Buffer): Decoded<T> {
    return this.#inner === undefined ? this.#decide(bytes, false) : this.#inner.decode(bytes);
  }

  end(): Decoded<T> {
    const before = this.#inner === undefined ? this.#decide(Buffer.alloc(0), true) : NOTHING;
    const last = this.#inner?.end() ?? NOTHING;
    return before.rows.length + before.rejected.length === 0 ? last : joinDecoded([before, last]);
  }

  settle(quiet: number): Decoded<T> | undefined {
    return this.#inner?.settle?.(quiet);
  }

  save(): unknown {
    return this.#inner?.save();
  }

  #decide(bytes: Buffer, isAll: boolean): Decoded<T> {
    const { offset = 0 } = this.given;
    const all = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    const encoding = encodingOf(all, offset, isAll);
    this.#held = encoding === undefined ? Buffer.from(all) : Buffer.alloc(0);
    if (encoding === undefined) return NOTHING;
    this.#inner = this.#made(encoding, offset);
    return this.#inner.decode(all);
  }

  #made(encoding: TextEncoding, offset: number): Decoder<T> {
    if (encoding === 'utf-8') return this.options.make(this.given, SAME);
    return this.#wide(
      { encoding, at: offset, places: { given: offset, read: offset, lines: [] } },
      undefined,
    );
  }

  /** What is known of the lines before holds where it goes on, and nowhere else. */
  #wide({ encoding, at, places: saved }: SavedUtf16, inner: unknown): Decoder<T> {
    const { offset = 0 } = this.given;
    const { maxLineBytes } = this.options;
    const places = new Places(at === offset ? saved : { given: offset, read: offset, lines: [] });
    return new Utf16Decoder({
      ...{ encoding, offset, maxLineBytes, places },
      inner: this.options.make({ ...this.given, offset: places.given, saved: inner }, places.of),
    });
  }
}

const isUtf16 = (saved: unknown): saved is { readonly utf16: SavedUtf16; readonly inner: unknown } =>
  typeof saved === 'object' && saved !== null && 'utf16' in saved;
