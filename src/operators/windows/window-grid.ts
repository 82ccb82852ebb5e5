import type { LocalOffsets, WindowGrid } from '../operator.js';
import { TidemarkError } from '../tidemark-error.js';
import { type Duration, toMilliseconds } from '../time/duration.js';

/** Start of the half-open window [start, start + size) that holds this time; right before 1970 too. */
export const startOf = (time: number, size: number, alignTo = 0): number =>
  Math.floor((time - alignTo) / size) * size + alignTo;

export interface WindowGridOptions {
  readonly size: Duration;
  readonly every?: Duration | undefined;
  /** An instant at which a window starts, epoch milliseconds. Default: the epoch. */
  readonly alignTo?: number | undefined;
  /** The local clock by which windows are whole days; `alignTo` is local time then, as if it were UTC. */
  readonly offsets?: LocalOffsets | undefined;
}

const DAY_MS = 86_400_000;

/** Days of 23 and 25 hours are no whole number of anything shorter. */
function checkLocal(operator: string, every: number, offsets: LocalOffsets): void {
  if (every % DAY_MS !== 0) {
    throw new TidemarkError(
      'bad-options',
      `${operator}: windows by a local clock are whole days, for a day may have 23 or 25 hours.`,
    );
  }
  const isInOrder = offsets.every(([from], i) =>
    i === 0 ? from === -Infinity : from > (offsets[i - 1]?.[0] ?? 0),
  );
  if (offsets.length === 0 || !isInOrder || !offsets.every(([, ahead]) => Math.abs(ahead) <= DAY_MS)) {
    throw new TidemarkError(
      'bad-options',
      `${operator}: offsets must be in order, begin at -Infinity, and be a day at most; zoneOffsets makes them.`,
    );
  }
}

/** Checks a window's numbers once, where it is defined; throws `bad-options`. */
export function windowGrid(operator: string, options: WindowGridOptions): WindowGrid {
  const size = toMilliseconds(options.size);
  const every = options.every === undefined ? size : toMilliseconds(options.every);
  const alignTo = options.alignTo ?? 0;
  if (!(size > 0 && every > 0) || !Number.isInteger(size) || !Number.isInteger(every)) {
    throw new TidemarkError('bad-options', `${operator}: size and every must be whole milliseconds above 0.`);
  }
  if (size % every !== 0) {
    throw new TidemarkError(
      'bad-options',
      `${operator}: every (${every} ms) must divide size (${size} ms); a window is a whole number of slides.`,
    );
  }
  if (!Number.isFinite(alignTo)) {
    throw new TidemarkError('bad-options', `${operator}: alignTo must be an instant in epoch milliseconds.`);
  }
  const { offsets } = options;
  if (offsets === undefined) return { size, every, alignTo };
  checkLocal(operator, every, offsets);
  return { size, every, alignTo, offsets };
}
