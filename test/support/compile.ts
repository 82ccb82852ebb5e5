import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');

/**
 * Compiles a TypeScript file of test/ and all it imports, so that a test can run it in a process of its own; resolves
 * with the path of the JavaScript. Always today's source: what `npm run build` left is not used.
 */
export const compile = async (file: string): Promise<string> => {
  const cache = join(ROOT, 'node_modules/.cache');
  await mkdir(cache, { recursive: true });
  // Inside node_modules, where packages are found from.
  const out = await mkdtemp(join(cache, 'tidemark-test-'));
  onTestFinished(() => rm(out, { recursive: true, force: true }));
  await writeFile(join(out, 'package.json'), '{ "type": "module" }');
  const options = '--ignoreConfig --noCheck --module nodenext --target es2023 --types node'.split(' ');
  await promisify(execFile)(process.execPath, [
    TSC,
    ...options,
    '--rootDir',
    ROOT,
    '--outDir',
    out,
    join(ROOT, file),
  ]);
  return join(out, file.replace(/\.ts$/, '.js'));
};
