import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfigs } from '../../src/config/load-configs.js';
import { builtParts } from '../../src/config/parts/built-parts.js';
import type { LoadedConfigs } from '../../src/config/plan-configs.js';
import { readModule } from '../../src/config/read-module.js';
import { Secrets } from '../../src/config/secrets.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const DEFINE_CONFIG = resolve(import.meta.dirname, '../../src/config/define-config.ts');

/** Loads a text as a file of this name. */
const load = async (name: string, text: string): Promise<LoadedConfigs> => {
  const path = join(await temporaryDirectory(), name);
  await writeFile(path, text);
  return loadConfigs([path], {
    parts: builtParts,
    environment: { LEVEL: '10/s' },
    secrets: new Secrets(),
    offline: false,
  });
};

const YAML = `version: 1
pipelines:
  web:
    use: access-log
    time: { lateness: 5s }
    streams:
      sections: null
      alerts: { alerts: { high-traffic: { above: "\${LEVEL}" } } }
`;

const moduleOf = (web: string): string => `
import { defineConfig } from ${JSON.stringify(DEFINE_CONFIG)};
const lateness = '5s' as const;
export default defineConfig({ version: 1, pipelines: { web: ${web} } });
`;

const SAME =
  "{ use: 'access-log', time: { lateness }, streams: { sections: null, alerts: { alerts: { 'high-traffic': { above: '${LEVEL}' } } } } }";

/** What a plan is, without the functions in it and the place that it comes from. */
const planOf = ({ plans }: LoadedConfigs): unknown =>
  plans.map(({ settings, signatures, pipelines }) => ({
    settings,
    signatures: [...signatures],
    pipelines: pipelines.map(({ name, settings: own, needs, history, fields }) => [
      name,
      own,
      needs,
      history,
      [...fields],
    ]),
  }));

describe('a config in TypeScript', () => {
  it('makes the same plan as the YAML that says the same', async () => {
    const yaml = await load('tidemark.yaml', YAML);
    const module = await load('tidemark.config.ts', moduleOf(SAME));
    expect([yaml.text, module.text]).toEqual(['', '']);
    expect(planOf(module)).toEqual(planOf(yaml));
  });

  it('may be exported as config too', async () => {
    const { text } = await load(
      'a.config.ts',
      "export const config = { version: 1, pipelines: { web: { use: 'access-log' } } };",
    );
    expect(text).toBe('');
  });

  it('has diagnostics that name the path, as it has no lines', async () => {
    const { diagnostics, text } = await load(
      'tidemark.config.ts',
      moduleOf(
        "{ use: 'access-log', time: { lateness: 5 as never }, streams: { s: { window: '10', measure: { n: 'count()' } } } }",
      ),
    );
    expect(diagnostics.map(({ message, place }) => [message, place])).toEqual([
      [expect.stringMatching(/^pipelines\.web\.time\.lateness: 5 has no unit\./), undefined],
      [expect.stringMatching(/^pipelines\.web\.streams\.s\.window: "10" has no unit/), undefined],
    ]);
    expect(text).toContain('tidemark.config.ts: error: pipelines.web.time.lateness: 5 has no unit.');
  });

  it('that holds functions, or itself, is refused', async () => {
    const functions = await load('tidemark.config.ts', moduleOf('{ use: (() => 1) as never }'));
    expect(functions.diagnostics).toMatchObject([
      { code: 'wrong-type', message: expect.stringContaining('A function is no setting') },
    ]);
    const endless = await load(
      'tidemark.config.ts',
      'const web: any = {}; web.use = web; export default { version: 1, pipelines: { web } };',
    );
    expect(endless.errors).toBeGreaterThan(0);
  });

  it('that cannot be loaded says why', async () => {
    await expect(load('tidemark.config.ts', 'export default nothing;')).rejects.toMatchObject({
      code: 'unreadable',
      message: expect.stringContaining('nothing is not defined'),
    });
  });
});

