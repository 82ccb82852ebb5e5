import { execFileSync, spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, normalize } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { bundledFiles } from '../support/bundled-files.js';
import { zstdStored } from '../support/packed-cases.js';
import { ROOT } from '../support/tidemark.js';
import { install, manifest, type Packed, pack, RegistryUnreachable, runWith } from './installed-package.js';
import { otherNodes } from './other-nodes.js';

const scratch = mkdtempSync(join(tmpdir(), 'tidemark-package-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

let packed: Packed;
beforeAll(async () => {
  packed = await pack(scratch);
});

/** Nothing is left out without a word: what could not be tested is said on standard error, too. */
const leaveOut = (context: TestContext, what: string, why: string): never => {
  process.stderr.write(`\nNOT TESTED: ${what}, because ${why}\n\n`);
  return context.skip(why);
};

/** What the bundler says of each file that it wrote. */
const outputs = bundledFiles();

/** The files of ours that a built file imports. */
const importsOf = (path: string): readonly string[] => {
  if (path.endsWith('.js'))
    return (outputs.get(path)?.imports ?? [])
      .filter(({ external }) => external !== true)
      .map((one) => one.path);
  const code = readFileSync(join(ROOT, path), 'utf8');
  return [...code.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)["'](\.[^"'\n]+)\.js["']/g)].map(([, name = '']) =>
    normalize(join(path, '..', `${name}.d.ts`)),
  );
};

/** Installs the package for a Node and uses all that it promises. */
const use = async (context: TestContext, node: string, release: string): Promise<void> => {
  const directory = join(scratch, release);
  try {
    await install(node, packed.tarball, directory);
  } catch (error) {
    if (!(error instanceof RegistryUnreachable)) throw error;
    leaveOut(context, `the package on Node ${release}`, `the registry is not reached: ${error.message}`);
  }
  // The peer of `tidemark/testing`, which a project has that tests with it.
  symlinkSync(join(ROOT, 'node_modules/fast-check'), join(directory, 'node_modules/fast-check'));
  const home = join(directory, 'home');
  mkdirSync(home);
  const tidemark = (...args: readonly string[]): Promise<string> =>
    runWith(node, [join(directory, 'node_modules/.bin/tidemark'), ...args], directory, home);
  const inModule = (code: string): Promise<string> =>
    runWith(node, [node, '--input-type=module', '-e', code], directory);

  expect(await runWith(node, [node, '--version'], directory)).toBe(`v${release}\n`);
  for (const [entry, name] of [
    ['tidemark', 'run'],
    ['tidemark/operators', 'tumbling'],
    ['tidemark/testing', 'operatorLaws'],
  ]) {
    expect(await inModule(`import { ${name} } from '${entry}'; console.log(typeof ${name})`), entry).toBe(
      'function\n',
    );
  }
  expect(await runWith(node, [node, '-p', "typeof require('tidemark').run"], directory)).toBe('function\n');

  expect(await tidemark('--version')).toBe(`${manifest.version}\n`);
  const log = join(ROOT, 'samples/access-log/access.log');
  const rows = await tidemark('access-log', log, '--once', '--state', 'state', '--json');
  expect(rows.split('\n').filter((row) => row.includes('"stream":"alerts"')).length).toBeGreaterThan(0);
  expect(await tidemark('audit', '--state', 'state')).not.toBe('');
  // Node reads zstd itself from 22.15 on.
  writeFileSync(join(directory, 'access.log.zst'), zstdStored(readFileSync(log)));
  const again = await tidemark('access-log', 'access.log.zst', '--once', '--state', 'zstd', '--json');
  expect(again.replaceAll('access.log.zst', log)).toBe(rows);
  // Compiled code of each command that was loaded.
  const kept = readdirSync(join(home, '.cache/tidemark')).map((name) => name.slice(0, name.indexOf('-2')));
  expect(kept.sort()).toEqual(['access-log', 'audit']);
  const config = `import { defineConfig } from 'tidemark';
const source = { file: '${log}' };
const streams = { hits: { window: '1m', measure: { hits: 'count()' }, to: 'stdout' } };
export default defineConfig({ version: 1, pipelines: { web: { source, streams } } });`;
  writeFileSync(join(directory, 'tidemark.config.ts'), config);
  expect(await tidemark('check', 'tidemark.config.ts')).toContain('all is well');
};

