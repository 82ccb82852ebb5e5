import { spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { describe, expect, test } from 'vitest';
import { stateFailure } from '../../../../src/io/state/state-failure.js';
import { TidemarkError } from '../../../../src/operators/tidemark-error.js';
import { startChild } from '../../../support/child.js';
import { compile } from '../../../support/compile.js';
import { temporaryDirectory } from '../../../support/temporary-directory.js';

// A file system of the test's own, in a mount namespace of its own: it is gone when the process is.
const inNamespace = ['--mount', '--map-root-user', 'sh', '-c'];
const MOUNT = 'mount -t tmpfs -o size=24m tmpfs "$0"';
const mountable = spawnSync('unshare', [...inNamespace, MOUNT, '/mnt']).status === 0;
if (!mountable) console.log('Skipped: no file system can be mounted here; the disk cannot be filled.');

describe.skipIf(!mountable)('on a disk that gets full', () => {
  test('commits nothing, says so, keeps what it has, and goes on when there is space again', async () => {
    const disk = await temporaryDirectory();
    const script = await compile('test/io/state/children/full-disk.ts');
    const child = startChild('unshare', [
      ...inNamespace,
      `${MOUNT} && exec "$1" "$2" "$0"`,
      disk,
      process.execPath,
      script,
    ]);
    expect(await child.ended).toBe(0);
    expect(child.said).toEqual([
      'open on a full disk: disk-full true',
      'commit: "done"',
      'commit on a full disk: disk-full true',
      'commit on a full disk: disk-full true',
      'commit on a full disk: disk-full true',
      'nothing changed: true',
      'whole: true',
      'commit after space was made: "done"',
      'sequence: 2',
      'open again on a full disk: disk-full true',
      'open after space was made: 2',
    ]);
  });
});

const failure = (code: string | number): unknown =>
  stateFailure('/tmp', Object.assign(new Error('as the system says it'), { code }));

test.each([
  ['ENOSPC', 'disk-full', true],
  ['EDQUOT', 'disk-full', true],
  [constants.errno.ENOSPC, 'disk-full', true],
  [constants.errno.EDQUOT, 'disk-full', true],
  [constants.errno.EIO, 'unwritable', false],
  [constants.errno.ENOMEM, 'unwritable', false],
  [-30792, 'unwritable', false],
  [-30796, 'bad-state', false],
  [-30793, 'bad-state', false],
  [constants.errno.EACCES, 'bad-state', false],
  ['EACCES', 'bad-state', false],
  ['EROFS', 'bad-state', false],
])('takes the system error %s for %s', (code, expected, retryable) => {
  const error = failure(code);
  expect(error).toBeInstanceOf(TidemarkError);
  expect(error).toMatchObject({ code: expected, retryable, message: expect.stringContaining('/tmp') });
});

test('takes an I/O error for a full disk when less is free than was to be written', () => {
  const error = Object.assign(new Error('Input/output error'), { code: 5 });
  expect(stateFailure('/tmp', error, Number.MAX_SAFE_INTEGER)).toMatchObject({ code: 'disk-full' });
});

test('lets through what is not of the system', () => {
  const error = new Error('a defect');
  expect(stateFailure('/tmp', error)).toBe(error);
});
