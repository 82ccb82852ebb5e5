import { ACCESS_LOG_FIELDS } from '../access-log/wanted-fields.js';
import type { NameClashes } from '../fields/name-clashes.js';
import type { Row } from '../fields/row.js';
import type { WantedNames } from '../fields/wanted-names.js';
import type { LineParser } from '../line/line-decoder.js';
import { startTime } from '../lines/start-time.js';
import { UTC_CLOCK } from '../time/local-clock.js';
import type { ReadTime } from '../time/time-format.js';
import { type AccessRecord, accessRecord, milliseconds, reporterOf } from './access-record.js';
import { tookSince } from './began-at.js';
import { isDeeper } from './json-depth.js';
import type { JsonField } from './json-field.js';
import { type JsonName, JsonNames } from './json-names.js';
import { type JsonPath, valueAt } from './json-path.js';
import { jsonText } from './json-text.js';
import { largeAsTexts, mayHoldLarge } from './large-digits.js';
import { ownDurations } from './own-durations.js';

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
];

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
  readonly clashes: NameClashes;
  /** Milliseconds of what `duration` counts; undefined where nobody says. */
  readonly durationFactor: number | undefined;
}

/** Reads one JSON object; see `jsonl`. */
export class JsonlParser implements LineParser<Row> {
  problem = '';
  noTime = false;
  readonly #options: JsonlParserOptions;
  readonly #names: JsonNames;
  readonly #paths: readonly (readonly [string, JsonPath])[];
  /** Fields of an access log that are asked for and have no path of their own. */
  readonly #access: readonly (keyof AccessRecord)[];
  readonly #wantsFlat: boolean;
  readonly #wantsLine: boolean;

  constructor(wanted: WantedNames, options: JsonlParserOptions) {
    this.#options = options;
    const taken = new Set(options.paths.keys());
    this.#names = new JsonNames(wanted, taken);
    this.#paths = [...options.paths].filter(([name]) => wanted.has(name));
    this.#access = ACCESS_LOG_FIELDS.filter(
      (name): name is keyof AccessRecord => name !== 'time' && wanted.has(name) && !taken.has(name),
    );
    this.#wantsFlat = wanted.mayBegin('');
    this.#wantsLine = wanted.has('line') && !taken.has('line');
  }

  parse(bytes: Buffer, from: number, to: number): Row | undefined {
    const object = this.#object(bytes.toString('utf8', from, to), mayHoldLarge(bytes, from, to));
    if (object === undefined) {
      this.noTime = false;
      return undefined;
    }
    const time = this.#time(object);
    if (Number.isNaN(time)) {
      this.noTime = true;
      return undefined;
    }
    const row: Json & { time: number } = { time };
    const record = this.#access.length > 0 ? accessRecord(object) : undefined;
    ownDurations(object);
    if (this.#wantsFlat) this.#flatten(object, this.#names.root, row);
    if (record !== undefined) this.#addAccess(record, row);
    if (this.#wantsLine && typeof object.log === 'string') row.line = object.log.replace(/\r?\n$/, '');
    for (const [name, path] of this.#paths) {
      const value = valueAt(object, path);
      if (value !== undefined) row[name] = value;
    }
    if (this.#options.durationFactor !== undefined)
      this.#sayDuration(object, row, this.#options.durationFactor);
    return row;
  }

  /** What a server that is known reports is in milliseconds already. */
  #sayDuration(object: Json, row: Json, factor: number): void {
    const took = reporterOf(object) === undefined ? milliseconds(row.duration, factor) : undefined;
    if (took !== undefined) row.duration = took;
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

  #tookSince(key: string, object: Json): number {
    return this.#options.atStart ? tookSince(key, object) : 0;
  }

  #time(object: Json): number {
    const { timeAt, readTime } = this.#options;
    if (timeAt !== undefined) {
      this.problem = `No time that can be read in ${timeAt.path.text}.`;
      return readTime(timeAt.of(object)) + this.#tookSince(timeAt.path.text, object);
    }
    for (const key of TIME_KEYS) {
      const value = object[key];
      if (value === undefined) continue;
      const time = readTime(value);
      if (!Number.isNaN(time)) return time + this.#tookSince(key, object);
    }
    this.problem = 'No time in any of the usual keys (time, ts, timestamp, date …); say which field has it.';
    return typeof object.log === 'string' ? startTime(object.log, UTC_CLOCK) : Number.NaN;
  }

  #flatten(object: Json, parent: JsonName, row: Json): void {
    for (const key in object) {
      const value = object[key];
      const name = this.#names.of(key, parent);
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

  #addAccess(record: AccessRecord, row: Json): void {
    for (const name of this.#access) {
      const value = record[name];
      if (value !== undefined) row[name] = value;
    }
  }
}
