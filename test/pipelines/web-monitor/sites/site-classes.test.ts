import { expect, test } from 'vitest';
import { checkHttp } from '../../../../src/io/actions/check/http/check-http.js';
import { httpHop } from '../../../../src/io/actions/check/http/http-hop.js';
import type { HttpTarget } from '../../../../src/io/actions/check/target.js';
import { systemClock } from '../../../../src/io/clock.js';
import { Pattern } from '../../../../src/io/patterns/pattern.js';
import { serveSites } from '../../../../src/pipelines/web-monitor/sites/serve-sites.js';
import { HEALTHY, isFlappingUp, SITE_KINDS } from '../../../../src/pipelines/web-monitor/sites/site-kinds.js';
import { httpTarget } from '../../../support/check/http-target.js';
import { never, TLS } from '../../../support/check-settings.js';

/** What the monitor says of each kind, and where. */
const SAID: Readonly<Record<string, string>> = {
  fine: 'ok',
  slow: 'slow wait',
  failing: 'status',
  redirecting: 'ok',
  resetting: 'reset wait',
  gzip: 'ok',
  'wrong-body': 'body',
  expired: 'tls tls',
  secure: 'ok',
  looping: 'redirect',
  hanging: 'timeout',
  stuck: 'timeout',
  cut: 'protocol body',
  refusing: 'connect connect',
};

test('every made-up site is what the monitor has a word for', async () => {
  const { sites, authority, close } = await serveSites(
    SITE_KINDS.length * 2,
    { host: '127.0.0.1', port: 0 },
    { clock: systemClock() },
  );
  const hop = httpHop();
  const check = checkHttp({ hop, userAgent: 'test' });
  const pattern = new Pattern(HEALTHY);
  const target = (name: string, url: string): HttpTarget =>
    httpTarget(url, {
      // Only those that are to run out of time may.
      timeout: SAID[name] === 'timeout' ? 500 : 100_000,
      slow: name === 'slow' ? 1000 : undefined,
      tls: { ...TLS, ca: authority },
      expect: { body: pattern },
    });
  const said = await Promise.all(
    sites.map(async ({ kind: { name }, url, index }) => {
      const before = isFlappingUp(Date.now(), index);
      const { class: what, phase } = await check(target(name, url), never());
      // It may have changed meanwhile.
      if (name === 'flapping') {
        const wanted = [before, isFlappingUp(Date.now(), index)].map((isUp) => (isUp ? 'ok' : 'status'));
        return [name, wanted.some((one) => one === what) ? 'as it is now' : what];
      }
      // In which phase depends on how fast this machine is.
      return [name, phase === undefined || what === 'timeout' ? what : `${what} ${phase}`];
    }),
  );
  hop.close();
  await close();
  expect(Object.fromEntries(said)).toEqual({ ...SAID, flapping: 'as it is now' });
});
