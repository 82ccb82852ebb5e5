import type { ConfigCode, Diagnostic, Path, Place } from '../diagnostic.js';

/** What stands at one path: offsets in the text. */
export interface Span {
  readonly key?: readonly [start: number, end: number] | undefined;
  readonly value: readonly [start: number, end: number];
  /** Where the characters of a scalar begin, after its quote; absent where an offset in the value is no offset in the text. */
  readonly text?: number | undefined;
}

export const pathKey = (path: Path): string => JSON.stringify(path);

/** One document of a config file: a plain value that still knows where each part of it was written. */
export class ConfigDocument {
  readonly #starts: readonly number[];

  constructor(
    readonly file: string,
    readonly text: string,
    readonly value: unknown,
    private readonly spans: ReadonlyMap<string, Span>,
  ) {
    const starts = [0];
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.#starts = starts;
  }

  /**
   * Where the key or value at a path stands. What is not in the text, as a missing key or what a ready-made pipeline has
   * brought in, is blamed on the nearest thing around it that is; undefined for a config that is no text.
   */
  place(path: Path, part: 'key' | 'value' = 'value', within?: readonly [number, number]): Place | undefined {
    for (let length = path.length; length >= 0; length--) {
      const span = this.spans.get(pathKey(path.slice(0, length)));
      if (span === undefined) continue;
      const exact = length === path.length;
      if (exact && part === 'value') {
        if (within === undefined || span.text === undefined) return this.at(span.value[0], span.value[1]);
        const from = Math.min(span.text + within[0], span.value[1]);
        return this.at(from, Math.min(span.text + within[1], span.value[1]));
      }
      const [from, to] = span.key ?? span.value;
      return this.at(from, to);
    }
    return undefined;
  }

  /** The place of a range of the text, up to the end of its first line. */
  at(from: number, to: number): Place {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= from) low = middle;
      else high = middle - 1;
    }
    const newline = this.text.indexOf('\n', from);
    const end = Math.min(to, newline === -1 ? this.text.length : newline);
    return { line: low + 1, column: from - (this.#starts[low] ?? 0) + 1, length: Math.max(1, end - from) };
  }

  /** A diagnostic about what stands at a path. */
  diagnose(
    code: ConfigCode,
    path: Path,
    message: string,
    more: {
      readonly part?: 'key' | 'value';
      readonly within?: readonly [number, number] | undefined;
      readonly suggestion?: string | undefined;
      readonly severity?: 'error' | 'warning';
    } = {},
  ): Diagnostic {
    const place = this.place(path, more.part, more.within);
    return {
      code,
      severity: more.severity ?? 'error',
      message,
      ...(more.suggestion !== undefined && { suggestion: more.suggestion }),
      file: this.file,
      ...(place !== undefined && { place }),
    };
  }
}
