/**
 * How often a search goes back before V8's linear engine goes on with it. Each time may be as many steps as the text is long, so
 * this bounds what an evil text costs; usual lines stay far below.
 */
const MOST_BACK = 1000;

const FLAGS = [
  '--enable-experimental-regexp-engine',
  '--enable-experimental-regexp-engine-on-excessive-backtracks',
  `--regexp-backtracks-before-fallback=${MOST_BACK}`,
];

/** Has V8 leave a search that goes back too often to its engine of linear time, for patterns compiled from here on. */
export const turnOnLinearEngine = (): void => {
  const modules: object = process.getBuiltinModule('node:module');
  // Compiled code is kept under V8's flags: what has been compiled so far is written down under those that the next start has.
  if ('flushCompileCache' in modules && typeof modules.flushCompileCache === 'function')
    modules.flushCompileCache();
  const { setFlagsFromString } = process.getBuiltinModule('node:v8');
  for (const flag of FLAGS) setFlagsFromString(flag);
};
