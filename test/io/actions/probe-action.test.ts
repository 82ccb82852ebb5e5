import { expect, it } from 'vitest';
import { randomPayload } from '../../../src/io/actions/probe/payload.js';
import { probeAction } from '../../../src/io/actions/probe/probe-action.js';
import type { ProbeTarget } from '../../../src/io/actions/probe/probe-target.js';
import type { ProbeTick } from '../../../src/io/actions/probe/probe-tick.js';
import { noTestLog } from '../../../src/io/actions/probe/test-log.js';
import { forgetfulMemory } from '../../../src/io/actions/upload/upload-memory.js';
import { openListingStore } from '../../../src/io/object-store/open-listing-store.js';
import { virtualClock } from '../../../src/testing/virtual-clock.js';
import { s3Server } from '../../servers/s3.js';
import { asIf } from '../../support/object-store/store-at.js';
import { until } from '../../support/until.js';

const target: ProbeTarget = {
  name: 'host canary s3://logs/ upload',
  label: 's3://logs/ upload',
  ...{ series: 'upload', probe: 'upload', bucket: 's3://logs/', size: 10, timeout: 600_000, every: 1000 },
};

const actionOn = async (held: number) => {
  asIf({});
  const server = await s3Server();
  const store = await openListingStore({ bucket: 'logs', endpoint: server.endpoint });
  const action = probeAction({
    ...{ monitor: 'canary', targets: new Map([[target.name, target]]), store, memory: forgetfulMemory },
    ...{ log: noTestLog, payload: randomPayload, connection: 'new', most: 10 },
    pace: { begin: () => () => held },
    clock: virtualClock(),
    stop: new AbortController().signal,
  });
  return { server, action };
};

const tickOf = (id: string): ProbeTick => ({ time: 0, target: target.name, test_id: id, key: `t/${id}` });
const attempt = { signal: new AbortController().signal, again: false };

it('a test that is due while the one before it runs is missed, counted and not begun; the next one is', async () => {
  const { server, action } = await actionOn(0);
  server.next('put', { kind: 'stall' });
  const stop = new AbortController();
  const running = action.perform(tickOf('a'), { signal: stop.signal, again: false });
  await until(() => server.count('put') === 1);
  expect(await action.perform(tickOf('b'), attempt)).toMatchObject({
    ...{ class: 'missed', status: 'none', skipped: 1, duration: null },
    detail: 'the test before it was still running',
  });
  expect(server.count('put')).toBe(1);
  stop.abort();
  await running;
  expect(await action.perform(tickOf('c'), attempt)).toMatchObject({ class: 'ok', skipped: 0 });
  await action.close?.();
});

it.each([
  [10, false],
  [10.5, true],
])('held up for %d ms itself, a sample is suspect: %s', async (held, suspect) => {
  const { action } = await actionOn(held);
  const row = await action.perform(tickOf('a'), attempt);
  expect(row).toMatchObject({ class: 'ok', held, suspect });
  expect(row.duration).not.toBeNull();
  await action.close?.();
});
