import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { ROOT } from './tidemark.js';

/** A change to one compiled file. */
export interface Sabotage {
  readonly file: string;
  readonly replace: string | RegExp;
  readonly by: string;
}

const DIST = join(ROOT, 'dist');

/** The compiled command with something wrong in it, put into a directory; answers with its main file. */
export async function sabotagedCommand(directory: string, sabotages: readonly Sabotage[]): Promise<string> {
  const done = new Set<Sabotage>();
  const plugin: Plugin = {
    name: 'sabotage',
    setup: ({ onLoad }) => {
      onLoad({ filter: /\/dist\/.*\.js$/ }, ({ path }) => {
        const here = sabotages.filter(({ file }) => file === relative(DIST, path));
        if (here.length === 0) return undefined;
        let contents = readFileSync(path, 'utf8');
        for (const one of here) {
          const before = contents;
          contents = before.replace(one.replace, one.by);
          if (contents !== before) done.add(one);
        }
        return { contents };
      });
    },
  };
  mkdirSync(directory, { recursive: true });
  cpSync(join(ROOT, 'package.json'), join(directory, 'package.json'));
  symlinkSync(join(ROOT, 'node_modules'), join(directory, 'node_modules'));
  const outdir = join(directory, 'dist/cli');
  // Beside what is shipped lies what was compiled of each file. In a bundle, since it is started again and again.
  await build({
    stdin: {
      contents: "import { main } from './program.js';\nawait main(process.argv, () => undefined);\n",
      resolveDir: join(DIST, 'cli'),
      sourcefile: 'main.js',
    },
    outdir,
    entryNames: 'main',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    external: ['lmdb', 'jiti'],
    alias: { rxjs: join(ROOT, 'node_modules/rxjs/dist/esm/index.js') },
    // What is CommonJS asks for modules of Node.
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
    plugins: [plugin],
    logLevel: 'error',
  });
  for (const one of sabotages)
    if (!done.has(one)) throw new Error(`Nothing to sabotage in ${one.file}: ${one.replace} is not there.`);
  return join(outdir, 'main.js');
}
