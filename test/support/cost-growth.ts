/**
 * How many times the work of this process a task takes for ten times the size: ten where it grows with its size, a hundred where
 * with its square. In time of the processor, least of a few goes: what else the machine does counts little.
 */
export const costGrowth = (task: (size: number) => void, size: number): number => {
  task(size);
  return leastOf(() => task(10 * size)) / leastOf(() => task(size));
};

const GOES = 5;
/** Microseconds, of which less tells nothing. */
const NOISE = 2000;

/** Microseconds. */
const leastOf = (task: () => void): number => {
  let least = Infinity;
  for (let go = 0; go < GOES; go++) {
    const before = process.cpuUsage();
    task();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, user + system);
  }
  return Math.max(NOISE, least);
};