describe('the packed package', () => {
  it('holds what its entries lead to, and nothing else of what was built', () => {
    const paths = packed.files.map(({ path }) => path);
    const built = paths.filter((path) => path.startsWith('dist/') && !path.endsWith('.txt'));
    const reached = new Set<string>();
    const reach = (path: string): void => {
      if (reached.has(path)) return;
      reached.add(path);
      for (const target of importsOf(path)) reach(target);
    };
    for (const entry of ['index', 'operators', 'testing'])
      for (const end of ['.js', '.d.ts']) reach(`dist/${entry}${end}`);
    for (const entry of ['cli/main', 'command/program']) reach(`dist/${entry}.js`);
    reached.add('dist/cli/package.json');
    expect(
      [...reached].filter((path) => !paths.includes(path)),
      'missing',
    ).toEqual([]);
    expect(
      built.filter((path) => !reached.has(path)),
      'of no use',
    ).toEqual([]);
  });

  it('holds no tests, no sources and no maps of sources', () => {
    const tops = new Set(packed.files.map(({ path }) => path.split('/')[0]));
    expect([...tops].sort()).toEqual(
      ['CHANGELOG.md', 'LICENSE', 'README.md', 'db', 'dist', 'docs', 'package.json', 'samples'].sort(),
    );
    const mapped = packed.files.filter(
      ({ path }) =>
        path.endsWith('.map') ||
        (/\.js$/.test(path) && readFileSync(join(ROOT, path), 'utf8').includes('\n//# sourceMappingURL')),
    );
    expect(mapped).toEqual([]);
  });

  it('is small', () => {
    // The file shipper, with what speaks to S3, is some 0.1 MB of it.
    expect(packed.size).toBeLessThan(3.1e6);
    expect(packed.unpackedSize).toBeLessThan(13e6);
  });

  it('has bundled files whose stacks can be read', () => {
    const lines = packed.files
      .filter(({ path }) => path.startsWith('dist/') && path.endsWith('.js'))
      .flatMap(({ path }) => readFileSync(join(ROOT, path), 'utf8').split('\n'));
    expect(lines.length).toBeGreaterThan(20_000);
    expect(lines.filter((line) => line.startsWith('// src/')).length).toBeGreaterThan(500);
  });

  it('names the licence of every part that is bundled', () => {
    const text = readFileSync(join(ROOT, 'dist/THIRD-PARTY-LICENCES.txt'), 'utf8');
    expect(packed.files.map(({ path }) => path)).toContain('dist/THIRD-PARTY-LICENCES.txt');
    for (const name of ['commander', 'pino', 'prom-client', 'rxjs', 'undici', 'yaml', 'zod'])
      expect(text).toMatch(new RegExp(`^${name} \\d`, 'm'));
  });

  it('has types that compile without those of its own parts', () => {
    const directory = join(scratch, 'types');
    for (const one of ['tidemark', '@types'])
      mkdirSync(join(directory, 'node_modules', one), { recursive: true });
    execFileSync('tar', ['-xzf', packed.tarball, '--strip-components=1', '-C', 'node_modules/tidemark'], {
      cwd: directory,
    });
    const there = [
      '@types/node',
      ...Object.keys(manifest.dependencies),
      'fast-check',
      'undici-types',
      'pure-rand',
    ];
    for (const name of there)
      symlinkSync(join(ROOT, 'node_modules', name), join(directory, 'node_modules', name));
    writeFileSync(
      join(directory, 'use.ts'),
      `import { type Config, defineConfig, file, run } from 'tidemark';
import { count, tumbling } from 'tidemark/operators';
import { operatorLaws } from 'tidemark/testing';
export const config: Config = defineConfig({ version: 1, pipelines: {} });
// @ts-expect-error No such key: the type of a config is not \`any\`.
defineConfig({ version: 1, pipeline: {} });
export const all = [file, run, count, tumbling, operatorLaws];
`,
    );
    writeFileSync(
      join(directory, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          target: 'ES2023',
          module: 'NodeNext',
          strict: true,
          noEmit: true,
          skipLibCheck: false,
          types: ['node'],
        },
        files: ['use.ts'],
      }),
    );
    writeFileSync(join(directory, 'package.json'), '{ "type": "module" }');
    const { stdout } = spawnSync(join(ROOT, 'node_modules/.bin/tsc'), ['-p', '.'], {
      cwd: directory,
      encoding: 'utf8',
    });
    expect(stdout).toBe('');
  });

  it('installs strictly and works on this Node', (context) =>
    use(context, process.execPath, process.versions.node));

  it('installs strictly and works on the other long-term releases', async (context) => {
    const missing: string[] = [];
    for (const { release, node } of await otherNodes()) {
      if ('missing' in node) missing.push(`Node ${release}: ${node.missing}`);
      else await use(context, node.path, release);
    }
    if (missing.length > 0) leaveOut(context, 'the package on every release', missing.join('; '));
  });
});
