import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { TidemarkError } from '../operators/tidemark-error.js';
import { DEFAULT_CONFIGS } from './default-configs.js';
import { loadTargets } from './parts/urls/late-targets.js';
import { type LoadedConfigs, type LoadOptions, planConfigs } from './plan-configs.js';
import { type ReadConfig, readConfig } from './read-config.js';

/** The names that were given, of a directory the config that lies there; without any that here. Throws a TidemarkError where there is none. */
export const configPaths = (given: readonly string[]): readonly string[] =>
  (given.length === 0 ? ['.'] : given).map(pathOf);

const pathOf = (given: string): string => {
  if (statSync(given, { throwIfNoEntry: false })?.isDirectory() !== true) return given;
  const found = DEFAULT_CONFIGS.map((name) => join(given, name)).find((path) => existsSync(path));
  if (found !== undefined) return found;
  const where = given === '.' ? 'here' : `in ${given}`;
  throw new TidemarkError('usage', `There is no config ${where} (${DEFAULT_CONFIGS.join(', ')}). Name one.`);
};

/** Whether a config may have targets to check; of a module nothing is known. */
const mayHaveTargets = ({ document }: ReadConfig): boolean =>
  document.text === '' || /web-monitor|urls/.test(document.text);

/** Reads, checks and compiles configs; nothing is opened but their files. Throws where a file cannot be read at all. */
export const loadConfigs = async (paths: readonly string[], options: LoadOptions): Promise<LoadedConfigs> => {
  const read: ReadConfig[] = [];
  for (const path of paths) read.push(...(await readConfig(path)));
  const hasOverrides = (options.overrides ?? []).length > 0;
  if (hasOverrides || read.some(mayHaveTargets)) await loadTargets();
  return planConfigs(read, options);
};
