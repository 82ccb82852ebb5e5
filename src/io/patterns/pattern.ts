import { RE2JS } from 're2js';
import { hasLinearEngine, runsLinearly } from './linear-engine.js';
import { v8SourceOf } from './v8-source.js';

/** The whole match and then the groups, by number; null or undefined where one took no part. */
export type Found = readonly (string | null | undefined)[];

/**
 * UTF-16 units. V8 counts how often it goes back, and each time may be as many steps as the text is long: beyond this length
 * that would be more than RE2 takes.
 */
const LONGEST = 4096;
/** A text as it is, in whatever case: V8 goes over a text once for it, and finds no half of a character. */
const LITERAL = /^(?:\(\?i\))?[^.*+?{}()|[\]\\^$\ud800-\udfff]+$/;
const SURROGATE = /[\ud800-\udfff]/;

/**
 * A pattern of a user, in the syntax of RE2 and with its meaning, in time linear in the text. Where V8's own engine is known
 * to find the same, and to be guarded, it runs there, five times as fast; see docs/patterns.md.
 */
export class Pattern {
  /** How many there are, without the whole match. */
  readonly groupCount: number;
  /** Numbers of the groups that have names. */
  readonly groups: ReadonlyMap<string, number>;
  /** As it was written. */
  readonly source: string;
  readonly #re2: RE2JS;
  readonly #isLiteral: boolean;
  /** Null where RE2 has to do it; chosen when the first text comes. */
  #v8: RegExp | null | undefined;

  /** Throws what RE2 says of a pattern that is none. */
  constructor(source: string) {
    this.source = source;
    this.#isLiteral = LITERAL.test(source);
    this.#re2 = RE2JS.compile(source);
    this.groupCount = this.#re2.groupCount();
    this.groups = new Map(Object.entries(this.#re2.namedGroups()));
  }

  /** Whether it is found anywhere in the text. */
  test(text: string): boolean {
    const engine = this.#engineFor(text);
    return engine === null ? this.#re2.test(text) : engine.test(text);
  }

  /** What it finds first in the text; null where it finds nothing. `isPlain`: the text is known to hold no surrogates. */
  exec(text: string, isPlain = false): Found | null {
    const engine = this.#engineFor(text, isPlain);
    return engine === null ? this.#withRe2(text) : engine.exec(text);
  }

  #engineFor(text: string, isPlain = false): RegExp | null {
    if (this.#v8 === undefined) this.#v8 = this.#choose();
    if (this.#isLiteral) return this.#v8;
    // What is no character of the first plane is one character for RE2, and two for V8.
    return this.#v8 === null || text.length > LONGEST || (!isPlain && SURROGATE.test(text)) ? null : this.#v8;
  }

  #choose(): RegExp | null {
    const source = hasLinearEngine() ? v8SourceOf(this.source) : undefined;
    if (source === undefined || !runsLinearly(source)) return null;
    // Brackets that nobody else writes: V8 shares the code of one source, and what was compiled before is not guarded.
    return new RegExp(`(?:(?:${source}))`);
  }

  #withRe2(text: string): Found | null {
    const matcher = this.#re2.matcher(text);
    if (!matcher.find()) return null;
    return Array.from({ length: this.groupCount + 1 }, (_, group) => matcher.group(group));
  }
}

/** Of a pattern that may be written as JavaScript writes them too: `\/`, `\u00e9`, `\cA`. */
export const patternInEitherSyntax = (source: string): Pattern => new Pattern(RE2JS.translateRegExp(source));
