import { auto } from '../../io/codecs/auto/auto.js';
import type { Decoded } from '../../io/codecs/codec.js';
import type { Row } from '../../io/codecs/fields/row.js';
import type { Sample } from '../../io/sources/sample.js';
import type { Unit } from '../../io/text/value-text.js';
import type { Rejected } from '../../operators/rejected.js';
import { fieldInfo } from '../compile/field-info.js';
import { formatFields } from '../parts/format.js';
import type { Parts } from '../parts/part.js';
import { FieldTally, type SeenField } from './field-tally.js';
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
/** What many texts would fit. */
const LAST_RESORTS: ReadonlySet<string> = new Set(['lines', 'csv', 'logfmt']);

/** Reads a sample as `auto` does, and notes what comes of it. */
export const lookAt = (path: string, sample: Sample, parts: Parts): Look => {
  const look = read(path, sample, parts, undefined);
  const isTimeless = look.rows === 0 && look.rejected.some(({ reason }) => reason === 'no-time');
  const field = isTimeless && look.format === 'jsonl' ? timeFieldIn(sample.bytes) : undefined;
  return field === undefined ? look : read(path, sample, parts, field);
};

const read = (path: string, sample: Sample, parts: Parts, timeField: string | undefined): Look => {
  const notes: string[] = [...sample.warnings];
  let format: string | undefined;
  const codec = auto({
    ...(timeField !== undefined && { time: { field: timeField } }),
    onFormat: (name) => {
      format = name;
    },
    onWarning: (message) => notes.push(message),
    onUnknownDuration: () => notes.push(unknownDuration(format ?? 'access-log')),
  });
  if (timeField !== undefined)
    notes.push(`The time is in ${timeField}, as far as the lines tell: a config says so.`);
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

const unknownDuration = (format: string): string =>
  `Whether the number at the end of a line counts seconds, milliseconds or microseconds, nothing says: where you know, write format: { ${format}: { duration: us } }.`;

const surenessOf = (format: string | undefined, rows: number, lines: number): Sureness => {
  if (format === undefined) return 'unknown';
  if (rows === 0) return 'guess';
  if (LAST_RESORTS.has(format)) return rows === lines ? 'likely' : 'guess';
  return rows >= 0.95 * lines ? 'sure' : rows >= 0.5 * lines ? 'likely' : 'guess';
};

/** What has been decoded so far. */
class Seen {
  readonly tally = new FieldTally();
  readonly first: Row[] = [];
  rows = 0;
  rejectedLines = 0;
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
      const known = this.#rejected.get(one.reason);
      if (known === undefined) this.#rejected.set(one.reason, { lines: 1, first: one });
      else known.lines++;
    }
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
