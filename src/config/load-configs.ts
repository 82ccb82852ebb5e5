import { existsSync } from 'node:fs';
import { TidemarkError } from '../operators/tidemark-error.js';
import { DEFAULT_CONFIGS } from './default-configs.js';
import { type LoadedConfigs, type LoadOptions, planConfigs } from './plan-configs.js';
import { type ReadConfig, readConfig } from './read-config.js';

/** The names that were given, or the config that lies here. Throws a TidemarkError where there is none. */
export const configPaths = (given: readonly string[]): readonly string[] => {
  if (given.length > 0) return given;
  const found = DEFAULT_CONFIGS.find((name) => existsSync(name));
  if (found !== undefined) return [found];
  throw new TidemarkError('usage', `There is no config here (${DEFAULT_CONFIGS.join(', ')}). Name one.`);
};

/** Reads, checks and compiles configs; nothing is opened but their files. Throws where a file cannot be read at all. */
export const loadConfigs = async (paths: readonly string[], options: LoadOptions): Promise<LoadedConfigs> => {
  const read: ReadConfig[] = [];
  for (const path of paths) read.push(...(await readConfig(path)));
  return planConfigs(read, options);
};
