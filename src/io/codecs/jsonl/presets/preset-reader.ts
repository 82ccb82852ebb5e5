import { ACCESS_LOG_FIELDS } from '../../access-log/wanted-fields.js';
import type { RequestField } from '../../fields/request-about.js';
import type { WantedNames } from '../../fields/wanted-names.js';
import { tookMs } from '../../time/stamped-at-start.js';
import type { ReadTime } from '../../time/time-format.js';
import { OF_NGINX } from '../own-durations.js';
import { CompiledPreset } from './compiled-preset.js';
import { NGINX_MEASURES } from './nginx.js';
import type { PresetUnit } from './preset.js';
import { PresetNames } from './preset-names.js';
import { millisecondsOf } from './preset-values.js';
import { PRESETS } from './presets.js';
import { Shape } from './shapes.js';

/** Objects of one log have few shapes. */
const MOST_SHAPES = 2048;

/** What is known of all objects of a shape. */
interface Known {
  /** Presets that have their keys there; values still have a say. */
  readonly candidates: readonly CompiledPreset[];
  /** Whether something there is what only nginx has. */
  readonly hasNginx: boolean;
}

const NOTHING_KNOWN: Known = { candidates: [], hasNginx: false };

export interface PresetReaderOptions {
  readonly wanted: WantedNames;
  /** Fields that are set otherwise. */
  readonly taken: ReadonlySet<string>;
  /** Names of values that lie at paths. */
  readonly atPaths: ReadonlySet<string>;
  /** Only this one. */
  readonly only?: string | undefined;
  /** What has been said, by every decoder of a codec. */
  /** What a number counts whose name does not say it; absent where nobody says. */
  readonly durationUnit?: Exclude<PresetUnit, 'unsaid'> | undefined;
  readonly said: Set<string>;
  /** Told what whoever reads the rows must know. */
  readonly warn: (message: string) => void;
}

/**
 * Finds out which preset an object is of while its values come by, one after the other, and reads the request. A key is
 * looked up once for all objects; an object that has no key that tells one costs nothing more.
 */
export class PresetReader {
  readonly names = new PresetNames();
  readonly #options: PresetReaderOptions;
  readonly #presets: readonly CompiledPreset[];
  readonly #wanted: readonly RequestField[];
  readonly #wantsDuration: boolean;
  readonly #nginx: readonly { readonly name: string; readonly slot: number; readonly unit: PresetUnit }[];
  readonly #values: unknown[] = [];
  readonly #nginxAlone: readonly number[];
  readonly #room = { left: MOST_SHAPES };
  readonly #shapes = new Shape<Known>(this.#room, []);
  /** Of the object before, which has left its values. */
  #before: Shape<Known> | undefined = this.#shapes;
  #known: Known = NOTHING_KNOWN;
  /** Of the values so far; undefined where there is no room for it. */
  #shape: Shape<Known> | undefined = this.#shapes;

