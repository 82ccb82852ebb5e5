import type { Rejected } from '../../operators/rejected.js';
import type { LineParser } from './line/line-parser.js';

export interface Decoded<T> {
  readonly rows: readonly T[];
  readonly rejected: readonly Rejected[];
  /** For each of `rejected` how many of the rows came before it. Absent: all came before the rows. */
  readonly rejectedAt?: readonly number[];
  /** Lines that do not concern, and are neither rows nor rejected. Absent: none. */
  readonly skipped?: number;
}

/** Turns the bytes of one file or stream into rows, in order. Never throws: a bad line is a rejected row with its byte offset. */
export interface Decoder<T> {
  /**
   * Decodes every line that these bytes complete and keeps a copy of a partial last line. The bytes may be reused by the caller
   * afterwards.
   */
  decode(bytes: Buffer): Decoded<T>;
  /** The input has ended: decodes a last line that no newline ends. */
  end(): Decoded<T>;
  /**
   * The source has nothing more at present, and had nothing for so many milliseconds: decides over lines that were held until
   * more have come, which `save` has. Undefined: not yet. Absent where none ever are.
   */
  settle?(quiet: number): Decoded<T> | undefined;
  /** Whether lines are held. */
  readonly holds?: boolean;
  /** Bytes held back as a partial last line. A position to resume at is that many bytes before the end of what was read. */
  readonly pending: number;
  /** Lines seen so far, rows and rejected alike; empty lines count as neither. */
  readonly lines: number;
  /** Structured-clonable: header lines and the detected format, for a decoder that resumes. */
  save(): unknown;
  /** What reads its lines, of a decoder of lines: for those who cut them otherwise, and then leave `decode` and `end` alone. */
  readonly parser?: LineParser<T> | undefined;
}

export interface DecoderOptions {
  /** Offset in the file of the first byte that will be decoded; 0 by default. */
  readonly offset?: number;
  /** What an earlier decoder of the same input saved. */
  readonly saved?: unknown;
  /**
   * When the input was written to last, as far as is known by now, in epoch milliseconds: what years that are not written are
   * told by.
   */
  readonly written?: (() => number) | undefined;
}

/** Bytes to rows. */
export interface Codec<T> {
  /** Field names that a row may have. */
  readonly fields: readonly string[];
  /** Rows may have other fields besides. */
  readonly open?: true;
  /** Rows carry `time` and the fields that are asked for; others may be absent. */
  decoder(fields: readonly string[] | 'all', options?: DecoderOptions): Decoder<T>;
}
