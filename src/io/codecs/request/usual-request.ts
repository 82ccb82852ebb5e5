import { isIP } from 'node:net';
import { millisecondsOf, number } from '../jsonl/presets/preset-values.js';
import { SAID_DURATIONS, USUAL_FIELDS } from '../jsonl/presets/usual-names.js';
import { RequestMemory, type RequestParts } from './request-parts.js';
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

type Cells = Record<string, unknown>;

/** Requests in a notation that has names of anybody's own: gives them the fields of an access log. */
export class UsualRequest {
  /** All that has to be read for what is asked for. */
  readonly names: Names | 'all';
  readonly #fields: readonly (readonly [field: string, names: Names])[];
  readonly #has: Readonly<Record<'host' | 'vhost' | 'section' | 'status' | 'size' | 'duration', boolean>>;
  readonly #requests = new RequestMemory();
  #saysDuration = false;

  constructor(
    fields: Names | 'all',
    /** Told once of durations that nobody knows the unit of. */
    private readonly warn: (message: string) => void = () => undefined,
  ) {
    const wants = (field: string): boolean => fields === 'all' || fields.includes(field);
    this.names = fields === 'all' ? 'all' : [...fields, ...fields.flatMap((name) => READ[name] ?? [])];
    this.#fields = FIELDS.filter(wants).map((field) => [field, NAMES[field] ?? []]);
    this.#has = {
      ...{ host: wants('host'), vhost: wants('vhost'), section: wants('section') },
      ...{ status: wants('status'), size: wants('size'), duration: wants('duration') },
    };
  }

  fill(row: Cells): void {
    const has = this.#has;
    const parts = typeof row.request === 'string' ? this.#requests.parts(row.request) : NO_PARTS;
    const client = firstOf(row, HOSTS);
    const path = firstOf(row, PATHS) ?? parts.path;
    // What is called host is the site, unless it is an address.
    const own = typeof row.host === 'string' && isIP(row.host) !== 0 ? row.host : null;
    for (const [field, names] of this.#fields) row[field] = firstOf(row, names) ?? partOf(parts, field);
    if (has.status) row.status = number(row.status) ?? row.status;
    if (has.size) row.size = number(row.size) ?? row.size;
    if (has.section) row.section = sectionOf(typeof path === 'string' ? path : null);
    if (has.host) row.host = client ?? own;
    if (has.vhost && row.vhost === own) row.vhost = null;
    if (has.duration) row.duration = durationOf(row) ?? this.#unknown(row.duration);
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

const HOSTS = NAMES.host ?? [];
const PATHS = NAMES.path ?? [];
const NO_PARTS = { method: null, path: null, protocol: null };

function partOf(parts: typeof NO_PARTS | RequestParts, field: string): string | null {
  if (field === 'method' || field === 'path' || field === 'protocol') return parts[field];
  return null;
}

function firstOf(row: Readonly<Cells>, names: Names): unknown {
  for (const name of names) {
    const value = row[name];
    if (value !== undefined && value !== null && value !== '-') return value;
  }
  return null;
}

/** Milliseconds, where the name or the value says what it counts; else nobody knows. */
function durationOf(row: Readonly<Cells>): number | null {
  for (const [name, unit] of SAID_DURATIONS) {
    const ms = row[name] === undefined ? undefined : millisecondsOf(row[name], unit);
    if (typeof ms === 'number') return ms;
  }
  return millisecondsOf(row.duration, 'unsaid') ?? null;
}
