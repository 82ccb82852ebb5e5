import type { CompressionName } from './unpacker.js';

/** What is said of input whose compressed data ends before it does. */
export const garbageText = (what: string, name: CompressionName): string =>
  `${what} goes on after the end of its ${name} data with something that is none: that is left out, and all before it counts.`;

/** What is said of compressed data that is cut off or damaged. */
export const cutText = (what: string, problem: string): string =>
  `${what} cannot be decompressed to its end: ${problem}. What could be read counts.`;
