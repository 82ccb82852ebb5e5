import { fieldText } from '../bytes/field-text.js';
import type { Codec } from '../codec.js';
import { ColumnStrings } from '../columns/column-strings.js';
import { plainText } from '../columns/plain-text.js';
import type { ReadColumn } from '../columns/read-column.js';
import { RowPlan, wantedColumns } from '../columns/row-plan.js';
import type { FieldAbout } from '../fields/field-about.js';
import type { Row } from '../fields/row.js';
import { LineDecoder } from '../line/line-decoder.js';
import { checkedLineLimit } from '../line/line-limit.js';
import { type LocalClock, UTC_CLOCK } from '../time/local-clock.js';
import type { StampReader } from '../time/stamp-reader.js';
import { localClock, type TimeOptions } from '../time/time-format.js';
import type { Cutter } from './cutter.js';
import type { Field } from './field.js';
import { TextParser } from './text-parser.js';

export interface TextFormatOptions {
  /** Of times that are written without a zone: its name, UTC by default. `stamp: 'end'`: a row has the time that is written. */
  readonly time?: TimeOptions;
  /**
   * The year of the first line, for times without one. Default: the latest that can be, as the source knows when the input was
   * written.
   */
  readonly year?: number;
  /** Longest line accepted, in bytes; 1 MiB by default. Longer ones are rejected as `oversize`. */
  readonly maxLineBytes?: number;
}

/** What a format of text is: where its values stand, how its time is read, and its fields. */
export interface TextFormatSpec<N extends string> {
  /** As a config writes it. */
  readonly name: N;
  /** What lines it reads, in a few words. */
  readonly summary: string;
  /** Names of the places in a line that values stand in. */
  readonly slots: readonly string[];
  readonly cutter: () => Cutter;
  readonly time: {
    readonly slot: string;
    readonly read: (clock: LocalClock, year: number | undefined) => StampReader;
    /** The slot that says how long it took, in milliseconds, in a log that is written at the end and stamped with the start. */
    readonly took?: string;
    /** Whether times are written without a year. */
    readonly yearless?: true;
  };
  readonly fields: readonly Field[];
  /** Whether a line, which is never empty, goes on with the one before it, and is no row of its own. */
  readonly continues?: (bytes: Buffer, from: number) => boolean;
  /** Whether its rows are HTTP requests. */
  readonly requests?: true;
  /** Whether it has lines besides that are none, with neither a method nor a status. */
  readonly hasOthers?: true;
  /** Whether its lines are read with what a syslog puts before them. */
  readonly inSyslog?: true;
  /** Of a log of requests: what the program says besides, which is rejected as `not-a-request`. */
  readonly messages?: RegExp;
  /** Whether a line that cannot be read is meant to be one of it all the same. */
  readonly resembles?: (line: string) => boolean;
  /** Whether the program escapes `"`, `\` and other bytes, as Apache and nginx do. */
  readonly escapes?: true;
  /** Whether a line that can be read is certainly one of this format, and no other. Default: it is. */
  readonly isCertain?: (line: string) => boolean;
}

/** A format of text by name. */
export interface TextFormat<N extends string = string> {
  readonly name: N;
  readonly summary: string;
  /** Its fields, `time` left out. */
  readonly about: readonly FieldAbout[];
  /** Whether its rows are HTTP requests. */
  readonly requests?: true;
  /** Whether it has lines besides that are none, with neither a method nor a status. */
  readonly hasOthers?: true;
  /** Whether its lines are read with what a syslog puts before them. */
  readonly inSyslog?: true;
  /** Whether a line that cannot be read is meant to be one of it all the same. */
  readonly resembles?: (line: string) => boolean;
  /** Whether its times are written without a year. */
  readonly yearless: boolean;
  /** Whether a line is certainly one of this format. Never throws. */
  readonly recognises: (line: string) => boolean;
  /** Throws `bad-options` for a line limit, a year or a zone that cannot be. */
  readonly codec: (options?: TextFormatOptions) => Codec<Row>;
}

/** Makes a format of what it is. */
export function textFormat<N extends string>(spec: TextFormatSpec<N>): TextFormat<N> {
  const { name, summary, slots, time, isCertain } = spec;
  const about = spec.fields.flatMap((each) => each.about);
  const names = about.map((each) => each.name);
  const slotOf = (slot: string): number => slots.indexOf(slot);
  const parserOf = (
    plan: RowPlan,
    clock: LocalClock,
    options: TextFormatOptions,
    saved?: unknown,
  ): TextParser =>
    new TextParser(
      {
        plan,
        cutter: spec.cutter(),
        stamps: time.read(clock, options.year),
        timeSlot: slotOf(time.slot),
        messages: spec.messages,
        readsSyslog: spec.inSyslog === true,
        continues: spec.continues,
        tookSlot: time.took === undefined || options.time?.stamp === 'end' ? -1 : slotOf(time.took),
      },
      saved,
    );
  let cutter: Cutter | undefined;
  return {
    name,
    summary,
    about,
    ...(spec.requests && { requests: true }),
    ...(spec.hasOthers && { hasOthers: true }),
    ...(spec.inSyslog && { inSyslog: true }),
    ...(spec.resembles && { resembles: spec.resembles }),
    yearless: time.yearless === true,
    recognises(line) {
      const bytes = Buffer.from(line, 'utf8');
      // Each format is asked about each line: a cutter is made once, and a reader of times for what has been cut.
      cutter ??= spec.cutter();
      if (!cutter.cut(bytes, 0, bytes.length)) return false;
      const { from, to } = cutter.fields;
      const at = slotOf(time.slot);
      const stamp = time.read(UTC_CLOCK, 2000).read(bytes, from[at] as number, to[at] as number);
      return !Number.isNaN(stamp) && (isCertain?.(line) ?? true);
    },
    codec(options = {}) {
      const maxLineBytes = checkedLineLimit(options.maxLineBytes);
      localClock(options.time?.zone);
      let strings: ColumnStrings | undefined;
      return {
        fields: ['time', ...names],
        decoder(fields, { offset = 0, saved, written } = {}) {
          // Of most formats that might be in a file nothing is ever decoded.
          strings ??= new ColumnStrings(spec.escapes ? fieldText : plainText);
          const columns = new Map<string, ReadColumn>();
          for (const each of spec.fields) {
            for (const [column, read] of each.columns(slotOf, strings)) columns.set(column, read);
          }
          const plan = new RowPlan(wantedColumns(columns, fields, names));
          const clock = localClock(options.time?.zone, time.yearless ? written : undefined);
          const makeParser = (before: unknown): TextParser => parserOf(plan, clock, options, before);
          return new LineDecoder(makeParser, { maxLineBytes, offset, saved, clock });
        },
      };
    },
  };
}
