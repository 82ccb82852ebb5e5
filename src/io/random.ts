/** The next whole number in [0, 2³²). */
export type Random = () => number;

/**
 * A seeded source of random numbers (sfc32: 128 bits of state), the same on every machine.
 * Different streams of one seed are independent, so drawing more from one changes nothing in another.
 */
export const random = (seed: number, stream = 0): Random => {
  let a = seed | 0;
  let b = Math.floor(seed / 2 ** 32) | 0;
  let c = stream | 0;
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  // Nearby seeds start alike; after a dozen rounds they have nothing in common.
  for (let round = 0; round < 15; round++) next();
  return next;
};
