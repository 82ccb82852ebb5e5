const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Durations as people write them. */
const USUAL = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14, 30, 60, 90, 180, 365].map((n) => n * DAY),
];

/** The next longer duration that people would write, in milliseconds. */
export const roundUp = (milliseconds: number): number =>
  USUAL.find((usual) => usual >= milliseconds) ?? Math.ceil(milliseconds / DAY) * DAY;
