import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, test } from 'vitest';

/** Data that no one on this project wrote; it lies beside the repository and is not part of it. */
const folder = fileURLToPath(new URL('../../../shared/data/', import.meta.url));

export const readShared = (path: string): string => readFileSync(folder + path, 'utf8');

export const readSharedJson = <T>(path: string): T => JSON.parse(readShared(path)) as T;

/** Names in a folder. */
export const listShared = (path: string): readonly string[] => readdirSync(folder + path);

/** A group of tests that needs one of these files; where it is absent they are skipped, and it is said why. */
export function describeWithData(name: string, path: string, tests: () => void): void {
  if (existsSync(folder + path)) describe(name, tests);
  else describe(name, () => test.skip(`skipped, as ${folder}${path} is not here`, () => {}));
}
