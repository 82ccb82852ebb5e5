import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A root directory that shows this machine's, and keeps for itself what is written there. */
export interface OverlayRoot {
  /** Runs a script of the shell in it, as root. Throws with what it printed where a command of it fails. */
  run(script: string): string;
  /** Starts one that ends with `exec`: what it becomes is process 1. */
  start(script: string): ChildProcess;
  /** Where what is written there lies. */
  readonly upper: string;
  remove(): void;
}

/** Nothing that is run there waits for what may not come; this is for what hangs, which no test runner can end. */
const NEVER = 10 * 60_000;
const MEMORY = '/dev/shm';

/** For root on a Linux that lets it mount; undefined where that is not so, which is said. */
export const overlayRoot = (): OverlayRoot | undefined => {
  const directory = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'tidemark-root-'));
  const at = (name: string): string => join(directory, name);
  for (const name of ['upper', 'work', 'root']) mkdirSync(at(name));
  const root = at('root');
  // Mounts of a namespace of its own: they are gone with it.
  const enter = `set -e
mount -t overlay overlay -o lowerdir=/,upperdir=${at('upper')},workdir=${at('work')} ${root}
mount -t proc proc ${root}/proc
mount --bind /dev ${root}/dev
cd /
exec chroot ${root} bash --norc -euo pipefail -c "$1" script`;
  const args = (script: string) => [
    '--mount',
    '--pid',
    '--fork',
    '--kill-child',
    'bash',
    '-c',
    enter,
    'enter',
    script,
  ];
  const remove = (): void => rmSync(directory, { recursive: true, force: true });
  const { status } = spawnSync('unshare', args('true'), { stdio: 'ignore' });
  if (status !== 0) {
    process.stderr.write(
      'NOT TESTED: nobody may mount here; what needs a root directory of its own is left out.\n',
    );
    remove();
    return undefined;
  }
  const env = {
    PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: '/root',
    LC_ALL: 'C',
    DEBIAN_FRONTEND: 'noninteractive',
  };
  return {
    upper: at('upper'),
    remove,
    run: (script) =>
      execFileSync('unshare', args(`exec 2>&1\n${script}`), {
        encoding: 'utf8',
        env,
        input: '',
        timeout: NEVER,
      }),
    start: (script) => spawn('unshare', args(script), { env, stdio: ['ignore', 'pipe', 'pipe'] }),
  };
};
