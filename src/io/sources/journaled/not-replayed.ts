import { notNow, type Refused } from '../../http/refused.js';

/** How far a journal has been read again, in entries. */
export interface Replaying {
  readonly done: number;
  readonly total: number;
}

/** What is refused until then. */
export const notReplayed = (replaying: Replaying): Refused =>
  notNow('replaying', `The journal is being read again: ${progressText(replaying)}.`);

const progressText = ({ done, total }: Replaying): string =>
  total === 0 ? 'it has just begun' : `${Math.floor((100 * done) / total)}% done`;
