import type { Measure, Measures } from '../measures/measure.js';
import { type PaneValue, type WindowOrigin, WindowRow } from '../windows/window-row.js';
import type { OpenSession, SessionGroup } from './session-group.js';

type Fillable = WindowRow & Record<string, unknown>;

/** Makes the rows that sessions say. */
export class SessionRows<R> {
  readonly #by: readonly string[];
  readonly #measures: readonly (readonly [name: string, measure: Measure<R>])[];

  constructor(by: readonly string[], measures: Measures<R>) {
    this.#by = by;
    this.#measures = Object.entries(measures);
  }

  /** The row of a session as it stands; with `earlyAt`, of one that may still grow. */
  row(
    group: SessionGroup<unknown>,
    { start, accumulators }: OpenSession,
    end: number,
    partial: boolean,
    earlyAt?: number,
  ): WindowRow {
    const origin = new SessionOrigin(group.key, this.#by, start, end, earlyAt);
    // The fields of a session are defined where it is; a row is made to take them.
    const row = new WindowRow(start, end, origin) as Fillable;
    for (let i = 0; i < this.#by.length; i++) row[this.#by[i] as string] = group.values[i];
    const window = { size: end - start, values: row };
    for (let i = 0; i < this.#measures.length; i++) {
      const [name, measure] = this.#measures[i] as readonly [string, Measure<R>];
      row[name] = measure.read(accumulators[i], window);
    }
    if (partial) row.partial = true;
    if (earlyAt !== undefined) row.early = true;
    origin.row = row;
    return row;
  }
}

/** A session is its only pane, and none is empty. */
class SessionOrigin implements WindowOrigin {
  readonly empty = false;
  readonly closing = false;
  row: Readonly<Record<string, unknown>> = {};

  constructor(
    readonly key: string,
    readonly by: readonly string[],
    private readonly start: number,
    private readonly end: number,
    readonly earlyAt: number | undefined,
  ) {}

  get every(): number {
    return this.end - this.start;
  }

  get at(): number {
    return this.earlyAt ?? this.end;
  }

  panes(measure: string): readonly PaneValue[] {
    const value = this.row[measure];
    return value === undefined ? [] : [{ start: this.start, value }];
  }

  emptyRow(): undefined {}
}
