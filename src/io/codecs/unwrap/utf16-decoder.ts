import { GrowingBytes } from '../bytes/growing-bytes.js';
import type { Decoded, Decoder } from '../codec.js';
import { joinDecoded } from '../line/join-decoded.js';
import type { Places, SavedPlaces } from './places.js';
import type { Utf16 } from './text-encoding.js';

const LF = 0x0a;
const MARK = '\ufeff';

/** What is saved beside what the inner decoder saves. */
export interface SavedUtf16 {
  readonly encoding: Utf16;
  /** Where it goes on. */
  readonly at: number;
  readonly places: SavedPlaces;
}

export interface Utf16Options<T> {
  readonly encoding: Utf16;
  /** Of the first byte; units begin at even ones. */
  readonly offset: number;
  readonly maxLineBytes: number;
  readonly places: Places;
  /** Reads the lines as UTF-8. */
  readonly inner: Decoder<T>;
}

/** Gives another decoder the lines of an input in UTF-16 as UTF-8, each when it is whole. All that it says is said of the input as it is. */
export class Utf16Decoder<T> implements Decoder<T> {
  readonly #held = new GrowingBytes();
  /** Where what is held begins. */
  #position: number;

  constructor(private readonly options: Utf16Options<T>) {
    this.#position = options.offset;
  }

  get pending(): number {
    return this.#held.length;
  }

  get lines(): number {
    return this.options.inner.lines;
  }

  get holds(): boolean {
    return this.options.inner.holds === true;
  }

  decode(bytes: Buffer): Decoded<T> {
    this.#held.add(bytes);
    const { bytes: all } = this.#held;
    const parts: Decoded<T>[] = [];
    // Behind a newline before it, the first byte may be the second half of that.
    let from = Math.min(all.length, this.#position % 2);
    this.#position += from;
    let text = '';
    for (let end = this.#lineEnd(all, from); end !== -1; end = this.#lineEnd(all, from)) {
      const line = this.#textOf(all, from, end);
      text += line;
      this.#move(end - from, Buffer.byteLength(line));
      from = end;
    }
    // A line that is too long is said to be that, and is not kept.
    if (all.length - from > 2 * this.options.maxLineBytes + 2) {
      const end = all.length - ((all.length - from) % 2);
      const piece = this.#textOf(all, from, end);
      text += piece;
      this.#move(end - from, Buffer.byteLength(piece));
      from = end;
    }
    if (text !== '') parts.push(this.#said(this.options.inner.decode(Buffer.from(text, 'utf8'))));
    const rest = Buffer.from(all.subarray(from));
    this.#held.clear();
    this.#held.add(rest);
    return joined(parts);
  }

  end(): Decoded<T> {
    const { inner } = this.options;
    const { bytes } = this.#held;
    const text = this.#textOf(bytes, 0, bytes.length - (bytes.length % 2));
    this.#move(bytes.length, Buffer.byteLength(text));
    this.#held.clear();
    return joined([
      ...(text === '' ? [] : [this.#said(inner.decode(Buffer.from(text, 'utf8')))]),
      this.#said(inner.end()),
    ]);
  }

  settle(quiet: number): Decoded<T> | undefined {
    const settled = this.options.inner.settle?.(quiet);
    return settled && this.#said(settled);
  }

  save(): unknown {
    const { encoding, inner, places } = this.options;
    const utf16: SavedUtf16 = { encoding, at: this.#position, places: places.save() };
    return { utf16, inner: inner.save() };
  }

  /** Index behind the first newline at an even place; -1 if there is none. */
  #lineEnd(bytes: Buffer, from: number): number {
    const isLittle = this.options.encoding === 'utf-16le';
    for (let at = bytes.indexOf(LF, from); at !== -1; at = bytes.indexOf(LF, at + 1)) {
      const begin = isLittle ? at : at - 1;
      if (begin < from || (begin - from) % 2 !== 0 || begin + 2 > bytes.length) continue;
      if (bytes[isLittle ? begin + 1 : begin] === 0) return begin + 2;
    }
    return -1;
  }

  #textOf(bytes: Buffer, from: number, to: number): string {
    const units = bytes.subarray(from, to);
    const text =
      this.options.encoding === 'utf-16le'
        ? units.toString('utf16le')
        : Buffer.from(units).swap16().toString('utf16le');
    return text.startsWith(MARK) ? text.slice(1) : text;
  }

  #move(bytes: number, given: number): void {
    this.#position += bytes;
    this.options.places.move(bytes, given);
  }

  /** With the places of the input. */
  #said(decoded: Decoded<T>): Decoded<T> {
    if (decoded.rejected.length === 0) return decoded;
    const { places } = this.options;
    const rejected = decoded.rejected.map((one) =>
      one.offset === undefined ? one : { ...one, offset: places.of(one.offset) },
    );
    return { ...decoded, rejected };
  }
}

const joined = <T>(parts: readonly Decoded<T>[]): Decoded<T> => {
  const [only] = parts;
  return only !== undefined && parts.length === 1 ? only : joinDecoded(parts);
};
