import { randomBytes } from 'node:crypto';

const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TIME_LETTERS = 10;
const RANDOM_LETTERS = 16;

/** A ULID: 26 letters and digits, of which the first ten say the time, in epoch milliseconds; so they are in its order. */
export const testId = (time: number): string => {
  let id = '';
  for (let rest = time, i = 0; i < TIME_LETTERS; i++, rest = Math.floor(rest / 32)) {
    id = letterOf(rest) + id;
  }
  // A byte has 256 values, eight for each letter.
  for (const byte of randomBytes(RANDOM_LETTERS)) id += letterOf(byte);
  return id;
};

const letterOf = (value: number): string => LETTERS.charAt(value % 32);
