import { basename, dirname } from 'node:path';
import { arch, versions } from 'node:process';
import { cacheDirectory } from './cache-directory.js';
import { ChunkLoader } from './chunk-loader.js';
import { CodeCache } from './code-cache.js';
import type { ProcessFlags } from './process-flags.js';

export interface CommandFiles {
  /** The file that exports `main`. */
  readonly path: string;
  /** Tells this build from every other. */
  readonly build: string;
}

/** Never rejects. */
type Main = (argv: readonly string[], flags: ProcessFlags) => Promise<void>;

/** Loads the command, with what an earlier start has compiled of it, and sees to it that a later start has that. */
export const loadCommand = ({ path, build }: CommandFiles, argv: readonly string[]): Main => {
  const directory = cacheDirectory(process.env);
  // Each command has a file of its own, for each needs other code.
  const command = argv.find((one) => /^[a-z][a-z-]{0,30}$/.test(one)) ?? 'tidemark';
  const cache =
    directory === undefined
      ? undefined
      : new CodeCache({
          directory,
          name: `${command}-${versions.node}-${arch}-${build}`,
          of: dirname(path),
        });
  const loader = new ChunkLoader(dirname(path), cache?.read() ?? new Map());
  if (cache !== undefined)
    process.on('exit', () => {
      if (!loader.isWhole) cache.write(loader.compiled());
    });
  const { main } = loader.load(basename(path)) as { readonly main: Main };
  return main;
};
