import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Files of other projects that tests read. They are not part of this repository. */
export const SHARED_DATA = resolve(import.meta.dirname, '../../../shared/data');

/** Whether these files of the shared data are missing; says so where they are. */
export const isMissing = (...paths: readonly string[]): boolean => {
  const missing = paths.map((path) => join(SHARED_DATA, path)).filter((path) => !existsSync(path));
  if (missing.length > 0) console.log(`Skipped: there is no ${missing.join(', no ')}.`);
  return missing.length > 0;
};
