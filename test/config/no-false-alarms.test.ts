import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadTargets } from '../../src/config/parts/urls/late-targets.js';
import { diagnose } from './bad-configs/diagnose.js';
import { allParts } from './stand-in-parts.js';

const ROOT = resolve(import.meta.dirname, '../..');

const filesIn = (directory: string, ending: RegExp): readonly string[] =>
  readdirSync(join(ROOT, directory), { recursive: true, encoding: 'utf8' })
    .filter((name) => ending.test(name))
    .map((name) => join(directory, name));

/** Every whole config that the documents show. */
const documented = ['README.md', 'CONTRIBUTING.md', ...filesIn('docs', /\.md$/)].flatMap((file) =>
  [...readFileSync(join(ROOT, file), 'utf8').matchAll(/```yaml\n(version: 1\n[\s\S]*?)```/g)].map(
    ([, text = ''], i) => [`${file} (${i + 1})`, text] as const,
  ),
);
const written = [
  ...filesIn('samples', /\.ya?ml$/),
  ...filesIn('packaging', /\.ya?ml$/),
  'test/config/acceptance.yaml',
]
  .flatMap((file) =>
    readFileSync(join(ROOT, file), 'utf8')
      .split(/^---$/m)
      .map((text, i) => [`${file} (${i + 1})`, text] as const),
  )
  .filter(([, text]) => /^version: 1$/m.test(text));
const readyMade = ['access-log', 'flow-log'].map(
  (use) => [`use: ${use}`, `version: 1\npipelines: { p: { use: ${use} } }\n`] as const,
);

const warningsOf = (text: string): readonly string[] =>
  diagnose(text, { parts: allParts, offline: true }).diagnostics.map(({ message }) => message);

// Configs of the web monitor are among them.
beforeAll(loadTargets);

describe('a config that somebody was shown', () => {
  it('is there', () => {
    expect(documented.length).toBeGreaterThan(3);
    expect(written.length).toBeGreaterThan(2);
  });

  it.each([...documented, ...written, ...readyMade])('has no warning: %s', (_, text) => {
    expect(warningsOf(text)).toEqual([]);
  });
});
