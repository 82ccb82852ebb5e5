import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { bundledFiles } from '../support/bundled-files.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { ROOT, tidemark } from '../support/tidemark.js';

const built = bundledFiles();

interface Loaded {
  /** Sources, ours and those of packages, that are in the built files; and files that were loaded as they are. */
  readonly sources: readonly string[];
  readonly packages: ReadonlySet<string>;
  /** Of the built files, and of those that were loaded as they are. */
  readonly bytes: number;
  /** Modules of Node. */
  readonly builtins: readonly string[];
}

const packageOf = (path: string): readonly string[] => {
  const name = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(path)?.[1];
  return name === undefined ? [] : [name];
};

/** Runs the built command and answers with everything that it loaded, which Node itself tells. */
const loadedBy = async (...args: readonly string[]): Promise<Loaded> => {
  const directory = mkdtempSync(join(tmpdir(), 'tidemark-loaded-'));
  try {
    const { code, stderr } = await tidemark(args, { env: { NODE_V8_COVERAGE: directory } });
    expect(code, stderr).toBe(0);
    const scripts = readdirSync(directory).flatMap((name) => {
      const { result } = JSON.parse(readFileSync(join(directory, name), 'utf8')) as {
        readonly result: readonly { readonly url: string }[];
      };
      return result.map(({ url }) => url);
    });
    const paths = scripts
      .filter((url) => url.startsWith('file:'))
      .map((url) => relative(ROOT, fileURLToPath(url)));
    const sources = paths.flatMap((path) => [
      path,
      ...Object.entries(built.get(path)?.inputs ?? {})
        .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
        .map(([source]) => source),
    ]);
    return {
      sources,
      packages: new Set(sources.flatMap(packageOf)),
      bytes: paths.reduce((sum, path) => sum + statSync(join(ROOT, path)).size, 0),
      builtins: scripts.filter((url) => url.startsWith('node:')),
    };
  } finally {
    rmSync(directory, { recursive: true });
  }
};

/** Parts that take long to load, and what they are for. */
const HEAVY = {
  'an HTTP client': 'undici',
  metrics: 'prom-client',
  'a state store': 'lmdb',
  'a compiler': 'jiti',
  'a log': 'pino',
  zones: 'luxon',
  patterns: 're2js',
  'patterns of paths': 'picomatch',
  'a decoder of zstd': 'zstddec',
};

describe('what a command loads', () => {
  it('was compiled by the first start, and is taken by the second', async () => {
    const cache = await temporaryDirectory();
    const env = { XDG_CACHE_HOME: cache, NODE_DISABLE_COMPILE_CACHE: '' };
    const directory = join(cache, 'tidemark');
    const first = await tidemark(['fields', 'access-log'], { env });
    const [name = ''] = readdirSync(directory);
    expect(name).toMatch(/^fields-/);
    const { ino } = statSync(join(directory, name));
    expect(await tidemark(['fields', 'access-log'], { env })).toEqual(first);
    // One that had found nothing, or nothing that fits, would have written another.
    expect(readdirSync(directory)).toEqual([name]);
    expect(statSync(join(directory, name)).ino).toBe(ino);
  });

  it.each([
    [
      'its linear engine turned on',
      'config.yaml',
      'version: 1\npipelines: { p: { source: { file: log, format: { regex: "^(?P<time>[0-9]+) (?P<word>[a-z]+)$" }, follow: false }, streams: { s: { to: [stdout] } } } }\n',
      ['run', 'config.yaml'],
    ],
    ['its heap kept small', 'sites.txt', 'http://127.0.0.1:9/\n', ['web-monitor', 'sites.txt', '--once']],
  ])(
    'is taken as well where V8 had %s, by a flag that compiled code depends on',
    async (_, name, text, args) => {
      const cwd = await temporaryDirectory();
      const env = { XDG_CACHE_HOME: cwd, NODE_DISABLE_COMPILE_CACHE: '' };
      writeFileSync(join(cwd, name), text);
      writeFileSync(join(cwd, 'log'), '1700000000 one\n1700000001 two\n');
      const run = async (): Promise<number> => {
        const { stdout, stderr } = await tidemark(args, { env, cwd });
        expect(stdout, stderr).not.toBe('');
        const [kept = ''] = readdirSync(join(cwd, 'tidemark'));
        return statSync(join(cwd, 'tidemark', kept)).ino;
      };
      const first = await run();
      expect(await run()).toBe(first);
    },
  );

  it('keeps its names: of a bundled CommonJS package that is imported at run time there is a default alone', () => {
    const entries = [...built.values()].filter(({ entryPoint }) => entryPoint?.includes('node_modules/'));
    const bare = entries.filter(({ exports }) => exports.length === 1 && exports[0] === 'default');
    expect(bare.map(({ entryPoint }) => entryPoint)).toEqual([]);
  });

  it('is nothing for --version', async () => {
    const { sources, packages } = await loadedBy('--version');
    expect(sources.filter((path) => path.startsWith('src/')).sort()).toEqual([
      'src/cli/code/cache-directory.ts',
      'src/cli/code/chunk-loader.ts',
      'src/cli/code/code-cache.ts',
      'src/cli/code/load-command.ts',
      'src/cli/main.ts',
      'src/host/keep-heap-lean.ts',
      'src/host/turn-on-linear-engine.ts',
      'src/host/v8-flags.ts',
      'src/host/version.ts',
    ]);
    expect([...packages]).toEqual([]);
  });

  it('is what reads options for --help', async () => {
    const { packages } = await loadedBy('--help');
    expect([...packages]).toEqual(['commander']);
  });

  it('is neither a client nor a server, a store or a log for check', async () => {
    const { sources, packages, builtins } = await loadedBy('check', 'samples/config/web.yaml');
    for (const part of ['commander', 'yaml', 'zod']) expect(packages).toContain(part);
    for (const [what, part] of Object.entries(HEAVY)) expect(packages, what).not.toContain(part);
    // They come along where zod is imported in any other way than `import * as z`.
    expect(sources.filter((path) => path.includes('zod/v4/locales/')).length).toBeLessThanOrEqual(1);
    for (const part of ['http', 'https', 'tls', 'dns']) expect(builtins).not.toContain(`node:${part}`);
  });

  it('is a store only for a command that has a state directory, and neither zones nor patterns where it has none', async () => {
    const { packages, bytes } = await loadedBy('access-log', 'samples/access-log/access.log', '--once');
    for (const [what, part] of Object.entries(HEAVY)) expect(packages, what).not.toContain(part);
    // All of it is read before the first line is out.
    expect(bytes).toBeLessThan(2_190_000);
  });
});
