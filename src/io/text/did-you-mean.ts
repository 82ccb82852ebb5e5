/** How many single letters must be put in, left out, changed or swapped with their neighbour; `most + 1` where it is more than `most`. */
const distance = (from: string, to: string, most: number): number => {
  if (Math.abs(from.length - to.length) > most) return most + 1;
  let before: number[] = [];
  let above = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1];
      let least = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1])
        least = Math.min(least, (before[j - 2] ?? 0) + 1);
      row.push(least);
    }
    before = above;
    above = row;
  }
  return Math.min(above[to.length] ?? 0, most + 1);
};

/** No name that people write is longer; what is longer is not compared. */
const LONGEST = 100;

/**
 * The known name that was probably meant, or undefined. Upper and lower case, `-` and `_` count as alike; otherwise one
 * slip in three letters is forgiven. Of names that are as near as each other, the first.
 */
export const didYouMean = (name: string, known: Iterable<string>): string | undefined => {
  if (name.length > LONGEST) return undefined;
  const plain = (text: string): string => text.toLowerCase().replaceAll('-', '_');
  const wanted = plain(name);
  let best: string | undefined;
  let least = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of known) {
    if (candidate === name || candidate.length > LONGEST) continue;
    const steps = distance(wanted, plain(candidate), least - 1);
    // One letter in place of another single letter is no resemblance.
    if (steps < least && steps < Math.max(wanted.length, candidate.length)) {
      best = candidate;
      least = steps;
    }
  }
  return best;
};
