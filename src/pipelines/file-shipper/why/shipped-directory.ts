import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LOCKS } from '../../../io/sources/directory/locks.js';

/** The nearest directory above a file from which somebody has shipped; undefined: none. */
export const shippedDirectory = (file: string): string | undefined => {
  for (let at = dirname(file); ; at = dirname(at)) {
    if (existsSync(join(at, LOCKS))) return at;
    if (at === dirname(at)) return undefined;
  }
};
