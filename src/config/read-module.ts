import { stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { TidemarkError } from '../operators/tidemark-error.js';

/** What a config may import of us. */
const ENTRIES = ['tidemark', 'tidemark/operators', 'tidemark/testing'];

/**
 * What a module exports as its config: its `config`, its default export, or `module.exports`. The module may import
 * `tidemark` wherever it lies: it is given this very installation, also where another one is nearer.
 *
 * Throws 'unreadable' where the file is not there, cannot be loaded, or exports no config; says what and where.
 */
export const readModule = async (path: string): Promise<unknown> => {
  const { createJiti } = await import('jiti');
  const file = resolve(path);
  if ((await stat(file).catch(() => undefined)) === undefined) {
    throw new TidemarkError('unreadable', `The config ${path} cannot be read: there is no such file.`);
  }
  // Without its default, so that a module that exports none can be told from one that is all export.
  const options = { fsCache: false, moduleCache: false, interopDefault: false };
  const jiti = createJiti(import.meta.url, { ...options, virtualModules: ourselves() });
  let module: unknown;
  try {
    module = await jiti.import(pathToFileURL(file).href);
  } catch (error) {
    throw new TidemarkError('unreadable', `The config ${path} cannot be loaded: ${reasonOf(error)}`, {
      cause: error,
    });
  }
  const exported = exportedConfig(module);
  if (exported !== undefined) return exported;
  throw new TidemarkError(
    'unreadable',
    `The config ${path} exports no config: write "export default defineConfig({ version: 1, pipelines: { … } })".`,
  );
};

const exportedConfig = (module: unknown): unknown => {
  const exports = module as {
    readonly __esModule?: unknown;
    readonly default?: unknown;
    readonly config?: unknown;
  };
  const named = exports.config ?? exports.default;
  if (named !== undefined) return named;
  // What `module.exports` was set to; an empty object is what it is where nothing was exported.
  const isWhole = exports.__esModule === undefined && Object.keys(exports).length > 0;
  return isWhole ? module : undefined;
};

/**
 * Our own entries as modules that are there already: loaded by the process itself, only if they are asked for. Were they
 * left to be found from where the config lies, there would be none, or a second copy.
 */
const ourselves = (): Record<string, unknown> => {
  const require = createRequire(import.meta.url);
  const modules: Record<string, unknown> = {};
  for (const name of ENTRIES) {
    if (isFound(require, name)) {
      Object.defineProperty(modules, name, { enumerable: true, get: (): unknown => require(name) });
    }
  }
  return modules;
};

const isFound = (require: NodeJS.Require, name: string): boolean => {
  try {
    require.resolve(name);
    return true;
  } catch {
    return false;
  }
};

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return `it throws ${String(error)}.`;
  const { message } = error;
  const missing = /^Cannot find (?:module|package) '([^']+)'/.exec(message)?.[1];
  if (missing !== undefined) {
    const importer = /Require stack:\n- (\S+)/.exec(message)?.[1];
    const from = importer === undefined ? '' : `, which ${importer} imports`;
    return /^[./]/.test(missing)
      ? `there is no file ${missing}${from}.`
      : `there is no package "${missing}"${from}. Install it beside the config: npm install ${missing}`;
  }
  // Of a text that is no program the message says where; of one that throws, the first line of its stack does.
  const place = /^ +at (?:.*\()?(\/[^()]*:\d+:\d+)\)?$/m.exec(error.stack ?? '')?.[1];
  if (error instanceof SyntaxError || place === undefined) return message;
  return `it throws "${message}" at ${place}.`;
};
