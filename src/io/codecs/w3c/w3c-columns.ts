import type { Intern } from '../bytes/intern.js';
import { isDash, numberColumn, type ReadColumn } from '../columns/read-column.js';
import { sectionAt } from '../request/section-at.js';
import type { W3cFields } from './w3c-fields.js';
import { ACCESS_NAMES, DURATION_NAMES, NUMERIC_NAMES } from './w3c-names.js';
import type { W3cStrings } from './w3c-strings.js';
import { doubledText } from './w3c-text.js';

type Read = ReadColumn<W3cFields>;

/** What the columns of a file are read as. */
export interface W3cColumns {
  readonly columns: ReadonlyMap<string, Read>;
  /** Names that every field has once: that of an access log where it has one, else its own. */
  readonly all: ReadonlySet<string>;
}

/** The unit of `time-taken`. */
export interface TimeUnit {
  /** Milliseconds of one. */
  readonly ms: number;
  /** Told of whole numbers; present where the unit is no more than what the specification says. */
  readonly onGuess: (() => void) | undefined;
}

/** The columns that a `#Fields` line makes, by the snake-case names of its fields, with the index of each. */
export function w3cColumns(
  indexes: ReadonlyMap<string, number>,
  strings: W3cStrings,
  timeUnit: TimeUnit,
): W3cColumns {
  const columns = new Map<string, Read>();
  const own = new Set(indexes.keys());
  for (const [name, index] of indexes) columns.set(name, ownColumn(name, index, strings, timeUnit));
  const all = new Set<string>();
  for (const [name, sources] of Object.entries(ACCESS_NAMES)) {
    const source = sources.find((each) => indexes.has(each));
    if (source === undefined) continue;
    const index = indexes.get(source) as number;
    const query = source === 'cs_uri_stem' ? indexes.get('cs_uri_query') : undefined;
    columns.set(name, accessColumn(name, source, index, { strings, timeUnit, query }));
    all.add(name);
    own.delete(source);
    if (query !== undefined) own.delete('cs_uri_query');
  }
  for (const name of own) all.add(name);
  return { columns, all };
}

interface Context {
  readonly strings: W3cStrings;
  readonly timeUnit: TimeUnit;
  /** Index of the query that belongs to the path. */
  readonly query: number | undefined;
}

function accessColumn(
  name: string,
  source: string,
  index: number,
  { strings, timeUnit, query }: Context,
): Read {
  switch (name) {
    case 'path':
      return pathColumn(index, query, strings);
    case 'section':
      return (bytes, fields) =>
        sectionAt(bytes, fields.from[index] as number, fields.to[index] as number, strings.section);
    case 'agent':
      return agentColumn(index, strings);
    case 'host':
      return text(index, strings.host);
    case 'referer':
      return text(index, strings.long);
    default:
      return ownColumn(source, index, strings, timeUnit);
  }
}

/** `TimeTakenMS` says its unit, and SHOUTcast's `x-duration` is in seconds; all others are in the unit of `time-taken`. */
function durationColumn(name: string, index: number, { ms, onGuess }: TimeUnit): Read {
  if (name === 'time_taken_ms') return numberColumn(index, 1);
  if (name === 'x_duration') return numberColumn(index, 1000);
  const read = numberColumn(index, ms);
  if (onGuess === undefined) return read;
  const logged = numberColumn(index);
  return (bytes, fields) => {
    const value = logged(bytes, fields);
    if (typeof value === 'number' && value > 0 && Number.isInteger(value)) onGuess();
    return read(bytes, fields);
  };
}

/** A value as it is logged; durations in milliseconds. */
function ownColumn(name: string, index: number, strings: W3cStrings, timeUnit: TimeUnit): Read {
  if (DURATION_NAMES.has(name)) return durationColumn(name, index, timeUnit);
  return NUMERIC_NAMES.has(name) ? numberColumn(index) : text(index, strings.short);
}

function text(index: number, intern: Intern): Read {
  return (bytes, fields) => {
    if (index >= fields.count) return undefined;
    if (isDash(bytes, fields, index)) return null;
    const from = fields.from[index] as number;
    const to = fields.to[index] as number;
    return fields.quoted[index] === 2 ? doubledText(bytes, from, to) : intern.get(bytes, from, to);
  };
}

/** The stem and, where there is one, `?` and the query: what an access log has as the path. */
function pathColumn(index: number, query: number | undefined, strings: W3cStrings): Read {
  const stem = text(index, strings.path);
  if (query === undefined) return stem;
  const rest = text(query, strings.path);
  return (bytes, fields) => {
    const path = stem(bytes, fields);
    if (typeof path !== 'string') return path;
    const asked = rest(bytes, fields);
    return typeof asked === 'string' && asked !== '' ? `${path}?${asked}` : path;
  };
}

/** Only where blanks separate the fields do agents need something else for their spaces. */
function agentColumn(index: number, strings: W3cStrings): Read {
  const logged = text(index, strings.long);
  return (bytes, fields) => {
    if (index >= fields.count) return undefined;
    if (isDash(bytes, fields, index)) return null;
    if (fields.quoted[index] !== 0) return logged(bytes, fields);
    const intern = fields.tabbed ? strings.percentAgent : strings.plusAgent;
    return intern.get(bytes, fields.from[index] as number, fields.to[index] as number);
  };
}
