import { changeFlags, type FlagChange } from './v8-flags.js';

/**
 * How often a search goes back before V8's linear engine goes on with it. Each time may be as many steps as the text is long, so
 * this bounds what an evil text costs; usual lines stay far below.
 */
const MOST_BACK = 1000;

const LINEAR_ENGINE: FlagChange = {
  on: [
    '--enable-experimental-regexp-engine',
    '--enable-experimental-regexp-engine-on-excessive-backtracks',
    `--regexp-backtracks-before-fallback=${MOST_BACK}`,
  ],
  off: [
    '--no-enable-experimental-regexp-engine',
    '--no-enable-experimental-regexp-engine-on-excessive-backtracks',
    '--regexp-backtracks-before-fallback=50000',
  ],
};

/** Has V8 leave a search that goes back too often to its engine of linear time, for patterns compiled from here on. */
export const turnOnLinearEngine = (): void => changeFlags(LINEAR_ENGINE);
