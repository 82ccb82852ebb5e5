import type { RejectedCounts, StreamBalance } from '../pipelines/balance.js';

/** A whole number with separators, for people: `toLocaleString` says the same, and first loads the rules of languages. */
export const number = (n: number): string => String(n).replace(/\B(?=(?:\d{3})+$)/g, ',');

/** The reasons in parentheses, with a space before; nothing where there are none. */
export const countsText = (counts: RejectedCounts): string => {
  const named = Object.entries(counts).map(([reason, n]) => `${reason} ${number(n)}`);
  return named.length > 0 ? ` (${named.join(', ')})` : '';
};

/** Rows that could not be read, by what could not read them; nothing where all could be. */
export const skippedText = ({ skipped = {} }: Pick<StreamBalance, 'skipped'>): string => {
  const named = Object.entries(skipped).map(([name, n]) => `${name} ${number(n)}`);
  return named.length > 0 ? `; skipped: ${named.join(', ')}` : '';
};

export const total = (counts: RejectedCounts): number => Object.values(counts).reduce((sum, n) => sum + n, 0);
