import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

it('says something that this V8 knows: else it would complain on stderr, and the heap would grow as ever', () => {
  const { stdout } = spawnSync(process.execPath, ['--v8-options'], { encoding: 'utf8' });
  const source = readFileSync('src/host/keep-heap-lean.ts', 'utf8');
  const off = [...source.matchAll(/off: \[([^\]]*)\]/g)].map(([, list = '']) => list).join();
  const flags = [...off.matchAll(/'(--[a-z-]+(?:=0)?)'/g)].map(([, flag = '']) => flag);
  expect(flags).toHaveLength(3);
  // Newer ones name the flag with its value, and some a flag of yes or no by one of the two.
  for (const flag of flags) {
    const [name = '', number] = flag.replace(/^--no-/, '--').split('=');
    const byDefault = number === undefined ? `(?:--no-${name.slice(2)}|false)` : `(?:--[a-z-]+=)?${number}`;
    expect(stdout).toMatch(new RegExp(`${name} .*\\n +type: \\w+  default: ${byDefault}\\n`));
  }
});
