import type { Row } from '../../io/codecs/fields/row.js';
import { timeReader } from '../../io/codecs/time/time-format.js';
import type { Chunk } from '../../operators/chunk.js';
import { NONE_REJECTED } from '../../operators/rejected.js';
import type { TimeSettings } from '../parts/part.js';
import { type Feed, type FeedTime, START } from './feed-source.js';
import { type Fields, withUsual } from './row-maker.js';
import { silenceUntil } from './silence-until.js';

const APART = 1000;

/** The name of the field that holds the time of a row that is written out, where it has one. */
export const timeFieldOf = (row: Fields, { field }: TimeSettings): string | undefined =>
  [field, 'time'].find((name) => name !== undefined && Object.hasOwn(row, name) && row[name] !== null);

/** Reads the time of a row that is written out: epoch milliseconds, NaN for what is no time, undefined where it has none. */
export const ownTime = (settings: TimeSettings): ((row: Fields) => number | undefined) => {
  const { field, format, zone } = settings;
  const inZone = zone === undefined ? {} : { zone };
  const plain = timeReader(inZone);
  const own = format === undefined ? plain : timeReader({ format, ...inZone });
  return (row) => {
    const name = timeFieldOf(row, settings);
    if (name === undefined) return undefined;
    return (name === field ? own : plain)(row[name]);
  };
};

/** Rows that are written out. Time goes on to each that is ahead of it; those without a time come 1s apart, from `at` on. */
export const rowsFeed = (
  rows: readonly Fields[],
  at: number | undefined,
  usual: Fields,
  settings: TimeSettings,
): Feed =>
  function* (time: FeedTime): Generator<Chunk<Row>> {
    const timeOf = ownTime(settings);
    const times = rows.map(timeOf);
    const first = times[0];
    // Where the very first row says when it is, virtual time begins there.
    if (time.start === undefined && first !== undefined && !Number.isNaN(first)) {
      time.now = first;
      time.end = first;
    }
    time.begin(time.now);
    let next = at === undefined ? time.now : (time.start ?? START) + at;
    for (const [i, row] of rows.entries()) {
      const own = times[i];
      const when = own ?? next;
      if (own === undefined) next += APART;
      else if (own >= next) next = own + APART;
      if (!Number.isNaN(when)) yield* silenceUntil(time, when);
      yield { rows: [{ ...withUsual(usual, row), time: when }], rejected: NONE_REJECTED };
      // The row's own millisecond has been told, and no more.
      if (!Number.isNaN(when)) time.end = Math.max(time.end, when + 1);
    }
    if (times.at(-1) === undefined) yield* silenceUntil(time, next);
  };
