import { MAX_FIELDS } from '../columns/line-fields.js';
import type { Row } from '../fields/row.js';
import type { LineParser } from '../line/line-decoder.js';
import { dayTime, W3cClock } from './w3c-clock.js';
import { W3cFields } from './w3c-fields.js';
import { type W3cLayout, type W3cLayoutOptions, w3cLayout } from './w3c-layout.js';

const HASH = 0x23;
const DIRECTIVE = /^#\s*([A-Za-z-]+)\s*:\s*(.*)$/s;
const COMMENT = /^\/\//;
/** Programs whose `time-taken` is in milliseconds: IIS and http.sys, and Blue Coat's proxies. */
const IN_MILLISECONDS = /^(?:Microsoft|SGOS)\b/i;
/** Longest part of a directive other than `#Fields` that is looked at. */
const MAX_DIRECTIVE = 256;

export interface W3cParserOptions extends Omit<W3cLayoutOptions, 'inMs'> {
  /** Fields of entries before the first `#Fields`; undefined where they cannot be read. */
  readonly fields: readonly string[] | undefined;
}

/** What later lines depend on. */
interface Saved {
  /** Undefined until a `#Fields` line; empty after one that cannot be used. */
  readonly fields?: readonly string[] | undefined;
  /** Undefined before any `#Software`. */
  readonly inMs?: boolean | undefined;
  /** Epoch milliseconds of `#Date`, or of the last entry that had no date of its own. */
  readonly before?: number | undefined;
}

/** Reads the directives and entries of an extended log. An entry is a row exactly if it has as many fields as `#Fields` says and a valid time. */
export class W3cParser implements LineParser<Row> {
  problem = '';
  noTime = false;
  private readonly fields = new W3cFields();
  private readonly clock = new W3cClock();
  private names: readonly string[] | undefined;
  private inMs: boolean | undefined;
  private before: number | undefined;
  /** The layouts of the current fields, by `inMs`: `#Software` lines that alternate build no layout anew. */
  private readonly layouts = new Map<boolean | undefined, W3cLayout>();
  private layout: W3cLayout | undefined;
  private saved: Saved | undefined;
  private isSaved = true;

  constructor(
    private readonly options: W3cParserOptions,
    saved: unknown,
  ) {
    const { fields, inMs, before } = (saved ?? {}) as Saved;
    this.names = fields;
    this.inMs = inMs;
    this.before = before;
    this.saved = saved === undefined ? undefined : (saved as Saved);
    this.lay();
  }

  save(): unknown {
    if (!this.isSaved) this.saved = { fields: this.names, inMs: this.inMs, before: this.before };
    this.isSaved = true;
    return this.saved;
  }

  parse(bytes: Buffer, start: number, to: number): Row | undefined {
    const from = afterMark(bytes, start, to);
    this.problem = '';
    this.noTime = false;
    if (from === to) return undefined;
    if (bytes[from] === HASH) {
      this.direct(bytes, from, to);
      return undefined;
    }
    const { layout, fields } = this;
    if (layout === undefined) {
      this.problem = 'No #Fields line came before it.';
      return undefined;
    }
    fields.split(bytes, from, to);
    const count = fields.endsEmpty && fields.count === layout.most + 1 ? layout.most : fields.count;
    if (count < layout.least || count > layout.most) {
      this.problem = `It has ${fields.count} fields, and #Fields names ${layout.fields.length}.`;
      return undefined;
    }
    const time = this.timeOf(bytes, layout);
    return Number.isNaN(time) ? undefined : layout.plan.row(time, bytes, fields);
  }

  private timeOf(bytes: Buffer, { date, time }: W3cLayout): number {
    const { fields, clock } = this;
    if (time === -1) return this.without('The #Fields line names no time.');
    this.problem = 'The date or the time is not valid.';
    const ms = clock.readTime(bytes, fields.from[time] as number, fields.to[time] as number);
    if (date !== -1) {
      return clock.readDate(bytes, fields.from[date] as number, fields.to[date] as number) + ms;
    }
    if (Number.isNaN(ms)) return ms;
    if (this.before === undefined) return this.without('It has no date, and no #Date line came before it.');
    this.before = dayTime(this.before, ms);
    this.isSaved = false;
    return this.before;
  }

  private without(problem: string): number {
    this.problem = problem;
    this.noTime = true;
    return Number.NaN;
  }

  private direct(bytes: Buffer, from: number, to: number): void {
    const name = DIRECTIVE.exec(bytes.toString('latin1', from, Math.min(to, from + MAX_DIRECTIVE)));
    const value = name?.[2] ?? '';
    switch (name?.[1]?.toLowerCase()) {
      case 'fields':
        this.takeFields(bytes.toString('latin1', bytes.indexOf(0x3a, from) + 1, to));
        break;
      case 'software':
        this.inMs = IN_MILLISECONDS.test(value);
        break;
      case 'date':
      case 'start-date':
        this.takeDate(value);
        break;
      default:
        return;
    }
    this.lay();
    this.isSaved = false;
  }

  private takeFields(text: string): void {
    this.layouts.clear();
    const names = w3cFieldNames(text);
    if (names.length > 0 && names.length <= MAX_FIELDS) {
      this.names = names;
      return;
    }
    this.names = [];
    this.problem = names.length === 0 ? '#Fields names no field.' : `#Fields names more than ${MAX_FIELDS}.`;
  }

  private takeDate(value: string): void {
    const [date = '', time = '00:00:00'] = value.trim().replaceAll('"', '').split(/\s+/, 2);
    const bytes = Buffer.from(`${date}${time}`, 'latin1');
    const day = this.clock.readDate(bytes, 0, date.length);
    const ms = this.clock.readTime(bytes, date.length, bytes.length);
    // A #Date that says nothing is followed by entries that have their own, as a rule.
    if (!Number.isNaN(day)) this.before = day + (Number.isNaN(ms) ? 0 : ms);
  }

  private lay(): void {
    const { options, inMs, layouts } = this;
    const fields = this.names ?? options.fields ?? [];
    this.layout = layouts.get(inMs);
    if (this.layout !== undefined || fields.length === 0) return;
    this.layout = w3cLayout(fields, { ...options, inMs });
    layouts.set(inMs, this.layout);
  }
}

/** The names in what follows `#Fields:`, up to a `//` comment. */
export function w3cFieldNames(text: string): readonly string[] {
  const names = text.split(/[ \t]+/).filter((name) => name !== '');
  const comment = names.findIndex((name) => COMMENT.test(name));
  return comment === -1 ? names : names.slice(0, comment);
}

/** Index after a byte order mark. Files that were put together may have one in the middle. */
function afterMark(bytes: Buffer, from: number, to: number): number {
  const isMark =
    to - from > 2 && bytes[from] === 0xef && bytes[from + 1] === 0xbb && bytes[from + 2] === 0xbf;
  return isMark ? from + 3 : from;
}
