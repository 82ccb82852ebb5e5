import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MAKERS } from '../../src/config/compile/measure-makers.js';
import { builtParts } from '../../src/config/parts/built-parts.js';
import { configReference } from '../../src/config/reference/config-reference.js';
import { configSchema } from '../../src/config/reference/config-schema.js';
import { diagnose } from './bad-configs/diagnose.js';

const MARKER = '<!-- generated: tidemark schema --markdown -->\n';
const page = readFileSync(join(resolve(import.meta.dirname, '../..'), 'docs/CONFIG.md'), 'utf8');
const [byHand = '', generated = ''] = page.split(MARKER);

const cellsOf = (row: string): number => row.replace(/\\\|/g, '').split('|').length - 2;

describe('docs/CONFIG.md', () => {
  it('says below its marker what the settings say of themselves (npm run docs writes it anew)', () => {
    expect(generated, 'run: npm run docs').toBe(`\n${configReference(builtParts)}`);
  });

  it('has configs that can be run', () => {
    const examples = [...byHand.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = '']) => text);
    expect(examples.length).toBeGreaterThanOrEqual(2);
    for (const text of examples) expect(diagnose(text).text).toBe('');
  });

  it('has tables of which every row has as many cells as the first', () => {
    let columns = 0;
    for (const line of page.split('\n')) {
      if (!line.startsWith('|')) columns = 0;
      else {
        columns ||= cellsOf(line);
        expect([line, cellsOf(line)]).toEqual([line, columns]);
      }
    }
  });

  it('names every source, output, format and measure', () => {
    const { sources, sinks, formats } = builtParts;
    for (const { name } of [...sources, ...sinks, ...formats]) expect(generated).toContain(`\`${name}\``);
    for (const { usage } of MAKERS.values()) expect(generated).toContain(usage.split(' or ')[0] ?? usage);
  });

  it('writes lists in examples as lists', () => {
    expect(generated).toContain('days: [sat, sun]');
    expect(generated).not.toMatch(/\{ 0: /);
  });

  it('leaves no setting without a word about it', () => {
    expect(generated).not.toMatch(/\| {1,2}\|\n/);
    expect(generated).not.toMatch(/undefined|\[object/);
  });
});

describe('the JSON Schema', () => {
  it('has no types but those of JSON Schema, so that editors can use it', () => {
    const types = JSON.stringify(configSchema(builtParts)).match(/"type":"[^"]*"/g) ?? [];
    expect([...new Set(types)].sort()).toEqual(
      ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'].map((type) => `"type":"${type}"`),
    );
  });
});
