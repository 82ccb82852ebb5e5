import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SIX } from '../pipelines/flow-log/flow-server.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { Attacked } from './http/attacked.js';
import { ATTACKS, SMUGGLED } from './http/attacks.js';

const CLIENTS = [64, 256];
/**
 * MiB that memory may grow by, milliseconds that others may wait for `/healthz`, and milliseconds for which the loop of the
 * server may be held at once. Others on the machine change the second, and hardly the third.
 */
const MOST_GROWN = 300;
const MOST_WAITED = 100;
const MOST_HELD = 50;

const started = async (): Promise<Attacked> => Attacked.start(join(await temporaryDirectory(), 'state'));

for (const clients of CLIENTS) {
  test.each(ATTACKS)(`$name, ${clients} clients`, async ({ name, fill, run }) => {
    const server = await started();
    await server.fill(1, fill ?? 1000);
    const hours = await server.ask('/hours');
    const toll = await server.under(() => run(server, clients));
    const { p50, p99, idle, work, stall, failed, grown } = toll;
    const figures = [p50, p99, idle, p99 / idle, work, stall, grown].map((figure) => figure.toFixed(1));
    // A row of a table: clients, p50, p99, p99 before, × that, p99 of work, longest stall, MiB more.
    console.log(`| ${name} | ${clients} | ${figures.join(' | ')} |`);
    expect(await server.ask('/hours')).toMatchObject({ status: 200, text: hours.text });
    expect(server.running.stderr).not.toContain('defect');
    expect(failed).toBe(0);
    expect(grown).toBeLessThan(MOST_GROWN);
    expect(stall, 'ms for which the loop was held').toBeLessThan(MOST_HELD);
    expect(work, 'ms for /healthz, on a machine that does nothing else').toBeLessThan(MOST_WAITED);
  });
}

test('nothing of a request that says two things is stored, nor what it hides', async () => {
  const server = await started();
  await server.fill(1, 1000);
  const { text } = await server.ask('/hours');
  for (const [name, bytes] of Object.entries(SMUGGLED)) {
    const socket = server.open();
    let said = '';
    socket.on('data', (data) => {
      said += data.toString('latin1');
    });
    socket.write(Buffer.from(bytes, 'latin1'));
    const closed = new Promise((resolve) => socket.on('close', resolve));
    // Those that are refused by what they say and not by how keep their connection.
    await Promise.race([
      closed,
      server
        .ask('/hours')
        .then(() => socket.end())
        .then(() => closed),
    ]);
    expect(said, name).toMatch(/^HTTP\/1\.1 (?:4\d\d|501) /);
    expect(said, name).not.toMatch(/HTTP\/1\.1 20/);
    expect((await server.ask('/hours')).text, name).toBe(text);
  }
});

test('what was answered with 200 before a kill under load is there after it, and nothing twice', async () => {
  const state = join(await temporaryDirectory(), 'state');
  const first = await Attacked.start(state);
  let [accepted, sent] = [0, 0];
  let isDead = false;
  const clients = Array.from({ length: 64 }, async () => {
    while (!isDead) {
      sent++;
      const { status } = await first.post(JSON.stringify([{ ...SIX, bytes_tx: 1 }]));
      if (status === 200) accepted++;
      else isDead = true;
      if (accepted > 2000) first.running.child.kill('SIGKILL');
    }
  });
  await Promise.all(clients);
  const second = await Attacked.start(state);
  const [row] = JSON.parse((await second.ask('/flows?hour=1')).text) as { bytes_tx: number }[];
  expect(row?.bytes_tx).toBeGreaterThanOrEqual(accepted);
  expect(row?.bytes_tx).toBeLessThanOrEqual(sent);
});
