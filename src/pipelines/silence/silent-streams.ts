import { grouped } from '../../io/text/grouped.js';
import { printable } from '../../io/text/printable.js';
import type { StreamReads } from './stream-reads.js';

/** Windows that a stream has ended before anything is said of it or its alerts. */
const FIRST_WINDOWS = 3;
/** Rows that are looked at whole; of what comes after, a few of each chunk. */
const MOST_ROWS = 10_000;
const FEW = 64;
/** Rows after which nobody waits for windows. */
const ENOUGH_ROWS = 1000;
const SHOWN_FIELDS = 20;
const WIDTH = 60;

interface Standing {
  readonly reads: StreamReads;
  /** Ends of windows that had rows. */
  readonly ends: Set<number>;
  hasValue: boolean;
  isSaid: boolean;
}

/**
 * Finds alerts that judge nothing, because no row has what they read or their value is never there, and streams that read what
 * no row has; says so once.
 */
export class SilentStreams {
  readonly #standings: readonly Standing[];
  /** Fields that no row has had. */
  readonly #unseen: Set<string>;
  #example: object | undefined;
  #rows = 0;

  constructor(
    all: readonly StreamReads[],
    private readonly warn: (message: string) => void,
  ) {
    this.#standings = all.map((reads) => ({ reads, ends: new Set(), hasValue: false, isSaid: false }));
    this.#unseen = new Set(all.flatMap(({ groups }) => groups.flatMap(({ fields }) => fields)));
  }

  /** Rows of the source. */
  came(rows: readonly object[]): void {
    const first = rows[0];
    if (first === undefined) return;
    this.#example ??= first;
    if (this.#unseen.size === 0) return;
    const most = this.#rows < MOST_ROWS ? rows.length : Math.min(FEW, rows.length);
    this.#rows += most;
    for (const field of this.#unseen) if (hasIt(rows, field, most)) this.#unseen.delete(field);
  }

  /** Rows that a stream has made: what its alerts judge. */
  made(stream: string, rows: readonly unknown[]): void {
    for (const standing of this.#standings) {
      if (standing.isSaid || standing.reads.stream !== stream) continue;
      const { value } = standing.reads;
      if (standing.ends.size > FIRST_WINDOWS && (standing.hasValue || value === undefined)) continue;
      for (const row of rows) {
        if (typeof row !== 'object' || row === null || !('end' in row) || typeof row.end !== 'number')
          continue;
        // A run of empty windows has had no rows.
        if ('windows' in row) continue;
        if (value !== undefined && !standing.hasValue) standing.hasValue = fieldOf(row, value) !== null;
        if (standing.ends.size <= FIRST_WINDOWS) standing.ends.add(row.end);
      }
    }
  }

  /** To be called when a chunk is folded; `ended`: the run is over, and what there was is all. */
  look(ended = false): void {
    for (const standing of this.#standings) {
      if (standing.isSaid || !this.#isTime(standing, ended)) continue;
      const text = this.#missing(standing.reads) ?? nothing(standing);
      if (text === undefined) continue;
      standing.isSaid = true;
      this.warn(text);
    }
  }

  #isTime({ ends }: Standing, ended: boolean): boolean {
    if (this.#example === undefined) return false;
    // Where `where` lets nothing through, and without windows, there are none that could be waited for.
    return ended || ends.size >= FIRST_WINDOWS || (this.#unseen.size > 0 && this.#rows >= ENOUGH_ROWS);
  }

  /** Whether rows have the field, with nothing in it. */
  #isEmpty(field: string): boolean {
    return this.#example !== undefined && Reflect.get(this.#example, field) === null;
  }

  #missing({ stream, alert, groups }: StreamReads): string | undefined {
    const dead = groups.find(({ fields, any }) => {
      const isUnseen = (field: string): boolean => this.#unseen.has(field);
      return fields.length > 0 && (any ? fields.every(isUnseen) : fields.some(isUnseen));
    });
    if (dead === undefined) return undefined;
    const missing = dead.fields.filter((field) => this.#unseen.has(field));
    // Whoever left it empty has said why: a duration whose unit nobody knows.
    if (alert === undefined && missing.every((field) => field === 'duration' && this.#isEmpty(field)))
      return undefined;
    const fields = missing.join(', ');
    const has = Object.entries(this.#example ?? {})
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([name]) => printable(name, WIDTH));
    const shown = has.slice(0, SHOWN_FIELDS).join(', ') + (has.length > SHOWN_FIELDS ? ', …' : '');
    return `${whatOf(stream, alert)}: none of the ${grouped(this.#rows)} rows looked at has ${fields}, which ${dead.name} reads. What is read of the first row: ${shown}.`;
  }
}

const whatOf = (stream: string, alert: string | undefined): string =>
  alert === undefined ? `The stream ${stream} misses a field` : `The alert ${stream}/${alert} judges nothing`;

const nothing = ({ reads, ends, hasValue }: Standing): string | undefined =>
  reads.value === undefined || hasValue || ends.size === 0
    ? undefined
    : `${whatOf(reads.stream, reads.alert)}: ${reads.value} has had no value in any window so far.`;

/** Of a field, whatever row it is: null where there is none. */
const fieldOf = (row: object, name: string): unknown => {
  const value: unknown = Reflect.get(row, name);
  return value ?? null;
};

const hasIt = (rows: readonly object[], field: string, most: number): boolean => {
  for (let i = 0; i < most; i++) {
    const row = rows[i];
    if (row !== undefined && field in row && Reflect.get(row, field) != null) return true;
  }
  return false;
};
