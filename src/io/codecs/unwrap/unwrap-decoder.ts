import type { Rejected, RejectedReason } from '../../../operators/rejected.js';
import { indexOfByte } from '../bytes/index-of-byte.js';
import type { Decoded, Decoder } from '../codec.js';
import { Collected } from '../line/collected.js';
import { type LineHandler, LineSplitter } from '../line/line-splitter.js';
import { reasonOf } from '../line/reason-of.js';
import { rejectedLine } from '../line/rejected-line.js';
import { Envelope } from './envelope.js';
import { hasNoiseAround, LineNoise } from './line-noise.js';
import { LinePieces } from './line-pieces.js';
import { mayBeAround } from './may-be-around.js';
import { MultilineRecords } from './multiline-records.js';
import type { OpenRecord, OpenRecords, RecordsOptions } from './open-records.js';
import { MOST_LAYERS, Peeler } from './peel.js';
import { peelTime } from './peel-kubectl.js';
import type { SavedLines, UnwrapDecoderOptions } from './unwrap-decoder-options.js';
import { OTHER_WRITER, WrappedRecords } from './wrapped-records.js';

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
  readonly #pieces: LinePieces;
  readonly #records: MultilineRecords;
  #position: number;
  /** There may be bytes in the line that are not of it. */
  #mayBeNoisy = false;
  readonly #out = new Collected<T>();
  /** The envelope is of the line that is being read. */
  #isOpen = false;
  /** Of a format whose records have several lines. */
  readonly #wrapped: WrappedRecords | undefined;
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
    if (options.wrapping === 'fit' && this.#isPlain && parser.begins !== undefined) {
      this.#wrapped = new WrappedRecords(parser, this.#peeler, () => this.#pieces.isWhole());
      this.#wrapped.around = saved.around;
    }
    this.#splitter = new LineSplitter(this, { maxLineBytes, offset, saved: saved.line });
    this.#envelope = new Envelope(wanted, readYearless);
    const limits = { mostBytes: maxLineBytes, mostLines: options.multiline?.maxLines ?? Infinity };
    const records: RecordsOptions = {
      begin: (opened, writer) => this.#opened(opened, writer),
      reject: (rejected) => this.#out.reject(rejected),
      read: (record) => this.#readRecord(record),
    };
    this.#pieces = new LinePieces(this.#envelope, limits, records);
    this.#records = new MultilineRecords(this.#envelope, limits, records);
    // Only an assumption, and checked: what was begun goes on nowhere else.
    if (saved.open?.at === offset) {
      this.#pieces.records.load(saved.open.pieces);
      this.#records.records.load(saved.open.records);
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
    this.#mayBeNoisy ||= indexOfByte(bytes, ESC, 0) !== -1 || indexOfByte(bytes, NUL, 0) !== -1;
    this.#position += bytes.length;
    this.options.parser.lend?.(bytes);
    this.#splitter.push(bytes);
    this.#mayBeNoisy = this.pending > 0 && this.#mayBeNoisy;
    return this.#out.take();
  }

  end(): Decoded<T> {
    this.#splitter.end();
    this.#readAll(this.#pieces.records);
    this.#readAll(this.#records.records);
    const open = this.options.parser.end?.();
    if (open !== undefined) this.#out.reject(open);
    return this.#out.take();
  }

  get holds(): boolean {
    return this.#records.records.size > 0;
  }

  settle(quiet: number): Decoded<T> | undefined {
    if (quiet < REST_MS) return undefined;
    this.#readAll(this.#records.records);
    return this.#out.take();
  }

  save(): unknown {
    const inner = this.options.inner.save();
    const line = this.#splitter.save();
    const years = this.options.years.save();
    const isOpen = this.#pieces.records.size > 0 || this.#records.records.size > 0;
    const around = this.#wrapped?.around;
    if (!isOpen && [inner, line, years, around].every((each) => each === undefined)) return undefined;
    const at = this.#position - this.pending;
    return {
      ...(typeof inner === 'object' && inner),
      ...(line !== undefined && { line }),
      ...(years !== undefined && { years }),
      ...(around !== undefined && { around }),
      ...(isOpen && {
        open: { at, pieces: this.#pieces.records.save(), records: this.#records.records.save() },
      }),
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
    const { wrapping, parser } = this.options;
    if (this.#wrapped !== undefined) {
      this.#readPart(this.#wrapped, bytes, from, to);
      return;
    }
    if (this.#isPlain) {
      if (wrapping === 'fit' && mayBeAround(bytes, from, parser) && this.#openSurely(bytes, from, to)) {
        this.#readLayers(1);
        return;
      }
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
    this.#open(bytes, from, to);
    this.#readLayers(0);
  }

  #open(bytes: Buffer, from: number, to: number): Envelope {
    this.#envelope.open(bytes, from, to);
    this.#isOpen = true;
    return this.#envelope;
  }

  #openSurely(bytes: Buffer, from: number, to: number): boolean {
    this.#noRequest = '';
    return this.#peeler.peelSure(this.#open(bytes, from, to));
  }

  /** Of the line in the envelope, of which so many layers have been taken off. */
  #readLayers(first: number): void {
    const { wrapping, multiline, parser } = this.options;
    const envelope = this.#envelope;
    const mayPeel = wrapping !== 'none' && (wrapping !== 'fit' || multiline === undefined);
    // Else each layer is tried as it stands, and only what cannot be read is peeled further.
    const isGreedy = wrapping === 'auto' || multiline !== undefined;
    for (let depth = first; ; depth++) {
      if (depth > 0 && (!this.#pieces.isWhole() || envelope.from === envelope.to)) return;
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
      if (isPeeled) continue;
      if (isNamed) this.#rejectLine('malformed', `The line is not wrapped as ${wrapping} does it.`);
      else if (isGreedy) this.#begin();
      else this.#readBehindTime();
      return;
    }
  }

  /** A line of a format whose records have several. */
  #readPart(wrapped: WrappedRecords, bytes: Buffer, from: number, to: number): void {
    const { parser } = this.options;
    const envelope = this.#open(bytes, from, to);
    const kind = wrapped.peel(envelope);
    if (kind === 'other') this.#rejectLine('malformed', OTHER_WRITER);
    else if (kind === 'part' && !this.#took(parser.parse(envelope.bytes, envelope.from, envelope.to)))
      this.#rejectLine(reasonOf(parser), parser.problem);
  }

  /** The payload is whole: it is read, or added to a record of several lines. */
  #begin(): void {
    const { multiline, parser } = this.options;
    const { bytes, from, to } = this.#envelope;
    if (multiline !== undefined) this.#records.add(multiline.begins(bytes, from, to));
    else if (!this.#took(parser.parse(bytes, from, to))) this.#readBehindTime();
  }

  #opened(records: OpenRecords, writer: string): OpenRecord {
    const raw = this.#bytes.toString('latin1', this.#from, Math.min(this.#to, this.#from + RAW_BYTES));
    const fields = {};
    this.#envelope.addTo(fields);
    return records.open(writer, { offset: this.#offset, raw, time: this.#envelope.time(), fields });
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
    const { offset, raw } = record;
    if (!isTaken) this.#out.reject({ reason: reasonOf(parser), offset, raw, detail: parser.problem });
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

  /** What cannot be read may lack what was said around it, or stand behind a time that says nothing by itself. */
  #readBehindTime(): void {
    const envelope = this.#envelope;
    const { parser } = this.options;
    const noRequest = this.#noRequest;
    const [reason, problem] =
      noRequest === '' ? [reasonOf(parser), parser.problem] : (['not-a-request', noRequest] as const);
    const line = parser.readsSyslog === true ? envelope.asSyslog() : undefined;
    if (line !== undefined && this.#took(parser.parse(line, 0, line.length))) return;
    if (peelTime(envelope) && this.#took(parser.parse(envelope.bytes, envelope.from, envelope.to))) return;
    this.#rejectLine(reason, problem);
  }

  #rejectLine(reason: RejectedReason, detail: string): void {
    this.#out.reject(rejectedLine(reason, this.#bytes, this.#from, this.#to, this.#offset, detail));
  }
}
