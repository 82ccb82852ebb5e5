import type { NginxFormat } from './nginx-format.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Finds the variables of a format in a line, as indexes: each runs up to the first place where the text after it in the
 * format is written; between quotes a backslash takes the character after it along. Never goes back, so a line costs its
 * length times that of the longest text between two variables at most.
 */
export class NginxScanner {
  readonly from: Int32Array;
  readonly to: Int32Array;
  problem = '';
  /** What is written after each variable. */
  readonly #after: readonly Buffer[];
  readonly #quoted: readonly boolean[];

  constructor(private readonly format: NginxFormat) {
    const { variables, end } = format;
    this.from = new Int32Array(variables.length);
    this.to = new Int32Array(variables.length);
    this.#after = variables.map((_, i) => variables[i + 1]?.before ?? end);
    this.#quoted = variables.map(({ before }, i) => before.at(-1) === QUOTE && this.#after[i]?.[0] === QUOTE);
  }

  /** Whether the line `bytes[from, to)` has this format. */
  scan(bytes: Buffer, from: number, to: number): boolean {
    const { variables } = this.format;
    const start = (variables[0] as { readonly before: Buffer }).before;
    if (!isAt(bytes, from, to, start)) {
      this.problem = `The line does not begin with ${JSON.stringify(start.toString('utf8'))}.`;
      return false;
    }
    let at = from + start.length;
    for (let i = 0; i < variables.length; i++) {
      const after = this.#after[i] as Buffer;
      const end = after.length === 0 ? to : find(bytes, at, to, after, this.#quoted[i] === true);
      if (end === -1) {
        const { name } = variables[i] as { readonly name: string };
        this.problem = `No ${JSON.stringify(after.toString('utf8'))} after $${name}.`;
        return false;
      }
      this.from[i] = at;
      this.to[i] = end;
      at = end + after.length;
    }
    if (at === to) return true;
    this.problem = 'The line goes on after the end of the format.';
    return false;
  }
}

function find(bytes: Buffer, from: number, to: number, text: Buffer, quoted: boolean): number {
  const first = text[0];
  for (let i = from; i < to; i++) {
    const byte = bytes[i];
    if (quoted && byte === BACKSLASH) i++;
    else if (byte === first && isAt(bytes, i, to, text)) return i;
  }
  return -1;
}

function isAt(bytes: Buffer, at: number, to: number, text: Buffer): boolean {
  if (at + text.length > to) return false;
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text[i]) return false;
  return true;
}
