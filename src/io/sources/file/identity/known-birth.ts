import { statSync } from 'node:fs';
import type { FileStat } from '../looking/file-stat.js';

let areKnown: boolean | undefined;

/** Where the system cannot tell when files came to be, as in some sandboxes, it says when they were changed. */
const systemKnowsBirths = (): boolean => {
  const { birthtimeNs, ctimeNs } = statSync(process.execPath, { bigint: true });
  return birthtimeNs !== ctimeNs;
};

/** When a file came to be, in epoch milliseconds; undefined where nobody knows. */
export const knownBirth = ({ born }: Pick<FileStat, 'born'>): number | undefined => {
  areKnown ??= systemKnowsBirths();
  return areKnown && born > 0 ? born : undefined;
};
