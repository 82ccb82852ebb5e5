import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { seededRandom } from '../../src/testing/seeded-random.js';
import { SIX } from '../pipelines/flow-log/flow-server.js';
import { sendOdd, sendSlowly } from '../pipelines/flow-log/odd-requests.js';
import { sendMalformed } from '../pipelines/flow-log/send-malformed.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { startTidemark } from '../support/tidemark.js';

const SEED = Number(process.env.TIDEMARK_SEED ?? Math.floor(Math.random() * 2 ** 31));
const WARM_UP = 2000;
const BODIES = 10_000;
const ODD = 1000;

/** Megabytes that a process has in memory. */
const residentOf = (pid: number | undefined): number =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

test(`${BODIES} malformed bodies change no sum, none is answered with a defect, and memory stays as it is (TIDEMARK_SEED=${SEED})`, async () => {
  const state = join(await temporaryDirectory(), 'state');
  const running = startTidemark(['flow-log', '--listen', '127.0.0.1:0', '--state', state]);
  await running.until(({ stderr }) => /: ready$/m.test(stderr));
  const url = /http:\/\/[\d.]+:\d+/.exec(running.stderr)?.[0] ?? '';
  const service = {
    url,
    get: async (path: string) => (await fetch(`${url}${path}`)).text(),
    get messages() {
      return running.stderr.split('\n');
    },
  };
  const body = JSON.stringify([SIX, { ...SIX, hour: 99 }]);
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
  expect((await fetch(`${url}/flows`, init)).status).toBe(200);
  const before = await service.get('/flows?from=0&to=100');

  const slow = Promise.all(Array.from({ length: 8 }, () => sendSlowly(url)));
  // The first ones fill what is kept for all others.
  await sendMalformed(service, WARM_UP, SEED);
  await sendOdd(url, ODD, seededRandom(SEED));
  const resident = residentOf(running.child.pid);
  await sendMalformed(service, BODIES, SEED + 1);
  await sendOdd(url, ODD, seededRandom(SEED + 1));
  for (const answer of await slow) expect(answer).toContain('HTTP/1.1 408 ');
  const grown = residentOf(running.child.pid) - resident;
  console.log(
    `${resident.toFixed(0)} MB after the warm-up, and ${grown.toFixed(0)} MB more in the end; seed ${SEED}`,
  );
  expect(grown).toBeLessThan(64);

  expect(await service.get('/flows?from=0&to=100')).toBe(before);
  running.child.kill('SIGTERM');
  const { code, stderr } = await running.finished;
  expect([code, stderr]).toEqual([0, expect.stringContaining('2 counted')]);
});
