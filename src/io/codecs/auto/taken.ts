import type { Rejected } from '../../../operators/rejected.js';
import { GrowingBytes } from '../bytes/growing-bytes.js';
import { lastIndexOfByte } from '../bytes/index-of-byte.js';
import type { Codec, Decoded, Decoder, DecoderOptions } from '../codec.js';
import type { Row } from '../fields/row.js';
import type { Format } from '../formats.js';
import { joinDecoded } from '../line/join-decoded.js';
import { beginsAsUsual } from './begins-as-usual.js';
import { DecodedLines } from './decoded-lines.js';
import { eachLine, lineEnd } from './each-line.js';
import { type Evidence, evidenceOf } from './evidence.js';
import { lineText } from './line-text.js';
import type { OtherLines } from './others.js';
import { isPiece } from './pieces.js';
import { Rivals, type SavedRivals } from './rivals.js';
import { SideDecoders } from './side-decoders.js';
import { asNoRequest, type UnreadOptions, unreadLine } from './unread-line.js';

const LF = 0x0a;
/** So many of the first lines are looked at where nothing but a date tells that they are any. */
const LOOKED_AT = 1000;

export interface TakenOptions extends UnreadOptions, Pick<DecoderOptions, 'written'> {
  readonly fields: readonly string[] | 'all';
  readonly codecOf: (format: Format) => Codec<Row>;
  readonly formatOf: (name: string) => Format;
  /** Nothing but requests becomes a row. */
  readonly requests: boolean;
  /** Another format has taken over, from that line on. */
  readonly onChange: (format: Format, offset: number) => void;
  /** Lines of another format were read as requests. */
  readonly onOther: (format: Format, lines: OtherLines) => void;
}

export interface SavedTaken {
  readonly format?: string;
  readonly decoder?: unknown;
  readonly rivals?: SavedRivals;
  readonly looked?: number;
  /** There are requests among its lines. */
  readonly requests?: true;
  readonly sides?: Readonly<Record<string, unknown>>;
}

/** Where another format takes over. */
interface Cut extends Evidence {
  readonly at: number;
}

/** What was decoded up to a cut. */
interface Piece {
  readonly decoded: Decoded<Row>;
  readonly cut: Cut | undefined;
}

/**
 * Reads lines with the decoder of the format that was taken, and looks at those that it rejects: one that is a request in
 * another format is read as that; one that is something else counts for that, until that explains more. Every decision is
 * made at a line and by lines, so that chunks change nothing.
 */
export class Taken {
  #inner: Decoder<Row>;
  readonly #rivals = new Rivals();
  readonly #sides: SideDecoders;
  /** The line that the decoder holds, unless it is too long. */
  readonly #tail = new GrowingBytes();
  /** Lines that were looked at in a format that is only taken where nothing else fits. */
  #looked = 0;
  /** There are requests among the lines of the format: what is none is rejected as that. */
  #hasRequests: boolean;
  /** Rows and rejected lines of decoders before this one and beside it. */
  #lines = 0;

  constructor(
    private format: Format,
    private readonly options: TakenOptions,
    offset: number,
    saved: SavedTaken = {},
  ) {
    this.#inner = this.#decoderOf(format, offset, saved.decoder);
    const { formatOf, onOther } = options;
    const decoderOf = (other: Format, state?: unknown, at = offset): Decoder<Row> =>
      this.#decoderOf(other, at, state);
    this.#sides = new SideDecoders({ decoderOf, formatOf, onOther }, saved.sides);
    this.#hasRequests = format.requests === true || saved.requests === true;
    if (saved.rivals !== undefined) this.#rivals.load(saved.rivals);
    this.#looked = saved.looked ?? 0;
  }

  get pending(): number {
    return this.#inner.pending;
  }

  get lines(): number {
    return this.#lines;
  }

  /** Whether there is something to say of lines in other formats; `sayOthers` does. */
  get hasUnsaid(): boolean {
    return this.#sides.hasUnsaid;
  }

