import { auto } from '../../io/codecs/auto/auto.js';
import type { Decoded } from '../../io/codecs/codec.js';
import type { Row } from '../../io/codecs/fields/row.js';
import { FORMATS } from '../../io/codecs/formats.js';
import { peeled } from '../../io/codecs/unwrap/peeled.js';
import type { Sample } from '../../io/sources/sample.js';
import { countOf } from '../../io/text/count-of.js';
import type { Unit } from '../../io/text/value-text.js';
import type { Rejected } from '../../operators/rejected.js';
import { type LossFormats, LossFormatsTally } from '../../pipelines/losses/loss-formats.js';
import { fieldInfo } from '../compile/field-info.js';
import { formatFields } from '../parts/format.js';
import type { Parts } from '../parts/part.js';
import { type JsonWriter, jsonWriter } from './json-writer.js';
import { recordStart } from './record-start.js';
import { firstLines, isBinary } from './sample-text.js';
import { type SeenField, SeenFields } from './seen-fields.js';
import { timeFieldIn } from './time-field.js';

/** Why some lines are no rows. */
export interface RejectedKind {
  readonly reason: string;
  readonly lines: number;
  /** The first of them: what is wrong, where it begins, and its first bytes. */
  readonly detail: string | undefined;
  readonly offset: number | undefined;
  readonly example: string | undefined;
}

export interface Times {
  readonly from: number;
  readonly to: number;
  /** Rows that are older than one before them, and by how many milliseconds at most. */
  readonly late: number;
  readonly behind: number;
}

/** What an input is taken for, and what its beginning is read as. */
export interface Look {
  readonly path: string;
  /** Undefined where nothing tells. */
  readonly format: string | undefined;
  readonly sureness: Sureness;
  /** What stands around most lines, and is taken off; undefined where nothing does. */
  readonly wrapping: string | undefined;
  /** Where lines of other formats were read too, or the format changes: only `auto` reads all of it. */
  readonly isMixed: boolean;
  /** Who writes JSON lines, as far as they are requests. */
  readonly writer: JsonWriter | undefined;
  /** A pattern of the first lines of records, where these are several lines. */
  readonly start: string | undefined;
  /** It is no text. */
  readonly isBinary: boolean;
  /** In which formats lines are that are not read. */
  readonly rejectedFormats: LossFormats | undefined;
  /** The field that holds the time, where a config must say so. */
  readonly timeField: string | undefined;
  readonly lines: number;
  readonly rows: number;
  readonly rejected: readonly RejectedKind[];
  readonly fields: readonly (SeenField & { readonly unit?: Unit })[];
  readonly first: readonly Row[];
  readonly times: Times | undefined;
  /** Of the lines that were looked at, decompressed. */
  readonly bytes: number;
  readonly sample: Omit<Sample, 'bytes'>;
  /** What whoever reads it should know, in sentences. */
  readonly notes: readonly string[];
}

/** `sure`: hardly a line does not fit. `guess`: it may be something else as well. */
export type Sureness = 'sure' | 'likely' | 'guess' | 'unknown';

const FIRST_ROWS = 3;
const PIECE = 64 * 1024;
/** Lines that are looked at for what stands around them. */
const MOST_LINES = 50;

/** Reads a sample as `auto` does, and notes what comes of it. */
export const lookAt = (path: string, sample: Sample, parts: Parts): Look => {
  const lines = firstLines(sample.bytes);
  const single = withTime({ path, sample, parts, lines });
  const start = recordStart(lines);
  if (start === undefined) return single;
  const joined = withTime({ path, sample, parts, lines, start });
  // Only where records say more than their lines: nothing that could be read is lost.
  const isBetter =
    joined.rows > 0 &&
    (single.rows === 0 || (joined.format === single.format && rejectedOf(joined) <= rejectedOf(single)));
  return isBetter ? joined : single;
};

const rejectedOf = ({ rejected }: Look): number => rejected.reduce((sum, { lines }) => sum + lines, 0);

interface Reading {
  readonly path: string;
  readonly sample: Sample;
  readonly parts: Parts;
  readonly lines: readonly string[];
  readonly start?: string;
}

/** With the field of the time, where that has no usual name. */
const withTime = (reading: Reading): Look => {
  const look = read(reading, undefined);
  const isTimeless = look.rows === 0 && look.rejected.some(({ reason }) => reason === 'no-time');
  const field = isTimeless && look.format === 'jsonl' ? timeFieldIn(reading.sample.bytes) : undefined;
  return field === undefined ? look : read(reading, field);
};

