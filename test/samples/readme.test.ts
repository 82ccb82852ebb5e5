import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const readme = readFileSync('README.md', 'utf8');

test('what the README shows is what the sample gives', () => {
  const shown = /```console\n\$ .*\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const lines = shown.split('\n').filter((line) => line !== '' && line !== '…');
  const given = readFileSync('samples/access-log/expected.txt', 'utf8').split('\n');
  expect(lines.length).toBeGreaterThan(4);
  expect(given).toEqual(expect.arrayContaining(lines));
});

test('every document that the README points to is there', () => {
  for (const [, path] of readme.matchAll(/\]\(([^)#]+)\)/g)) {
    expect(readFileSync(String(path), 'utf8').length).toBeGreaterThan(0);
  }
});
