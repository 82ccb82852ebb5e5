import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import * as tidemark from '../src/index.js';
import * as testing from '../src/testing.js';
import {
  type CodeExample,
  docstringOf,
  examplesOfPage,
  examplesOfSource,
  exportedFrom,
  pages,
  sampleTexts,
} from './support/code-examples.js';

const ROOT = resolve(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

const ofPages = pages().flatMap((page) => examplesOfPage(page, read(page), sampleTexts()));
const ofSource = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .flatMap((name) => examplesOfSource(join('src', name), read(join('src', name))));

/** Where the types of an entry are after a build. */
const typesOf = (entry: string): string => {
  const { types } = JSON.parse(read('package.json')).exports[entry] ?? {};
  return join(ROOT, types ?? `dist/${entry}/index.d.ts`);
};

/** What the compiler has to say of all of them at once, each by its place. */
const faultsOf = async (examples: readonly CodeExample[]): Promise<readonly string[]> => {
  const cache = join(ROOT, 'node_modules/.cache');
  await mkdir(cache, { recursive: true });
  // Inside node_modules, where packages are found from.
  const directory = await mkdtemp(join(cache, 'tidemark-examples-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const write = (name: string, text: string) => writeFile(join(directory, name), text);
  await Promise.all(examples.map(({ code }, i) => write(`example-${i}.ts`, `${code}\nexport {};\n`)));
  await write('package.json', '{ "type": "module" }');
  await write(
    'tsconfig.json',
    JSON.stringify({
      extends: join(ROOT, 'tsconfig.json'),
      compilerOptions: {
        // An example may name what it does not go on to use.
        noUnusedLocals: false,
        isolatedModules: false,
        paths: {
          tidemark: [typesOf('.')],
          'tidemark/operators': [typesOf('./operators')],
          'tidemark/testing': [typesOf('./testing')],
        },
      },
      include: ['*.ts'],
    }),
  );
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const said = await promisify(execFile)(process.execPath, [tsc, '-p', directory]).then(
    ({ stdout }) => stdout,
    (error: { readonly stdout?: string }) => error.stdout ?? String(error),
  );
  return said
    .split('\n')
    .filter((line) => /\S/.test(line))
    .map((line) =>
      line.replace(/^\S*example-(\d+)\.ts\((\d+),\d+\)/, (_, i, at) => `${examples[i]?.place} +${at}`),
    );
};

describe('the examples', () => {
  test('are there to be looked at', () => {
    expect(ofPages.length).toBeGreaterThan(3);
    expect(ofSource.length).toBeGreaterThan(70);
    for (const entry of ['.', './operators', './testing'])
      expect(existsSync(typesOf(entry)), entry).toBe(true);
  });

  test('of README, docs and docstrings compile', async () => {
    expect(await faultsOf([...ofPages, ...ofSource])).toEqual([]);
  });

  test('would not compile with a fault in one of them', async () => {
    const page =
      '# P\n\n```ts\nimport { count } from "tidemark/operators";\n\nconst n = count();\n```\n\nAnd:\n\n```ts\nn.reed;\n```\n';
    const source =
      '/**\n * Counts.\n *\n * @example\n * ```ts\n * import { counts } from "tidemark";\n * ```\n */\n';
    const faults = await faultsOf([
      ...examplesOfPage('p.md', page, new Set()),
      ...examplesOfSource('s.ts', source),
    ]);
    expect(faults).toEqual([
      expect.stringMatching(/^p\.md:3 \+4: error TS2339: Property 'reed' does not exist/),
      expect.stringMatching(/^s\.ts:4 \+1: error TS2724: '"tidemark"' has no exported member named 'counts'/),
    ]);
  });

  test.each([
    ['src/index.ts', tidemark],
    ['src/testing.ts', testing],
  ])('show how every function of %s is called', (list, all) => {
    const values: Readonly<Record<string, unknown>> = all;
    const isFunction = (name: string): boolean =>
      typeof values[name] === 'function' && !/^class\b/.test(String(values[name]));
    const named = [...exportedFrom(list)].filter(([name]) => isFunction(name));
    expect(named.length).toBeGreaterThan(8);
    const without = named.filter(([, { file, name }]) => {
      const [example] = examplesOfSource(file, `${docstringOf(read(file), name)}\n`);
      return example === undefined || !new RegExp(`\\b${name}\\b|\\b${name}Codec\\b`).test(example.code);
    });
    expect(without.map(([name, { file }]) => `${name} in ${file}`)).toEqual([]);
  });
});