const read = ({ path, sample, parts, lines: head, start }: Reading, timeField: string | undefined): Look => {
  const notes: string[] = [...sample.warnings];
  let format: string | undefined;
  let isMixed = false;
  const codec = auto({
    ...(timeField !== undefined && { time: { field: timeField } }),
    ...(start !== undefined && { around: { multiline: { start } } }),
    onFormat: (name) => {
      format = name;
    },
    onWarning: (message) => notes.push(message),
    onChange: (name, offset) => {
      notes.push(`From byte ${offset} on the lines are ${name}.`);
      format = name;
      isMixed = true;
    },
    onOther: (name, { count }) => {
      notes.push(`${countOf(count, 'line')} of the format ${name} among them can be read as well, by auto.`);
      isMixed = true;
    },
    onUnknownDuration: () => notes.push(unknownDuration(format ?? 'access-log')),
  });
  if (timeField !== undefined)
    notes.push(`The time is in ${timeField}, as far as the lines tell: a config says so.`);
  if (start !== undefined)
    notes.push(`Records are several lines: each begins as multiline: { start: '${start}' } says.`);
  const seen = new Seen();
  const { bytes, written } = sample;
  const decoder = codec.decoder('all', { written: written === undefined ? undefined : () => written });
  for (let at = 0; at < bytes.length; at += PIECE) seen.add(decoder.decode(bytes.subarray(at, at + PIECE)));
  seen.add(decoder.end());
  const known = format === undefined ? undefined : formatFields(format, parts, false);
  const { rows, rejected, first, times } = seen;
  const lines = rows + seen.rejectedLines;
  return {
    path,
    format,
    sureness: surenessOf(format, rows, lines),
    wrapping: rows === 0 ? undefined : wrappingOf(head.slice(0, MOST_LINES)),
    isMixed,
    writer: format === 'jsonl' && start === undefined ? jsonWriter(head) : undefined,
    start,
    isBinary: rows === 0 && isBinary(bytes),
    rejectedFormats: seen.formats,
    timeField,
    lines,
    rows,
    rejected,
    fields: seen.tally.fields.map((field) => {
      const unit = known === undefined ? undefined : fieldInfo(known, field.name)?.unit;
      return { ...field, ...(unit !== undefined && { unit }) };
    }),
    first,
    times,
    bytes: bytes.length,
    sample: { isWhole: sample.isWhole, size: sample.size, warnings: sample.warnings },
    notes,
  };
};

const wrappingOf = (lines: readonly string[]): string | undefined => {
  const kinds = new Map<string, number>();
  for (const line of lines) {
    const kind = peeled(line)?.kind;
    if (kind !== undefined) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  return [...kinds].find(([, count]) => 2 * count > lines.length)?.[0];
};

const unknownDuration = (format: string): string =>
  `Whether the number at the end of a line counts seconds, milliseconds or microseconds, nothing says: where you know, write format: { ${format}: { duration: us } }.`;

const surenessOf = (format: string | undefined, rows: number, lines: number): Sureness => {
  if (format === undefined) return 'unknown';
  if (rows === 0) return 'guess';
  // What many texts would fit.
  const { fits } = FORMATS.find(({ name }) => name === format) ?? {};
  if (fits === 'last' || (fits === 'general' && format !== 'jsonl'))
    return rows === lines ? 'likely' : 'guess';
  return rows >= 0.95 * lines ? 'sure' : rows >= 0.5 * lines ? 'likely' : 'guess';
};

/** What has been decoded so far. */
class Seen {
  readonly tally = new SeenFields();
  readonly first: Row[] = [];
  rows = 0;
  rejectedLines = 0;
  readonly #formats = new LossFormatsTally(['auto']);
  readonly #rejected = new Map<string, { lines: number; readonly first: Rejected }>();
  #from = Number.POSITIVE_INFINITY;
  #to = Number.NEGATIVE_INFINITY;
  #late = 0;
  #behind = 0;

  add({ rows, rejected }: Decoded<Row>): void {
    for (const row of rows) {
      if (this.first.length < FIRST_ROWS) this.first.push(row);
      this.rows++;
      this.tally.add(row);
      this.#addTime(row.time);
    }
    for (const one of rejected) {
      this.rejectedLines++;
      if (one.raw !== undefined) this.#formats.add(one.raw);
      const known = this.#rejected.get(one.reason);
      if (known === undefined) this.#rejected.set(one.reason, { lines: 1, first: one });
      else known.lines++;
    }
  }

  get formats(): LossFormats | undefined {
    return this.#formats.formats;
  }

  get times(): Times | undefined {
    if (this.rows === 0) return undefined;
    return { from: this.#from, to: this.#to, late: this.#late, behind: this.#behind };
  }

  get rejected(): readonly RejectedKind[] {
    return Array.from(this.#rejected, ([reason, { lines, first }]) => ({
      reason,
      lines,
      detail: first.detail,
      offset: first.offset,
      example: first.raw === undefined ? undefined : Buffer.from(first.raw, 'latin1').toString('utf8'),
    }));
  }

  #addTime(time: number): void {
    this.#from = Math.min(this.#from, time);
    if (time < this.#to) {
      this.#late++;
      this.#behind = Math.max(this.#behind, this.#to - time);
    } else this.#to = time;
  }
}
