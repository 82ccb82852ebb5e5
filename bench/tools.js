import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where a program is, or undefined where it is not installed. */
export const find = (program) =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((directory) => join(directory, program))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });

/** What to put before a command so that it stays on one core; nothing where that cannot be done. */
export const pin = () => {
  const taskset = find('taskset');
  if (taskset === undefined) return [];
  try {
    // "pid 12's current affinity list: 0-3,6": the last core, as the first is the busiest with other work.
    const allowed = execFileSync(taskset, ['-cp', String(process.pid)], { encoding: 'utf8' });
    const core = /(\d+)\s*$/.exec(allowed)?.[1];
    return core === undefined ? [] : [taskset, '-c', core];
  } catch {
    return [];
  }
};
