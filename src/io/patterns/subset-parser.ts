import { PERL_UNITS, POSIX_UNITS } from './named-units.js';
import { type Part, repeated, type Times } from './repeated.js';
import { folded, othersThan, sourceOf, type Units, unitsOf } from './units.js';

/** Thrown for a pattern of which it is not known that both engines mean the same by it. */
export class OutsideSubset extends Error {}

interface Flags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
}

const LAST = 0xffff;
const QUANTIFIER = /(?:([*+?])|\{(0|[1-9]\d*)(?:(,)(0|[1-9]\d*)?)?\})(\??)/y;
const FLAGS = /\(\?([ims]*)(?:-([ims]+))?([:)])/y;
const GROUP = /\((?:\?P?<\w+>|(?!\?))/y;
const HEXADECIMAL = /x(?:\{([0-9a-fA-F]{1,8})\}|([0-9a-fA-F]{2}))/y;
const POSIX = /\[:(\^?)([a-z]+):\]/y;
const CONTROL: Readonly<Record<string, number>> = { a: 0x07, t: 0x09, n: 0x0a, v: 0x0b, f: 0x0c, r: 0x0d };
const PUNCTUATION = /[!-/:-@[-`{-~]/;

/**
 * Reads a pattern that RE2 has accepted and writes it for JavaScript, without flags, as far as both mean the same; see
 * docs/patterns.md, which says what that is. What it does not know it refuses.
 */
export class SubsetParser {
  #at = 0;
  #flags: Flags = { i: false, m: false, s: false };

  constructor(private readonly pattern: string) {
    // Characters beyond the first plane are two units for JavaScript; halves of them are none for RE2.
    if (/[\ud800-\udfff]/.test(pattern)) this.#refuse();
  }

  /** Throws `OutsideSubset`. */
  parse(): Part {
    const part = this.#alternatives();
    if (this.#at < this.pattern.length) this.#refuse();
    return part;
  }

  #alternatives(): Part {
    const parts = [this.#sequence()];
    while (this.#skip('|')) parts.push(this.#sequence());
    const [only] = parts;
    if (only !== undefined && parts.length === 1) return only;
    return {
      source: parts.map(({ source }) => source).join('|'),
      mayBeEmpty: parts.some(({ mayBeEmpty }) => mayBeEmpty),
      size: parts.reduce((sum, { size }) => sum + size, parts.length),
      groups: parts.every(({ groups }) => groups === 'none') ? 'none' : 'sometimes',
    };
  }

  #sequence(): Part {
    const parts: Part[] = [];
    while (this.#at < this.pattern.length && !'|)'.includes(this.#next())) {
      const part = this.#atom();
      const times = this.#times();
      // Of flags alone: what is repeated behind them stands before them.
      if (part === undefined && times !== undefined) this.#refuse();
      if (part === undefined) continue;
      parts.push(times === undefined ? part : (repeated(part, times) ?? this.#refuse()));
    }
    const groups = parts.map((part) => part.groups);
    return {
      source: parts.map(({ source }) => source).join(''),
      mayBeEmpty: parts.every(({ mayBeEmpty }) => mayBeEmpty),
      size: parts.reduce((sum, { size }) => sum + size, 0),
      groups: groups.includes('sometimes') ? 'sometimes' : groups.includes('always') ? 'always' : 'none',
    };
  }

  #times(): Times | undefined {
    const found = this.#take(QUANTIFIER);
    if (found === undefined) return undefined;
    const [, sign, least = '', comma, most, lazy] = found;
    const isLazy = lazy === '?';
    if (sign !== undefined) return { least: sign === '+' ? 1 : 0, most: sign === '?' ? 1 : Infinity, isLazy };
    const limit = comma === undefined ? Number(least) : most === undefined ? Infinity : Number(most);
    return { least: Number(least), most: limit, isLazy };
  }

  /** Undefined where only flags are set. */
  #atom(): Part | undefined {
    const next = this.#next();
    if (next === '(') return this.#group();
    if (next === '[') return this.#oneOf(this.#class());
    if (next === '\\') return this.#escape();
    if (this.#take(QUANTIFIER) !== undefined) return this.#refuse();
    this.#at++;
    if (next === '.') return this.#oneOf(othersThan(this.#flags.s ? [] : [[0x0a, 0x0a]]));
    if (next === '^' || next === '$') return this.#flags.m ? this.#refuse() : assertion(next);
    return this.#oneOf(this.#folded(unit(next.charCodeAt(0))));
  }

  #group(): Part | undefined {
    const before = this.#flags;
    const flags = this.#take(FLAGS);
    if (flags !== undefined) {
      const [, on = '', off = '', end] = flags;
      const has = (flag: keyof Flags): boolean => !off.includes(flag) && (on.includes(flag) || before[flag]);
      this.#flags = { i: has('i'), m: has('m'), s: has('s') };
      if (end === ')') return undefined;
    } else if (this.#take(GROUP) === undefined) this.#refuse();
    const inner = this.#alternatives();
    if (!this.#skip(')')) this.#refuse();
    this.#flags = before;
    if (flags !== undefined) return { ...inner, source: `(?:${inner.source})` };
    const groups = inner.groups === 'none' ? 'always' : inner.groups;
    return { ...inner, source: `(${inner.source})`, size: inner.size + 2, groups };
  }

  #escape(): Part {
    const letter = this.pattern[this.#at + 1] ?? '';
    if ('bBAz'.includes(letter)) {
      this.#at += 2;
      return assertion({ A: '^', z: '$' }[letter] ?? `\\${letter}`);
    }
    return this.#oneOf(this.#perl() ?? this.#folded(unit(this.#escapedUnit())));
  }

  /** `\d` and its like; undefined where something else stands. */
  #perl(): Units | undefined {
    const letter = this.#next() === '\\' ? (this.pattern[this.#at + 1] ?? '') : '';
    const units = PERL_UNITS[letter.toLowerCase()];
    if (units === undefined) return undefined;
    this.#at += 2;
    const all = this.#folded(units);
    return letter === letter.toLowerCase() ? all : othersThan(all);
  }

  #escapedUnit(): number {
    this.#at++;
    const [, long, short] = this.#take(HEXADECIMAL) ?? [];
    if (long !== undefined || short !== undefined) return Number.parseInt(long ?? short ?? '', 16);
    const character = this.#next();
    this.#at++;
    const control = CONTROL[character];
    if (control !== undefined) return control;
    return PUNCTUATION.test(character) ? character.charCodeAt(0) : this.#refuse();
  }

  #class(): Units {
    this.#at++;
    const isNegated = this.#skip('^');
    const units: (readonly [number, number])[] = [];
    for (let isFirst = true; isFirst || this.#next() !== ']'; isFirst = false) {
      if (this.#at >= this.pattern.length) this.#refuse();
      const named = this.#posix() ?? this.#perl();
      units.push(...(named ?? this.#range()));
    }
    this.#at++;
    const all = unitsOf(units);
    return isNegated ? othersThan(all) : all;
  }

  #posix(): Units | undefined {
    if (!this.pattern.startsWith('[:', this.#at)) return undefined;
    const [, negated, name = ''] = this.#take(POSIX) ?? this.#refuse();
    const all = this.#folded(unitsOf(POSIX_UNITS[name] ?? this.#refuse()));
    return negated === '^' ? othersThan(all) : all;
  }

  #range(): Units {
    const from = this.#classUnit();
    const isRange = this.#next() === '-' && this.pattern[this.#at + 1] !== ']';
    if (isRange) this.#at++;
    const to = isRange ? this.#classUnit() : from;
    if (from > to) this.#refuse();
    // No text that is read here has characters beyond the first plane.
    return from > LAST ? [] : this.#folded([[from, Math.min(to, LAST)]]);
  }

  #classUnit(): number {
    const next = this.#next();
    if (next === '\\') return this.#escapedUnit();
    this.#at++;
    return next === '' ? this.#refuse() : next.charCodeAt(0);
  }

  #oneOf(units: Units): Part {
    return { source: sourceOf(units), mayBeEmpty: false, size: 1, groups: 'none' };
  }

  #folded(units: Units): Units {
    if (units.some(([from]) => from > LAST)) this.#refuse();
    return this.#flags.i ? (folded(units) ?? this.#refuse()) : units;
  }

  #next(): string {
    return this.pattern[this.#at] ?? '';
  }

  #skip(character: string): boolean {
    const isHere = this.#next() === character;
    if (isHere) this.#at++;
    return isHere;
  }

  #take(what: RegExp): RegExpExecArray | undefined {
    what.lastIndex = this.#at;
    const found = what.exec(this.pattern) ?? undefined;
    if (found !== undefined) this.#at = what.lastIndex;
    return found;
  }

  #refuse(): never {
    throw new OutsideSubset();
  }
}

const unit = (value: number): Units => [[value, value]];

const assertion = (source: string): Part => ({ source, mayBeEmpty: true, size: 1, groups: 'none' });
