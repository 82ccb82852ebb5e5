const QUOTE = 0x22;
/** More cells than any table has; a line with more is refused. */
export const MAX_CELLS = 4096;

/** Splits lines of RFC 4180 into cells, as indexes into the line. */
export class CsvCells {
  /** How many cells the last line has. */
  count = 0;
  /** Differs from line to line: for what remembers something about the line. */
  line = 0;
  /** Why the last line could not be split. */
  problem = '';
  readonly from = new Int32Array(MAX_CELLS);
  readonly to = new Int32Array(MAX_CELLS);
  /** 0: bare, 1: in quotes, 2: in quotes and with doubled quotes inside. */
  readonly quoted = new Uint8Array(MAX_CELLS);

  constructor(private readonly separator: number) {}

  /** Splits `bytes[from, to)`; answers false, with the reason in `problem`, if it is not RFC 4180. */
  split(bytes: Buffer, from: number, to: number): boolean {
    this.count = 0;
    this.line++;
    let at = from;
    for (;;) {
      if (this.count === MAX_CELLS) return this.refuse(`More than ${MAX_CELLS} cells.`);
      const end =
        bytes[at] === QUOTE && at < to ? this.takeQuoted(bytes, at + 1, to) : this.takeBare(bytes, at, to);
      if (end === -1) return false;
      this.count++;
      if (end === to) return true;
      at = end + 1;
    }
  }

  /** The text of a cell. */
  text(bytes: Buffer, cell: number): string {
    const text = bytes.toString('utf8', this.from[cell], this.to[cell]);
    return this.quoted[cell] === 2 ? text.replaceAll('""', '"') : text;
  }

  private takeBare(bytes: Buffer, from: number, to: number): number {
    const { separator } = this;
    let end = from;
    while (end < to && bytes[end] !== separator) end++;
    this.set(from, end, 0);
    return end;
  }

  /** `from` is after the opening quote. */
  private takeQuoted(bytes: Buffer, from: number, to: number): number {
    let quoted = 1;
    let end = from;
    for (; ; end++) {
      if (end >= to) {
        this.problem = 'A quoted cell does not end on its line; line breaks inside cells are not supported.';
        return -1;
      }
      if (bytes[end] !== QUOTE) continue;
      if (end + 1 >= to || bytes[end + 1] !== QUOTE) break;
      quoted = 2;
      end++;
    }
    this.set(from, end, quoted);
    if (end + 1 === to || bytes[end + 1] === this.separator) return end + 1;
    this.problem = 'Something other than a separator follows a closing quote.';
    return -1;
  }

  private set(from: number, to: number, quoted: number): void {
    const { count } = this;
    this.from[count] = from;
    this.to[count] = to;
    this.quoted[count] = quoted;
  }

  private refuse(problem: string): false {
    this.problem = problem;
    return false;
  }
}