  sayOthers(): void {
    this.#sides.sayAll(this.#lines);
  }

  save(): SavedTaken {
    const decoder = this.#inner.save();
    const sides = this.#sides.save();
    return {
      format: this.format.name,
      ...(decoder !== undefined && { decoder }),
      rivals: this.#rivals.save(),
      ...(this.#hasRequests && this.format.requests !== true && { requests: true as const }),
      ...(this.#looked > 0 && { looked: this.#looked }),
      ...(sides !== undefined && { sides }),
    };
  }

  /** Whole lines that were held before the format was taken: those before its first one, or piece of one, are none of it. */
  begin(bytes: Buffer, offset: number): Decoded<Row> {
    const before = new DecodedLines();
    let start = bytes.length;
    eachLine(bytes, (from, to) => {
      const line = lineText(bytes, from, to);
      const evidence = evidenceOf(line);
      if (evidence?.format === this.format || isPiece(line)) start = from;
      else if (evidence !== undefined || line !== '')
        this.#judge(
          before,
          evidence,
          bytes,
          from,
          to,
          unreadLine(bytes, from, to, offset + from, this.options),
        );
      return start < bytes.length;
    });
    const { decoded } = before;
    this.#lines += decoded.rows.length + decoded.rejected.length;
    // It counts lines from where it begins.
    this.#inner = this.#decoderOf(this.format, offset + start);
    return joinDecoded([decoded, this.decode(bytes.subarray(start), offset + start)]);
  }

  /** Whether chunks are given to the decoder as they come; else it is given whole lines. */
  get takesChunks(): boolean {
    return this.format.fits !== 'last';
  }

  /** Any bytes that begin at `offset`. Answers with those, too, that another format has taken over, from where that begins. */
  decodeChunk(
    bytes: Buffer,
    offset: number,
  ): { readonly decoded: Decoded<Row>; readonly rest: Buffer | undefined } {
    const decoded = this.#inner.decode(bytes);
    // Of a longer one not all is there, and nothing is asked of it.
    const tail = this.#tail.length > this.options.maxLineBytes ? 0 : this.#tail.length;
    let piece: Piece | undefined;
    if (decoded.rejected.length === 0) this.#rivals.addMine(decoded.rows.length);
    else {
      const lines = tail === 0 ? bytes : Buffer.concat([this.#tail.bytes, bytes]);
      piece = this.#examined(decoded, lines, offset - tail);
      if (piece.cut !== undefined) {
        this.#tail.clear();
        this.#change(piece.cut, offset - tail + piece.cut.at);
        return { decoded: this.#counted(piece.decoded), rest: lines.subarray(piece.cut.at) };
      }
    }
    this.#noteTail(bytes);
    return { decoded: this.#counted(piece?.decoded ?? decoded), rest: undefined };
  }

  /** Of a line that is too long the decoder says so, and nothing else is asked. */
  #noteTail(bytes: Buffer): void {
    const from = lastIndexOfByte(bytes, LF, bytes.length) + 1;
    if (from > 0) this.#tail.clear();
    if (this.#tail.length <= this.options.maxLineBytes) this.#tail.add(bytes, from);
  }

  /** A piece of a line that is too long. */
  decodeLong(bytes: Buffer): Decoded<Row> {
    return this.#counted(this.#inner.decode(bytes));
  }

  /** Whole lines. */
  decode(bytes: Buffer, offset: number): Decoded<Row> {
    const parts: Decoded<Row>[] = [];
    for (let at = 0; at < bytes.length; ) {
      const rest = at === 0 ? bytes : bytes.subarray(at);
      const { decoded, cut } =
        this.format.fits === 'last'
          ? this.#ownOf(rest)
          : this.#examined(this.#inner.decode(rest), rest, offset + at);
      parts.push(this.#counted(decoded));
      if (cut === undefined) break;
      at += cut.at;
      this.#change(cut, offset + at);
    }
    const [only] = parts;
    return only !== undefined && parts.length === 1 ? only : joinDecoded(parts);
  }

  /** The input has ended, and its last line was decoded. */
  end(): Decoded<Row> {
    return this.#counted(this.#inner.end());
  }

  #counted(decoded: Decoded<Row>): Decoded<Row> {
    this.#lines += decoded.rows.length + decoded.rejected.length;
    return decoded;
  }

  #decoderOf(format: Format, offset: number, saved?: unknown): Decoder<Row> {
    const { codecOf, fields, written } = this.options;
    return codecOf(format).decoder(fields, { offset, saved, written });
  }

  #change({ format, isRequest }: Cut, offset: number): void {
    this.#hasRequests = format.requests === true || isRequest;
    this.#rivals.exchange(this.format.name, format.name);
    this.format = format;
    this.#looked = 0;
    this.#inner = this.#decoderOf(format, offset);
    this.options.onChange(format, offset);
  }

  /** What is none of the others', of lines that nothing but a date tells of. */
  #ownOf(bytes: Buffer): Piece {
    let cut: Cut | undefined;
    let own = 0;
    eachLine(bytes, (from, to) => {
      own++;
      if (this.#looked < LOOKED_AT) this.#looked++;
      else if (beginsAsUsual(bytes, from)) return false;
      const evidence = evidenceOf(lineText(bytes, from, to));
      if (evidence === undefined || evidence.format === this.format) return false;
      this.#rivals.addMine(own - 1);
      own = 0;
      if (this.#takesOver(evidence)) cut = { at: from, ...evidence };
      return cut !== undefined;
    });
    this.#rivals.addMine(own);
    return { decoded: this.#inner.decode(cut === undefined ? bytes : bytes.subarray(0, cut.at)), cut };
  }

  /** What the decoder has made of lines, those that it rejected looked at. */
  #examined(decoded: Decoded<Row>, bytes: Buffer, offset: number): Piece {
    const { rows, rejected, rejectedAt } = decoded;
    if (rejected.length === 0) {
      this.#rivals.addMine(rows.length);
      return { decoded, cut: undefined };
    }
    const out = new DecodedLines();
    let done = 0;
    for (const [i, one] of rejected.entries()) {
      const before = rejectedAt?.[i] ?? 0;
      out.add(rows, done, before);
      this.#rivals.addMine(before - done);
      done = before;
      const from = one.reason === 'oversize' ? -1 : (one.offset ?? -1) - offset;
      const to = from < 0 ? from : lineEnd(bytes, from).to;
      const evidence = from < 0 ? undefined : evidenceOf(lineText(bytes, from, to));
      if (evidence === undefined || evidence.format === this.format) out.reject(one);
      else if (this.#takesOver(evidence)) {
        return { decoded: out.decoded, cut: { at: from, ...evidence } };
      } else this.#judge(out, evidence, bytes, from, to, one);
    }
    out.add(rows, done);
    this.#rivals.addMine(rows.length - done);
    return { decoded: out.decoded, cut: undefined };
  }

  #takesOver(evidence: Evidence): boolean {
    if (this.options.requests && !evidence.isRequest) return false;
    return this.#rivals.isBeatenBy(evidence, this.format);
  }

  /** A line that is not of the format that was taken, and how it was rejected for that. */
  #judge(
    out: DecodedLines,
    evidence: Evidence | undefined,
    bytes: Buffer,
    from: number,
    to: number,
    rejected: Rejected,
  ): void {
    if (evidence === undefined) out.reject(rejected);
    else if (evidence.isRequest && evidence.format.hasHeader !== true) {
      this.#sides.read(out, evidence.format, [bytes, from, to], rejected.offset ?? 0, this.#lines);
    } else if (this.options.requests || this.#hasRequests) {
      out.reject(asNoRequest(rejected, evidence, this.format));
    } else out.reject(rejected);
  }
}
