import type { RE2JS } from 're2js';
import type { Row } from '../fields/row.js';
import type { WantedNames } from '../fields/wanted-names.js';
import type { LineParser } from '../line/line-decoder.js';
import type { ReadTime } from '../time/time-format.js';

export interface RegexParserOptions {
  readonly pattern: RE2JS;
  /** Numbers of the named groups. */
  readonly groups: ReadonlyMap<string, number>;
  readonly timeGroup: string;
  readonly readTime: ReadTime;
}

/** Reads the named groups of a pattern; see `regex`. */
export class RegexParser implements LineParser<Row> {
  problem = '';
  noTime = false;
  missing: (() => number) | undefined;
  readonly #groups: readonly (readonly [string, number])[];
  readonly #timeGroup: number;

  constructor(
    wanted: WantedNames,
    private readonly options: RegexParserOptions,
  ) {
    this.#groups = [...options.groups].filter(([name]) => wanted.has(name));
    this.#timeGroup = options.groups.get(options.timeGroup) ?? 0;
  }

  parse(bytes: Buffer, from: number, to: number): Row | undefined {
    const { options } = this;
    const matcher = options.pattern.matcher(bytes.toString('utf8', from, to));
    if (!matcher.find()) {
      this.noTime = false;
      this.problem = 'The regular expression does not match.';
      return undefined;
    }
    const own = options.readTime(matcher.group(this.#timeGroup));
    const time = Number.isNaN(own) ? (this.missing?.() ?? own) : own;
    if (Number.isNaN(time)) {
      this.noTime = true;
      this.problem = `No time that can be read in the group ${options.timeGroup}.`;
      return undefined;
    }
    const row: Record<string, unknown> & { time: number } = { time };
    for (const [name, group] of this.#groups) {
      row[name] = matcher.group(group);
    }
    return row;
  }
}
