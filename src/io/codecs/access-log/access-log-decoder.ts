import { NONE_REJECTED, type Rejected } from '../../../operators/rejected.js';
import type { Decoded, Decoder } from '../codec.js';
import { type LineHandler, LineSplitter, type LineSplitterOptions } from '../line-splitter.js';
import { rejectedLine } from '../rejected-line.js';
import type { AccessLogParser } from './access-log-parser.js';
import type { AccessLogRow } from './access-log-row.js';

/** Lines to rows: what `accessLog` hands out. */
export class AccessLogDecoder implements Decoder<AccessLogRow>, LineHandler {
  private readonly splitter: LineSplitter;
  private rows: AccessLogRow[] = [];
  private rejected: Rejected[] = [];

  constructor(
    private readonly parser: AccessLogParser,
    options: LineSplitterOptions,
  ) {
    this.splitter = new LineSplitter(this, options);
  }

  get pending(): number {
    return this.splitter.pending;
  }

  get lines(): number {
    return this.splitter.lines;
  }

  decode(bytes: Buffer): Decoded<AccessLogRow> {
    this.splitter.push(bytes);
    return this.take();
  }

  end(): Decoded<AccessLogRow> {
    this.splitter.end();
    return this.take();
  }

  save(): unknown {
    return this.splitter.save();
  }

  line(bytes: Buffer, from: number, to: number, offset: number): void {
    const row = this.parser.parse(bytes, from, to);
    if (row !== undefined) this.rows.push(row);
    else this.rejected.push(rejectedLine('malformed', bytes, from, to, offset, this.parser.problem));
  }

  oversize(rejected: Rejected): void {
    this.rejected.push(rejected);
  }

  private take(): Decoded<AccessLogRow> {
    const { rows, rejected } = this;
    this.rows = [];
    if (rejected.length === 0) return { rows, rejected: NONE_REJECTED };
    this.rejected = [];
    return { rows, rejected };
  }
}
