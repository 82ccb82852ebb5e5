import type { Row } from '../../io/codecs/fields/row.js';
import type { Chunk } from '../../operators/chunk.js';
import { NONE_REJECTED } from '../../operators/rejected.js';
import { expectedCount, type Rate } from '../../operators/time/rate.js';
import type { Feed, FeedTime } from './feed-source.js';
import { look, lookEvery } from './silence-until.js';

/** Rows that are made at once, at most. */
const MOST_ROWS = 10_000;

/** Makes the row with this number, at this time. */
export type RowAt = (time: number, i: number) => Row;

/**
 * Evenly spaced rows, the first at once: row i comes at `i / rate`, in whole milliseconds, computed exactly, and there
 * are as many as the rate makes in that time. After each second comes a look that finds nothing more, as from a live
 * source: a rate of 0 is silence, in which time goes on.
 */
export const rateFeed = (rate: Rate, milliseconds: number, rowAt: RowAt): Feed =>
  function* (time: FeedTime): Generator<Chunk<Row>> {
    const begin = time.now;
    time.begin(begin);
    const until = begin + milliseconds;
    const count = expectedCount(rate, milliseconds);
    const every = lookEvery(milliseconds);
    // Of 1000 ms / 3 rows: 333 ms and 1/3, whose thirds add up to a millisecond without any drift.
    const whole = rate.events === 0 ? 0 : Math.floor(rate.milliseconds / rate.events);
    const rest = rate.events === 0 ? 0 : rate.milliseconds % rate.events;
    let at = begin;
    let thirds = 0;
    let made = 0;
    for (let now = Math.min(begin + every, until); ; now = Math.min(now + every, until)) {
      let rows: Row[] = [];
      for (; made < count && at < now; made++) {
        rows.push(rowAt(at, made));
        at += whole;
        thirds += rest;
        if (thirds >= rate.events) {
          thirds -= rate.events;
          at++;
        }
        if (rows.length === MOST_ROWS) {
          yield { rows, rejected: NONE_REJECTED };
          rows = [];
        }
      }
      time.moveTo(now);
      yield look(now, rows);
      if (now === until) return;
    }
  };
