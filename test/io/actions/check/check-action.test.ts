import { setImmediate as turn } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { Canary } from '../../../../src/io/actions/check/canary/canary.js';
import { type CheckTick, checkAction } from '../../../../src/io/actions/check/check-action.js';
import type { CheckRow } from '../../../../src/io/actions/check/check-row.js';
import { checkHttp } from '../../../../src/io/actions/check/http/check-http.js';
import { httpHop } from '../../../../src/io/actions/check/http/http-hop.js';
import type { HttpTarget, Target } from '../../../../src/io/actions/check/target.js';
import type { Verdict } from '../../../../src/io/actions/check/verdict.js';
import { systemClock } from '../../../../src/io/clock.js';
import { virtualClock } from '../../../../src/testing/virtual-clock.js';
import { actionContract } from '../../../contracts/action-contract.js';
import { httpTarget } from '../../../support/check/http-target.js';
import { site } from '../../../support/check/site.js';

const attempt = { signal: new AbortController().signal, again: false };
const never = async (): Promise<Verdict> => ({ class: 'internal', timings: {} });

const acting = (
  targets: readonly Target[],
  http: (target: HttpTarget, signal: AbortSignal) => Promise<Verdict>,
  more: Partial<Parameters<typeof checkAction>[0]> = {},
) => {
  const warnings: string[] = [];
  const action = checkAction({
    targets: new Map(targets.map((target) => [target.name, target])),
    checks: { http, tcp: never, dns: never },
    clock: virtualClock(1000),
    onWarning: (message) => warnings.push(message),
    ...more,
  });
  return { action, warnings };
};

const shop = httpTarget('https://a.example/', { name: 'shop' });

test('a row has the time at which it was due, and how much later it was begun', async () => {
  const { action } = acting([shop], async () => ({ class: 'ok', timings: {}, total: 5 }));
  expect(await action.perform({ time: 400, target: 'shop' }, attempt)).toMatchObject({
    time: 400,
    name: 'shop',
    class: 'ok',
    total: 5,
    lag: 600,
  });
  expect(action.key({ time: 400, target: 'shop' })).toBe('shop');
});

test('what was not performed is missed, and says why', async () => {
  const { action } = acting([shop], never);
  const tick = { time: 400, target: 'shop' };
  expect(action.missed(tick, 'running')).toMatchObject({
    class: 'missed',
    detail: /./,
    url: shop.url,
  } as object);
  expect(action.missed(tick, 'crash')?.detail).toBe('Tidemark ended while it was out');
  expect(await action.perform({ time: 400, target: 'gone' }, attempt)).toMatchObject({
    class: 'missed',
    name: 'gone',
    detail: 'it is no target any more',
  });
});

test('a defect of ours is class internal, and is told once', async () => {
  const { action, warnings } = acting([shop], () => {
    throw new Error('x is\nundefined');
  });
  for (const time of [400, 500])
    expect(await action.perform({ time, target: 'shop' }, attempt)).toMatchObject({
      class: 'internal',
      detail: 'a defect of ours, please report it: x is\\x0aundefined',
    });
  expect(warnings).toEqual([
    'A check of shop failed, and that is no fault of the site: a defect of ours, please report it: x is\\x0aundefined.',
  ]);
});

test('a target that is exchanged is checked as it is now', async () => {
  const targets = new Map<string, Target>([['shop', shop]]);
  const { action } = acting([], async ({ url }) => ({ class: 'ok', timings: {}, detail: url }), { targets });
  targets.set('shop', httpTarget('https://new.example/', { name: 'shop' }));
  expect(await action.perform({ time: 400, target: 'shop' }, attempt)).toMatchObject({
    url: 'https://new.example/',
    detail: 'https://new.example/',
  });
});

