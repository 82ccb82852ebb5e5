import type { RequestField } from '../../fields/request-about.js';
import { RequestMemory, type RequestParts } from '../../request/request-parts.js';
import { sectionOf } from '../../request/section-of.js';
import { millisecondsBetween } from './instant-of.js';
import { measuresOf } from './measures-of.js';
import type { Evidence, EvidenceKind, Preset, PresetField, PresetUnit } from './preset.js';
import type { PresetNames } from './preset-names.js';
import {
  address,
  bytesOf,
  isEvidence,
  isNumber,
  methodOfVerb,
  millisecondsOf,
  number,
  protocol,
  text,
} from './preset-values.js';

/** The values of an object by the slots of their names; undefined where it has none. */
export type Values = readonly unknown[];

interface Looked {
  readonly slot: number;
  readonly is: EvidenceKind;
}

interface Counted {
  readonly name: string;
  readonly slot: number;
  readonly unit: PresetUnit;
}

const SAYS_A_UNIT = /_(?:us|ns|s|micros|nanos|secs?|(?:micro|nano|milli)?seconds|ms|millis?)$/;
const ABSOLUTE = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/([^/?#]*)(.*)$/s;

/** A preset with the slots of its names: reads requests out of values. */
export class CompiledPreset {
  /** Names of times at which what is logged began. */
  readonly began: ReadonlySet<string>;
  readonly times: readonly { readonly slot: number; readonly began: boolean }[];
  readonly dateAndTime: readonly [number, number] | undefined;
  readonly measures: readonly Counted[];
  /** Whether it may have to be said what a duration counts. */
  readonly mayDoubt: boolean;
  readonly #needs: readonly (readonly Looked[])[];
  readonly #excludes: readonly Looked[];
  readonly #fields = new Map<PresetField, readonly number[]>();
  readonly #request: readonly number[];
  readonly #headers: number;
  readonly #verb: number;
  readonly #durations: readonly Counted[];
  readonly #lasted: readonly [number, number] | undefined;
  /** Of a site that is called `host`; -1 where it is not. */
  readonly #siteAsHost: number;
  readonly #lines = new RequestMemory();

  constructor(
    readonly preset: Preset,
    names: PresetNames,
    wanted: (field: RequestField) => boolean,
  ) {
    const looked = (evidence: readonly Evidence[]): Looked[] =>
      evidence.map(({ name, is }) => ({ slot: names.slot(name), is }));
    const counted = (all: Iterable<readonly [string, PresetUnit]>): Counted[] =>
      Array.from(all, ([name, unit]) => ({ name, slot: names.slot(name), unit }));
    const slotsOf = (all: readonly string[] = []): number[] => all.map((name) => names.slot(name));
    const { needs, excludes = [], fields, duration = [], lasted, time = [], dateAndTime } = preset;
    this.#needs = needs.map(looked);
    this.#excludes = looked(excludes);
    const wantsPath = wanted('path') || wanted('section') || wanted('vhost');
    for (const [field, its] of Object.entries(fields) as [PresetField, readonly string[]][]) {
      if (wanted(field) || (field === 'path' && wantsPath) || (field === 'host' && wanted('vhost')))
        this.#fields.set(field, slotsOf(its));
    }
    const wantsRequest = wantsPath || wanted('method') || wanted('protocol');
    this.#request = wantsRequest ? slotsOf(preset.request) : [];
    const wantsHeaders = wanted('referer') || wanted('agent') || wanted('vhost');
    this.#headers = preset.headers === undefined || !wantsHeaders ? -1 : names.slot(preset.headers);
    this.#verb = preset.verb === undefined || !wanted('method') ? -1 : names.slot(preset.verb);
    this.times = time.map(({ name, began }) => ({ slot: names.slot(name), began: began === true }));
    this.began = new Set(time.filter(({ began }) => began).map(({ name }) => name));
    this.dateAndTime = dateAndTime && [names.slot(dateAndTime[0]), names.slot(dateAndTime[1])];
    this.#durations = counted(duration);
    this.#lasted = lasted && [names.slot(lasted[0]), names.slot(lasted[1])];
    this.measures = counted(measuresOf(preset));
    this.mayDoubt = preset.guess !== undefined || duration.some(([, unit]) => unit === 'unsaid');
    this.#siteAsHost = (fields.vhost ?? []).includes('host') ? names.slot('host') : -1;
  }

  /** Whether an object with these slots may be a request of it. */
  mayFit(values: Values): boolean {
    const isThere = ({ slot }: Looked): boolean => values[slot] !== undefined;
    return (
      this.#needs.every((need) => need.some(isThere)) &&
      !this.#excludes.some((one) => one.is === 'there' && isThere(one))
    );
  }

  /** Whether an object is a request of it. */
  fits(values: Values): boolean {
    for (const need of this.#needs) if (!isAny(need, values)) return false;
    return !isAny(this.#excludes, values);
  }

  /** Milliseconds; null where it says that there are none, undefined where it says nothing that is understood. */
  duration(values: Values): number | null | undefined {
    for (const { slot, unit } of this.#durations) {
      if (values[slot] === undefined) continue;
      const ms = millisecondsOf(values[slot], unit);
      if (ms !== undefined) return ms;
    }
    if (this.#lasted === undefined) return undefined;
    return millisecondsBetween(values[this.#lasted[0]], values[this.#lasted[1]]);
  }

  /** The number that is the duration, or would be, under a name that does not say what it counts. */
  doubtful(values: Values): Counted | undefined {
    let unsaid: Counted | undefined;
    for (const counted of this.#durations) {
      const value = values[counted.slot];
      if (value === undefined) continue;
      if (millisecondsOf(value, counted.unit) !== undefined)
        return isNumber(value) && !SAYS_A_UNIT.test(counted.name) ? counted : undefined;
      if (isNumber(value)) unsaid ??= counted;
    }
    return unsaid;
  }

  /** The fields that are asked for, into a row. */
  fill(values: Values, row: Record<string, unknown>, wanted: readonly RequestField[]): void {
    const request = this.#parts(values);
    const path = this.#path(values, request);
    const site = typeof path === 'string' && !path.startsWith('/') ? ABSOLUTE.exec(path) : null;
    for (const field of wanted) {
      const value = this.#field(field, values, request, site === null ? path : pathOf(site));
      const found = field === 'vhost' && value === undefined && site !== null ? site[1] : value;
      if (found !== undefined) row[field] = found;
    }
  }

  #field(
    field: RequestField,
    values: Values,
    request: RequestParts | undefined,
    path: string | null | undefined,
  ): unknown {
    switch (field) {
      case 'host':
        return this.#host(values);
      case 'user':
        return this.#first('user', values, text);
      case 'method':
        return or(
          this.#first('method', values, text) ?? this.#methodOf(values),
          request?.method ?? undefined,
        );
      case 'path':
        return path;
      case 'section':
        return sectionOf(path ?? null);
      case 'protocol':
        return or(this.#first('protocol', values, protocol), request?.protocol ?? undefined);
      case 'status':
        return this.#first('status', values, number);
      case 'size':
        return this.#first('size', values, bytesOf);
      case 'referer':
        return or(this.#first('referer', values, text), this.#header('referer', values));
      case 'agent':
        return or(this.#first('agent', values, text), this.#header('user-agent', values));
      case 'vhost':
        return or(this.#vhost(values), this.#header('host', values));
      case 'duration':
        return this.duration(values);
    }
  }

  /** Of the first name under which there is one. */
  #first<T>(field: PresetField, values: Values, read: (value: unknown) => T | undefined): T | undefined {
    for (const slot of this.#fields.get(field) ?? []) {
      const value = values[slot] === undefined ? undefined : read(values[slot]);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  /** What is called `host` is the site where a preset says so: then nobody says who the client is. */
  #host(values: Values): string | null | undefined {
    const client = this.#first('host', values, address);
    if (client !== undefined || this.#siteAsHost === -1 || this.preset.isFallback === true) return client;
    return values[this.#siteAsHost] === undefined ? undefined : null;
  }

  /** Where anybody may have written it, `host` is the site only beside a client. */
  #vhost(values: Values): string | null | undefined {
    const site = this.#first('vhost', values, text);
    if (this.preset.isFallback !== true || this.#siteAsHost === -1 || values[this.#siteAsHost] === undefined)
      return site;
    return this.#first('host', values, address) === undefined ? undefined : site;
  }

  #methodOf(values: Values): string | null | undefined {
    return this.#verb === -1 ? undefined : methodOfVerb(values[this.#verb]);
  }

  #header(name: string, values: Values): string | null | undefined {
    const headers = values[this.#headers];
    if (!Array.isArray(headers)) return undefined;
    const found: unknown = headers.find(
      (header: unknown) => isHeader(header) && header.name.toLowerCase() === name,
    );
    return isHeader(found) ? text(found.value) : undefined;
  }

  #parts(values: Values): RequestParts | undefined {
    for (const slot of this.#request) {
      const line = values[slot];
      if (typeof line === 'string') return this.#lines.parts(line);
    }
    return undefined;
  }

  #path(values: Values, request: RequestParts | undefined): string | null | undefined {
    for (const slot of this.#fields.get('path') ?? []) {
      // A key that may hold a request line or a path is a path only where it is no line.
      if (this.#request.includes(slot) && request?.path !== null) continue;
      const path = text(values[slot]);
      if (path !== undefined) return path;
    }
    return request?.path;
  }
}

const isAny = (looked: readonly Looked[], values: Values): boolean => {
  for (const { slot, is } of looked) if (isEvidence(values[slot], is)) return true;
  return false;
};

/** The second where there is no first, or a null where one of them is. */
const or = <T>(first: T | null | undefined, second: T | null | undefined): T | null | undefined =>
  first ?? second ?? first;

const pathOf = ([, , path = '']: readonly string[]): string => (path.startsWith('/') ? path : `/${path}`);

const isHeader = (value: unknown): value is { readonly name: string; readonly value?: unknown } =>
  typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string';