  constructor(options: PresetReaderOptions) {
    const { wanted, taken, atPaths, only } = options;
    this.#options = options;
    const isWanted = (name: string): boolean => wanted.has(name) && !taken.has(name);
    this.#wanted = ACCESS_LOG_FIELDS.filter((name) => name !== 'time').filter(isWanted);
    this.#wantsDuration = isWanted('duration');
    const chosen = PRESETS.filter(({ name }) => only === undefined || name === only);
    this.#presets = chosen.map(
      (preset) => new CompiledPreset(preset, this.names, (field) => isWanted(field)),
    );
    const measures = Object.entries(NGINX_MEASURES);
    const asks = measures.some(([name]) => isWanted(name) || atPaths.has(name));
    this.#nginxAlone = asks ? OF_NGINX.map((name) => this.names.slot(name)) : [];
    this.#nginx = measures.map(([name, unit]) => ({ name, slot: this.names.slot(name), unit }));
  }

  /** Before an object. */
  clear(): void {
    this.#shape = this.#shapes;
    // Where there is no room for the shape of another object, nobody could say what has to be forgotten after it.
    if (this.#room.left < this.names.count) this.#values.fill(undefined);
  }

  put(slot: number, value: unknown): void {
    this.#values[slot] = value;
    this.#shape = this.#shape?.with(slot);
  }

  /** The preset that the object is a request of; undefined where there is none, or two that are no one's. */
  find(): CompiledPreset | undefined {
    if (this.#shape !== this.#before || this.#shape === undefined) this.#change();
    const { candidates } = this.#known;
    if (candidates.length === 0) return undefined;
    let found: CompiledPreset | undefined;
    let count = 0;
    for (const one of candidates) {
      const isFallback = one.preset.isFallback === true;
      if ((isFallback && count === 1) || !one.fits(this.#values)) continue;
      if (isFallback) return one;
      found = one;
      count++;
    }
    return count === 1 ? found : undefined;
  }

  /** Of the keys that the object before had and this one has not, the values go. */
  #change(): void {
    const shape = this.#shape;
    for (const slot of this.#before?.slots ?? [])
      if (shape !== undefined && !shape.slots.includes(slot)) this.#values[slot] = undefined;
    this.#before = shape;
    if (shape === undefined) this.#known = this.#decide();
    else {
      shape.known ??= this.#decide();
      this.#known = shape.known;
    }
  }

  /** Once for all objects that have the same keys. */
  #decide(): Known {
    return {
      candidates: this.#presets.filter((preset) => preset.mayFit(this.#values)),
      hasNginx: this.#nginxAlone.some((slot) => this.#values[slot] !== undefined),
    };
  }

  /** The time of a request, by the names of its preset, in whole milliseconds; NaN where these have none. */
  time(found: CompiledPreset, readTime: ReadTime, atStart: boolean): number {
    if (found.dateAndTime !== undefined) {
      const [date, time] = found.dateAndTime;
      const both = readTime(`${this.#values[date]}T${this.#values[time]}Z`);
      if (!Number.isNaN(both)) return both;
    }
    for (const { slot, began } of found.times) {
      const time = this.#values[slot] === undefined ? Number.NaN : readTime(this.#values[slot]);
      if (!Number.isNaN(time)) return time + (began && atStart ? this.took(found) : 0);
    }
    return Number.NaN;
  }

  /** How long it took, in whole milliseconds. */
  took(found: CompiledPreset): number {
    return tookMs(found.duration(this.#values), 'ms');
  }

  /** What is asked for of the request, into a row that has all values as they are written. */
  fill(found: CompiledPreset, row: Record<string, unknown>): void {
    this.#measure(found.measures, row);
    found.fill(this.#values, row, this.#wanted);
    if (found.mayDoubt && this.#wantsDuration) this.#sayDuration(found, row);
  }

  /** What only nginx measures, of an object that is no request. */
  fillAlone(row: Record<string, unknown>): void {
    if (this.#known.hasNginx) this.#measure(this.#nginx, row);
  }

  /** Milliseconds of a value that lies at a path of this name; undefined where it is no duration. */
  measured(found: CompiledPreset | undefined, name: string): number | null | undefined {
    const all = found?.measures ?? (this.#known.hasNginx ? this.#nginx : []);
    const one = all.find((each) => each.name === name);
    return one === undefined ? undefined : millisecondsOf(this.#values[one.slot], one.unit);
  }

  #measure(all: CompiledPreset['measures'], row: Record<string, unknown>): void {
    const { wanted, taken } = this.#options;
    for (const { name, slot, unit } of all) {
      if (this.#values[slot] === undefined || !wanted.has(name) || taken.has(name)) continue;
      const ms = millisecondsOf(this.#values[slot], unit);
      if (ms !== undefined) row[name] = ms;
    }
  }

  /** A number of which nobody knows what it counts is no duration; of one of which only the names tell it is said. */
  #sayDuration(found: CompiledPreset, row: Record<string, unknown>): void {
    const { guess, name: preset } = found.preset;
    const doubtful = found.doubtful(this.#values);
    if (doubtful === undefined) return;
    const { name, unit } = doubtful;
    const { durationUnit } = this.#options;
    if (unit === 'unsaid' && durationUnit !== undefined) {
      row.duration = millisecondsOf(this.#values[doubtful.slot], durationUnit) ?? null;
      return;
    }
    if (unit === 'unsaid') row.duration = null;
    else if (guess === undefined) return;
    const about = `${preset} ${name}`;
    if (this.#options.said.has(about)) return;
    this.#options.said.add(about);
    this.#options.warn(
      unit === 'unsaid'
        ? `Nothing says what the numbers in ${name} count, so duration is left empty. A name such as ${name}_ms says it, a text such as 12ms, or format: { jsonl: { duration: us } }.`
        : `Nothing but the other keys says what the numbers in ${name} count: they are read ${guess}.`,
    );
  }
}
