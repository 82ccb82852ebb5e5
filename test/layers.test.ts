import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = resolve(import.meta.dirname, '../src');

/** What the files of a layer may import of ours; a name that ends with / is a folder. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'operators/': ['operators/'],
  'io/': ['operators/', 'io/'],
  'pipelines/': ['operators/', 'io/', 'pipelines/'],
  'config/': ['operators/', 'io/', 'pipelines/', 'config/'],
  'host/': ['operators/', 'io/', 'pipelines/', 'config/', 'host/'],
  'cli/': ['operators/', 'io/', 'pipelines/', 'config/', 'host/', 'cli/'],
  'page/': ['page/'],
  // Of the edges their contracts only.
  'testing/': [
    'operators/',
    'testing/',
    'io/clock.ts',
    'io/random.ts',
    'io/actions/action.ts',
    'io/codecs/codec.ts',
    'io/sinks/sink.ts',
    'io/sources/source.ts',
    'io/state/state-store.ts',
  ],
  'index.ts': ['operators/', 'io/', 'pipelines/', 'config/'],
  'operators.ts': ['operators/'],
  'testing.ts': ['testing/'],
};

const isIn = (path: string, place: string): boolean =>
  place.endsWith('/') ? path.startsWith(place) : path === place;

/** Everything that a file imports or exports from elsewhere, types too; the examples in its docstrings import nothing. */
const importsOf = (code: string): readonly string[] =>
  [
    ...code
      .replace(/^ *\/\*\*[\s\S]*?\*\//gm, '')
      .matchAll(/(?:\bfrom|\bimport|\brequire)\s*\(?\s*(['"])([^'"\n]+)\1/g),
  ].map((found) => found[2] ?? '');

const targetOf = (path: string, name: string): string =>
  relative(SRC, resolve(SRC, path, '..', name)).replace(/\.js$/, '.ts');

/** Arrows of one file that point where they must not. */
const wrongImports = (path: string, code: string): readonly string[] => {
  const layer = Object.keys(MAY_IMPORT).find((place) => isIn(path, place));
  if (layer === undefined) return [`${path} is in no layer`];
  return importsOf(code).flatMap((name) => {
    if (name.startsWith('.')) {
      const target = targetOf(path, name);
      const allowed = (MAY_IMPORT[layer] ?? []).some((place) => isIn(target, place));
      return allowed ? [] : [`${path} imports ${target}`];
    }
    const allowed =
      (layer !== 'operators/' || name === 'rxjs') && (layer === 'testing/' || name !== 'fast-check');
    return allowed ? [] : [`${path} imports ${name}`];
  });
};

interface SourceFile {
  readonly path: string;
  readonly code: string;
}

/** A way of imports, types too, that leads back to where it began; undefined where none does. */
const circleIn = (given: readonly SourceFile[]): readonly string[] | undefined => {
  const targets = new Map(
    given.map(({ path, code }) => [
      path,
      importsOf(code)
        .filter((name) => name.startsWith('.'))
        .map((name) => targetOf(path, name)),
    ]),
  );
  const done = new Set<string>();
  const from = (path: string, way: readonly string[]): readonly string[] | undefined => {
    const at = way.indexOf(path);
    if (at >= 0) return [...way.slice(at), path];
    if (done.has(path)) return undefined;
    for (const target of targets.get(path) ?? []) {
      const circle = from(target, [...way, path]);
      if (circle !== undefined) return circle;
    }
    done.add(path);
    return undefined;
  };
  for (const path of targets.keys()) {
    const circle = from(path, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
};

const withoutCommentsAndTexts = (code: string): string =>
  code.replace(/\/\/.*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g, ' ');

const IMPURE =
  /\b(?:Date|performance|Math\.random|crypto|setTimeout|setInterval|setImmediate|queueMicrotask|console|process|Promise|async|await)\b/g;

/** Clocks, chance, waiting and output: what an operator must not use. */
const impurities = (code: string): readonly string[] => withoutCommentsAndTexts(code).match(IMPURE) ?? [];

const files = readdirSync(SRC, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => {
    const path = join(entry.parentPath, entry.name);
    return { path: relative(SRC, path), code: readFileSync(path, 'utf8') };
  });
const operators = files.filter(({ path }) => path.startsWith('operators/'));

describe('the layers', () => {
  it('has files to look at', () => {
    expect(files.length).toBeGreaterThan(80);
    expect(operators.length).toBeGreaterThan(30);
    expect(files.flatMap(({ code }) => importsOf(code)).length).toBeGreaterThan(300);
  });

  it('point one way: operators ← io ← pipelines ← config ← host ← cli', () => {
    expect(files.flatMap(({ path, code }) => wrongImports(path, code))).toEqual([]);
  });

  it('have no circle of imports, not even of types', () => {
    expect(circleIn(files)).toBeUndefined();
  });

  it('would show a circle', () => {
    const circle = circleIn([
      { path: 'io/a.ts', code: "import { b } from './rooms/b.js';" },
      { path: 'io/rooms/b.ts', code: "import { c } from './c.js';\nimport { d } from '../d.js';" },
      { path: 'io/rooms/c.ts', code: '' },
      { path: 'io/d.ts', code: "export type Later = import('./a.js').A;" },
    ]);
    expect(circle).toEqual(['io/a.ts', 'io/rooms/b.ts', 'io/d.ts', 'io/a.ts']);
  });

  it('keep clocks, chance, waiting and output out of operators', () => {
    expect(operators.flatMap(({ path, code }) => impurities(code).map((word) => `${path}: ${word}`))).toEqual(
      [],
    );
  });

  it.each([
    ['operators/where.ts', "import { readFileSync } from 'node:fs';"],
    ['operators/where.ts', "import type { Clock } from '../io/clock.js';"],
    ['operators/where.ts', "export { file } from '../io/sources/file.js';"],
    ['operators/where.ts', "const { DateTime } = await import('luxon');"],
    ['operators/measures/sum.ts', 'type Sink = import("../../io/sinks/sink.js").Sink;'],
    ['io/sinks/stdout.ts', "import { run } from '../../pipelines/run.js';"],
    ['io/codecs/codec.ts', "import {\n  rowId,\n} from '../../pipelines/row-id.js';"],
    ['pipelines/run.ts', "import { warn } from '../host/warn.js';"],
    ['pipelines/access-log/access-log.ts', "import type { Rate } from '../../config/rate.js';"],
    ['config/load-configs.ts', "import { Stores } from '../host/stores.js';"],
    ['host/stores.ts', "import { welcome } from '../cli/welcome.js';"],
    ['pipelines/run.ts', "import { memorySink } from '../testing/memory-sink.js';"],
    ['testing/cuts.ts', "import { stdout } from '../io/sinks/stdout.js';"],
    ['io/sources/file.ts', "import fc from 'fast-check';"],
    ['io/sources/file.ts', "import 'fast-check';"],
    ['index.ts', "export { memorySink } from './testing.js';"],
    ['elsewhere/thing.ts', ''],
  ])('are watched: %s must not say %s', (path, code) => {
    expect(wrongImports(path, code)).toHaveLength(1);
  });

  it.each([
    ['operators/where.ts', "import { map } from 'rxjs';\nimport { x } from './span.js';"],
    [
      'io/sources/file.ts',
      "import { open } from 'node:fs/promises';\nimport { x } from '../../operators/chunk.js';",
    ],
    [
      'testing/operator-laws.ts',
      "import fc from 'fast-check';\nimport type { Sink } from '../io/sinks/sink.js';",
    ],
  ])('let %s say what it may', (path, code) => {
    expect(wrongImports(path, code)).toEqual([]);
  });

  it.each([
    'const now = Date.now();',
    'return Math.random();',
    'setTimeout(() => out.push(row), 10);',
    'async step(state, batch) {',
    'console.log(row);',
    'const started = performance.now();',
  ])('catch %s in an operator', (code) => {
    expect(impurities(code)).toHaveLength(1);
    expect(impurities(`// ${code}\n/* ${code} */ const text = '${code.replaceAll("'", '')}';`)).toEqual([]);
  });
});

describe('the files of src', () => {
  it('have at most 300 lines', () => {
    const long = files.filter(({ code }) => code.split('\n').length - 1 > 300);
    expect(long.map(({ path }) => path)).toEqual([]);
  });

  it('are named in kebab-case', () => {
    const odd = files.filter(
      ({ path }) => !/^(?:[a-z0-9]+(?:-[a-z0-9]+)*\/)*[a-z0-9]+(?:-[a-z0-9]+)*\.\w+$/.test(path),
    );
    expect(odd.map(({ path }) => path)).toEqual([]);
  });

  it('have no default exports', () => {
    const odd = files.filter(({ code }) =>
      /\bexport\s+default\b|\bas\s+default\b/.test(withoutCommentsAndTexts(code)),
    );
    expect(odd.map(({ path }) => path)).toEqual([]);
  });
});
