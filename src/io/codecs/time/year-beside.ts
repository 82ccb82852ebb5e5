/** Months apart from which two neighbouring lines are taken to lie in different years. */
const HALF_A_YEAR = 6;

/** The year of a month that is written in the line after, or before, one of `month` in `year`. */
export function yearBeside(year: number, month: number, next: number): number {
  if (month - next >= HALF_A_YEAR) return year + 1;
  return next - month >= HALF_A_YEAR ? year - 1 : year;
}
