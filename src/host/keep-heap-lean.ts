import { changeFlags, type FlagChange } from './v8-flags.js';

/** Percent of what is in use that the heap grows by before V8 looks for what is not. */
const GROWTH = 40;

const LEAN_HEAP: FlagChange = {
  on: [`--heap-growing-percent=${GROWTH}`],
  off: ['--heap-growing-percent=0'],
};

/** It makes another flag 1, which counts for a heap that is yet to be made and has to be taken back by itself. */
const GIVE_BACK: FlagChange = {
  on: ['--optimize-for-size'],
  off: ['--no-optimize-for-size', '--max-semi-space-size=0'],
};

/**
 * Has V8 look earlier for what is used no more, and give back pages that are a fifth empty, where it would keep them up to seven
 * tenths. It asks for these at each look, so they may be said at any time.
 */
export const keepHeapLean = (): void => {
  changeFlags(LEAN_HEAP);
  if (!isTuned()) changeFlags(GIVE_BACK);
};

/** Somebody has said how large that heap is to be. */
const isTuned = (): boolean =>
  [...process.execArgv, process.env.NODE_OPTIONS ?? ''].some((one) => one.includes('semi-space-size'));
