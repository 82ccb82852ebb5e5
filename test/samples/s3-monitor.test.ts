import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { FAULT_CLASSES } from '../../src/io/object-store/fault-class.js';
import { unknownIn } from '../support/known-command.js';
import { passedTests } from '../support/passed-tests.js';

const SAMPLE = 'samples/s3-monitor';
const read = (name: string): string => readFileSync(join(SAMPLE, name), 'utf8');
const page = readFileSync('docs/s3-monitor.md', 'utf8');

it('has a config whose tests pass', async () => {
  expect(await passedTests(join(SAMPLE, 'tidemark.yaml'))).toEqual([true, true]);
});

it('and its page show commands that there are', () => {
  const lines = [read('README.md'), page].flatMap((text) =>
    [...text.matchAll(/^tidemark ([^#\n]*)/gm)].map(([, words = '']) => words.trim()),
  );
  expect(lines.length).toBeGreaterThan(5);
  for (const line of lines) expect([line, unknownIn(line.split(/\s+/))]).toEqual([line, []]);
});

it('has the policy and the rule of the bucket that the page shows', () => {
  for (const name of ['policy.json', 'lifecycle.json']) expect(page).toContain(read(name).trim());
});

it('has a page that says of each class what it means', () => {
  const own = ['throttle', 'missing', 'present', 'stale', 'small', 'setup_failed', 'interrupted', 'missed'];
  const theirs = Object.keys(FAULT_CLASSES).filter((name) => name !== 'slow-down' && name !== 'aborted');
  const [, table = ''] = /## What a class means.*?\n\n([\s\S]*?)\n\n/.exec(page) ?? [];
  const first = table.split('\n').map((line) => line.split('|')[1] ?? '');
  const said = first.flatMap((cell) => [...cell.matchAll(/`([\w-]+)`/g)].map(([, name]) => name));
  expect(said.toSorted()).toEqual([...own, ...theirs].toSorted());
});
