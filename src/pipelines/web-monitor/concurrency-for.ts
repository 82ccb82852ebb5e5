/** Enough for 10,000 targets a minute that all take their 10 seconds. */
const DEFAULT = 2000;
/** What else a process has open: its state, its outputs, who asks it. */
const OTHERS = 200;
/** A check may dial two addresses at once, and ask a name server beside. */
const OF_A_CHECK = 3;

/** How many checks may run at once, and what is to be said of that. */
export interface Concurrency {
  readonly checks: number;
  /** A sentence, where the limit of open files has a say; undefined: it has none. */
  readonly bound: string | undefined;
}

/** So many as were asked for, or 2000, as far as there is room for their sockets. */
export const concurrencyFor = (asked: number | undefined, openFiles: number | undefined): Concurrency => {
  const wanted = asked ?? DEFAULT;
  const room =
    openFiles === undefined ? Infinity : Math.max(1, Math.floor((openFiles - OTHERS) / OF_A_CHECK));
  if (wanted <= room) return { checks: wanted, bound: undefined };
  return {
    checks: room,
    bound: `${room} checks run at once, and not ${wanted}: this process may have ${openFiles} files and sockets open. Raise that limit (ulimit -n, LimitNOFILE=) for more.`,
  };
};
