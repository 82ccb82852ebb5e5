import { mkdirSync, rmSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { freePort } from '../support/free-port.js';
import { isMountable, onSmallDisk } from '../support/small-disk.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const RECORD = { src_app: 'foo', dest_app: 'bar', vpc_id: 'vpc-0', bytes_tx: 1000, bytes_rx: 300, hour: 1 };

describe.skipIf(!isMountable())('a flow log that is started on a full disk', () => {
  test('waits for room, then serves; and takes nothing more when its state directory is replaced', async () => {
    const disk = await temporaryDirectory();
    const url = `http://127.0.0.1:${await freePort()}/flows`;
    const args = ['flow-log', '--listen', new URL(url).host, '--state', 'state'];
    const { within, ...child } = onSmallDisk(disk, true, args);
    const post = () =>
      fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify([RECORD]),
      });

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
