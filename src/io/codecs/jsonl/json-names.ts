import { snakeCase } from '../fields/snake-case.js';
import type { WantedNames } from '../fields/wanted-names.js';
import type { PresetNames } from './presets/preset-names.js';

const MAX_REMEMBERED = 4096;
/** Longer names are nobody's, and would fill the memory. */
const LONGEST_REMEMBERED = 1024;

/** What becomes of one key of a JSON object. */
export interface JsonName {
  /** The field that it has in rows: its own name in snake case after those of the objects around it. */
  readonly name: string;
  readonly wanted: boolean;
  /** Of the presets' names; -1 for none of them. */
  readonly slot: number;
  /** Whether a key of an object that it holds may be wanted, or tell a preset. */
  readonly wantedBelow: boolean;
  readonly below: Map<string, JsonName>;
  /** Those below in the order in which the last object had them: the next one mostly has the same. */
  readonly last: JsonName[];
  /** The last part of its path. */
  readonly key: string;
  /** Its key with those of the objects around it, as they are written. */
  readonly path: string;
  /** Whether another key becomes the same field, perhaps in other lines. */
  shared: boolean;
}

/** Names of the keys of JSON objects, remembered, up to a number of them, because objects of one log have the same keys. */
export class JsonNames {
  readonly root: JsonName = {
    name: '',
    wanted: false,
    slot: -1,
    wantedBelow: true,
    below: new Map(),
    last: [],
    key: '',
    path: '',
    shared: false,
  };
  /** The first key of each field. */
  readonly #first = new Map<string, JsonName>();
  #remembered = 0;

  /** `taken`: fields that are set otherwise. */
  constructor(
    private readonly wanted: WantedNames,
    private readonly taken: ReadonlySet<string>,
    private readonly presets: PresetNames,
  ) {}

  of(key: string, parent: JsonName): JsonName {
    const known = parent.below.get(key);
    if (known !== undefined) return known;
    const own = snakeCase(key);
    // Inside a name a digit needs nothing before it.
    const name = parent === this.root ? own : `${parent.name}_${own.replace(/^_/, '')}`;
    const first = this.#first.get(name);
    const made: JsonName = {
      name,
      wanted: this.wanted.has(name) && !this.taken.has(name),
      slot: this.presets.find(name),
      wantedBelow: this.wanted.mayBegin(`${name}_`) || this.presets.mayBegin(`${name}_`),
      below: new Map(),
      last: [],
      key,
      path: parent === this.root ? key : `${parent.path}.${key}`,
      shared: first !== undefined,
    };
    if (first !== undefined) first.shared = true;
    if (this.#remembered < MAX_REMEMBERED && made.path.length <= LONGEST_REMEMBERED) {
      parent.below.set(key, made);
      if (first === undefined) this.#first.set(name, made);
      this.#remembered++;
    }
    return made;
  }
}
