import type { NameClashes } from '../fields/name-clashes.js';
import type { Row } from '../fields/row.js';
import { snakeCase } from '../fields/snake-case.js';
import type { WantedNames } from '../fields/wanted-names.js';
import type { LineParser } from '../line/line-decoder.js';
import { startTime } from '../lines/start-time.js';
import { UTC_CLOCK } from '../time/local-clock.js';
import type { ReadTime } from '../time/time-format.js';
import { tookSince } from './began-at.js';
import { isDeeper } from './json-depth.js';
import type { JsonField } from './json-field.js';
import { type JsonName, JsonNames } from './json-names.js';
import { type JsonPath, valueAt } from './json-path.js';
import { jsonRecords } from './json-records.js';
import { jsonText } from './json-text.js';
import { largeAsTexts, mayHoldLarge } from './large-digits.js';
import type { CompiledPreset } from './presets/compiled-preset.js';
import type { PresetUnit } from './presets/preset.js';
import { PresetReader } from './presets/preset-reader.js';
import { millisecondsOf } from './presets/preset-values.js';

/** Keys in which a time is looked for; Traefik's exact one before its `time`, which is cut to seconds. */
const TIME_KEYS = [
  'StartUTC',
  'time',
  'ts',
  'timestamp',
  '@timestamp',
  'time_iso8601',
  'time_local',
  'msec',
  'date',
  'datetime',
  'Time',
  'Timestamp',
  'event_time',
  'eventTime',
  'StartLocal',
  'start_utc',
  'start_time',
  't',
  '@t',
  'timeStamp',
  'stageTimestamp',
];

/** Keys of which the order is remembered. */
const MOST_IN_ORDER = 64;

type Json = Record<string, unknown>;

export interface JsonlParserOptions {
  /** Where each field that has a path lies, by its name. */
  readonly paths: ReadonlyMap<string, JsonPath>;
  /** Where the time lies; absent: in the first usual key that holds one. */
  readonly timeAt: JsonField | undefined;
  readonly readTime: ReadTime;
  /** Rows of records that say when they began get the time at which they were over. */
  readonly atStart: boolean;
  readonly maxDepth: number;
  /** Only lines that are requests are rows: of the preset of this name, or of any. */
  readonly requests: string | true | undefined;
  /** What has been said, by every decoder of the codec. */
  readonly said: Set<string>;
  readonly warn: (message: string) => void;
  readonly clashes: NameClashes;
  /** What a number in `duration` counts, where no server is known that wrote it; absent where nobody says. */
  readonly durationUnit?: Exclude<PresetUnit, 'unsaid'> | undefined;
}

/** Reads one JSON object; see `jsonl`. */
export class JsonlParser implements LineParser<Row> {
  readonly readsObjects = true;
  problem = '';
  noTime = false;
  notRequest = false;
  missing: (() => number) | undefined;
  readonly #options: JsonlParserOptions;
  readonly #names: JsonNames;
  readonly #presets: PresetReader;
  /** Each with the name that rows would have for what lies there. */
  readonly #paths: readonly (readonly [field: string, path: JsonPath, name: string])[];
  readonly #wantsLine: boolean;
  /** Records of the last line that are still to come, the next one last. */
  #more: Json[] = [];

