import type { Codec, Decoded, Decoder } from '../codecs/codec.js';
import type { FilePosition } from './file-position.js';

/** How far one run has read and decoded a file. */
export class FileCursor<T> {
  /** Offset of the next byte to read: the position plus the partial line that the decoder holds. */
  at: number;
  private decoder: Decoder<T>;
  private linesBefore = 0;

  constructor(
    private readonly codec: Codec<T>,
    private readonly fields: readonly string[] | 'all',
    start: FilePosition,
  ) {
    this.at = start.offset;
    this.decoder = codec.decoder(fields, { offset: start.offset, saved: start.codec });
  }

  get lines(): number {
    return this.linesBefore + this.decoder.lines;
  }

  get position(): FilePosition {
    return { offset: this.at - this.decoder.pending, codec: this.decoder.save() };
  }

  take(bytes: Buffer): Decoded<T> {
    this.at += bytes.length;
    return this.decoder.decode(bytes);
  }

  /** Decodes a last line that no newline ends. */
  end(): Decoded<T> {
    return this.decoder.end();
  }

  /** Goes back to the beginning of what is another file now; answers with the partial line of the old one, which nothing will complete. */
  restart(): Decoded<T> {
    const last = this.decoder.end();
    this.linesBefore += this.decoder.lines;
    this.at = 0;
    this.decoder = this.codec.decoder(this.fields);
    return last;
  }
}
