import { NONE_REJECTED, type Rejected } from '../../../operators/rejected.js';
import type { Decoded, Decoder } from '../codec.js';
import type { LocalClock } from '../time/local-clock.js';
import type { LineParser } from './line-parser.js';
import { type LineHandler, LineSplitter } from './line-splitter.js';
import { reasonOf } from './reason-of.js';
import { rejectedLine } from './rejected-line.js';

export type { LineParser };

export interface LineDecoderOptions {
  readonly maxLineBytes: number;
  readonly offset: number;
  /** What an earlier decoder of the same input saved. */
  readonly saved?: unknown;
  /** Of local times: what it remembers of those before is saved and loaded with the rest. */
  readonly clock?: Pick<LocalClock, 'save' | 'load'>;
}

interface Saved {
  readonly line?: unknown;
  readonly parser?: unknown;
  readonly clock?: unknown;
}

/** Lines to rows, for every format that consists of lines. */
export class LineDecoder<T> implements Decoder<T>, LineHandler {
  readonly parser: LineParser<T>;
  readonly #splitter: LineSplitter;
  readonly #clock: LineDecoderOptions['clock'];
  #headers = 0;
  #rows: T[] = [];
  #rejected: Rejected[] = [];
  #rejectedAt: number[] = [];

  /** `makeParser` is given what the parser of an earlier decoder has saved. */
  constructor(makeParser: (saved: unknown) => LineParser<T>, options: LineDecoderOptions) {
    const saved = (options.saved ?? {}) as Saved;
    this.#clock = options.clock;
    this.#clock?.load(saved.clock);
    this.parser = makeParser(saved.parser);
    this.#splitter = new LineSplitter(this, { ...options, saved: saved.line });
  }

  get pending(): number {
    return this.#splitter.pending;
  }

  get lines(): number {
    return this.#splitter.lines - this.#headers;
  }

  decode(bytes: Buffer): Decoded<T> {
    this.parser.lend?.(bytes);
    this.#splitter.push(bytes);
    return this.#take();
  }

  end(): Decoded<T> {
    this.#splitter.end();
    const open = this.parser.end?.();
    if (open !== undefined) {
      this.#headers--;
      this.#reject(open);
    }
    return this.#take();
  }

  save(): unknown {
    const line = this.#splitter.save();
    const parser = this.parser.save?.();
    const clock = this.#clock?.save();
    if (line === undefined && parser === undefined && clock === undefined) return undefined;
    return {
      ...(line !== undefined && { line }),
      ...(parser !== undefined && { parser }),
      ...(clock !== undefined && { clock }),
    };
  }

  line(bytes: Buffer, from: number, to: number, offset: number): void {
    const parser = this.parser;
    const row = parser.parse(bytes, from, to);
    if (row !== undefined) {
      this.#rows.push(row);
      if (parser.hasMore === true) this.#takeRest(bytes, from, to, offset);
    } else if (parser.problem === '') this.#headers++;
    else {
      this.#reject(rejectedLine(reasonOf(parser), bytes, from, to, offset, parser.problem));
    }
  }

  /** Further records of a line that holds several: each counts as a line. */
  #takeRest(bytes: Buffer, from: number, to: number, offset: number): void {
    const parser = this.parser;
    while (parser.hasMore === true) {
      const row = parser.next?.();
      this.#headers--;
      if (row !== undefined) this.#rows.push(row);
      else this.#reject(rejectedLine(reasonOf(parser), bytes, from, to, offset, parser.problem));
    }
  }

  oversize(rejected: Rejected): void {
    this.#reject(rejected);
  }

  #reject(rejected: Rejected): void {
    this.#rejected.push(rejected);
    this.#rejectedAt.push(this.#rows.length);
  }

  #take(): Decoded<T> {
    const rows = this.#rows;
    const rejected = this.#rejected;
    this.#rows = [];
    if (rejected.length === 0) return { rows, rejected: NONE_REJECTED };
    const rejectedAt = this.#rejectedAt;
    this.#rejected = [];
    this.#rejectedAt = [];
    return { rows, rejected, rejectedAt };
  }
}
