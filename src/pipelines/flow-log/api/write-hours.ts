import type { TotalsGroup } from '../../../operators/totals/totals.js';

/** Hours that are written before others have a turn. */
const AT_ONCE = 1000;

/** What there is of each hour, in pieces: strangers may make any number of hours. */
export function* writeHours(groups: readonly TotalsGroup[]): Generator<Buffer, void> {
  let piece = '[';
  for (let from = 0; from < groups.length; from += AT_ONCE) {
    const to = from + AT_ONCE;
    piece += groups.slice(from, to).map(textOf).join(',');
    if (to >= groups.length) break;
    yield Buffer.from(`${piece},`);
    piece = '';
  }
  yield Buffer.from(`${piece}]`);
}

const textOf = ({ group, keys, lastSeen }: TotalsGroup): string =>
  JSON.stringify({ hour: group, keys, last_seen: new Date(lastSeen).toISOString() });
