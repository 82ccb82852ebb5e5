import type { Rejected } from '../../../operators/rejected.js';
import { indexOfByte } from '../bytes/index-of-byte.js';
import { rejectedLine } from './rejected-line.js';

/** What a codec does with one line. Called in file order. */
export interface LineHandler {
  /** A complete, non-empty line: `bytes[from, to)` without its `\n` or `\r\n`. The bytes are only lent: copy what is to be kept. */
  line(bytes: Buffer, from: number, to: number, offset: number): void;
  /** A line longer than the limit, told as soon as that is known. The rest of it is skipped. */
  oversize(rejected: Rejected): void;
}

export interface LineSplitterOptions {
  /** Longest line accepted, in bytes before its `\n` (a `\r` counts); also the most that is ever held back. */
  readonly maxLineBytes: number;
  /** Offset in the file of the first byte that will be pushed. */
  readonly offset: number;
  /** What an earlier splitter of the same input saved. */
  readonly saved?: unknown;
}

const LF = 0x0a;
const CR = 0x0d;
const FIRST_HELD_BYTES = 4096;

/**
 * Cuts bytes into lines, whatever the chunks. Complete lines are handed on in place; only a partial last line is copied.
 * Every decision depends on the bytes of the line alone, so the chunking cannot be observed.
 */
export class LineSplitter {
  /** Non-empty lines handed on, over-long ones included. */
  lines = 0;
  /** Start of the input not yet pushed, as an offset in the file. */
  private position: number;
  private held: Buffer = Buffer.allocUnsafeSlow(0);
  private heldLength = 0;
  /** Inside a line that was already reported as over-long. */
  private skipping: boolean;

  constructor(
    private readonly handler: LineHandler,
    private readonly options: LineSplitterOptions,
  ) {
    this.position = options.offset;
    this.skipping = isSkipping(options.saved);
  }

  /** Bytes held back as a partial last line. None while an over-long line is skipped: `save()` remembers that. */
  get pending(): number {
    return this.heldLength;
  }

  /** Hands on every line that these bytes complete. */
  push(bytes: Buffer): void {
    let from = this.skipping || this.heldLength > 0 ? this.finishOpenLine(bytes) : 0;
    const { maxLineBytes } = this.options;
    for (let end = indexOfByte(bytes, LF, from); end !== -1; end = indexOfByte(bytes, LF, from)) {
      if (end - from > maxLineBytes) this.reject(bytes, from, end, this.position + from);
      else this.complete(bytes, from, end, this.position + from);
      from = end + 1;
    }
    this.position += bytes.length;
    if (from < bytes.length) this.hold(bytes, from, bytes.length);
  }

  /** The input has ended: what is held is the last line. */
  end(): void {
    const length = this.heldLength;
    this.heldLength = 0;
    this.skipping = false;
    if (length > 0) this.complete(this.held, 0, length, this.position - length);
  }

  /** Structured-clonable; `undefined` unless the position lies inside an over-long line. */
  save(): unknown {
    return this.skipping ? { skipping: true } : undefined;
  }

  /** Completes, or goes on skipping, the line that earlier bytes began. Answers where the next line starts. */
  private finishOpenLine(bytes: Buffer): number {
    const newline = indexOfByte(bytes, LF, 0);
    const end = newline === -1 ? bytes.length : newline;
    if (!this.skipping) {
      const offset = this.position - this.heldLength;
      this.position += end;
      this.hold(bytes, 0, end);
      this.position -= end;
      const length = this.heldLength;
      if (newline !== -1 && !this.skipping) {
        this.heldLength = 0;
        this.complete(this.held, 0, length, offset);
      }
    }
    if (newline === -1) return end;
    this.skipping = false;
    return newline + 1;
  }

  private complete(bytes: Buffer, from: number, end: number, offset: number): void {
    const to = end > from && bytes[end - 1] === CR ? end - 1 : end;
    if (to === from) return;
    this.lines++;
    this.handler.line(bytes, from, to, offset);
  }

  /** Keeps a copy of the end of the input, whose last byte lies just before `position`. */
  private hold(bytes: Buffer, from: number, to: number): void {
    const { maxLineBytes } = this.options;
    const wanted = this.heldLength + (to - from);
    const length = Math.min(wanted, maxLineBytes);
    if (length > this.held.length) this.grow(length);
    bytes.copy(this.held, this.heldLength, from, from + length - this.heldLength);
    this.heldLength = length;
    if (wanted <= maxLineBytes) return;
    this.heldLength = 0;
    this.skipping = true;
    this.reject(this.held, 0, length, this.position - wanted);
  }

  /** Doubles, so that a line that arrives byte by byte costs a constant per byte. */
  private grow(length: number): void {
    const capacity = Math.max(length, FIRST_HELD_BYTES, this.held.length * 2);
    const larger = Buffer.allocUnsafeSlow(Math.min(capacity, this.options.maxLineBytes));
    this.held.copy(larger, 0, 0, this.heldLength);
    this.held = larger;
  }

  private reject(bytes: Buffer, from: number, to: number, offset: number): void {
    const { maxLineBytes } = this.options;
    this.lines++;
    const detail = `The line is longer than ${maxLineBytes} bytes.`;
    const head = Math.min(to, from + maxLineBytes);
    this.handler.oversize(rejectedLine('oversize', bytes, from, head, offset, detail));
  }
}

function isSkipping(saved: unknown): boolean {
  return typeof saved === 'object' && saved !== null && 'skipping' in saved && saved.skipping === true;
}
