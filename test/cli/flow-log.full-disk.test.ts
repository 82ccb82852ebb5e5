import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startChild } from '../support/child.js';
import { freePort } from '../support/free-port.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { MAIN } from '../support/tidemark.js';

// A file system of the test's own, in a mount namespace of its own: it is gone when the process is.
const inNamespace = ['--mount', '--map-root-user', 'sh', '-c'];
const MOUNT = 'mount -t tmpfs -o size=24m tmpfs "$0"';
const mountable = spawnSync('unshare', [...inNamespace, MOUNT, '/mnt']).status === 0;
if (!mountable) console.log('Skipped: no file system can be mounted here; the disk cannot be filled.');

const RECORD = { src_app: 'foo', dest_app: 'bar', vpc_id: 'vpc-0', bytes_tx: 1000, bytes_rx: 300, hour: 1 };

describe.skipIf(!mountable)('a flow log that is started on a full disk', () => {
  test('waits for room, then serves; and takes nothing more when its state directory is replaced', async () => {
    const disk = await temporaryDirectory();
    const url = `http://127.0.0.1:${await freePort()}/flows`;
    const child = startChild('unshare', [
      ...inNamespace,
      `${MOUNT} && { dd if=/dev/zero of="$0/filler" bs=4096 status=none; exec "$1" "$2" flow-log --listen "$3" --state "$0/state" 2>&1; } 2>/dev/null`,
      ...[disk, process.execPath, MAIN, new URL(url).host],
    ]);
    const post = () =>
      fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify([RECORD]),
      });
    /** The disk as the process sees it. */
    const within = (name: string): string => join(`/proc/${child.process.pid}/root`, disk, name);

    expect(await child.next()).toMatch(/No space is left for the state .* nothing is lost\. Trying again\.$/);
    rmSync(within('filler'));
    expect(await child.next()).toContain('flow log at');
    expect(await child.next()).toMatch(/: ready$/);
    expect((await post()).status).toBe(200);
    expect(await (await fetch(`${url}?hour=1`)).json()).toEqual([RECORD]);

    rmSync(within('state'), { recursive: true });
    mkdirSync(within('state'));
    // It may have seen so by itself before, and be gone.
    const status = await post().then(
      (answer) => answer.status,
      () => 'refused',
    );
    expect([503, 'refused']).toContain(status);
    expect(await child.next()).toMatch(/was removed or replaced while it was in use, so nothing can be/);
    expect(await child.ended).toBe(1);
  });
});
