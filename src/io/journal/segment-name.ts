/** As many digits as the greatest sequence (48 bits) has, so that names sort like numbers. */
const DIGITS = 15;

/** Name of the segment that begins with this entry. */
export const segmentName = (first: number): string => `journal-${String(first).padStart(DIGITS, '0')}.log`;

/** Sequence of the first entry of a segment, by its name; undefined for the name of something else. */
export const firstOfSegment = (name: string): number | undefined => {
  const digits = /^journal-(\d{15})\.log$/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
};
