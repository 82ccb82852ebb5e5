/** A whole number with separators, for people: `toLocaleString` says the same, and first loads the rules of languages. */
export const grouped = (n: number): string => String(n).replace(/\B(?=(?:\d{3})+$)/g, ',');
