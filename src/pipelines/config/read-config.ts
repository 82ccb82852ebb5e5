import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { TidemarkError } from '../../operators/tidemark-error.js';
import type { Diagnostic } from './diagnostic.js';
import { ConfigDocument } from './document/config-document.js';
import { parseYaml } from './document/parse-yaml.js';

export interface ReadConfig {
  readonly document: ConfigDocument;
  readonly diagnostics: readonly Diagnostic[];
}

/** Larger than any config that people write. */
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * Reads a config file: YAML and JSON by their text, one config for each document; a TypeScript or JavaScript module by
 * what its `config` or default export is. Throws a TidemarkError where the file cannot be read.
 */
export const readConfig = async (path: string): Promise<readonly ReadConfig[]> => {
  if (/\.[cm]?[jt]s$/.test(path)) return [{ document: await readModule(path), diagnostics: [] }];
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'there is no such file' : (error.code ?? error.message);
    throw new TidemarkError('unreadable', `The config ${path} cannot be read: ${why}.`, { cause: error });
  });
  if (text.length > MOST_BYTES)
    throw new TidemarkError('unreadable', `The config ${path} is larger than 4 MiB.`);
  const documents = parseYaml(path, text);
  if (documents.length > 0) return documents;
  const empty = new ConfigDocument(path, text, {}, new Map());
  return [{ document: empty, diagnostics: [] }];
};

const readModule = async (path: string): Promise<ConfigDocument> => {
  const { createJiti } = await import('jiti');
  const jiti = createJiti(import.meta.url, { fsCache: false, moduleCache: false });
  try {
    const module: unknown = await jiti.import(pathToFileURL(resolve(path)).href);
    const exported = module as { readonly default?: unknown; readonly config?: unknown };
    return new ConfigDocument(path, '', exported.config ?? exported.default ?? {}, new Map());
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new TidemarkError('unreadable', `The config ${path} cannot be loaded: ${detail}`, { cause: error });
  }
};
