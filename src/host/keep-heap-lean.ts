import { changeFlags, type FlagChange } from './v8-flags.js';

/** Percent of what is in use that the heap grows by before V8 looks for what is not. */
const GROWTH = 40;

const LEAN_HEAP: FlagChange = {
  on: [`--heap-growing-percent=${GROWTH}`, '--optimize-for-size'],
  off: ['--heap-growing-percent=0', '--no-optimize-for-size'],
};

/** Has V8 look earlier for what is used no more. It asks for this number at each look, so it may be said at any time. */
export const keepHeapLean = (): void => changeFlags(LEAN_HEAP);
