// Makes of the sources what is shipped: the command and the library, each one bundle with split points, unminified so that
// stacks can be read. docs/ARCHITECTURE.md, "The package", says why.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { licences } from './licences.js';
import { pruneTypes } from './prune-types.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const isBuiltin = new Set(builtinModules);

/** CommonJS parts `require` what Node has, and there is no `require` in a module. */
const builtins = {
  name: 'builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^[\w:/]+$/ }, ({ path, kind }) => {
      if (kind !== 'require-call' || !(path.startsWith('node:') || isBuiltin.has(path))) return undefined;
      return { path: path.replace(/^node:/, ''), namespace: 'builtin' };
    });
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `const found = process.getBuiltinModule('node:${path}');
if (found === undefined) throw new Error('This Node has no node:${path}.');
module.exports = found;`,
    }));
  },
};

const entries = ['index', 'operators', 'testing'].map((name) => ({ in: `src/${name}.ts`, out: name }));

/**
 * A second entry with what the first has, and thrown away: so all code is in chunks, and an entry only says which. Whoever
 * bundles three operators out of `tidemark` gets no other chunk; of a file that has an export they would get every
 * statement that does something.
 */
const AGAIN = 'again';

const bundle = (outdir, entryPoints, options) => {
  rmSync(join(root, outdir, 'chunks'), { recursive: true, force: true });
  return build({
    absWorkingDir: root,
    entryPoints,
    outdir,
    bundle: true,
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    metafile: true,
    plugins: [builtins],
    ...options,
  });
};

// One after the other would take twice as long.
const outputs = await Promise.all([
  // Users of the library have parts of their own: what is a dependency stays one, and is there once.
  bundle('dist', [...entries, { in: 'src/index.ts', out: AGAIN }], {
    external: [...Object.keys(dependencies), ...Object.keys(peerDependencies)],
  }),
  bundle('dist/cli', [{ in: 'src/cli/main.ts', out: 'main' }], {
    // One is native, the other is loaded by the few who write their config in TypeScript.
    external: ['lmdb', 'jiti'],
    // For Node alone rxjs has two hundred files of CommonJS, of which nothing can be left out.
    alias: { rxjs: './node_modules/rxjs/dist/esm/index.js' },
  }),
]);
rmSync(join(root, `dist/${AGAIN}.js`));
const inputs = outputs.flatMap(({ metafile }) => Object.keys(metafile.inputs));
writeFileSync(join(root, 'dist/THIRD-PARTY-LICENCES.txt'), licences(root, inputs));
writeFileSync(join(root, 'dist/meta.json'), JSON.stringify(outputs.map(({ metafile }) => metafile.outputs)));
pruneTypes(
  join(root, 'dist'),
  entries.map(({ out }) => `${out}.d.ts`),
);
