import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/tidemark.js';

const { linkChunk } = (await import(`${ROOT}/scripts/link-chunk.js`)) as {
  readonly linkChunk: (path: string, code: string) => Promise<string>;
};

type Chunk = (require: (name: string) => unknown, importMeta: object) => unknown;

/** Runs a module, as esbuild writes them, in its linked form. */
const run = async (
  code: string,
  modules: Record<string, unknown> = {},
  importMeta = {},
): Promise<unknown> => {
  const linked = await linkChunk('chunk.js', code);
  const chunk = new Function(`return ${linked}`)() as Chunk;
  return chunk((name) => modules[name], importMeta);
};

describe('a linked file', () => {
  it('takes what it imports, whichever way it is written, and gives what it exports', async () => {
    const code = `import {
  a,
  b as c
} from "./one.js";
import * as two from "./two.js";
import three, { d } from "./three.js";
import fs, { readFileSync } from "node:fs";
import "./four.js";
var all = [a, c, two.e, three, d, fs === "fs", readFileSync];

export {
  all as "all of it",
  a as first
};
`.replace('"all of it"', 'everything');
    const modules = {
      './one.js': { a: 1, b: 2 },
      './two.js': { e: 3 },
      './three.js': { default: 4, d: 5 },
      'node:fs': Object.assign(() => 0, { readFileSync: 6 }),
      './four.js': {},
    };
    expect(await run(code, modules)).toEqual({ everything: [1, 2, 3, 4, 5, false, 6], first: 1 });
  });

  it('imports at run time what is bundled from there, and the rest from where it lies', async () => {
    const code = `// import("./comment.js")
var text = 'import("./text.js")';
var load = async () => [await import("./later.js"), await import("lmdb"), import.meta.url, text];

export {
  load
};
`;
    const importMeta = { url: 'file:///x', import: async (name: string) => `of Node: ${name}` };
    const { load } = (await run(code, { './later.js': 'bundled' }, importMeta)) as {
      readonly load: () => Promise<unknown>;
    };
    expect(await load()).toEqual(['bundled', 'of Node: lmdb', 'file:///x', 'import("./text.js")']);
  });

  it('keeps the numbers of its lines, and is ASCII', async () => {
    const code =
      'import { a } from "./one.js";\nvar micro = /[µ−]/u.test("\\xB5") && a;\n\nexport {\n  micro\n};\n';
    const linked = await linkChunk('chunk.js', code);
    expect(linked.split('\n').slice(1, 3)).toEqual([
      'var micro = /[\\u00b5\\u2212]/u.test("\\xB5") && a;',
      '',
    ]);
    expect(await run(code, { './one.js': { a: 7 } })).toEqual({ micro: 7 });
  });

  it('hands over an enum of TypeScript, which is declared before it has its value, and none that changes later', async () => {
    const numbers = 'var E;\n(function(E2) {\n  E2["A"] = "a";\n})(E || (E = {}));\n';
    expect(await run(`${numbers}\nexport {\n  E\n};\n`)).toEqual({ E: { A: 'a' } });
    const later = `${numbers}var set = () => { E = 1; };\n\nexport {\n  E,\n  set\n};\n`;
    await expect(linkChunk('chunk.js', later)).rejects.toThrow('"E" is a constant');
  });

  it('is none of a file with an export that changes: it would be handed over once', async () => {
    const changing = 'var n = 0;\nvar more = () => { n++; };\n\nexport {\n  more,\n  n\n};\n';
    await expect(linkChunk('chunk.js', changing)).rejects.toThrow('"n" is a constant');
    // A word of an import, and no name that it gives.
    const from = `import { a } from "./from.js";\nvar from = a;\nvar more = () => { from++; };\n\nexport {\n  from,\n  more\n};\n`;
    await expect(linkChunk('chunk.js', from)).rejects.toThrow('"from" is a constant');
    const later = 'var n;\nvar set = () => { n = 1; };\n\nexport {\n  n,\n  set\n};\n';
    await expect(linkChunk('chunk.js', later)).rejects.toThrow('exports n');
  });
});
