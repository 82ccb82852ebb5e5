import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');

/** TypeScript as people read it: one module, and where it begins. */
export interface CodeExample {
  /** File and line of its first block. */
  readonly place: string;
  readonly code: string;
}

const lineOf = (text: string, at: number): number => text.slice(0, at).split('\n').length;

/**
 * The modules of a page. A block that imports something begins one; a block that does not goes on from the block before
 * it. What a file of samples/ holds is left out: it is compiled where it lies.
 */
export const examplesOfPage = (file: string, text: string, samples: ReadonlySet<string>): CodeExample[] => {
  const modules: { place: string; code: string }[] = [];
  for (const { 1: code = '', index } of text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)) {
    if (samples.has(code.trim())) continue;
    const last = modules.at(-1);
    if (last !== undefined && !/^import /m.test(code)) last.code += code;
    else modules.push({ place: `${file}:${lineOf(text, index)}`, code });
  }
  return modules;
};

/** The text of every TypeScript file of samples/. */
export const sampleTexts = (): ReadonlySet<string> =>
  new Set(
    readdirSync(join(ROOT, 'samples'), { recursive: true, withFileTypes: true })
      .filter(({ name }) => name.endsWith('.ts'))
      .map(({ name, parentPath }) => readFileSync(join(parentPath, name), 'utf8').trim()),
  );

export const pages = (): readonly string[] => [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

/** What a list of re-exports gives to the world: each name with the file it comes from, and its name there. */
export const exportedFrom = (
  file: string,
): ReadonlyMap<string, { readonly file: string; readonly name: string }> => {
  const found = new Map<string, { readonly file: string; readonly name: string }>();
  const code = readFileSync(join(ROOT, file), 'utf8').replace(/\/\/.*/g, '');
  for (const [, names = '', from = ''] of code.matchAll(/export \{([^}]*)\} from '([^']+)';/g)) {
    const target = relative(ROOT, resolve(ROOT, file, '..', from)).replace(/\.js$/, '.ts');
    for (const each of names.split(',').map((name) => name.trim())) {
      if (each === '' || each.startsWith('type ')) continue;
      const [name = '', as = name] = each.split(' as ');
      const further = target.endsWith('/index.ts') ? exportedFrom(target).get(name) : undefined;
      found.set(as, further ?? { file: target, name });
    }
  }
  return found;
};

/** The first docstring of an exported function, const or class; undefined where it has none. */
export const docstringOf = (code: string, name: string): string | undefined =>
  new RegExp(
    `(/\\*\\*(?:(?!\\*/)[\\s\\S])*\\*/)\\nexport (?:async )?(?:const|function|class) ${name}\\b`,
  ).exec(code)?.[1];

/** The code of each `@example` of the docstrings in a file. */
export const examplesOfSource = (file: string, text: string): CodeExample[] =>
  [...text.matchAll(/^ *\* @example\n *\* ```ts\n([\s\S]*?)^ *\* ```$/gm)].map(({ 1: code = '', index }) => ({
    place: `${file}:${lineOf(text, index)}`,
    code: code.replace(/^ *\* ?/gm, ''),
  }));
