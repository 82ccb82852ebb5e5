import { lastIndexOfByte } from '../bytes/index-of-byte.js';

const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const DASH = 0x2d;

/**
 * Finds what follows the size, as indexes into the line: ` "referer" "agent"`, each of which may be a bare `-`, and then
 * anything. Never fails: a line that was cut short or has other things there simply has no referer or agent.
 */
export class ClfTail {
  hasReferer = false;
  refererFrom = 0;
  refererTo = 0;
  hasAgent = false;
  agentFrom = 0;
  agentTo = 0;
  /** Where the extra fields begin: just after what was recognised. */
  extras = 0;
  private from = 0;
  private to = 0;

  /** `combined`: whether a referer and an agent are looked for at all. */
  constructor(private readonly combined: boolean) {}

  /** `texts`: whether referer and agent are wanted, and not only where the extra fields begin. */
  split(bytes: Buffer, from: number, to: number, texts: boolean): void {
    this.extras = from;
    if (!texts && this.combined && isAllTail(bytes, from, to)) {
      this.extras = to;
      return;
    }
    this.hasAgent = false;
    this.hasReferer = this.combined && this.field(bytes, to);
    if (!this.hasReferer) return;
    this.refererFrom = this.from;
    this.refererTo = this.to;
    this.hasAgent = this.field(bytes, to);
    this.agentFrom = this.from;
    this.agentTo = this.to;
  }

  /** Takes ` "…"` or ` -` at `extras`; answers whether it was there. */
  private field(bytes: Buffer, to: number): boolean {
    const start = this.extras + 1;
    if (start >= to || bytes[start - 1] !== SPACE) return false;
    if (bytes[start] === DASH && (start + 1 === to || bytes[start + 1] === SPACE)) {
      this.from = start;
      this.to = this.extras = start + 1;
      return true;
    }
    if (bytes[start] !== QUOTE) return false;
    const close = closingQuote(bytes, start + 1, to);
    if (close === to) return false;
    this.from = start + 1;
    this.to = close;
    this.extras = close + 1;
    return true;
  }
}

/** Whether the rest of the line is ` "referer" "agent"` and nothing else. Says no where it cannot tell at a glance. */
function isAllTail(bytes: Buffer, from: number, to: number): boolean {
  if (bytes[to - 1] !== QUOTE || bytes[from + 1] !== QUOTE || bytes[from] !== SPACE) return false;
  const agent = lastIndexOfByte(bytes, QUOTE, to - 2);
  const close = agent - 2;
  if (close < from + 2 || bytes[agent - 1] !== SPACE || bytes[close] !== QUOTE) return false;
  if (bytes[close - 1] === BACKSLASH) return false;
  // Short, and often a mere `-`.
  for (let i = from + 2; i < close; i++) if (bytes[i] === QUOTE) return false;
  return true;
}

/** The first quote that is neither escaped nor inside a word, for some servers do not escape; or `to`. */
export function closingQuote(bytes: Buffer, from: number, to: number): number {
  for (let i = from; i < to; i++) {
    const byte = bytes[i];
    if (byte === BACKSLASH) i++;
    else if (byte === QUOTE && (i + 1 === to || bytes[i + 1] === SPACE)) return i;
  }
  return to;
}
