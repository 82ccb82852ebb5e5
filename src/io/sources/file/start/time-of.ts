/** The event time of a row; undefined where it has none. */
export const timeOf = (row: unknown): number | undefined => {
  const time = typeof row === 'object' && row !== null && 'time' in row ? row.time : undefined;
  return typeof time === 'number' && Number.isFinite(time) ? time : undefined;
};
