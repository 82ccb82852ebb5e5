import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`),
];

/** Files of the project that a page names: with their folders, below the project or below `src`. */
const filesIn = (text: string): readonly string[] =>
  [...text.matchAll(/`((?:[\w-]+\/)+[\w.-]+\.(?:ts|js|yaml|md))`/g)].map((found) => found[1] ?? '');

describe('the pages', () => {
  it.each(PAGES.filter((page) => page.endsWith('.md')))('%s names files that there are', (page) => {
    const named = filesIn(readFileSync(join(ROOT, page), 'utf8'));
    const missing = named.filter(
      (name) => ![name, `src/${name}`].some((path) => existsSync(join(ROOT, path))),
    );
    expect(missing).toEqual([]);
  });

  it('name files at all', () => {
    expect(filesIn(readFileSync(join(ROOT, 'docs/ARCHITECTURE.md'), 'utf8')).length).toBeGreaterThan(40);
  });
});

it('the benches import files of the build that there are: nothing compiles them', () => {
  const folder = join(ROOT, 'bench');
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js'))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
  const named = sources.flatMap((text) =>
    Array.from(text.matchAll(/(?:\bfrom\('|\/dist\/)([\w/-]+)\.js'/g), ([, name = '']) => name),
  );
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((name) => !existsSync(join(ROOT, `src/${name}.ts`)))).toEqual([]);
});
