import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadConfigs } from '../../src/config/load-configs.js';
import { builtParts } from '../../src/config/parts/built-parts.js';
import { Secrets } from '../../src/config/secrets.js';
import { runTests } from '../../src/config/testing/run-tests.js';
import { systemClock } from '../../src/io/clock.js';
import { unknownIn } from '../support/known-command.js';

const SAMPLE = 'samples/file-shipper';
const read = (name: string): string => readFileSync(join(SAMPLE, name), 'utf8');
const page = readFileSync('docs/file-shipper.md', 'utf8');

it('has a config whose tests pass', async () => {
  const { plans, text } = await loadConfigs([join(SAMPLE, 'tidemark.yaml')], {
    ...{
      parts: builtParts,
      environment: {},
      secrets: new Secrets(),
      offline: true,
      overrides: [],
      colours: false,
    },
  });
  expect(text).toBe('');
  const results = [];
  for (const { pipelines, document } of plans)
    for (const plan of pipelines)
      for await (const result of runTests(plan, document, {
        parts: builtParts,
        clock: systemClock(),
        seed: 1,
      }))
        results.push(result.passed);
  expect(results).toEqual([true, true]);
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
