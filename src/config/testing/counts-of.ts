import type { Balance, RejectedCounts } from '../../pipelines/balance.js';

/** `Turned away: late 3 (errors), no-time 1.`; empty where nothing was. */
export const countsOf = ({ rejected, streams }: Balance): string => {
  const texts = [
    ...countsIn(rejected),
    ...streams.flatMap(({ name, rejected: own }) => countsIn(own).map((text) => `${text} (${name})`)),
  ];
  return texts.length === 0 ? '' : `Turned away: ${texts.join(', ')}.`;
};

const countsIn = (counts: RejectedCounts): readonly string[] =>
  Object.entries(counts).map(([reason, n]) => `${reason} ${n}`);
