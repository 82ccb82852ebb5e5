import { LineNoise } from './line-noise.js';

const noise = new LineNoise();

/** The line as `LineNoise` cleans it; as it was where nothing can be made of it. Lent until the next call. */
export const withoutNoise = (line: Buffer): Buffer => {
  noise.clean(line, 0, line.length);
  return noise.problem === '' ? noise.bytes.subarray(noise.from, noise.to) : line;
};
