import type { ConfigCode, Diagnostic, Path, Place } from '../diagnostic.js';
import { hideOutside, type OutsideValue } from './hide-outside.js';

/** What stands at one path: offsets in the text. */
export interface Span {
  readonly key?: readonly [start: number, end: number] | undefined;
  readonly value: readonly [start: number, end: number];
  /** Where the characters of a scalar begin, after its quote; absent where an offset in the value is no offset in the text. */
  readonly text?: number | undefined;
}

/** What of a config is not what its file says. */
export interface Foreign {
  /** Paths that were set on the command line. */
  readonly overrides: readonly Path[];
  /** Values that came from variables and files, by path. */
  readonly outside: ReadonlyMap<string, OutsideValue>;
}

const NONE: ReadonlySet<string> = new Set();
const NOTHING_FOREIGN: Foreign = { overrides: [], outside: new Map() };

export const pathKey = (path: Path): string => JSON.stringify(path);

const startsWith = (path: Path, start: Path): boolean =>
  start.length <= path.length && start.every((key, i) => String(key) === String(path[i]));

/** One document of a config file: a plain value that still knows where each part of it was written. */
export class ConfigDocument {
  readonly #starts: readonly number[];

  constructor(
    readonly file: string,
    readonly text: string,
    readonly value: unknown,
    private readonly spans: ReadonlyMap<string, Span>,
    private readonly foreign: Foreign = NOTHING_FOREIGN,
    /** Paths of values that could not be read: what stands for them says nothing. */
    readonly unreadable: ReadonlySet<string> = NONE,
  ) {
    const starts = [0];
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.#starts = starts;
  }

  /** The same document, which knows what is not its own: such things are blamed where they came from, and never shown. */
  knowing(foreign: Foreign): ConfigDocument {
    return new ConfigDocument(this.file, this.text, this.value, this.spans, foreign, this.unreadable);
  }

  /** The same document, of which these values could not be read. */
  without(unreadable: ReadonlySet<string>): ConfigDocument {
    return new ConfigDocument(this.file, this.text, this.value, this.spans, this.foreign, unreadable);
  }

  /**
   * Where the key or value at a path stands. What is not in the text, as a missing key or what a ready-made pipeline has
   * brought in, is blamed on the nearest thing around it that is; undefined for a config that is no text.
   */
  place(path: Path, part: 'key' | 'value' = 'value', within?: readonly [number, number]): Place | undefined {
    for (let length = path.length; length >= 0; length--) {
      const span = this.spans.get(pathKey(path.slice(0, length)));
      if (span === undefined) continue;
      const isEmpty = span.value[0] === span.value[1];
      if (length === path.length && part === 'value' && !(isEmpty && span.key !== undefined)) {
        if (within === undefined || span.text === undefined) return this.at(span.value[0], span.value[1]);
        const from = Math.min(span.text + within[0], span.value[1]);
        return this.at(from, Math.min(span.text + within[1], span.value[1]));
      }
      const [from, to] = span.key ?? span.value;
      return this.at(from, to);
    }
    return undefined;
  }

  /** Paths of the values that hold something from outside. */
  get outsidePaths(): Pick<ReadonlyMap<string, unknown>, 'has'> {
    return this.foreign.outside;
  }

  /** The ranges of a text at a path that came from variables and files: what stands in them is never a template. */
  outsideRanges(path: Path, text: string): readonly (readonly [start: number, end: number])[] {
    const found = this.foreign.outside.get(pathKey(path));
    return found?.value === text ? found.ranges : [];
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
    const lineEnd = newline === -1 ? this.text.length : newline;
    const end = Math.min(to, this.text[lineEnd - 1] === '\r' ? lineEnd - 1 : lineEnd);
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
    const set = this.#overrideOf(path);
    const place = set === undefined ? this.place(path, more.part, more.within) : undefined;
    const advised = more.suggestion === undefined ? splitAdvice(message) : { message, ...more };
    const hidden = hideOutside(
      advised,
      more.part === 'key' ? undefined : pathKey(path),
      this.foreign.outside,
    );
    const where = set !== undefined ? `--set ${set.join('.')}: ` : place === undefined ? dotted(path) : '';
    return {
      code,
      severity: more.severity ?? 'error',
      message: `${where}${hidden.message}`,
      ...(hidden.suggestion !== undefined && { suggestion: hidden.suggestion }),
      file: this.file,
      ...(place !== undefined && { place }),
    };
  }

  /** What on the command line is to blame, if the file is not. */
  #overrideOf(path: Path): Path | undefined {
    return this.foreign.overrides.find(
      (set) => startsWith(path, set) || (startsWith(set, path) && !this.spans.has(pathKey(path))),
    );
  }
}

/** For configs without lines: `pipelines.web.window: `. */
const dotted = (path: Path): string => (path.length === 0 ? '' : `${path.join('.')}: `);

/** A sentence behind another that says what to write. */
const ADVICE = / (?:(W)rite|(D)id you mean) (.+?)([.?])(?=\s|$)/;

/** Takes what to write instead, where a message ends in that, out of the message. */
const splitAdvice = (message: string): { readonly message: string; readonly suggestion?: string } => {
  const found = ADVICE.exec(message);
  if (found === null) return { message };
  const [whole, write, , what = '', end] = found;
  const rest = `${message.slice(0, found.index)}${message.slice(found.index + whole.length)}`;
  return {
    message: rest,
    suggestion: write !== undefined ? `write ${what}` : `did you mean ${what}${end ?? '?'}`,
  };
};
