import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { leanHeap } from '../../../src/pipelines/web-monitor/lean-heap.js';

it('says something that this V8 knows: else it would complain on stderr, and the heap would grow as ever', () => {
  const { stdout } = spawnSync(process.execPath, ['--v8-options'], { encoding: 'utf8' });
  const [, flag = 'none'] = /setFlagsFromString\(`(--[a-z-]+)=/.exec(leanHeap.toString()) ?? [];
  expect(stdout).toContain(flag);
});
