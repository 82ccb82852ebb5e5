import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

// The tests of the examples themselves, as they are printed.
describe('the source of docs/EXTENDING.md', async () => {
  await import('../../samples/custom-source/pages.test.js');
});
describe('the codec of docs/EXTENDING.md', async () => {
  await import('../../samples/custom-codec/readings.test.js');
});
describe('the sink of docs/EXTENDING.md', async () => {
  await import('../../samples/custom-sink/directory-sink.test.js');
});

test.each([
  'custom-source/pages.ts',
  'custom-source/pages.test.ts',
  'custom-codec/readings.ts',
  'custom-codec/readings.test.ts',
  'custom-sink/directory-sink.ts',
  'custom-sink/directory-sink.test.ts',
])('docs/EXTENDING.md prints samples/%s as it is', (file) => {
  const docs = readFileSync('docs/EXTENDING.md', 'utf8');
  expect(docs).toContain(`\`\`\`ts\n${readFileSync(`samples/${file}`, 'utf8')}\`\`\``);
});
