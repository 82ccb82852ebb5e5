/** The first thing that was passed over. */
export interface SkippedExample {
  /** The value, as a text of at most 60 characters. */
  readonly text: string;
  /** What is wrong with it. */
  readonly why: string;
  /** Event time of its row, where it has one. */
  readonly time: number | undefined;
}

const LONGEST = 60;

/**
 * How many rows had a value that could not be taken for what was wanted, a number or a condition, and the first of them.
 * It is told to whoever runs the operator and decides nothing, so it is no part of any state.
 */
export class Skips {
  /** Rows; one that is noted several times in a row counts once. */
  count = 0;
  example: SkippedExample | undefined;
  /** The first whole number past 2^53 that had to be rounded; it counts all the same. */
  rounded: Omit<SkippedExample, 'why'> | undefined;
  #last: unknown;

  /** `of`: what is read, a field or an expression, as a text. */
  constructor(readonly of: string) {}

  note(row: unknown, value: unknown, why: string): void {
    if (row === this.#last) return;
    this.#last = row;
    this.count++;
    this.example ??= { text: textOf(value), why, time: timeOf(row) };
  }

  /** Notes that a number has lost digits here. */
  round(row: unknown, value: unknown): void {
    this.rounded ??= { text: textOf(value), time: timeOf(row) };
  }
}

/** Skips under the name of the measure, field or condition that they are of. */
export interface NamedSkips {
  readonly name: string;
  readonly skips: Skips;
}

const textOf = (value: unknown): string => {
  const text =
    typeof value === 'string' || (typeof value === 'object' && value !== null)
      ? (JSON.stringify(value) ?? '')
      : String(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
};

const timeOf = (row: unknown): number | undefined => {
  const time = typeof row === 'object' && row !== null && 'time' in row ? row.time : undefined;
  return typeof time === 'number' ? time : undefined;
};
