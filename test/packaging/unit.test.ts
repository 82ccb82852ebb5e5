import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hasProgram } from '../support/has-program.js';
import { unknownIn } from '../support/known-command.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { ROOT } from '../support/tidemark.js';

const unit = readFileSync(join(ROOT, 'packaging/tidemark.service'), 'utf8');

/** What systemd has to say of a unit; its command is not installed here, so another stands for it. */
const verify = async (text: string): Promise<string> => {
  const path = join(await temporaryDirectory(), 'tidemark.service');
  writeFileSync(path, text.replaceAll('/usr/bin/tidemark', process.execPath));
  return spawnSync('systemd-analyze', ['verify', '--man=no', path], { encoding: 'utf8' }).stderr;
};

/** The units that a page shows, by their names. */
const shown = (page: string): ReadonlyMap<string, string> => {
  const blocks = readFileSync(join(ROOT, page), 'utf8').matchAll(/```ini\n([\s\S]*?)```/g);
  return new Map(
    [...blocks]
      .map(([, block = '']) => block)
      .join('')
      .split(/^# \/etc\/systemd\/system\//m)
      .slice(1)
      .map((text) => [text.slice(0, text.indexOf('\n')), text.slice(text.indexOf('\n'))]),
  );
};

test('docs/postgres-schema.md shows a service for a command that there is, and its timer', () => {
  const units = shown('docs/postgres-schema.md');
  expect([...units.keys()]).toEqual(['tidemark-migrate.service', 'tidemark-migrate.timer']);
  const [, command = ''] =
    /^ExecStart=\/usr\/bin\/tidemark (.*)$/m.exec(units.get('tidemark-migrate.service') ?? '') ?? [];
  expect([command, unknownIn(command.split(' '))]).toEqual(['migrate --keep 90d', []]);
});

describe.skipIf(!hasProgram('systemd-analyze'))('the unit', () => {
  test.each(['docs/postgres-schema.md', 'docs/file-shipper.md'])(
    'of %s and its timer are ones in which systemd finds nothing wrong',
    async (page) => {
      const directory = await temporaryDirectory();
      const paths = [...shown(page)].map(([name, text]) => {
        writeFileSync(join(directory, name), text.replaceAll('/usr/bin/tidemark', process.execPath));
        return join(directory, name);
      });
      expect(paths.length).toBeGreaterThan(1);
      expect(
        spawnSync('systemd-analyze', ['verify', '--man=no', ...paths], { encoding: 'utf8' }).stderr,
      ).toBe('');
    },
  );

  test('is one in which systemd finds nothing wrong', async () => {
    expect(await verify(unit)).toBe('');
  });

  test('would be found wrong with a key that there is not', async () => {
    expect(await verify(unit.replace('RestartSec=', 'RestartSecs='))).toContain("Unknown key 'RestartSecs'");
  });
});
