const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
] as const;

/**
 * Writes milliseconds as people write them, in the form that `parseDuration` reads: `1h30m`, `1.5s`, `500ms`, `0s`.
 * From one second up the result is exact to the millisecond.
 */
export const formatDuration = (milliseconds: number): string => {
  if (milliseconds < 0) return `-${formatDuration(-milliseconds)}`;
  if (milliseconds === 0) return '0s';
  if (milliseconds < 1000) return `${milliseconds}ms`;
  let rest = Math.round(milliseconds);
  let text = '';
  for (const [unit, size] of UNITS) {
    const amount = Math.floor(rest / size);
    if (amount > 0) text += `${amount}${unit}`;
    rest %= size;
  }
  return rest === 0 ? text : `${text}${rest / 1000}s`;
};
