import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hasProgram } from '../support/has-program.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { ROOT } from '../support/tidemark.js';

const unit = readFileSync(join(ROOT, 'packaging/tidemark.service'), 'utf8');

/** What systemd has to say of a unit; its command is not installed here, so another stands for it. */
const verify = async (text: string): Promise<string> => {
  const path = join(await temporaryDirectory(), 'tidemark.service');
  writeFileSync(path, text.replaceAll('/usr/bin/tidemark', process.execPath));
  return spawnSync('systemd-analyze', ['verify', '--man=no', path], { encoding: 'utf8' }).stderr;
};

describe.skipIf(!hasProgram('systemd-analyze'))('the unit', () => {
  test('is one in which systemd finds nothing wrong', async () => {
    expect(await verify(unit)).toBe('');
  });

  test('would be found wrong with a key that there is not', async () => {
    expect(await verify(unit.replace('RestartSec=', 'RestartSecs='))).toContain("Unknown key 'RestartSecs'");
  });
});
