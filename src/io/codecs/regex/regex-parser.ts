import type { Pattern } from '../../patterns/pattern.js';
import type { Row } from '../fields/row.js';
import type { WantedNames } from '../fields/wanted-names.js';
import type { LineParser } from '../line/line-decoder.js';
import { LineTexts } from '../line/line-texts.js';
import type { ReadTime } from '../time/time-format.js';

export interface RegexParserOptions {
  readonly pattern: Pattern;
  readonly timeGroup: string;
  readonly readTime: ReadTime;
}

/** Reads the named groups of a pattern; see `regex`. */
export class RegexParser implements LineParser<Row> {
  problem = '';
  readonly keeps = 'all';
  noTime = false;
  missing: (() => number) | undefined;
  readonly #names: readonly string[];
  /** Of the groups of these names. */
  readonly #numbers: readonly number[];
  readonly #timeGroup: number;
  readonly #texts = new LineTexts();

  constructor(
    wanted: WantedNames,
    private readonly options: RegexParserOptions,
  ) {
    const { groups } = options.pattern;
    this.#names = [...groups.keys()].filter((name) => wanted.has(name));
    this.#numbers = this.#names.map((name) => groups.get(name) ?? 0);
    this.#timeGroup = groups.get(options.timeGroup) ?? 0;
  }

  lend(bytes: Buffer): void {
    this.#texts.lend(bytes);
  }

  parse(bytes: Buffer, from: number, to: number): Row | undefined {
    const { options } = this;
    const text = this.#texts.get(bytes, from, to);
    const found = options.pattern.exec(text, text.length === to - from);
    if (found === null) {
      this.noTime = false;
      this.problem = 'The regular expression does not match.';
      return undefined;
    }
    const own = options.readTime(found[this.#timeGroup]);
    const time = Number.isNaN(own) ? (this.missing?.() ?? own) : own;
    if (Number.isNaN(time)) {
      this.noTime = true;
      this.problem = `No time that can be read in the group ${options.timeGroup}.`;
      return undefined;
    }
    const row: Record<string, unknown> & { time: number } = { time };
    const names = this.#names;
    const numbers = this.#numbers;
    for (let i = 0; i < names.length; i++) row[names[i] as string] = found[numbers[i] as number] ?? null;
    return row;
  }
}
