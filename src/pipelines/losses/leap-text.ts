import { formatDuration } from '../../io/text/format-duration.js';
import { grouped } from '../../io/text/grouped.js';
import { isoInstant } from '../../io/text/iso-instant.js';
import type { Leap } from '../../operators/time/first-and-last.js';

/** What is said of rows at the end of an input that nothing but each other confirms. */
export const leapText = ({ rows, to, from }: Leap): string =>
  `The last ${grouped(rows)} rows are ${formatDuration(to - from)} ahead of all before them, and nothing but each other confirms their times; they count. The first is of ${isoInstant(to, 'UTC')}, the newest before of ${isoInstant(from, 'UTC')}. If their times are wrong, look at the clock and the zone of who wrote them, and leave them out with where.`;
