import { fieldText } from '../bytes/field-text.js';
import { Intern } from '../bytes/intern.js';
import type { WantedNames } from '../fields/wanted-names.js';
import { IsoClock } from '../time/iso-time.js';
import { facilityOf, severityOf, WRAP_FIELDS, type WrapField } from './wrap-fields.js';

const NOTHING = Buffer.alloc(0);
/** The last instant that is a date. */
const LATEST = 8.64e15;
const NAMES: readonly WrapField[] = WRAP_FIELDS.map(({ name }) => name);
/** The bit and the place of each field. */
const PLACE = Object.fromEntries(NAMES.map((name, i) => [name, i])) as Readonly<Record<WrapField, number>>;

/** Reads a time that has no year, `bytes[from, to)`; NaN where that cannot be. */
export type ReadYearless = (bytes: Buffer, from: number, to: number) => number;

/**
 * What stands around a line, and where its payload is: filled by the functions that peel, one layer after the other. There
 * is one for all lines of an input; what it points to is only lent, and a text is made only of what somebody asks for.
 */
export class Envelope {
  /** The payload. */
  bytes: Buffer = NOTHING;
  from = 0;
  to = 0;
  /** The payload is a piece of a line, which later ones go on with. */
  isPartial = false;
  readonly #wanted: readonly WrapField[];
  readonly #strings = new Intern(fieldText, { slots: 1024, maxBytes: 128 });
  /** Which fields the layers have told, a bit for each. */
  #told = 0;
  readonly #in: Buffer[] = NAMES.map(() => NOTHING);
  readonly #froms = new Uint32Array(NAMES.length);
  readonly #tos = new Uint32Array(NAMES.length);
  #texts: (string | undefined)[] = [];
  #timeKind: 'none' | 'iso' | 'yearless' | 'known' = 'none';
  #timeIn: Buffer = NOTHING;
  #timeFrom = 0;
  #timeTo = 0;
  #time = Number.NaN;
  readonly #iso = new IsoClock();

  constructor(
    wanted: WantedNames,
    private readonly readYearless: ReadYearless,
  ) {
    this.#wanted = NAMES.filter((name) => wanted.has(name));
  }

  /** Begins anew: the whole line is the payload. */
  open(bytes: Buffer, from: number, to: number): void {
    this.payload(bytes, from, to);
    this.isPartial = false;
    this.#told = 0;
    this.#timeKind = 'none';
  }

  /** A byte-order mark that it begins with is none of it. */
  payload(bytes: Buffer, from: number, to: number): void {
    const isMarked =
      from + 3 <= to && bytes[from] === 0xef && bytes[from + 1] === 0xbb && bytes[from + 2] === 0xbf;
    this.bytes = bytes;
    this.from = isMarked ? from + 3 : from;
    this.to = to;
  }

  /** A field is `[from, to)` of the bytes that are still the payload. */
  tell(field: WrapField, from: number, to: number): void {
    const place = PLACE[field];
    this.#told |= 1 << place;
    this.#in[place] = this.bytes;
    this.#froms[place] = from;
    this.#tos[place] = to;
    this.#texts[place] = undefined;
  }

  tellText(field: WrapField, text: string | undefined): void {
    if (text === undefined) return;
    this.#told |= 1 << PLACE[field];
    this.#texts[PLACE[field]] = text;
  }

  /** What syslog puts in front: facility × 8 + severity. */
  tellPriority(priority: number): void {
    this.tellSeverity(priority & 7);
    this.tellFacility(priority >> 3);
  }

  tellSeverity(level: number): void {
    this.tellText('severity', severityOf(level));
  }

  tellFacility(number: number): void {
    this.tellText('facility', facilityOf(number));
  }

  /** The time is `[from, to)` of the bytes that are still the payload; that of an outer layer counts. */
  tellTime(kind: 'iso' | 'yearless', from: number, to: number): void {
    if (this.#timeKind === 'iso' || this.#timeKind === 'known') return;
    this.#timeKind = kind;
    this.#timeIn = this.bytes;
    this.#timeFrom = from;
    this.#timeTo = to;
  }

  tellKnownTime(time: number): void {
    if (this.#timeKind === 'iso' || this.#timeKind === 'known' || Number.isNaN(time)) return;
    this.#timeKind = 'known';
    this.#time = time;
  }

  /** The time is known otherwise: that of the first piece of a line. */
  setTime(time: number): void {
    this.isPartial = false;
    this.#timeKind = Number.isNaN(time) ? 'none' : 'known';
    this.#time = time;
  }

  /** Epoch milliseconds; NaN where no layer says it. */
  readonly time = (): number => {
    if (this.#timeKind === 'none') return Number.NaN;
    if (this.#timeKind === 'known') return this.#time;
    const read = this.#timeKind === 'iso' ? this.#iso.read.bind(this.#iso) : this.readYearless;
    return read(this.#timeIn, this.#timeFrom, this.#timeTo);
  };

  /** Gives a row what is asked for, where it has none of its own. */
  addTo(row: Record<string, unknown>): void {
    if (this.#told === 0) return;
    for (const name of this.#wanted) {
      if (row[name] !== undefined) continue;
      const value = this.#value(name);
      if (value !== undefined) row[name] = value;
    }
  }

  /** The payload as a line of a syslog, with what the layers say of it; undefined where they do not say who wrote it, or when. */
  asSyslog(): Buffer | undefined {
    const program = this.#value('program');
    const time = this.time();
    if (program === undefined || !(Math.abs(time) <= LATEST)) return undefined;
    const pid = this.#value('pid');
    const process = typeof pid === 'number' ? `[${pid}]` : '';
    const head = `${new Date(time).toISOString()} ${this.#value('log_host') ?? '-'} ${program}${process}: `;
    return Buffer.concat([Buffer.from(head), this.bytes.subarray(this.from, this.to)]);
  }

  /** Everything that tells one writer from another, for what is to be joined. */
  get writer(): string {
    return ['pod', 'container', 'log_stream', 'log_host', 'program', 'pid']
      .map((name) => this.#value(name as WrapField) ?? '')
      .join('\n');
  }

  #value(name: WrapField): string | number | undefined {
    const place = PLACE[name];
    if ((this.#told & (1 << place)) === 0) return undefined;
    const text =
      this.#texts[place] ??
      this.#strings.get(this.#in[place] ?? NOTHING, this.#froms[place] ?? 0, this.#tos[place] ?? 0);
    if (name === 'pid' && /^\d{1,10}$/.test(text)) return Number(text);
    return text === '-' ? undefined : text;
  }
}
