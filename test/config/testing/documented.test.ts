import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resultsOf } from './kit.js';

const PAGE = resolve(import.meta.dirname, '../../../docs/TESTING.md');

describe('docs/TESTING.md', () => {
  it('has a config whose tests come out as it shows', async () => {
    const page = await readFile(PAGE, 'utf8');
    const [, config = ''] = /```yaml\n(version: 1\n.*?)```/s.exec(page) ?? [];
    const results = await resultsOf(config);
    expect(results.map(({ passed }) => passed)).toEqual([true, true, true, true]);
    const plain = (text: string): string => text.replace(/ {2}\(.*/, '');
    const shown = page.split('\n').filter((line) => line.startsWith('  ok '));
    expect(results.map(({ test }) => `  ok    ${test}`)).toEqual(shown.map(plain));
  });
});
