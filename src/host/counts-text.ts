import { grouped } from '../io/text/grouped.js';
import type { RejectedCounts } from '../pipelines/balance.js';

export const number = grouped;

/** The reasons in parentheses, with a space before; nothing where there are none. */
export const countsText = (counts: RejectedCounts): string => {
  const named = Object.entries(counts).map(([reason, n]) => `${reason} ${number(n)}`);
  return named.length > 0 ? ` (${named.join(', ')})` : '';
};

export const total = (counts: RejectedCounts): number => Object.values(counts).reduce((sum, n) => sum + n, 0);
