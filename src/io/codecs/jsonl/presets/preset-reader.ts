import { ACCESS_LOG_FIELDS } from '../../access-log/wanted-fields.js';
import type { WantedNames } from '../../fields/wanted-names.js';
import { tookMs } from '../../time/stamped-at-start.js';
import type { ReadTime } from '../../time/time-format.js';
import { OF_NGINX } from '../own-durations.js';
import { CompiledPreset, type RequestField } from './compiled-preset.js';
import { NGINX_MEASURES } from './nginx.js';
import { has, type PresetUnit } from './preset.js';
import { PresetNames } from './preset-names.js';
import { millisecondsOf } from './preset-values.js';
import { PRESETS } from './presets.js';

/** Of names that nobody but nginx has, in whatever line they stand. */
const NGINX_BIT = 1 << 30;

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
  readonly #nginx: readonly { readonly name: string; readonly slot: number; readonly unit: PresetUnit }[];
  readonly #values: unknown[] = [];
  readonly #touched: number[] = [];
  #marks = 0;

  constructor(options: PresetReaderOptions) {
    const { wanted, taken, atPaths, only } = options;
    this.#options = options;
    const isWanted = (name: string): boolean => wanted.has(name) && !taken.has(name);
    this.#wanted = ACCESS_LOG_FIELDS.filter((name) => name !== 'time').filter(isWanted);
    const chosen = PRESETS.filter(({ name }) => only === undefined || name === only);
    this.#presets = chosen.map(
      (preset, at) => new CompiledPreset(preset, this.names, 1 << at, (field) => isWanted(field)),
    );
    const measures = Object.entries(NGINX_MEASURES);
    const asks = measures.some(([name]) => isWanted(name) || atPaths.has(name));
    if (asks) this.names.mark(has.there(...OF_NGINX), NGINX_BIT);
    this.#nginx = measures.map(([name, unit]) => ({ name, slot: this.names.slot(name), unit }));
  }

  /** Before an object. */
  clear(): void {
    for (const slot of this.#touched) this.#values[slot] = undefined;
    this.#touched.length = 0;
    this.#marks = 0;
  }

  put(slot: number, value: unknown): void {
    this.#values[slot] = value;
    this.#touched.push(slot);
    this.#marks |= this.names.marksOf(slot);
  }

  /** The preset that the object is a request of; undefined where there is none, or two that are no one's. */
  find(): CompiledPreset | undefined {
    const marks = this.#marks;
    if (marks === 0 || marks === NGINX_BIT) return undefined;
    let found: CompiledPreset | undefined;
    let count = 0;
    for (const one of this.#presets) {
      if ((marks & one.bit) === 0 || (one.preset.isFallback === true && count === 1)) continue;
      if (!one.fits(this.#values)) continue;
      if (one.preset.isFallback === true) return one;
      found = one;
      count++;
    }
    return count === 1 ? found : undefined;
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
    if (this.#wanted.includes('duration')) this.#sayDuration(found, row);
  }

  /** What only nginx measures, of an object that is no request. */
  fillAlone(row: Record<string, unknown>): void {
    if ((this.#marks & NGINX_BIT) !== 0) this.#measure(this.#nginx, row);
  }

  /** Milliseconds of a value that lies at a path of this name; undefined where it is no duration. */
  measured(found: CompiledPreset | undefined, name: string): number | null | undefined {
    const all = found?.measures ?? ((this.#marks & NGINX_BIT) !== 0 ? this.#nginx : []);
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
