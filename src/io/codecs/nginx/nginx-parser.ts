import { ClfTime } from '../access-log/clf-time.js';
import { fieldText } from '../bytes/field-text.js';
import { Intern } from '../bytes/intern.js';
import type { Row } from '../fields/row.js';
import { typedText } from '../fields/typed-text.js';
import type { WantedNames } from '../fields/wanted-names.js';
import { wholeNumber } from '../fields/whole-number.js';
import type { LineParser } from '../line/line-decoder.js';
import { RequestMemory } from '../request/request-parts.js';
import { sectionOf } from '../request/section-of.js';
import type { ReadTime } from '../time/time-format.js';
import type { NginxFormat } from './nginx-format.js';
import { NginxScanner } from './nginx-scanner.js';
import { REQUEST_FIELDS, type VariableField } from './nginx-variables.js';
import { secondsText } from './seconds-text.js';

const DASH = 0x2d;
const OPEN = 0x5b;
const CLOSE = 0x5d;

export interface NginxParserOptions {
  readonly format: NginxFormat;
  /** The field of each variable. */
  readonly fields: readonly VariableField[];
  /** Which variable holds the time. */
  readonly time: number;
  readonly readTime: ReadTime;
  /** Whether the time may be read as `dd/Mon/yyyy:HH:MM:SS +zzzz` before anything else. */
  readonly clf: boolean;
}

type Fields = Record<string, unknown>;

interface Wanted extends VariableField {
  readonly variable: number;
  readonly texts: Intern;
}

/** Reads one line of a format; see `nginx`. */
export class NginxParser implements LineParser<Row> {
  problem = '';
  noTime = false;
  readonly #scanner: NginxScanner;
  readonly #wanted: readonly Wanted[];
  readonly #wantsPart: Readonly<Record<(typeof REQUEST_FIELDS)[number], boolean>>;
  readonly #requests = new RequestMemory();
  readonly #clock = new ClfTime();

  constructor(
    wanted: WantedNames,
    private readonly options: NginxParserOptions,
  ) {
    this.#scanner = new NginxScanner(options.format);
    const wants = ({ field, kind }: VariableField): boolean => {
      if (kind === 'request') return wanted.some(REQUEST_FIELDS);
      return wanted.has(field) || (kind === 'target' && wanted.has('section'));
    };
    this.#wanted = options.fields.flatMap((each, variable) =>
      wants(each)
        ? [{ ...each, variable, texts: new Intern(fieldText, { slots: 4096, maxBytes: 256 }) }]
        : [],
    );
    const [method, path, section, protocol] = REQUEST_FIELDS.map((name) => wanted.has(name));
    this.#wantsPart = {
      method: method === true,
      path: path === true,
      section: section === true,
      protocol: protocol === true,
    };
  }

  parse(bytes: Buffer, from: number, to: number): Row | undefined {
    const scanner = this.#scanner;
    this.noTime = false;
    if (!scanner.scan(bytes, from, to)) {
      this.problem = scanner.problem;
      return undefined;
    }
    const time = this.#time(bytes, to);
    if (Number.isNaN(time)) {
      this.noTime = true;
      this.problem = `No time that can be read in $${this.options.format.variables[this.options.time]?.name}.`;
      return undefined;
    }
    const row: Fields & { time: number } = { time };
    for (const wanted of this.#wanted) this.#assign(row, wanted, bytes);
    return row;
  }

  #time(bytes: Buffer, lineTo: number): number {
    const from = this.#scanner.from[this.options.time] as number;
    const to = this.#scanner.to[this.options.time] as number;
    if (this.options.clf && bytes[from - 1] === OPEN && to < lineTo && bytes[to] === CLOSE) {
      const time = this.#clock.read(bytes, from - 1, lineTo);
      if (!Number.isNaN(time) && this.#clock.next === to + 1) return time;
    }
    return this.options.readTime(bytes.toString('latin1', from, to));
  }

  #assign(row: Fields, wanted: Wanted, bytes: Buffer): void {
    const from = this.#scanner.from[wanted.variable] as number;
    const to = this.#scanner.to[wanted.variable] as number;
    const isNone = to - from === 1 && bytes[from] === DASH;
    switch (wanted.kind) {
      case 'request':
        this.#assignRequest(row, wanted.texts.get(bytes, from, to));
        return;
      case 'target': {
        const path = isNone ? null : wanted.texts.get(bytes, from, to);
        if (this.#wantsPart.path) row[wanted.field] = path;
        if (this.#wantsPart.section) row.section = sectionOf(path);
        return;
      }
      case 'size':
        row[wanted.field] = isNone ? 0 : wholeOr(bytes, from, to, undefined);
        return;
      case 'status':
        row[wanted.field] = isNone ? null : wholeOr(bytes, from, to, null);
        return;
      case 'seconds':
        row[wanted.field] = this.#milliseconds(wanted, secondsText(wanted.texts.get(bytes, from, to)));
        return;
      case 'microseconds':
        row[wanted.field] = secondsText(wanted.texts.get(bytes, from, to), 0.001);
        return;
      case 'typed':
        row[wanted.field] = isNone ? null : typedText(wanted.texts.get(bytes, from, to));
        return;
      case 'text':
        row[wanted.field] = isNone ? null : wanted.texts.get(bytes, from, to);
        return;
    }
  }

  /** Where a request has no time at all, `duration` is left out, as in other access logs. */
  #milliseconds({ field }: Wanted, ms: number | null | undefined): number | null | undefined {
    return ms === null && field === 'duration' ? undefined : ms;
  }

  #assignRequest(row: Fields, request: string): void {
    const parts = this.#requests.parts(request);
    for (const name of REQUEST_FIELDS) if (this.#wantsPart[name]) row[name] = parts[name];
  }
}

function wholeOr<T>(bytes: Buffer, from: number, to: number, otherwise: T): number | T {
  const value = wholeNumber(bytes, from, to);
  return value === -1 ? otherwise : value;
}
