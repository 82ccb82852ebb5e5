import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { MAIN, ROOT, shell } from '../support/tidemark.js';

const CONFIG = `
import { defineConfig } from 'tidemark';
import { above } from './levels.ts';

export default defineConfig({
  version: 1,
  pipelines: { web: { use: 'access-log', streams: { alerts: { alerts: { 'high-traffic': { above } } } } } },
});
`;

test('a linked command loads a config in TypeScript that lies far from every node_modules', async () => {
  const directory = await temporaryDirectory();
  // As `npm link` leaves it: a link to the package, and a link through it to the command.
  const modules = join(directory, 'prefix/lib/node_modules');
  const bin = join(directory, 'prefix/bin');
  const project = join(directory, 'project');
  for (const path of [modules, bin, project]) await mkdir(path, { recursive: true });
  await symlink(ROOT, join(modules, 'tidemark'));
  await symlink(join(modules, 'tidemark/dist/cli/main.js'), join(bin, 'tidemark'));
  await writeFile(join(project, 'levels.ts'), "export const above: `${number}/s` = '20/s';");
  await writeFile(join(project, 'tidemark.config.ts'), CONFIG);
  const command = `'${process.execPath}' '${join(bin, 'tidemark')}' check tidemark.config.ts`;
  const { code, stdout, stderr } = await shell(command, { cwd: project });
  expect([code, stderr], MAIN).toEqual([0, expect.not.stringContaining('Cannot find')]);
  expect(stdout + stderr).toContain('tidemark.config.ts');
});