test('a thousand failures while our own network is down are one warning, and class unknown', async () => {
  const clock = virtualClock(1000);
  const warnings: string[] = [];
  let isUp = false;
  let asked = 0;
  const canary = new Canary({
    targets: [httpTarget('http://192.0.2.1/', { name: 'gateway' }), httpTarget('http://192.0.2.2/')],
    check: async () => {
      asked++;
      return { class: isUp ? 'status' : 'timeout', timings: {} };
    },
    clock,
    onWarning: (message) => warnings.push(message),
  });
  const names = Array.from({ length: 1000 }, (_, n) => `site ${n}`);
  const { action } = acting(
    names.map((name) => httpTarget('http://a.example/', { name })),
    async ({ name }) =>
      name === 'site 0'
        ? { class: 'status', status: 500, timings: {} }
        : { class: 'connect', phase: 'connect', detail: 'no route', timings: {} },
    { clock, canary },
  );
  onTestFinished(() => action.close?.());
  const all = (): Promise<CheckRow[]> =>
    Promise.all(names.map((target) => action.perform({ time: 900, target }, attempt)));
  const [broken, ...rows] = await all();
  expect(broken?.class).toBe('status');
  expect(new Set(rows.map((row) => `${row.class} ${row.phase}: ${row.detail}`))).toEqual(
    new Set(['unknown connect: our own network is down (connect: no route)']),
  );
  expect(asked).toBe(2);
  expect(warnings).toEqual([
    'Our own network is down: no canary answers (gateway: timeout, http://192.0.2.2/: timeout). What fails meanwhile is class unknown.',
  ]);

  isUp = true;
  await clock.advance(5000);
  expect(asked).toBe(4);
  expect(warnings.slice(1)).toEqual(['Our own network is up again: 999 checks came to class unknown.']);

  // It is up, and still they fail: one more asking, and they are to blame themselves.
  await clock.advance(5000);
  const [, ...after] = await all();
  expect(new Set(after.map((row) => row.class))).toEqual(new Set(['connect']));
  expect(asked).toBe(6);
});

test('the first canary that answers is enough, and none is waited for longer than five seconds', async () => {
  const clock = virtualClock();
  let isUp = true;
  const hanging = (signal: AbortSignal) =>
    new Promise<Verdict>((resolve) => {
      signal.addEventListener('abort', () => resolve({ class: 'timeout', timings: {} }));
    });
  const canary = new Canary({
    targets: [httpTarget('http://192.0.2.1/'), httpTarget('http://192.0.2.2/', { name: 'other' })],
    check: async ({ name }, signal) =>
      name === 'other' && isUp ? { class: 'ok', timings: {} } : hanging(signal),
    clock,
    onWarning: () => undefined,
  });
  onTestFinished(() => canary.close());
  const failed: Verdict = { class: 'dns', timings: {} };
  expect(await canary.isOurs(failed, { began: 0, ended: 0 })).toBe(false);
  isUp = false;
  const later = canary.isOurs(failed, { began: 1, ended: 1 });
  // A second after the last asking, and then five.
  await clock.advance(6000);
  expect(await later).toBe(true);
});

test('a canary that was not asked has not answered', async () => {
  const clock = virtualClock();
  const canary = new Canary({
    targets: [shop],
    check: async () => ({ class: 'missed', timings: {} }),
    clock,
    onWarning: () => undefined,
  });
  onTestFinished(() => canary.close());
  expect(await canary.isOurs({ class: 'dns', timings: {} }, { began: 0, ended: 0 })).toBe(true);
});

test('a check that is given up asks no canary', async () => {
  let asked = 0;
  const canary = new Canary({
    targets: [shop],
    check: async () => {
      asked++;
      return { class: 'timeout', timings: {} };
    },
    clock: virtualClock(),
    onWarning: () => undefined,
  });
  const { action } = acting([shop], async () => ({ class: 'timeout', timings: {} }), { canary });
  await action.perform({ time: 0, target: 'shop' }, { signal: AbortSignal.abort(), again: false });
  await turn();
  expect(asked).toBe(0);
});

actionContract<CheckTick, CheckRow>('checking sites', {
  make: async () => {
    let isWell = true;
    let hangs = false;
    const held: (() => void)[] = [];
    const server = await site((response) => {
      if (hangs) held.push(() => response.end());
      else response.writeHead(isWell ? 200 : 503).end();
    });
    onTestFinished(() => server[Symbol.asyncDispose]());
    const names = ['a', 'b'];
    return {
      open: () =>
        acting(
          names.map((name) => httpTarget(`${server.origin}/${name}`, { name })),
          checkHttp({ hop: httpHop(), userAgent: 'x' }),
          { clock: systemClock() },
        ).action,
      rows: names.map((target, time) => ({ time, target })),
      isGood: (row) => row.class === 'ok',
      world: async () => undefined,
      fail: async () => {
        isWell = false;
        return async () => {
          isWell = true;
        };
      },
      hang: async () => {
        hangs = true;
        return async () => {
          hangs = false;
          for (const end of held.splice(0)) end();
        };
      },
    };
  },
});
