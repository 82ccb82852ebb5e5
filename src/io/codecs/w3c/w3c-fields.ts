import { LineFields, MAX_FIELDS } from '../columns/line-fields.js';

const TAB = 0x09;
const SPACE = 0x20;
const QUOTE = 0x22;

/**
 * Splits the entries of an extended log. What follows the first field tells what separates: a tab, and then each tab
 * begins a field, which may be empty or hold spaces; or else any run of spaces and tabs. A field in quotes may hold both,
 * and a quote as `""`; a quote that is never closed is an ordinary character.
 */
export class W3cFields extends LineFields {
  /** Whether tabs separate the fields of this line. */
  tabbed = false;
  /** 1 for a field that was in quotes, 2 if it holds `""`. */
  readonly quoted = new Uint8Array(MAX_FIELDS);

  /** Whether a tab ends the line: some writers put one after every field, the last included. */
  get endsEmpty(): boolean {
    const last = this.count - 1;
    return this.tabbed && this.from[last] === this.to[last];
  }

  split(bytes: Buffer, from: number, to: number): void {
    this.begin();
    this.tabbed = false;
    // A search that failed is not repeated for every quote that follows: the line is read once or twice, not n times.
    let mayQuote = true;
    let at = from;
    while (at < to || (at === to && this.tabbed)) {
      if (!this.tabbed) {
        while (at < to && isBlank(bytes[at] as number)) at++;
        if (at === to) return;
      }
      let end = -1;
      if (mayQuote && at < to && bytes[at] === QUOTE) {
        end = this.takeQuoted(bytes, at + 1, to);
        mayQuote = end !== -1;
      }
      if (end === -1) end = this.takePlain(bytes, at, to);
      if (this.count === 1) this.tabbed = end < to && bytes[end] === TAB;
      at = end + 1;
    }
  }

  private takePlain(bytes: Buffer, from: number, to: number): number {
    let end = from;
    if (this.tabbed) while (end < to && bytes[end] !== TAB) end++;
    else while (end < to && !isBlank(bytes[end] as number)) end++;
    this.quoted[this.count] = 0;
    this.add(from, end);
    return end;
  }

  /** Answers the index after the closing quote, or -1. */
  private takeQuoted(bytes: Buffer, from: number, to: number): number {
    let kind = 1;
    for (let i = from; i < to; i++) {
      if (bytes[i] !== QUOTE) continue;
      const next = i + 1;
      if (next === to || bytes[next] === TAB || (!this.tabbed && bytes[next] === SPACE)) {
        this.quoted[this.count] = kind;
        this.add(from, i);
        return next;
      }
      if (bytes[next] === QUOTE) {
        kind = 2;
        i++;
      }
    }
    return -1;
  }
}

function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB;
}
