import { NONE_REJECTED } from '../../../operators/rejected.js';
import type { Decoded, Decoder, DecoderOptions } from '../codec.js';
import type { Row } from '../fields/row.js';
import type { Format } from '../formats.js';
import { joinDecoded } from '../line/join-decoded.js';
import { REST_MS } from '../unwrap/unwrap-decoder.js';
import { DecodedLines } from './decoded-lines.js';
import { eachLine } from './each-line.js';
import { evidenceOf } from './evidence.js';
import { lineText } from './line-text.js';
import { PartialLine } from './partial-line.js';
import { type SavedTaken, Taken, type TakenOptions } from './taken.js';
import { TakenRecords } from './taken-records.js';
import { Trial, type TrialOptions } from './trial.js';
import { asNoRequest, tooLongLine, unreadLine } from './unread-line.js';

export interface AutoDecoderOptions
  extends DecoderOptions,
    TakenOptions,
    Pick<TrialOptions, 'multiline' | 'isBare'> {
  readonly onFormat: (format: Format, sureness: Sureness) => void;
}

/** How many of the lines that were looked at are of the format that was taken. */
export interface Sureness {
  readonly agree: number;
  readonly of: number;
}

interface Saved extends SavedTaken {
  /** Within a line that is too long. */
  readonly line?: unknown;
  readonly held?: Uint8Array;
}

const NEWLINE = Buffer.from('\n');
const NOTHING: Decoded<Row> = { rows: [], rejected: NONE_REJECTED };

/** Holds lines until they tell the format, and leaves everything from there on to its decoder. */
export class AutoDecoder implements Decoder<Row> {
  readonly #options: AutoDecoderOptions;
  readonly #partial: PartialLine;
  readonly #trial: Trial;
  #taken: Pick<Taken, keyof Taken> | undefined;
  /** Of the next byte that is no part of what is held as a partial line. */
  #offset: number;
  /** Rejected before a format was taken. */
  #lines = 0;

  constructor(options: AutoDecoderOptions) {
    const { offset = 0, maxLineBytes, requests, multiline, isBare } = options;
    const { format, line, held, ...saved } = (options.saved ?? {}) as Saved;
    this.#options = {
      ...options,
      onOther: (other, { of, ...lines }) => options.onOther(other, { ...lines, of: of + this.#lines }),
    };
    this.#offset = offset;
    this.#partial = new PartialLine(maxLineBytes, line !== undefined);
    this.#trial = new Trial(offset - (held?.length ?? 0), { requests, multiline, isBare });
    if (held !== undefined) this.#trial.push(Buffer.from(held));
    if (format === undefined) return;
    this.#taken = this.#take(options.formatOf(format), offset, saved);
  }

  get pending(): number {
    return this.#partial.length + (this.#taken?.pending ?? 0);
  }

  get lines(): number {
    return this.#lines + (this.#taken?.lines ?? 0);
  }

  get holds(): boolean {
    return this.#taken === undefined ? this.#trial.held !== undefined : this.#taken.hasUnsaid;
  }

  decode(bytes: Buffer): Decoded<Row> {
    const taken = this.#taken;
    if (taken?.takesChunks !== true) return this.#cut(bytes);
    const held = this.#partial.take();
    if (held.length > 0) return this.decode(Buffer.concat([held, bytes]));
    const { decoded, rest } = taken.decodeChunk(bytes, this.#offset);
    this.#offset += bytes.length;
    if (rest === undefined) return decoded;
    this.#offset -= rest.length;
    return joinDecoded([decoded, this.decode(rest)]);
  }

  #cut(bytes: Buffer): Decoded<Row> {
    const parts: Decoded<Row>[] = [];
    this.#partial.push(bytes, (piece, kind) => {
      parts.push(kind === 'lines' ? this.#decodeLines(piece) : this.#decodeLong(piece, kind === 'long'));
    });
    return joined(parts);
  }

