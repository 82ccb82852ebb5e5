import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Whether a program is on the path here; says so where it is not, since what needs it is then left out. */
export const hasProgram = (name: string): boolean => {
  const found = (process.env.PATH ?? '').split(':').some((directory) => existsSync(join(directory, name)));
  if (!found) process.stderr.write(`NOT TESTED: there is no ${name} here; what needs it is left out.\n`);
  return found;
};
