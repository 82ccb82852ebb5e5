import type { StatusRange } from './taken-target.js';

const FIRST = 100;
const LAST = 599;

/** Statuses, as a condition leaves them. */
export class StatusSet {
  readonly #allowed = new Set(Array.from({ length: LAST - FIRST + 1 }, (_, i) => FIRST + i));

  /** Takes those out that do not meet it. */
  keep(isMet: (status: number) => boolean): void {
    for (const status of [...this.#allowed]) if (!isMet(status)) this.#allowed.delete(status);
  }

  get ranges(): readonly StatusRange[] {
    return rangesOf([...this.#allowed]);
  }
}

/** Inclusive ranges of these, in order. */
export const rangesOf = (statuses: readonly number[]): readonly StatusRange[] => {
  const ranges: [number, number][] = [];
  for (const status of new Set(statuses.toSorted((a, b) => a - b))) {
    const last = ranges.at(-1);
    if (last !== undefined && status === last[1] + 1) last[1] = status;
    else ranges.push([status, status]);
  }
  return ranges;
};
