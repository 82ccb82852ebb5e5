import type { Rejected, RejectedReason } from '../../operators/rejected.js';
import type { Loss, LossExample } from './loss.js';
import { LossFormatsTally } from './loss-formats.js';
import { roundUp } from './round-up.js';
import type { Unread } from './unread.js';

/** What of event time decides over late rows and those from ahead, in milliseconds. */
export interface TimeLimits {
  readonly lateness: number;
  readonly idle: number;
  readonly step: number;
}

interface Note {
  readonly loss: Loss;
  readonly needs: Map<number, number>;
  readonly formats: LossFormatsTally;
}

/** Files beyond these are not told apart: a directory may have new ones for ever. */
const MOST_PARTITIONS = 10_000;

/** Notes of what is turned away the first of each kind, and what setting would have kept the others. */
export class LossNotes {
  readonly #notes = new Map<string | undefined, Map<RejectedReason, Note>>();

  readonly #partitions = new Map<string, { rows: number; rejected: number; first?: string | undefined }>();

  constructor(
    private readonly limits: TimeLimits,
    /** The formats that the sources are told to read. */
    private readonly readAs: readonly string[],
  ) {}

  /** `watermark`: up to where time had come when they were turned away. */
  note(rejected: readonly Rejected[], stream: string | undefined, watermark: number): void {
    const notes = this.#notes.get(stream) ?? new Map<RejectedReason, Note>();
    this.#notes.set(stream, notes);
    for (const one of rejected) {
      const note = notes.get(one.reason) ?? noteOf(one, stream, this.readAs);
      notes.set(one.reason, note);
      if (one.raw !== undefined && one.reason !== 'oversize') note.formats.add(one.raw);
      const need = needOf(one, watermark, this.limits);
      if (need === undefined) continue;
      const rounded = roundUp(need);
      note.needs.set(rounded, (note.needs.get(rounded) ?? 0) + 1);
    }
  }

  /** What came of a file or shard: `rows` that could be read, and what could not. */
  came(partition: string, rows: number, rejected: readonly Rejected[]): void {
    const known = this.#partitions.get(partition);
    if (known === undefined && this.#partitions.size === MOST_PARTITIONS) return;
    const before = known ?? { rows: 0, rejected: 0 };
    this.#partitions.set(partition, before);
    before.rows += rows;
    before.rejected += rejected.length;
    before.first ??= rejected[0]?.detail;
  }

  /** Those of which nothing could be read. */
  unread(): readonly Unread[] {
    const unread: Unread[] = [];
    for (const [partition, { rows, rejected, first }] of this.#partitions)
      if (rows === 0 && rejected > 0) unread.push({ partition, rejected, detail: first });
    return unread;
  }

  /** Undefined where nothing was turned away. In order of their names: which came first depends on where chunks end. */
  losses(): readonly Loss[] | undefined {
    if (this.#notes.size === 0) return undefined;
    const streams = [...this.#notes].sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
    return streams.flatMap(([, notes]) =>
      [...notes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, note]) => lossOf(note)),
    );
  }
}

const lossOf = ({ loss, needs, formats: { formats } }: Note): Loss => ({
  ...loss,
  ...(needs.size > 0 && { needs: Object.fromEntries(needs) }),
  ...(formats !== undefined && { formats }),
});

const noteOf = (one: Rejected, stream: string | undefined, readAs: readonly string[]): Note => {
  const { reason, raw, time, detail, partition, offset } = one;
  const example: LossExample = {
    ...(raw !== undefined && { raw }),
    ...(time !== undefined && { time }),
    ...(detail !== undefined && { detail }),
    ...(partition !== undefined && { partition }),
    ...(offset !== undefined && { offset }),
  };
  const loss = { ...(stream !== undefined && { stream }), reason, example };
  return { loss, needs: new Map(), formats: new LossFormatsTally(readAs) };
};

/** How much of its setting a row would have needed; undefined where no setting would do. */
const needOf = (
  { reason, time }: Rejected,
  watermark: number,
  { lateness, idle, step }: TimeLimits,
): number | undefined => {
  if (time === undefined || !Number.isFinite(watermark)) return undefined;
  // The newest row is less than a step after this.
  const newest = watermark + lateness + step;
  if (reason === 'late') return newest - time;
  // Time has gone on without rows, by what lies between the row and the watermark at most.
  if (reason === 'late: idle') return watermark + step - time + idle;
  return reason === 'future' ? time - watermark - lateness : undefined;
};
