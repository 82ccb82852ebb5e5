/** A total is `high` × 2^53 + `low`, both whole, `low` below 2^53: exact as long as nobody can count the rows. */
export const CARRY = 2 ** 53;

/** The decimal digits of a total. */
export const digitsOf = (low: number, high: number): string =>
  high === 0 ? String(low) : String(BigInt(high) * 2n ** 53n + BigInt(low));
