import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { SAMPLE, shell } from '../support/tidemark.js';

test('tidemark look prints a config that tidemark check passes, and fails where nothing of a file can be read', async () => {
  const directory = await temporaryDirectory();
  writeFileSync(join(directory, 'none.log'), 'neither\nnor\n');
  const one = await shell(`tidemark look ${SAMPLE}/access.log --json | tail -n 1`);
  const { config, format } = JSON.parse(one.stdout) as { readonly config: string; readonly format: string };
  expect([one.code, format]).toEqual([0, 'access-log']);
  const checked = await shell('tidemark check -', { input: config });
  expect([checked.code, checked.stderr]).toEqual([0, '']);

  const all = await shell(`gzip -c ${SAMPLE}/access.log | tidemark look - none.log missing.log`, {
    cwd: directory,
  });
  expect(all.code).toBe(1);
  expect(all.stderr).toBe(
    'tidemark: Cannot read missing.log: no such file. Check the path, or follow it to wait until it appears.\n',
  );
  expect(all.stdout).toMatch(/^standard input is access-log, for sure: 2,760 of 2,760 lines/);
  expect(all.stdout).toContain('none.log is in no format that is known: 0 of 2 lines can be read');
  expect(all.stdout).toContain('source: { stdin: true, format: access-log }');
});
