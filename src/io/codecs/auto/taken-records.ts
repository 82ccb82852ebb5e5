import type { Decoded, Decoder } from '../codec.js';
import type { Row } from '../fields/row.js';
import type { Format } from '../formats.js';
import type { SavedTaken, Taken, TakenOptions } from './taken.js';

/**
 * Reads records of several lines with the decoder of the format that was taken. That stays: of a record that is rejected the
 * first line has gone by long before, and no other format could read it.
 */
export class TakenRecords implements Pick<Taken, keyof Taken> {
  readonly takesChunks = true;
  readonly #inner: Decoder<Row>;
  #lines = 0;

  constructor(
    private readonly format: Format,
    { codecOf, fields, written }: TakenOptions,
    offset: number,
    { decoder: saved }: SavedTaken = {},
  ) {
    this.#inner = codecOf(format).decoder(fields, { offset, saved, written });
  }

  get pending(): number {
    return this.#inner.pending;
  }

  get lines(): number {
    return this.#lines;
  }

  /** Whether records are held that may be whole. */
  get hasUnsaid(): boolean {
    return this.#inner.holds === true;
  }

  settle(quiet: number): Decoded<Row> | undefined {
    const settled = this.#inner.settle?.(quiet);
    return settled && this.#counted(settled);
  }

  sayOthers(): void {}

  save(): SavedTaken {
    const decoder = this.#inner.save();
    return { format: this.format.name, ...(decoder !== undefined && { decoder }) };
  }

  begin(bytes: Buffer): Decoded<Row> {
    return this.decode(bytes);
  }

  decodeChunk(bytes: Buffer): { readonly decoded: Decoded<Row>; readonly rest: undefined } {
    return { decoded: this.decode(bytes), rest: undefined };
  }

  decodeLong(bytes: Buffer): Decoded<Row> {
    return this.decode(bytes);
  }

  decode(bytes: Buffer): Decoded<Row> {
    return this.#counted(this.#inner.decode(bytes));
  }

  end(): Decoded<Row> {
    return this.#counted(this.#inner.end());
  }

  #counted(decoded: Decoded<Row>): Decoded<Row> {
    this.#lines += decoded.rows.length + decoded.rejected.length;
    return decoded;
  }
}