  constructor(wanted: WantedNames, options: JsonlParserOptions) {
    this.#options = options;
    const taken = new Set(options.paths.keys());
    this.#paths = [...options.paths]
      .filter(([name]) => wanted.has(name))
      .map(([name, path]) => [name, path, snakeCase(path.text)]);
    const { requests, said, warn } = options;
    this.#presets = new PresetReader({
      wanted,
      taken,
      atPaths: new Set(this.#paths.map(([, , name]) => name)),
      only: typeof requests === 'string' ? requests : undefined,
      said,
      warn,
      durationUnit: options.durationUnit,
    });
    this.#names = new JsonNames(wanted, taken, this.#presets.names);
    this.#wantsLine = wanted.has('line') && !taken.has('line');
  }

  parse(bytes: Buffer, from: number, to: number): Row | undefined {
    const object = this.#object(bytes.toString('utf8', from, to), mayHoldLarge(bytes, from, to));
    this.noTime = false;
    this.notRequest = false;
    if (object === undefined) return undefined;
    const records = jsonRecords(object);
    return records === undefined ? this.#read(object) : this.#first(records);
  }

  get hasMore(): boolean {
    return this.#more.length > 0;
  }

  next(): Row | undefined {
    const record = this.#more.pop();
    return record === undefined ? undefined : this.#read(record);
  }

  /** The first of several records that is a row; those that are none are looked at again after it. */
  #first(records: readonly Json[]): Row | undefined {
    this.problem = '';
    for (const [i, record] of records.entries()) {
      const row = this.#read(record);
      if (row === undefined) continue;
      this.#more = [...records.slice(0, i), ...records.slice(i + 1)].reverse();
      return row;
    }
    if (records.length > 1) this.problem = `None of its ${records.length} records is a row. ${this.problem}`;
    return undefined;
  }

  #read(object: Json): Row | undefined {
    this.problem = '';
    this.noTime = false;
    this.notRequest = false;
    const row: Json & { time: number } = { time: Number.NaN };
    const presets = this.#presets;
    presets.clear();
    this.#flatten(object, this.#names.root, row);
    const found = presets.find();
    this.notRequest = found === undefined && this.#options.requests !== undefined;
    if (this.notRequest) {
      this.problem = this.#noRequest();
      return undefined;
    }
    const own = this.#time(object, found);
    row.time = Number.isNaN(own) ? (this.missing?.() ?? own) : own;
    if (Number.isNaN(row.time)) {
      this.noTime = true;
      return undefined;
    }
    if (found !== undefined) presets.fill(found, row);
    else presets.fillAlone(row);
    if (this.#wantsLine && typeof object.log === 'string') row.line = object.log.replace(/\r?\n$/, '');
    for (const [field, path, name] of this.#paths) {
      const value = valueAt(object, path);
      if (value !== undefined) row[field] = presets.measured(found, name) ?? value;
    }
    // What a server that is known reports is in milliseconds already.
    const { durationUnit } = this.#options;
    if (durationUnit !== undefined && found === undefined && row.duration !== undefined)
      row.duration = millisecondsOf(row.duration, durationUnit) ?? row.duration;
    return row;
  }

  #noRequest(): string {
    const { requests } = this.#options;
    const whose = typeof requests === 'string' ? ` as ${requests} writes it` : '';
    return `The line is JSON and no request${whose}.`;
  }

  #object(line: string, mayBeLarge: boolean): Json | undefined {
    const text = jsonText(line);
    if (text === undefined) {
      this.problem = 'No JSON object.';
      return undefined;
    }
    const { maxDepth } = this.#options;
    if (isDeeper(text, maxDepth)) {
      this.problem = `The JSON is nested deeper than ${maxDepth}.`;
      return undefined;
    }
    try {
      const object = JSON.parse(text) as Json;
      // What is no JSON has been refused as it stands.
      return mayBeLarge ? (JSON.parse(largeAsTexts(text)) as Json) : object;
    } catch (error) {
      this.problem = `Not JSON: ${(error as Error).message}`;
      return undefined;
    }
  }

  #time(object: Json, found: CompiledPreset | undefined): number {
    const { timeAt, readTime, atStart } = this.#options;
    if (timeAt !== undefined) {
      this.problem = `No time that can be read in ${timeAt.path.text}.`;
      return readTime(timeAt.of(object)) + (atStart ? this.#tookSince(timeAt.path.text, object, found) : 0);
    }
    const own = found === undefined ? Number.NaN : this.#presets.time(found, readTime, atStart);
    if (!Number.isNaN(own)) return own;
    for (const key of TIME_KEYS) {
      const value = object[key];
      if (value === undefined) continue;
      const time = readTime(value);
      if (!Number.isNaN(time)) return time + (atStart ? this.#tookSince(key, object, found) : 0);
    }
    this.problem = 'No time in any of the usual keys (time, ts, timestamp, date …); say which field has it.';
    return typeof object.log === 'string' ? startTime(object.log, UTC_CLOCK) : Number.NaN;
  }

  /** Of what is logged when it is over, and says when it began. */
  #tookSince(key: string, object: Json, found: CompiledPreset | undefined): number {
    if (found === undefined) return tookSince(key, object);
    return found.began.has(snakeCase(key)) ? this.#presets.took(found) : 0;
  }

  #flatten(object: Json, parent: JsonName, row: Json): void {
    const { last } = parent;
    let at = 0;
    for (const key in object) {
      const value = object[key];
      let name = last[at];
      if (name?.key !== key) {
        name = this.#names.of(key, parent);
        if (at < MOST_IN_ORDER) last[at] = name;
      }
      at++;
      if (name.slot !== -1) this.#presets.put(name.slot, value);
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
        if (name.wantedBelow) this.#flatten(value as Json, name, row);
      } else if (name.wanted) {
        if (name.shared) this.#sayIfTaken(name, row[name.name], value);
        row[name.name] = value;
      }
    }
  }

  /** Two keys of a line that become one field: of two values that differ one would be lost unsaid. */
  #sayIfTaken({ name, path }: JsonName, before: unknown, value: unknown): void {
    if (before === undefined || before === value) return;
    this.#options.clashes.say(name, path, before, value);
  }
}
