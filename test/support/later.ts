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

/** Waits until whatever is changed in a directory from now on bears a later time than everything that was changed before. */
export const nextInstant = (directory: string): Promise<void> => {
  const probe = join(directory, 'probe');
  const touched = (): number => {
    writeFileSync(probe, 'x');
    return statSync(probe).ctimeMs;
  };
  const before = touched();
  return until(() => touched() > before);
};
