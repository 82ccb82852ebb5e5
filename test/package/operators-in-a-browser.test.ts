import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundledFiles } from '../support/bundled-files.js';
import { ROOT } from '../support/tidemark.js';

/** Somebody's project, in which the package and rxjs are. */
const project = mkdtempSync(join(tmpdir(), 'tidemark-browser-'));
beforeAll(() => {
  mkdirSync(join(project, 'node_modules'));
  symlinkSync(ROOT, join(project, 'node_modules/tidemark'));
  symlinkSync(join(ROOT, 'node_modules/rxjs'), join(project, 'node_modules/rxjs'));
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

/** What is made of this code, and from how many bytes of which packages. For a browser it rejects where Node would be needed. */
const bundle = async (
  contents: string,
  platform: 'browser' | 'node' = 'browser',
): Promise<{ code: string; bytes: number; rxjs: number; inputs: readonly string[] }> => {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: project },
    bundle: true,
    minify: true,
    platform,
    format: 'iife',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const [output] = Object.values(metafile.outputs);
  const inputs = Object.entries(output?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return {
    code: outputFiles[0]?.text ?? '',
    bytes: output?.bytes ?? 0,
    rxjs: inputs
      .filter(([path]) => /\/(?:rxjs|tslib)\//.test(path))
      .reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0),
    inputs: inputs.map(([path]) => path),
  };
};

const THREE = 'export { count, eventTime, tumbling }';

describe('tidemark/operators in a browser', () => {
  it('is under 40 kB minified for count, tumbling and eventTime, what they take of rxjs included', async () => {
    const { bytes, rxjs } = await bundle(`${THREE} from 'tidemark/operators';`);
    expect(bytes).toBeLessThan(40_000);
    expect(rxjs).toBeGreaterThan(1000);
  });

  it('is hardly larger where they are imported from tidemark: what is not used is left out', async () => {
    const { inputs, bytes, rxjs } = await bundle(`${THREE} from 'tidemark';`, 'node');
    expect(inputs.filter((path) => path.includes('/node_modules/') && !path.includes('/rxjs/'))).toEqual([]);
    // Of rxjs nothing can be left out for Node.
    expect(bytes - rxjs).toBeLessThan(40_000);
  });

  it('needs nothing of Node, whatever is used of it', async () => {
    const { inputs } = await bundle(`export * from 'tidemark/operators';`);
    expect(inputs.length).toBeGreaterThan(0);
    await expect(bundle(`export * from 'tidemark';`)).rejects.toThrow(/node:/);
  });

  it('leaves nothing of an import that is not used: it has no side effects', async () => {
    for (const entry of ['tidemark/operators', 'tidemark'])
      expect((await bundle(`import '${entry}';`, 'node')).inputs, entry).toEqual([]);
  });

  it('runs where there is no Node', async () => {
    const { code } = await bundle(`
      import { count, eventTime, tumbling } from 'tidemark/operators';
      import { of } from 'rxjs';
      const rows = [1, 2, 11, 21].map((second) => ({ time: second * 1000 }));
      of({ rows, rejected: [], ended: true })
        .pipe(eventTime({ lateness: '2s' }), tumbling({ size: '10s', measures: { hits: count() } }))
        .subscribe((batch) => emitted.push(...batch.rows.map(({ start, hits }) => [start, hits])));`);
    const emitted: unknown[] = [];
    runInNewContext(code, { emitted });
    expect(emitted).toEqual([
      [0, 2],
      [10_000, 1],
      [20_000, 1],
    ]);
  });

  it('is made of our operators alone', () => {
    const built = bundledFiles();
    const seen = new Set<string>();
    const sources = (path: string): readonly string[] => {
      if (seen.has(path)) return [];
      seen.add(path);
      const { inputs = {}, imports = [] } = built.get(path) ?? {};
      const outside = imports.filter(({ external }) => external === true).map((one) => one.path);
      const inside = imports.filter(({ external }) => external !== true).map((one) => one.path);
      return [...Object.keys(inputs), ...outside, ...inside.flatMap(sources)];
    };
    const strange = sources('dist/operators.js').filter(
      (path) => !/^(?:src\/operators(?:\.ts|\/.*)|rxjs)$/.test(path),
    );
    expect(strange).toEqual([]);
    expect(seen.size).toBeGreaterThan(0);
  });
});
