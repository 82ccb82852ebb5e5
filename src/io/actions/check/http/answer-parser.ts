import { answerFraming, type Framing } from './answer-framing.js';
import { type AnswerHead, answerHead, quoted } from './answer-head.js';
import { ChunkedBody } from './chunked-body.js';
import { HeadBytes } from './head-bytes.js';
import { headerList } from './header-values.js';
import type { HopRequest } from './hop.js';

export interface AnswerParserOptions {
  /** The answer to HEAD: it has no body. */
  readonly isHead: boolean;
  /** Bytes of the body that are kept; with one more there is enough. */
  readonly bodyLimit: number;
  /** False: nobody reads the body, and it is counted only, unless it is in a coding. */
  readonly keepsBody?: boolean;
  /** Whether a head is all that is wanted: its body is then cut off. */
  readonly isEnough?: HopRequest['isEnough'];
}

/** Why an answer is none. */
export interface AnswerFailure {
  readonly class: 'protocol' | 'reset';
  readonly phase: 'wait' | 'body';
  readonly detail: string;
}

/**
 * Reads one answer of HTTP/1.1 as it comes, in pieces of any size, and lets pass what curl and browsers let pass. It knows
 * no socket and no clock, throws nothing, and what it says does not depend on where the pieces are cut,
 * but for how much of no answer it quotes.
 */
export class AnswerParser {
  readonly #options: AnswerParserOptions;
  readonly #head = new HeadBytes();
  readonly #pieces: Buffer[] = [];
  readonly #notes = new Set<string>();
  #answer: AnswerHead | undefined;
  #framing: Framing = { kind: 'none' };
  #chunked: ChunkedBody | undefined;
  #interim: number | undefined;
  #kept = 0;
  #keepsBody = true;
  #isDone = false;
  isCut = false;
  failure: AnswerFailure | undefined;
  /** There were bytes behind it. */
  hasMore = false;
  /** The time given with the first byte of the head that counts. */
  begun: number | undefined;

  constructor(options: AnswerParserOptions) {
    this.#options = options;
  }

  /** Nothing more is needed: it is whole, or there is enough of it, or it is none. */
  get isDone(): boolean {
    return this.#isDone || this.failure !== undefined;
  }

  /** Of the answer itself, not of what comes before it such as 103. */
  get head(): AnswerHead | undefined {
    return this.#answer;
  }

  get bytes(): number {
    return this.#kept;
  }

  get body(): Buffer {
    const [first] = this.#pieces;
    return this.#pieces.length === 1 && first !== undefined ? first : Buffer.concat(this.#pieces);
  }

  get notes(): readonly string[] {
    return [...this.#notes];
  }

  /** Another answer may come on the same connection. */
  get leavesConnection(): boolean {
    if (!this.#isDone || this.isCut || this.hasMore || this.#framing.kind === 'close') return false;
    const { headers, isVersion10 } = this.#answer ?? { headers: [], isVersion10: false };
    const said = headerList(headers, 'connection').map((word) => word.toLowerCase());
    return isVersion10 ? said.includes('keep-alive') : !said.includes('close');
  }

  /** The bytes may be others afterwards: what is kept is copied. `now`: any clock, for `begun`. */
  push(data: Buffer, now: number): void {
    let rest = data;
    while (rest.length > 0 && this.#answer === undefined && this.failure === undefined) {
      if (this.#head.isEmpty) this.begun = now;
      const end = this.#head.push(rest);
      if (this.#head.failure !== undefined) this.#fail('wait', this.#whyNoHead(this.#head.failure));
      if (end === undefined) return;
      this.#takeHead();
      rest = rest.subarray(end);
    }
    if (this.isDone) this.hasMore ||= rest.length > 0;
    else if (rest.length > 0) this.#takeBody(rest);
  }

  /** The other end closed in good order. */
  end(): void {
    if (this.isDone) return;
    if (this.#answer !== undefined) {
      if (this.#framing.kind === 'close') this.#isDone = true;
      else if (this.#framing.kind === 'length') {
        this.#fail('body', `body ended after ${this.#kept} of ${this.#framing.length} bytes`);
      } else this.#fail('body', 'truncated chunked body');
    } else if (!this.#head.isEmpty)
      this.#fail('wait', this.#head.hasLine ? 'headers cut' : 'status line cut');
    else if (this.#interim !== undefined) this.#fail('wait', `closed after ${this.#interim} and no answer`);
    else if (this.#head.hasBlanks) this.#fail('wait', 'status line cut');
    else this.failure = { class: 'reset', phase: 'wait', detail: 'closed without an answer' };
  }

  #fail(phase: 'wait' | 'body', detail: string): void {
    this.failure ??= { class: 'protocol', phase, detail };
  }

  #whyNoHead(failure: string): string {
    return this.#head.isWellBegun ? failure : `${failure}: ${quoted(this.#head.beginning)}`;
  }

  #takeHead(): void {
    const head = answerHead(this.#head.take());
    if (typeof head === 'string') {
      this.#fail('wait', head);
      return;
    }
    if (head.status === 101) {
      this.#fail('wait', 'switches to another protocol (101), which nobody asked for');
      return;
    }
    this.#note(head.notes);
    if (head.status < 200) {
      this.#interim = head.status;
      return;
    }
    if (this.#head.hasBlanks) this.#note(['lenient: blank line before the answer']);
    const framed = answerFraming(head, this.#options.isHead);
    if (typeof framed === 'string') {
      this.#fail('wait', framed);
      return;
    }
    this.#note(framed.notes);
    this.#answer = head;
    this.#keepsBody =
      this.#options.keepsBody !== false || head.headers.some(([name]) => name === 'content-encoding');
    const { framing } = framed;
    this.#framing = framing;
    if (framing.kind === 'none' || (framing.kind === 'length' && framing.length === 0)) this.#isDone = true;
    else if (this.#options.isEnough?.(head) === true) {
      this.isCut = true;
      this.#isDone = true;
    } else if (framing.kind === 'chunked')
      this.#chunked = new ChunkedBody((data) => {
        this.#keep(data);
        return !this.isCut;
      });
  }

  #note(notes: readonly string[]): void {
    for (const note of notes) this.#notes.add(note);
  }

  #takeBody(data: Buffer): void {
    if (this.#framing.kind === 'length') {
      const left = this.#framing.length - this.#kept;
      this.#keep(data.length > left ? data.subarray(0, left) : data);
      if (this.#kept === this.#framing.length) this.#isDone = true;
      this.hasMore = data.length > left;
    } else if (this.#chunked === undefined) this.#keep(data);
    else this.#takeChunks(this.#chunked, data);
  }

  #takeChunks(chunked: ChunkedBody, data: Buffer): void {
    const taken = chunked.push(data);
    if (chunked.hasBareLf) this.#note(['lenient: bare LF']);
    if (chunked.failure !== undefined) this.#fail('body', chunked.failure);
    this.hasMore = taken < data.length;
    if (chunked.isDone) this.#isDone = true;
  }

  /** Up to the limit; a byte more, and it is cut. */
  #keep(data: Buffer): void {
    const room = this.#options.bodyLimit - this.#kept;
    if (data.length > room) {
      this.isCut = true;
      this.#isDone = true;
    }
    const kept = data.length > room ? data.subarray(0, room) : data;
    if (kept.length === 0) return;
    if (this.#keepsBody) this.#pieces.push(Buffer.from(kept));
    this.#kept += kept.length;
  }
}
