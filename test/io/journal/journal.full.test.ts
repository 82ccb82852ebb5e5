import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { startChild } from '../../support/child.js';
import { compile } from '../../support/compile.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

// A file system of the test's own, in a mount namespace of its own: it is gone when the process is.
const inNamespace = ['--mount', '--map-root-user', 'sh', '-c'];
const MOUNT = 'mount -t tmpfs -o size=4m tmpfs "$0"';
const mountable = spawnSync('unshare', [...inNamespace, MOUNT, '/mnt']).status === 0;
if (!mountable) console.log('Skipped: no file system can be mounted here; the disk cannot be filled.');

describe.skipIf(!mountable)('a journal on a disk that gets full', () => {
  test('refuses what does not fit, keeps what it has, and goes on when there is space again', async () => {
    const script = await compile('test/io/journal/children/fill-disk.ts');
    const child = startChild('unshare', [
      ...inNamespace,
      `${MOUNT} && exec "$1" "$2" "$0"`,
      await temporaryDirectory(),
      process.execPath,
      script,
    ]);
    expect(await child.ended).toBe(0);
    expect(child.said).toEqual([
      'all of the group: true',
      'nothing half-written: true',
      'full: disk-full true',
      'a long way: true',
      'full again: disk-full true',
      'after room was made: true',
      'opened again: true',
    ]);
  });
});
