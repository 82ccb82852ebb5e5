import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.js';

const ROOT = resolve(import.meta.dirname, '../..');

describe('the types of the operators', () => {
  it('compile where there are none of Node', async () => {
    const directory = await temporaryDirectory();
    const operators = join(ROOT, 'dist/operators.js');
    writeFileSync(
      join(directory, 'use.ts'),
      `import { count, totals, tumbling } from '${operators}';\nexport const all = [count, totals, tumbling];\n`,
    );
    const compilerOptions = {
      ...{ target: 'ES2023', lib: ['ES2023', 'DOM'], module: 'NodeNext', strict: true, noEmit: true },
      ...{ skipLibCheck: false, types: [] },
    };
    writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['use.ts'] }));
    const { stdout, status } = spawnSync(join(ROOT, 'node_modules/.bin/tsc'), ['-p', directory], {
      encoding: 'utf8',
    });
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
  });
});
