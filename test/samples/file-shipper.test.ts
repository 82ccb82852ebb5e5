import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { unknownIn } from '../support/known-command.js';
import { passedTests } from '../support/passed-tests.js';

const SAMPLE = 'samples/file-shipper';
const read = (name: string): string => readFileSync(join(SAMPLE, name), 'utf8');
const page = readFileSync('docs/file-shipper.md', 'utf8');

it('has a config whose tests pass', async () => {
  expect(await passedTests(join(SAMPLE, 'tidemark.yaml'))).toEqual([true, true]);
});

it('and its page show commands that there are', () => {
  const lines = [read('README.md'), page].flatMap((text) =>
    [...text.matchAll(/^(?:ExecStart=\/usr\/bin\/)?tidemark ([^#\n]*)/gm)].map(([, words = '']) =>
      words.trim(),
    ),
  );
  expect(lines.length).toBeGreaterThan(8);
  for (const line of lines) expect([line, unknownIn(line.split(/\s+/))]).toEqual([line, []]);
});

it('has the policy and the rule of the bucket that the page shows; the policy lists nothing and removes nothing', () => {
  for (const name of ['policy.json', 'lifecycle.json']) expect(page).toContain(read(name).trim());
  const { Statement: statements } = JSON.parse(read('policy.json')) as {
    Statement: readonly { readonly Action: readonly string[] }[];
  };
  expect(statements.flatMap(({ Action }) => Action)).toEqual([
    's3:PutObject',
    's3:GetObject',
    's3:AbortMultipartUpload',
  ]);
});
