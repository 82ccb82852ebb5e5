import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

it('says something that this V8 knows: else it would complain on stderr, and the heap would grow as ever', () => {
  const { stdout } = spawnSync(process.execPath, ['--v8-options'], { encoding: 'utf8' });
  const source = readFileSync('src/host/keep-heap-lean.ts', 'utf8');
  const [, flag = 'none'] = /\['(--[a-z-]+)=0'\]/.exec(source) ?? [];
  expect(stdout).toMatch(new RegExp(`${flag} .*\\n +type: int  default: (--[a-z-]+=)?0\\n`));
});
