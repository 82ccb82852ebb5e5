import { statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { until } from './until.js';

/** Waits until the clock of the file system shows a later time than that of the last change of a file. */
export const later = (path: string): Promise<void> => {
  const probe = join(dirname(path), 'probe');
  return until(() => {
    writeFileSync(probe, 'x');
    return statSync(probe).mtimeMs > statSync(path).mtimeMs;
  });
};
