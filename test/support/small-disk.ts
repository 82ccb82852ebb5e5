import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { type Child, startChild } from './child.js';
import { MAIN } from './tidemark.js';

// A file system of the test's own, in a mount namespace of its own: it is gone when the process is.
const inNamespace = ['--mount', '--map-root-user', 'sh', '-c'];
const MOUNT = 'mount -t tmpfs -o size=24m tmpfs "$0"';

/** Whether file systems can be mounted here. */
export const isMountable = (): boolean => {
  const mountable = spawnSync('unshare', [...inNamespace, MOUNT, '/mnt']).status === 0;
  if (!mountable) console.log('Skipped: no file system can be mounted here; the disk cannot be filled.');
  return mountable;
};

export interface OnSmallDisk extends Child {
  /** Where a file of its disk is for us. */
  within(name: string): string;
}

/**
 * The command with a disk of 24 MB at the directory `disk`, where it works; `filled`: a file `filler` there leaves no room. What it says
 * comes as lines.
 */
export const onSmallDisk = (disk: string, filled: boolean, args: readonly string[]): OnSmallDisk => {
  const fill = filled ? 'dd if=/dev/zero of=filler bs=4096 status=none;' : '';
  const script = `${MOUNT} && cd "$0" && { ${fill} exec "$@" 2>&1; } 2>/dev/null`;
  const child = startChild('unshare', [...inNamespace, script, disk, process.execPath, MAIN, ...args]);
  return { ...child, within: (name) => join(`/proc/${child.process.pid}/root`, disk, name) };
};
