import type { Balance } from '../balance.js';

/** Whether there was input and none of it has become a row. Input that is empty is not that: a log may have no lines today. */
export const readsNothing = ({ rows, held, rejected }: Balance): boolean =>
  rows === 0 && held === 0 && Object.values(rejected).some((n) => n > 0);

/** What whoever hears that goes on with. */
export const LOOK = 'tidemark look FILE says what it is, and how to read it.';