  settle(quiet: number): Decoded<Row> | undefined {
    if (this.#options.multiline === undefined) return this.#trial.isWithinLine ? NOTHING : this.#settled();
    // Whether a record is whole only time tells.
    if (quiet < REST_MS) return undefined;
    const decoded = this.#settled();
    const held = this.#taken instanceof TakenRecords ? this.#taken.settle(quiet) : undefined;
    return joined([decoded, held ?? NOTHING]);
  }

  #settled(): Decoded<Row> {
    const decoded = this.#taken === undefined ? this.#decide() : NOTHING;
    this.#taken?.sayOthers();
    return decoded;
  }

  end(): Decoded<Row> {
    const parts = this.pending > 0 ? [this.decode(NEWLINE)] : [];
    parts.push(this.#settled());
    if (this.#taken !== undefined) parts.push(this.#taken.end());
    this.#partial.take();
    return joined(parts);
  }

  save(): unknown {
    const { isWithinLong } = this.#partial;
    const { held } = this.#trial;
    if (this.#taken === undefined && held === undefined && !isWithinLong) return undefined;
    return {
      ...this.#taken?.save(),
      ...(isWithinLong && { line: { skipping: true } }),
      ...(held !== undefined && { held: held.bytes }),
    };
  }

  #decodeLines(bytes: Buffer): Decoded<Row> {
    const parts: Decoded<Row>[] = [];
    for (let at = 0; at < bytes.length; ) {
      const rest = at === 0 ? bytes : bytes.subarray(at);
      if (this.#taken !== undefined) {
        parts.push(this.#taken.decode(rest, this.#offset));
        this.#offset += rest.length;
        break;
      }
      const held = this.#trial.push(rest);
      const length = held === -1 ? rest.length : held;
      this.#offset += length;
      at += length;
      if (held !== -1) parts.push(this.#decide());
    }
    return joined(parts);
  }

  /** Of a line that is too long, which decides: what came before it cannot be held any longer. */
  #decodeLong(bytes: Buffer, isFirst: boolean): Decoded<Row> {
    const offset = this.#offset;
    this.#offset += bytes.length;
    const parts: Decoded<Row>[] = [];
    if (isFirst && this.#taken === undefined) parts.push(this.#decide());
    if (this.#taken !== undefined) parts.push(this.#taken.decodeLong(bytes));
    else {
      this.#trial.clear(this.#offset);
      if (isFirst) {
        this.#lines++;
        parts.push({ rows: [], rejected: [tooLongLine(bytes, offset, this.#options)] });
      }
    }
    return joined(parts);
  }

  /** By what is held: a format is taken, or it is rejected. */
  #decide(): Decoded<Row> {
    this.#trial.finish();
    const { held, best } = this.#trial;
    if (held === undefined) return NOTHING;
    const { bytes, offset } = held;
    if (best === undefined) {
      this.#trial.clear(offset + bytes.length);
      return this.#rejectAll(bytes, offset);
    }
    this.#options.onFormat(best, this.#trial.sureness(best));
    const requests = this.#trial.hasRequests(best) ? { requests: true as const } : {};
    this.#taken = this.#take(best, offset, requests);
    this.#trial.clear(offset + bytes.length);
    return this.#taken.begin(bytes, offset);
  }

  #take(format: Format, offset: number, saved: SavedTaken): Pick<Taken, keyof Taken> {
    const Kind = this.#options.multiline === undefined ? Taken : TakenRecords;
    return new Kind(format, this.#options, offset, saved);
  }

  #rejectAll(bytes: Buffer, offset: number): Decoded<Row> {
    const out = new DecodedLines();
    eachLine(bytes, (from, to) => {
      const line = lineText(bytes, from, to);
      if (line === '') return false;
      this.#lines++;
      const rejected = unreadLine(bytes, from, to, offset + from, this.#options);
      const evidence = evidenceOf(line);
      out.reject(evidence === undefined ? rejected : asNoRequest(rejected, evidence));
      return false;
    });
    return out.decoded;
  }
}

const joined = (parts: readonly Decoded<Row>[]): Decoded<Row> => {
  const [only = NOTHING] = parts;
  return parts.length < 2 ? only : joinDecoded(parts);
};
