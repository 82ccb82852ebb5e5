import { Pattern } from '../../io/patterns/pattern.js';
import { TidemarkError } from '../../operators/tidemark-error.js';
import { parseDuration } from '../../operators/time/parse-duration.js';
import { isTree, type Tree } from '../is-tree.js';

/** Told what could not be taken over, and why. */
export type Note = (where: string, what: string) => void;

/**
 * A map in the config of another program. It knows what has been asked for: what nobody asked for is not taken over, and
 * `close` says so. What is there and not of the kind that is asked for is said at once.
 */
export class ForeignMap {
  readonly #left: Set<string>;

  constructor(
    private readonly entries: Tree,
    /** How people find it: `endpoints: front-end`. */
    readonly where: string,
    readonly note: Note,
  ) {
    this.#left = new Set(Object.keys(entries).filter((key) => entries[key] !== null));
  }

  /** How people find what stands under a key. */
  at(key: string): string {
    return this.where === '' ? key : `${this.where}: ${key}`;
  }

  /** All keys, asked for or not. */
  get keys(): readonly string[] {
    return Object.keys(this.entries);
  }

  /** The value, which stays to be asked for. */
  peek(key: string): unknown {
    return this.entries[key] ?? undefined;
  }

  has(key: string): boolean {
    return this.#left.has(key);
  }

  /** The value as it is; undefined where there is none. */
  value(key: string): unknown {
    this.#left.delete(key);
    return this.entries[key] ?? undefined;
  }

  /** A text, or a number or truth value as one. */
  text(key: string): string | undefined {
    const value = this.value(key);
    if (value === undefined || typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    return this.#odd(key, 'a text');
  }

  number(key: string): number | undefined {
    const value = this.value(key);
    if (value === undefined) return undefined;
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    return typeof number === 'number' && Number.isFinite(number) ? number : this.#odd(key, 'a number');
  }

  flag(key: string): boolean | undefined {
    const value = this.value(key);
    if (value === undefined || typeof value === 'boolean') return value;
    // Databases write them so.
    if (value === 0 || value === 1) return value === 1;
    return this.#odd(key, 'true or false');
  }

  /** Milliseconds of what is written `1m30s`. */
  duration(key: string): number | undefined {
    const text = this.text(key);
    if (text === undefined) return undefined;
    return durationOf(text) ?? this.#odd(key, 'a duration');
  }

  /** A pattern that RE2 takes. */
  pattern(key: string): string | undefined {
    const text = this.text(key);
    if (text === undefined) return undefined;
    const fault = patternFault(text);
    if (fault === undefined) return text;
    this.note(this.where, `${key}: the pattern ${text} is none: ${fault}`);
    return undefined;
  }

  /** Those of a list that RE2 takes. */
  patterns(key: string): readonly string[] {
    return this.texts(key).filter((text) => {
      const fault = patternFault(text);
      if (fault !== undefined) this.note(this.where, `${key}: the pattern ${text} is none: ${fault}`);
      return fault === undefined;
    });
  }

  list(key: string): readonly unknown[] {
    const value = this.value(key);
    if (value === undefined) return [];
    if (Array.isArray(value)) return value;
    this.#odd(key, 'a list');
    return [];
  }

  texts(key: string): readonly string[] {
    return this.list(key).flatMap((item) => {
      if (typeof item === 'string' || typeof item === 'number') return [String(item)];
      this.#odd(key, 'a list of texts');
      return [];
    });
  }

  map(key: string): ForeignMap | undefined {
    const value = this.value(key);
    if (value === undefined) return undefined;
    return isTree(value) ? new ForeignMap(value, this.at(key), this.note) : this.#odd(key, 'a map');
  }

  /** The maps of a list; `nameOf` says what people know each by. */
  maps(key: string, nameOf: (entries: Tree, index: number) => string): readonly ForeignMap[] {
    return this.list(key).flatMap((item, index) => {
      if (isTree(item)) return [new ForeignMap(item, nameOf(item, index), this.note)];
      this.note(this.where, `${key}[${index}]: a map is wanted there`);
      return [];
    });
  }

  /** Texts by key, whatever the keys are. */
  dictionary(key: string): Readonly<Record<string, string>> {
    const map = this.map(key);
    if (map === undefined) return {};
    return Object.fromEntries(
      Object.keys(map.entries).flatMap((name) => {
        const text = map.text(name);
        return text === undefined ? [] : [[name, text]];
      }),
    );
  }

  /** These need no taking over: they are so anyway, or change nothing. */
  pass(...keys: readonly string[]): void {
    for (const key of keys) this.#left.delete(key);
  }

  /** Says that a setting is not taken over. */
  refuse(key: string, why: string): void {
    if (this.#left.delete(key)) this.note(this.where, `${key}: ${why}`);
  }

  /** Says what nobody asked for; `why` has the keys of which more can be said. */
  close(why: Readonly<Record<string, string>> = {}): void {
    for (const key of [...this.#left])
      this.refuse(key, Object.hasOwn(why, key) ? (why[key] ?? '') : 'unknown here');
  }

  #odd(key: string, wanted: string): undefined {
    this.note(this.where, `${key}: ${wanted} is wanted there`);
    return undefined;
  }
}

/** Undefined for what is none. */
export const durationOf = (text: string): number | undefined => {
  if (text.trim() === '0') return 0;
  try {
    return parseDuration(text);
  } catch (error) {
    if (error instanceof TidemarkError) return undefined;
    throw error;
  }
};

/** What RE2 says of a pattern that is none. */
export const patternFault = (source: string): string | undefined => {
  try {
    new Pattern(source);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};
