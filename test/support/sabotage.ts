import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './tidemark.js';

/** A change to one compiled file. */
export interface Sabotage {
  readonly file: string;
  readonly replace: string | RegExp;
  readonly by: string;
}

/** A copy of the compiled command with something wrong in it; answers with its main file. */
export function sabotagedCommand(directory: string, sabotages: readonly Sabotage[]): string {
  mkdirSync(directory, { recursive: true });
  cpSync(join(ROOT, 'dist'), join(directory, 'dist'), { recursive: true });
  cpSync(join(ROOT, 'package.json'), join(directory, 'package.json'));
  symlinkSync(join(ROOT, 'node_modules'), join(directory, 'node_modules'));
  for (const { file, replace, by } of sabotages) {
    const path = join(directory, 'dist', file);
    const before = readFileSync(path, 'utf8');
    const after = before.replace(replace, by);
    if (after === before) throw new Error(`Nothing to sabotage in ${file}: ${replace} is not there.`);
    writeFileSync(path, after);
  }
  // What is shipped is bundled; beside it lies what was compiled of each file.
  const main = join(directory, 'dist/cli/main.js');
  rmSync(join(directory, 'dist/cli/package.json'));
  writeFileSync(main, "import { main } from './program.js';\nawait main(process.argv, () => undefined);\n");
  return main;
}
