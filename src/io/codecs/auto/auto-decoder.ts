import { NONE_REJECTED, type Rejected } from '../../../operators/rejected.js';
import type { Codec, Decoded, Decoder, DecoderOptions } from '../codec.js';
import type { Row } from '../fields/row.js';
import { joinDecoded } from '../line/join-decoded.js';
import { type LineHandler, LineSplitter } from '../line/line-splitter.js';
import { rejectedLine } from '../line/rejected-line.js';

export interface AutoDecoderOptions extends DecoderOptions {
  readonly maxLineBytes: number;
  readonly fields: readonly string[] | 'all';
  /** The name of the format that a line is certainly the first of. */
  readonly recognise: (line: string) => string | undefined;
  readonly codecOf: (name: string) => Codec<Row>;
  readonly onFormat: (name: string) => void;
  /** Why a line of no format is rejected. */
  readonly unknown: string;
}

interface Saved {
  readonly format?: string;
  readonly decoder?: unknown;
  readonly line?: unknown;
}

const NOTHING: Decoded<Row> = { rows: [], rejected: NONE_REJECTED };

/** Looks at lines until one tells the format, and leaves everything from there on to its decoder. */
export class AutoDecoder implements Decoder<Row>, LineHandler {
  readonly #options: AutoDecoderOptions;
  readonly #splitter: LineSplitter;
  #inner: Decoder<Row> | undefined;
  #format: string | undefined;
  /** Of the line that told the format. */
  #offset = 0;
  /** That line's bytes of earlier chunks. */
  #head: Buffer | undefined;
  /** Offset of the chunk that is being looked at. */
  #chunk: number;
  #lines = 0;
  #rejected: Rejected[] = [];

  constructor(options: AutoDecoderOptions) {
    const { offset = 0, maxLineBytes } = options;
    const saved = (options.saved ?? {}) as Saved;
    this.#options = options;
    this.#chunk = offset;
    this.#splitter = new LineSplitter(this, { maxLineBytes, offset, saved: saved.line });
    if (saved.format === undefined) return;
    this.#format = saved.format;
    this.#inner = options.codecOf(saved.format).decoder(options.fields, {
      offset,
      saved: saved.decoder,
      ...writtenOf(options),
    });
  }

  get pending(): number {
    return (this.#inner ?? this.#splitter).pending;
  }

  get lines(): number {
    return this.#lines + (this.#inner?.lines ?? 0);
  }

  decode(bytes: Buffer): Decoded<Row> {
    if (this.#inner !== undefined) return this.#inner.decode(bytes);
    const chunk = this.#chunk;
    this.#splitter.push(bytes);
    this.#chunk += bytes.length;
    return this.#handOver(bytes, chunk);
  }

  end(): Decoded<Row> {
    if (this.#inner !== undefined) return this.#inner.end();
    this.#splitter.end();
    const decoded = this.#handOver(Buffer.alloc(0), this.#chunk);
    return this.#inner === undefined ? decoded : joinDecoded([decoded, (this.#inner as Decoder<Row>).end()]);
  }

  save(): unknown {
    if (this.#inner === undefined) {
      const line = this.#splitter.save();
      return line === undefined ? undefined : { line };
    }
    return { format: this.#format, decoder: this.#inner.save() };
  }

  line(bytes: Buffer, from: number, to: number, offset: number): void {
    if (this.#format !== undefined) return;
    this.#format = this.#options.recognise(bytes.toString('utf8', from, to));
    if (this.#format === undefined) {
      this.#lines++;
      this.#rejected.push(rejectedLine('malformed', bytes, from, to, offset, this.#options.unknown));
      return;
    }
    this.#offset = offset;
    const before = this.#chunk - offset;
    // Held bytes are lent, a carriage return behind the line among them.
    if (before > 0) this.#head = Buffer.from(bytes.subarray(from, from + before));
  }

  oversize(rejected: Rejected): void {
    if (this.#format !== undefined) return;
    this.#lines++;
    this.#rejected.push(rejected);
  }

  /** If a line of the chunk has told the format, everything from it on goes to a decoder of that format. */
  #handOver(bytes: Buffer, chunk: number): Decoded<Row> {
    const format = this.#format;
    const before: Decoded<Row> =
      this.#rejected.length === 0 ? NOTHING : { rows: [], rejected: this.#rejected };
    this.#rejected = [];
    if (format === undefined) return before;
    const { fields, codecOf, onFormat } = this.#options;
    const inner = codecOf(format).decoder(fields, { offset: this.#offset, ...writtenOf(this.#options) });
    this.#inner = inner;
    onFormat(format);
    const head = this.#head === undefined ? NOTHING : inner.decode(this.#head);
    this.#head = undefined;
    const rest = inner.decode(bytes.subarray(Math.max(0, this.#offset - chunk)));
    return joinDecoded([before, head, rest]);
  }
}

const writtenOf = ({ written }: DecoderOptions): Pick<DecoderOptions, 'written'> =>
  written === undefined ? {} : { written };
