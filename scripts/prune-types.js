import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

/** Deletes the .d.ts files of a directory that none of the entries leads to. */
export const pruneTypes = (directory, entries) => {
  const kept = new Set();
  const keep = (path) => {
    if (kept.has(path)) return;
    kept.add(path);
    const code = readFileSync(path, 'utf8');
    for (const [, name] of code.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)["'](\.[^"']+)\.js["']/g))
      keep(resolve(path, '..', `${name}.d.ts`));
  };
  for (const entry of entries) keep(join(directory, entry));
  for (const path of readdirSync(directory, { recursive: true, encoding: 'utf8' })) {
    const file = join(directory, path);
    if (file.endsWith('.d.ts') && !kept.has(file)) rmSync(file);
  }
  return [...kept].map((path) => relative(directory, path));
};
