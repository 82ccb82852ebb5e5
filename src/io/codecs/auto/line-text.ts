import { withoutNoise } from '../unwrap/without-noise.js';

/** A line as it is judged: without what is not of it, such as byte-order marks and colours, and UTF-16 as what it says. */
export const lineText = (bytes: Buffer, from: number, to: number): string =>
  withoutNoise(bytes.subarray(from, to)).toString('utf8');
