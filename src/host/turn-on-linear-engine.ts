/**
 * How often a search goes back before V8's linear engine goes on with it. Each time may be as many steps as the text is long, so
 * this bounds what an evil text costs; usual lines stay far below.
 */
const MOST_BACK = 1000;

const ON = [
  '--enable-experimental-regexp-engine',
  '--enable-experimental-regexp-engine-on-excessive-backtracks',
  `--regexp-backtracks-before-fallback=${MOST_BACK}`,
];
/** What V8 begins with. */
const OFF = [
  '--no-enable-experimental-regexp-engine',
  '--no-enable-experimental-regexp-engine-on-excessive-backtracks',
  '--regexp-backtracks-before-fallback=50000',
];

let isOn = false;

/** Has V8 leave a search that goes back too often to its engine of linear time, for patterns compiled from here on. */
export const turnOnLinearEngine = (): void => {
  setFlags(ON);
  isOn = true;
};

/**
 * Does something under the flags that V8 began with, in which no pattern may run. V8 takes compiled code only under the very
 * flags that it was written down under, and the next start begins with these again.
 */
export const underFirstFlags = <T>(work: () => T): T => {
  if (!isOn) return work();
  setFlags(OFF);
  try {
    return work();
  } finally {
    setFlags(ON);
  }
};

const setFlags = (flags: readonly string[]): void => {
  const { setFlagsFromString } = process.getBuiltinModule('node:v8');
  for (const flag of flags) setFlagsFromString(flag);
};