describe('the module of a config', () => {
  const WEB = "{ version: 1, pipelines: { web: { use: 'access-log' } } }";
  const ESM = `import { defineConfig } from 'tidemark'; export default defineConfig(${WEB});`;
  const CJS = `const { defineConfig } = require('tidemark'); module.exports = defineConfig(${WEB});`;

  it.each([
    ['ts', ESM],
    ['mts', ESM],
    ['cts', CJS],
    ['js', ESM],
    ['mjs', ESM],
    ['cjs', CJS],
  ])('may be of kind .%s, and imports tidemark from anywhere', async (kind, text) => {
    const { errors, text: said } = await load(`tidemark.config.${kind}`, text);
    expect([errors, said]).toEqual([0, '']);
  });

  it('imports files of its own that lie beside it, and other entries of ours', async () => {
    const directory = await temporaryDirectory();
    await mkdir(join(directory, 'parts'));
    await writeFile(join(directory, 'parts/level.ts'), "export const above: string = '5%';");
    const path = join(directory, 'tidemark.config.ts');
    const text = `
      import { above } from './parts/level.js';
      import { perSecond } from 'tidemark';
      import { END } from 'tidemark/testing';
      export default { above, events: perSecond(10).events, ended: END.ended };`;
    await writeFile(path, text);
    expect(await readModule(path)).toEqual({ above: '5%', events: 10, ended: true });
  });

  it('is given this installation, also where another one is nearer, and the very objects of this process', async () => {
    const directory = await temporaryDirectory();
    const other = join(directory, 'node_modules/tidemark');
    await mkdir(other, { recursive: true });
    await writeFile(
      join(other, 'package.json'),
      '{ "name": "tidemark", "version": "0.0.1", "main": "index.js" }',
    );
    await writeFile(join(other, 'index.js'), "exports.TidemarkError = 'of another one';");
    const path = join(directory, 'tidemark.config.ts');
    await writeFile(path, "import { TidemarkError } from 'tidemark'; export default { TidemarkError };");
    const { TidemarkError } = createRequire(import.meta.url)('tidemark');
    expect(TidemarkError).toBeInstanceOf(Function);
    expect(await readModule(path)).toEqual({ TidemarkError });
  });

  it.each([
    [
      "import { levels } from 'our-levels'; export default levels;",
      'there is no package "our-levels", which ',
    ],
    ["import { levels } from './levels.js'; export default levels;", 'there is no file ./levels.js, which '],
    ['const a = 1;\nthrow new Error("No levels today.");', 'it throws "No levels today." at '],
    ["throw 'a text';", 'it throws a text.'],
    ['const a = ;', 'Unexpected token'],
    ['export const other = 1;', 'exports no config: write "export default defineConfig('],
    ["import { nothing } from 'tidemark'; export default nothing;", 'exports no config'],
    ['', 'exports no config'],
  ])('says what is wrong, and where: %s', async (text, said) => {
    const path = join(await temporaryDirectory(), 'tidemark.config.ts');
    await writeFile(path, text);
    const error: unknown = await readModule(path).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'unreadable', message: expect.stringContaining(said) });
    expect(String(error)).toContain(path);
  });

  it('says so when it is not there, and at which line it throws', async () => {
    const path = join(await temporaryDirectory(), 'tidemark.config.ts');
    await expect(readModule(path)).rejects.toThrow(
      `The config ${path} cannot be read: there is no such file.`,
    );
    await writeFile(path, 'const a = 1;\nthrow new Error("Broken.");');
    await expect(readModule(path)).rejects.toThrow(`at ${path}:2:7.`);
  });
});

describe('a config in JSON', () => {
  it('makes the same plan as the YAML that says the same', async () => {
    const web = {
      use: 'access-log',
      time: { lateness: '5s' },
      streams: { sections: null, alerts: { alerts: { 'high-traffic': { above: '${LEVEL}' } } } },
    };
    const json = await load('tidemark.json', JSON.stringify({ version: 1, pipelines: { web } }, null, 2));
    expect(planOf(json)).toEqual(planOf(await load('tidemark.yaml', YAML)));
  });
});
