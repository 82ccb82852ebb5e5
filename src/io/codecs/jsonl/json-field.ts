import { snakeCase } from '../fields/snake-case.js';
import { type JsonPath, valueAt } from './json-path.js';

type Json = Readonly<Record<string, unknown>>;

/** Places of one field that are remembered: objects of one log have few shapes. */
const MOST_PLACES = 8;
/** How deep a field is looked for. */
const DEEPEST = 8;

/** A field of JSON objects that is named as one of them has it, as a path into them, or as rows have it. */
export class JsonField {
  readonly #name: string;
  readonly #places: JsonPath[] = [];

  constructor(readonly path: JsonPath) {
    this.#name = snakeCase(path.text);
  }

  /** The value there, or undefined. */
  of(object: Json): unknown {
    const own = valueAt(object, this.path);
    if (own !== undefined) return own;
    for (const place of this.#places) {
      const value = valueAt(object, place);
      if (value !== undefined) return value;
    }
    const place = this.#find(object, '', []);
    if (place === undefined) return undefined;
    if (this.#places.length < MOST_PLACES) this.#places.push(place);
    return valueAt(object, place);
  }

  #find(object: Json, prefix: string, above: readonly string[]): JsonPath | undefined {
    for (const key of Object.keys(object)) {
      const own = snakeCase(key);
      const name = prefix === '' ? own : `${prefix}_${own.replace(/^_/, '')}`;
      const value = object[key];
      const steps = [...above, key];
      if (name === this.#name && value !== undefined) return { text: this.path.text, steps };
      if (typeof value !== 'object' || value === null || Array.isArray(value)) continue;
      if (steps.length >= DEEPEST || !this.#name.startsWith(`${name}_`)) continue;
      const found = this.#find(value as Json, name, steps);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}
