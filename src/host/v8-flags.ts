/** Flags of V8 that belong together, and what V8 begins with in their place. */
export interface FlagChange {
  readonly on: readonly string[];
  readonly off: readonly string[];
}

const changed = new Set<FlagChange>();

/** Changes flags of this process, from here on. */
export const changeFlags = (change: FlagChange): void => {
  setFlags(change.on);
  changed.add(change);
};

/**
 * Does something under the flags that V8 began with, in which no pattern may run. V8 takes compiled code only under the very
 * flags that it was written down under, and the next start begins with these again.
 */
export const underFirstFlags = <T>(work: () => T): T => {
  for (const { off } of changed) setFlags(off);
  try {
    return work();
  } finally {
    for (const { on } of changed) setFlags(on);
  }
};

const setFlags = (flags: readonly string[]): void => {
  const { setFlagsFromString } = process.getBuiltinModule('node:v8');
  for (const flag of flags) setFlagsFromString(flag);
};
