import type { Rejected, RejectedReason } from '../../../operators/rejected.js';
import { indexOfByte } from '../bytes/index-of-byte.js';
import type { Decoded, Decoder } from '../codec.js';
import { Collected } from '../line/collected.js';
import { type LineHandler, LineSplitter } from '../line/line-splitter.js';
import { reasonOf } from '../line/reason-of.js';
import { rejectedLine } from '../line/rejected-line.js';
import { Envelope } from './envelope.js';
import { hasNoiseAround, LineNoise } from './line-noise.js';
import { append, type OpenRecord, OpenRecords } from './open-records.js';
import { MOST_LAYERS, Peeler } from './peel.js';
import { peelTime } from './peel-kubectl.js';
import type { SavedLines, UnwrapDecoderOptions } from './unwrap-decoder-options.js';

/** Writers whose lines may be put together at the same time; beyond, the oldest is taken as it stands. */
const MOST_WRITERS = 64;
/** A record that has not gone on for so long is whole. */
export const REST_MS = 2000;
const RAW_BYTES = 256;
const ESC = 0x1b;
const NUL = 0x00;

/** Lines without what stands around them, put together where they are pieces, to the rows that a parser reads of them. */
export class UnwrapDecoder<T> implements Decoder<T>, LineHandler {
  readonly #splitter: LineSplitter;
  readonly #envelope: Envelope;
  readonly #peeler: Peeler;
  readonly #noise = new LineNoise();
  /** Lines that came in pieces, and records of several lines. */
  readonly #pieces = new OpenRecords();
  readonly #records = new OpenRecords();
  #position: number;
  /** There may be bytes in the line that are not of it. */
  #mayBeNoisy = false;
  readonly #out = new Collected<T>();
  /** The envelope is of the line that is being read. */
  #isOpen = false;
  /** Each line is tried as it stands before anything is taken off. */
  readonly #isPlain: boolean;
  /** Why the line, as it stood with what is around it, was known for no request; empty where it was not. */
  #noRequest = '';
  /** The record that is being read; undefined where it is a line. */
  #record: OpenRecord | undefined;
  /** The line that is being read, as it is in the input. */
  #bytes: Buffer = Buffer.alloc(0);
  #from = 0;
  #to = 0;
  #offset = 0;

  readonly #rejectMore = () => this.#rejectLine(reasonOf(this.options.parser), this.options.parser.problem);

  constructor(private readonly options: UnwrapDecoderOptions<T>) {
    const { offset, maxLineBytes, wanted, parser, readYearless } = options;
    const saved = (options.saved ?? {}) as SavedLines;
    this.#position = offset;
    this.#peeler = new Peeler(parser.readsObjects === true);
    this.#isPlain =
      options.multiline === undefined && (options.wrapping === 'fit' || options.wrapping === 'none');
    this.#splitter = new LineSplitter(this, { maxLineBytes, offset, saved: saved.line });
    this.#envelope = new Envelope(wanted, readYearless);
    // Only an assumption, and checked: what was begun goes on nowhere else.
    if (saved.open?.at === offset) {
      this.#pieces.load(saved.open.pieces);
      this.#records.load(saved.open.records);
    }
    options.years.load(saved.years);
    parser.missing = () => this.#record?.time ?? (this.#isOpen ? this.#envelope.time() : Number.NaN);
  }

  get lines(): number {
    return this.#out.lines;
  }

  get pending(): number {
    return this.#splitter.pending;
  }

  decode(bytes: Buffer): Decoded<T> {
    const isNoisy = indexOfByte(bytes, ESC, 0) !== -1 || indexOfByte(bytes, NUL, 0) !== -1;
    this.#mayBeNoisy ||= isNoisy;
    this.#position += bytes.length;
    this.#splitter.push(bytes);
    this.#mayBeNoisy = this.pending > 0 && this.#mayBeNoisy;
    return this.#out.take();
  }

  end(): Decoded<T> {
    this.#splitter.end();
    this.#readAll(this.#pieces);
    this.#readAll(this.#records);
    const open = this.options.parser.end?.();
    if (open !== undefined) this.#out.reject(open);
    return this.#out.take();
  }

