import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hasCode } from './has-code.js';

/**
 * Makes a directory and those above it that are missing; answers with the first that was made. Rejects as `mkdir` does.
 * Node's own way never comes back where the system says that there is nothing and lets nothing be made, as under /proc.
 */
export const makeDirectories = async (path: string): Promise<string | undefined> => {
  try {
    await mkdir(path);
    return path;
  } catch (error) {
    const above = dirname(path);
    if (hasCode(error, 'EEXIST')) return undefined;
    if (!hasCode(error, 'ENOENT') || above === path) throw error;
    const first = await makeDirectories(above);
    // What is above is there now: a second ENOENT is the answer. Somebody may have made it meanwhile.
    await mkdir(path).catch((again: unknown) => {
      if (!hasCode(again, 'EEXIST')) throw again;
    });
    return first ?? path;
  }
};
