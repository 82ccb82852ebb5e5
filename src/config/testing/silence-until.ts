import type { Row } from '../../io/codecs/fields/row.js';
import type { Chunk } from '../../operators/chunk.js';
import { NONE_REJECTED } from '../../operators/rejected.js';
import type { FeedTime } from './feed-source.js';

const SECOND = 1000;
/** As many looks as a day has seconds; of a longer time, fewer. */
const MOST_LOOKS = 86_400;

/** How often a live source would look while so many milliseconds pass. */
export const lookEvery = (milliseconds: number): number =>
  Math.max(1, Math.ceil(milliseconds / (MOST_LOOKS * SECOND))) * SECOND;

export const look = (now: number, rows: readonly Row[] = []): Chunk<Row> => ({
  rows,
  rejected: NONE_REJECTED,
  now,
});

/** Lets time pass without rows, as it does for a live source that finds nothing more. */
export function* silenceUntil(time: FeedTime, until: number): Generator<Chunk<Row>> {
  const every = lookEvery(until - time.now);
  while (time.now < until) {
    time.moveTo(Math.min(time.now + every, until));
    yield look(time.now);
  }
}
