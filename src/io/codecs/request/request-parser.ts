import type { Rejected } from '../../../operators/rejected.js';
import type { LineParser } from '../line/line-parser.js';

/** What tells whether a row is a request. */
export const TELLING = ['method', 'status'];

/** Reads lines as another parser does, and turns those away that report no HTTP request: with neither a method nor a status. */
export class RequestParser<T> implements LineParser<T> {
  notRequest = false;
  readonly begins?: (bytes: Buffer, from: number, to: number) => boolean;
  readonly end?: () => Rejected | undefined;
  readonly lend?: (bytes: Buffer) => void;

  readonly keeps?: 'time' | 'all';

  constructor(private readonly inner: LineParser<T>) {
    if (inner.keeps !== undefined) this.keeps = inner.keeps;
    if (inner.begins !== undefined) this.begins = inner.begins.bind(inner);
    if (inner.lend !== undefined) this.lend = inner.lend.bind(inner);
    if (inner.end !== undefined) this.end = inner.end.bind(inner);
  }

  get problem(): string {
    return this.notRequest
      ? this.inner.problem || 'It has neither a method nor a status.'
      : this.inner.problem;
  }

  get noTime(): boolean {
    return this.inner.noTime === true;
  }

  get missing(): (() => number) | undefined {
    return this.inner.missing;
  }

  set missing(missing: (() => number) | undefined) {
    this.inner.missing = missing;
  }

  parse(bytes: Buffer, from: number, to: number): T | undefined {
    const row = this.inner.parse(bytes, from, to);
    this.notRequest = row === undefined ? this.inner.notRequest === true : !isRequest(row as Cells);
    return this.notRequest ? undefined : row;
  }
}

type Cells = Readonly<Record<string, unknown>>;

const isRequest = ({ method, status }: Cells): boolean =>
  (typeof method === 'string' && method !== '' && method !== '-') ||
  (typeof status === 'number' && status >= 100 && status < 1000);
