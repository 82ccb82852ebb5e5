import { setFlagsFromString } from 'node:v8';

/** For patterns that are compiled from here on: how often one may go back before the linear engine goes on. */
export const goBackAtMost = (times: number): void =>
  setFlagsFromString(`--regexp-backtracks-before-fallback=${times}`);