  get holds(): boolean {
    return this.#records.size > 0;
  }

  settle(quiet: number): Decoded<T> | undefined {
    if (quiet < REST_MS) return undefined;
    this.#readAll(this.#records);
    return this.#out.take();
  }

  save(): unknown {
    const inner = this.options.inner.save();
    const line = this.#splitter.save();
    const years = this.options.years.save();
    const isOpen = this.#pieces.size > 0 || this.#records.size > 0;
    if (inner === undefined && line === undefined && years === undefined && !isOpen) return undefined;
    const at = this.#position - this.pending;
    return {
      ...(typeof inner === 'object' && inner),
      ...(line !== undefined && { line }),
      ...(years !== undefined && { years }),
      ...(isOpen && { open: { at, pieces: this.#pieces.save(), records: this.#records.save() } }),
    };
  }

  line(bytes: Buffer, from: number, to: number, offset: number): void {
    // Once a chunk: a new buffer in an old object is work for the garbage collector.
    if (this.#bytes !== bytes) this.#bytes = bytes;
    this.#from = from;
    this.#to = to;
    this.#offset = offset;
    const noise = this.#noise;
    if (!this.#mayBeNoisy && !hasNoiseAround(bytes, from, to)) this.#read(bytes, from, to);
    else {
      noise.clean(bytes, from, to);
      if (noise.problem !== '') this.#rejectLine('malformed', noise.problem);
      else if (noise.from < noise.to) this.#read(noise.bytes, noise.from, noise.to);
    }
  }

  oversize(rejected: Rejected): void {
    this.#out.reject(rejected);
  }

  /** A line without noise. */
  #read(bytes: Buffer, from: number, to: number): void {
    const { wrapping, multiline, parser } = this.options;
    if (this.#isPlain) {
      // Nearly every line: it can be read as it stands, and there is nothing to be said about what is around it.
      this.#isOpen = false;
      const row = parser.parse(bytes, from, to);
      if (row !== undefined) {
        this.#out.addAll(row, parser, this.#rejectMore);
        return;
      }
      if (parser.problem === '') return;
      if (wrapping === 'none') {
        this.#rejectLine(reasonOf(parser), parser.problem);
        return;
      }
    }
    this.#noRequest = this.#isPlain && parser.notRequest === true ? parser.problem : '';
    const envelope = this.#envelope;
    envelope.open(bytes, from, to);
    this.#isOpen = true;
    const mayPeel = wrapping !== 'none' && (wrapping !== 'fit' || multiline === undefined);
    // Else each layer is tried as it stands, and only what cannot be read is peeled further.
    const isGreedy = wrapping === 'auto' || multiline !== undefined;
    for (let depth = 0; ; depth++) {
      const isNamed = depth === 0 && wrapping !== 'fit' && wrapping !== 'auto' && wrapping !== 'none';
      if (
        !isGreedy &&
        !isNamed &&
        (depth > 0 || !this.#isPlain) &&
        this.#took(parser.parse(envelope.bytes, envelope.from, envelope.to))
      )
        return;
      const isPeeled =
        mayPeel &&
        depth < MOST_LAYERS &&
        (isNamed
          ? this.#peeler.peelKind(wrapping, envelope, 0)
          : this.#peeler.peel(envelope, depth) !== undefined);
      if (!isPeeled) {
        if (isNamed) this.#rejectLine('malformed', `The line is not wrapped as ${wrapping} does it.`);
        else if (isGreedy) this.#begin();
        else this.#readBehindTime();
        return;
      }
      if ((envelope.isPartial || this.#pieces.size > 0) && !this.#join()) return;
      if (envelope.from === envelope.to) return;
    }
  }

  /** Puts a line that came in pieces together; false where it is not whole yet. */
  #join(): boolean {
    const envelope = this.#envelope;
    const pieces = this.#pieces;
    const { writer } = envelope;
    let piece = pieces.get(writer);
    if (piece === undefined) {
      if (!envelope.isPartial) return true;
      piece = this.#opened(pieces, writer);
    }
    this.#append(piece, false);
    if (envelope.isPartial) {
      if (pieces.size > MOST_WRITERS) this.#readRecord(pieces.take());
      return false;
    }
    pieces.take(writer);
    if (piece.isSkipped) return false;
    envelope.payload(piece.bytes, 0, piece.length);
    envelope.setTime(piece.time);
    return true;
  }

  /** The payload is whole: it is read, or added to a record of several lines. */
  #begin(): void {
    const envelope = this.#envelope;
    const { multiline, parser } = this.options;
    const { bytes, from, to } = envelope;
    if (multiline === undefined) {
      if (!this.#took(parser.parse(bytes, from, to))) this.#readBehindTime();
      return;
    }
    const records = this.#records;
    const { writer } = envelope;
    const before = records.get(writer);
    if (before !== undefined && !multiline.begins(bytes, from, to)) {
      this.#append(before, true);
      return;
    }
    records.take(writer);
    this.#append(this.#opened(records, writer), true);
    this.#readRecord(before);
    if (records.size > MOST_WRITERS) this.#readRecord(records.take());
  }

  #opened(records: OpenRecords, writer: string): OpenRecord {
    const raw = this.#bytes.toString('latin1', this.#from, Math.min(this.#to, this.#from + RAW_BYTES));
    const fields = {};
    this.#envelope.addTo(fields);
    return records.open(writer, { offset: this.#offset, raw, time: this.#envelope.time(), fields });
  }

  /** Adds the payload; a record that becomes too long is rejected at once, and what still comes of it skipped. */
  #append(record: OpenRecord, asLine: boolean): void {
    if (record.isSkipped) return;
    const { maxLineBytes, multiline } = this.options;
    const { bytes, from, to } = this.#envelope;
    const isWithin = append(record, bytes, from, to, { most: maxLineBytes, asLine });
    const mostLines = asLine && multiline !== undefined ? multiline.maxLines : Number.POSITIVE_INFINITY;
    if (isWithin && record.lines <= mostLines) return;
    record.isSkipped = true;
    record.bytes = Buffer.alloc(0);
    record.length = 0;
    const detail = isWithin
      ? `The record has more than ${mostLines} lines.`
      : `Put together, the line is longer than ${maxLineBytes} bytes.`;
    const { offset, raw } = record;
    this.#out.reject({ reason: 'oversize', offset, raw, detail });
  }

  #readAll(records: OpenRecords): void {
    for (let record = records.take(); record !== undefined; record = records.take()) this.#readRecord(record);
  }

  #readRecord(record: OpenRecord | undefined): void {
    if (record === undefined || record.isSkipped || record.length === 0) return;
    const { parser } = this.options;
    this.#record = record;
    const isTaken = this.#took(parser.parse(record.bytes, 0, record.length));
    this.#record = undefined;
    if (isTaken) return;
    const { offset, raw } = record;
    this.#out.reject({ reason: reasonOf(parser), offset, raw, detail: parser.problem });
  }

  /** Whether what was read needs nothing more: it is a row, or neither row nor rejected. */
  #took(row: T | undefined): boolean {
    if (row === undefined) {
      const { problem, notRequest } = this.options.parser;
      if (notRequest === true) this.#noRequest = problem;
      return problem === '';
    }
    if (this.#record === undefined) this.#envelope.addTo(row as Record<string, unknown>);
    else Object.assign(row as Record<string, unknown>, { ...this.#record.fields, ...row });
    this.#out.addAll(row, this.options.parser, this.#rejectMore);
    return true;
  }

  /** What cannot be read may stand behind a time that says nothing by itself. */
  #readBehindTime(): void {
    const envelope = this.#envelope;
    const { parser } = this.options;
    const noRequest = this.#noRequest;
    const reason = noRequest === '' ? reasonOf(parser) : 'not-a-request';
    const problem = noRequest === '' ? parser.problem : noRequest;
    if (peelTime(envelope) && this.#took(parser.parse(envelope.bytes, envelope.from, envelope.to))) return;
    this.#rejectLine(reason, problem);
  }

  #rejectLine(reason: RejectedReason, detail: string): void {
    this.#out.reject(rejectedLine(reason, this.#bytes, this.#from, this.#to, this.#offset, detail));
  }
}
