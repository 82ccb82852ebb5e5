/** The fields of an access log that a preset finds in an object; `path` gives `section`, and `vhost` where it names its site. */
export type PresetField =
  | 'host'
  | 'user'
  | 'method'
  | 'path'
  | 'protocol'
  | 'status'
  | 'size'
  | 'referer'
  | 'agent'
  | 'vhost';

/**
 * What a number that measures counts; a text with its unit, `0.012s` or Go's `1m2.5s`, says so itself. `unsaid`: nobody
 * knows of a number, and it is no duration.
 */
export type PresetUnit = 's' | 'ms' | 'us' | 'ns' | 'unsaid';

/** A value that tells: a name as rows have it, and what has to stand there. */
export interface Evidence {
  readonly name: string;
  readonly is: EvidenceKind;
}

export type EvidenceKind =
  /** Anything, null included. */
  | 'there'
  /** Any text. */
  | 'string'
  /** A text that says something: not empty, and no `-`. */
  | 'text'
  /** A number or its digits. */
  | 'number'
  | 'object'
  | 'list'
  | RegExp;

/** Where the time of an object is; `began` if it is that of the beginning of what is logged when it is over. */
export interface PresetTime {
  readonly name: string;
  readonly began?: true;
}

/**
 * How one program, in its usual settings, writes requests as JSON. All names are those that rows have: `http.request.method`
 * and `{"http": {"request": {"method": …}}}` are both `http_request_method`.
 */
export interface Preset {
  /** As a config has it: `{ json: caddy }`. Of one that is written in two ways there are two values with one name. */
  readonly name: string;
  /** Whose, in a few words for the reference. */
  readonly title: string;
  /**
   * An object is a request of it if it has one of each of these: that is necessary and enough. What the first one names is
   * looked for in every object, the others only where that was found.
   */
  readonly needs: readonly (readonly Evidence[])[];
  /** What an object of it never has: others do, that have all that it needs. */
  readonly excludes?: readonly Evidence[];
  /** Only taken where no other is. */
  readonly isFallback?: true;
  /** The names of each field, the first first. */
  readonly fields: Readonly<Partial<Record<PresetField, readonly string[]>>>;
  /** Names of a whole request line, which gives method, path and protocol where no field of theirs does. */
  readonly request?: readonly string[];
  /** The name of a list of `{ name, value }`: the headers of the request. */
  readonly headers?: string;
  /** The name of a verb of Kubernetes, which gives the method. */
  readonly verb?: string;
  /** What the duration is, the first first: a name and what it counts. */
  readonly duration?: readonly (readonly [name: string, unit: PresetUnit])[];
  /** The names of two instants between which it took place. */
  readonly lasted?: readonly [from: string, to: string];
  /** What it measures besides, in rows in milliseconds as well. */
  readonly measures?: Readonly<Record<string, PresetUnit>>;
  /** Where its time is, the first first; then the usual keys. */
  readonly time?: readonly PresetTime[];
  /** Names of a date and a time of day in UTC that are the time together. */
  readonly dateAndTime?: readonly [date: string, time: string];
  /** Said once where `duration` is asked for: what it counts is told by the names alone. */
  readonly guess?: string;
}

const all =
  (is: EvidenceKind) =>
  (...names: readonly string[]): readonly Evidence[] =>
    names.map((name) => ({ name, is }));

/** Evidence of a kind under any of several names. */
export const has = {
  there: all('there'),
  string: all('string'),
  text: all('text'),
  number: all('number'),
  object: all('object'),
  list: all('list'),
  like: (name: string, is: RegExp): readonly Evidence[] => [{ name, is }],
} as const;
