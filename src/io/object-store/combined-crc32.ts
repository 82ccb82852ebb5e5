const POLYNOMIAL = 0xedb88320;

/** Multiplies by the matrix: a row for each bit. */
const times = (matrix: Uint32Array, vector: number): number => {
  let sum = 0;
  for (let bit = 0, left = vector; left !== 0; bit++, left >>>= 1) if (left & 1) sum ^= matrix[bit] ?? 0;
  return sum >>> 0;
};

const squared = (matrix: Uint32Array): Uint32Array => matrix.map((row) => times(matrix, row));

/** What one zero bit makes of a sum. */
const zeroBit = (): Uint32Array =>
  Uint32Array.from({ length: 32 }, (_, row) => (row === 0 ? POLYNOMIAL : 2 ** (row - 1)));

/** What one zero byte, two, four … make of a sum: made once. */
const zeroBytes: Uint32Array[] = [];

const zerosAt = (power: number): Uint32Array => {
  const known = zeroBytes[power];
  if (known !== undefined) return known;
  const made = power === 0 ? squared(squared(squared(zeroBit()))) : squared(zerosAt(power - 1));
  zeroBytes[power] = made;
  return made;
};

/**
 * The CRC-32 of two pieces, one after the other, from those of each and the length of the second: so parts that are sent in any
 * order, several at once, give the sum of the whole, and nothing is read twice.
 */
export const combinedCrc32 = (first: number, second: number, secondLength: number): number => {
  let sum = first;
  for (let power = 0, left = secondLength; left > 0; power++, left = Math.floor(left / 2))
    if (left % 2 === 1) sum = times(zerosAt(power), sum);
  return (sum ^ second) >>> 0;
};
