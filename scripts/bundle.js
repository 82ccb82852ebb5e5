// Makes of the sources what is shipped: the command and the library, each one bundle with split points, unminified so that
// stacks can be read. docs/ARCHITECTURE.md, "The package", says why.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { esModulesOfAws } from './es-modules-of-aws.js';
import { later } from './later.js';
import { licences } from './licences.js';
import { linkChunk } from './link-chunk.js';
import { pruneTypes } from './prune-types.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const { version, dependencies, peerDependencies } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
);
const isBuiltin = new Set(builtinModules);

/** CommonJS parts `require` what Node has, and there is no `require` in a module. */
const builtins = {
  name: 'builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^[\w:/]+$/ }, ({ path, kind }) => {
      if (kind !== 'require-call' || !(path.startsWith('node:') || isBuiltin.has(path))) return undefined;
      return { path: path.replace(/^node:/, ''), namespace: 'builtin' };
    });
    // Only for commands that are programs of their own, of which there are none; loading it takes 4 ms.
    onLoad({ filter: /^child_process$/, namespace: 'builtin' }, () => ({
      contents: `module.exports = { get spawn() { return process.getBuiltinModule('node:child_process').spawn; } };`,
    }));
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

const bundle = (outdir, entryPoints, options) =>
  build({
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
    plugins: [builtins, esModulesOfAws],
    ...options,
  });

const define = { BUNDLED_VERSION: JSON.stringify(version) };

/** Large, and wanted by few: for times in zones and in formats of their own, for patterns of users, and for those of paths. */
const LATER = ['luxon', 're2js', 'picomatch'];

/** A package in a file of its own; one that is a function is there as `whole`. */
const laterFile = (name, names) =>
  names.length > 0
    ? bundle('dist/command', [{ in: name, out: name }], { write: false })
    : bundle('dist/command', [], {
        write: false,
        stdin: { contents: `export { default as whole } from '${name}';`, resolveDir: root },
        entryNames: name,
      });

/** The command: a small file that loads the others, each of which is one function. */
const bundleCommand = async () => {
  const namesOf = {};
  for (const name of LATER)
    namesOf[name] = Object.keys(await import(name)).filter((one) => one !== 'default');
  const entryOf = (name) => `dist/command/${name}.js`;
  const parts = await Promise.all([
    bundle('dist/command', [{ in: 'src/cli/program.ts', out: 'program' }], {
      write: false,
      define,
      chunkNames: '[name]-[hash]',
      // One is native, the other is loaded by the few who write their config in TypeScript.
      external: ['lmdb', 'jiti'],
      // For Node alone rxjs has two hundred files of CommonJS, of which nothing can be left out.
      alias: { rxjs: './node_modules/rxjs/dist/esm/index.js' },
      plugins: [later(namesOf), builtins, esModulesOfAws],
    }),
    ...LATER.map((name) => laterFile(name, namesOf[name])),
  ]);
  const hash = createHash('sha256');
  for (const { path, text } of parts.flatMap(({ outputFiles }) => outputFiles)) {
    const linked = await linkChunk(path, text);
    hash.update(linked);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, linked);
  }
  // esbuild does not see that these lead to others.
  for (const { imports, inputs } of Object.values(parts[0].metafile.outputs))
    for (const name of LATER)
      if (`later:${name}` in inputs) imports.push({ path: entryOf(name), kind: 'require-call' });
  // What is in its directory beside it are modules, and not shipped.
  writeFileSync(join(root, 'dist/cli/package.json'), '{ "type": "commonjs" }\n');
  const main = await bundle('dist/cli', [{ in: 'src/cli/main.ts', out: 'main' }], {
    format: 'cjs',
    splitting: false,
    define: {
      ...define,
      'import.meta.dirname': '__dirname',
      'import.meta.url': '__filename',
      BUNDLED_BUILD: JSON.stringify(hash.digest('hex').slice(0, 16)),
    },
  });
  return [...parts, main].map(({ metafile }) => metafile);
};

/** The library. Its users have parts of their own: what is a dependency stays one, and is there once. */
const bundleLibrary = async () => {
  const { metafile } = await bundle('dist', [...entries, { in: 'src/index.ts', out: AGAIN }], {
    external: [...Object.keys(dependencies), ...Object.keys(peerDependencies)],
  });
  return [metafile];
};

for (const directory of ['dist/chunks', 'dist/command', 'dist/cli/chunks'])
  rmSync(join(root, directory), { recursive: true, force: true });
// One after the other would take twice as long.
const metafiles = (await Promise.all([bundleLibrary(), bundleCommand()])).flat();
rmSync(join(root, `dist/${AGAIN}.js`));
const inputs = metafiles.flatMap(({ inputs }) => Object.keys(inputs));
writeFileSync(join(root, 'dist/THIRD-PARTY-LICENCES.txt'), licences(root, inputs));
writeFileSync(join(root, 'dist/meta.json'), JSON.stringify(metafiles.map(({ outputs }) => outputs)));
pruneTypes(
  join(root, 'dist'),
  entries.map(({ out }) => `${out}.d.ts`),
);
