import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rootCommand, withChildren } from '../../../src/cli/root-command.js';
import { allOf, commandShape } from '../../../src/cli/shape/command-shape.js';
import { manPage } from '../../../src/cli/shape/man-page.js';
import { version } from '../../../src/host/version.js';
import { hasProgram } from '../../support/has-program.js';
import { ROOT, tidemark } from '../../support/tidemark.js';

const PAGE = join(ROOT, 'docs/tidemark.1');
const page = readFileSync(PAGE, 'utf8');

describe('the manual page', () => {
  test('is what the commands say; "npm run docs" writes it anew', async () => {
    expect(page).toBe(manPage(commandShape(rootCommand()), version()));
    expect((await tidemark(['man'])).stdout).toBe(page);
  });

  test('has every command, option and variable', () => {
    const plain = page.replaceAll('\\-', '-').replaceAll(/\\f[BIR]/g, '');
    for (const { name } of allOf(commandShape(rootCommand())).slice(1))
      expect(plain).toContain(`.SS "${name}"`);
    for (const command of withChildren(rootCommand())) {
      for (const { flags, envVar } of command.options) {
        expect(plain).toContain(`.TP\n${flags}\n`);
        if (envVar !== undefined) expect(plain).toContain(`.TP\n${envVar}\n`);
      }
    }
  });

  test.skipIf(!hasProgram('mandoc'))('is clean, but for its date, of which there is none', () => {
    const { stdout } = spawnSync('mandoc', ['-Tlint', '-Wwarning', PAGE], { encoding: 'utf8' });
    expect(stdout.split('\n').filter((line) => !/missing date/.test(line) && line !== '')).toEqual([]);
  });

  test.skipIf(!hasProgram('groff'))('is taken by groff without a warning', () => {
    const { stdout, stderr } = spawnSync('groff', ['-man', '-Tutf8', '-ww', PAGE], { encoding: 'utf8' });
    expect([stderr, stdout.length > 5000]).toEqual(['', true]);
  });

  test.skipIf(!hasProgram('man'))('is shown by man', () => {
    const shown = execFileSync('man', ['-l', PAGE], {
      encoding: 'utf8',
      env: { ...process.env, MANPAGER: 'cat' },
    });
    expect(shown).toContain('tidemark generate access-log');
  });
});
