/** A share in percent, never nothing where there is something, nor all where something is left. */
export const shareText = (count: number, of: number): string => {
  if (count >= of) return '100 %';
  const percent = (100 * count) / of;
  if (percent > 99.9) return 'more than 99.9 %';
  if (percent < 0.1) return 'less than 0.1 %';
  return `${percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`;
};
