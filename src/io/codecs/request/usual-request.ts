import { isIP } from 'node:net';
import { millisecondsOf, number } from '../jsonl/presets/preset-values.js';
import { SAID_DURATIONS, USUAL_FIELDS } from '../jsonl/presets/usual-names.js';
import { RequestMemory } from './request-parts.js';
import { sectionOf } from './section-of.js';

type Names = readonly string[];

const NAMES: Readonly<Record<string, Names>> = {
  ...USUAL_FIELDS,
  host: [...(USUAL_FIELDS.host ?? []), 'id_orig_h'],
  path: [...(USUAL_FIELDS.path ?? []), 'route', 'endpoint'],
  size: [...(USUAL_FIELDS.size ?? []), 'response_body_len'],
  duration: [...SAID_DURATIONS.map(([name]) => name), 'duration'],
};
/** Either may give what others are made of. */
const READ: Readonly<Record<string, Names>> = {
  ...NAMES,
  host: [...(NAMES.host ?? []), 'host'],
  section: [...(NAMES.path ?? []), 'request'],
  method: [...(NAMES.method ?? []), 'request'],
  path: [...(NAMES.path ?? []), 'request'],
  protocol: [...(NAMES.protocol ?? []), 'request'],
};
const FIELDS = ['method', 'path', 'protocol', 'status', 'size', 'user', 'referer', 'agent', 'vhost'];

/** Requests in a notation that has names of anybody's own: gives them the fields of an access log. */
export class UsualRequest {
  /** All that has to be read for what is asked for. */
  readonly names: Names | 'all';
  readonly #wanted: ReadonlySet<string>;
  readonly #requests = new RequestMemory();

  #saysDuration = false;

  constructor(
    fields: Names | 'all',
    /** Told once of durations that nobody knows the unit of. */
    private readonly warn: (message: string) => void = () => undefined,
  ) {
    this.#wanted = new Set(fields === 'all' ? [...Object.keys(READ)] : fields);
    this.names = fields === 'all' ? 'all' : [...fields, ...fields.flatMap((name) => READ[name] ?? [])];
  }

  fill(row: Record<string, unknown>): void {
    const parts: Readonly<Record<string, unknown>> =
      typeof row.request === 'string' ? { ...this.#requests.parts(row.request) } : {};
    const found = (field: string): unknown => firstOf(row, NAMES[field] ?? []) ?? parts[field] ?? null;
    const wants = (field: string): boolean => this.#wanted.has(field);
    const [client, written] = [firstOf(row, NAMES.host ?? []), row.host];
    for (const field of FIELDS) if (wants(field)) row[field] = found(field);
    for (const field of ['status', 'size']) if (wants(field)) row[field] = number(row[field]) ?? row[field];
    if (wants('section')) row.section = sectionOf(textOr(found('path')));
    // What is called host is the site, unless it is an address.
    const own = typeof written === 'string' && isIP(written) !== 0 ? written : null;
    if (wants('host')) row.host = client ?? own;
    if (wants('vhost') && row.vhost === own) row.vhost = null;
    if (wants('duration')) row.duration = durationOf(row) ?? this.#unknown(row.duration);
  }

  #unknown(duration: unknown): null {
    if (duration === undefined || duration === null || this.#saysDuration) return null;
    this.#saysDuration = true;
    this.warn(
      'Nothing says what the numbers in duration count, so duration is left empty. A name such as duration_ms says it, and so does a text such as 12ms.',
    );
    return null;
  }
}

const firstOf = (row: Readonly<Record<string, unknown>>, names: Names): unknown =>
  names.map((name) => row[name]).find((value) => value !== undefined && value !== null && value !== '-');

const textOr = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** Milliseconds, where the name or the value says what it counts; else nobody knows. */
function durationOf(row: Readonly<Record<string, unknown>>): number | null {
  for (const [name, unit] of SAID_DURATIONS) {
    const ms = row[name] === undefined ? undefined : millisecondsOf(row[name], unit);
    if (typeof ms === 'number') return ms;
  }
  return millisecondsOf(row.duration, 'unsaid') ?? null;
}
