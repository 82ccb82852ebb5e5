import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkHttp } from '../../../../../src/io/actions/check/http/check-http.js';
import type { HopRequest, HopResult } from '../../../../../src/io/actions/check/http/hop.js';
import { parseJsonCondition } from '../../../../../src/io/actions/check/http/json/parse-json-condition.js';
import type { CheckClass, Phase } from '../../../../../src/io/actions/check/verdict.js';
import { Pattern } from '../../../../../src/io/patterns/pattern.js';
import { httpTarget } from '../../../../support/check/http-target.js';

const signal = new AbortController().signal;

type Answer = Partial<Omit<HopResult, 'body'>> & { readonly body?: string };

const result = ({ body = '', ...given }: Answer): HopResult => ({
  headers: [],
  body: Buffer.from(body, 'latin1'),
  bytes: body.length,
  isCut: false,
  timings: {},
  isReused: false,
  notes: [],
  ...given,
});

/** What a check comes to where each request is answered so, and what was asked. */
const played = async (
  target: ReturnType<typeof httpTarget>,
  answer: (request: HopRequest, n: number) => Answer,
) => {
  const asked: HopRequest[] = [];
  const check = checkHttp({
    hop: async (request) => {
      asked.push(request);
      return result(answer(request, asked.length - 1));
    },
    userAgent: 'Tidemark/1',
  });
  return { verdict: await check(target, signal), asked };
};

const to = (location: string, more: Answer = {}): Answer => ({
  status: 302,
  ...more,
  headers: [['location', location], ...(more.headers ?? [])],
});

const origin = fc.constantFrom(
  'https://a.example',
  'http://a.example',
  'https://a.example:8443',
  'https://b.example',
  'http://www.a.example',
);
const SECRETS = ['Basic c2VjcmV0OnNlY3JldA==', 'user-cookie', 'front.example', 'api-secret', 'proxy-secret'];

test('law: no credential reaches another site, whatever the way there and back', async () => {
  const status = fc.constantFrom(301, 302, 303, 307, 308);
  const setsCookie = fc.boolean();
  await fc.assert(
    fc.asyncProperty(
      origin,
      fc.array(fc.tuple(origin, status, setsCookie), { maxLength: 8 }),
      async (first, way) => {
        const target = httpTarget(`${first}/`, {
          headers: [
            ['authorization', SECRETS[0] ?? ''],
            ['cookie', `s=${SECRETS[1]}`],
            ['host', SECRETS[2] ?? ''],
            ['x-api-key', SECRETS[3] ?? ''],
            ['proxy-authorization', SECRETS[4] ?? ''],
          ],
          tls: { insecure: false, ca: undefined, client: { cert: 'c', key: 'k' } },
          network: {
            family: 'auto',
            resolver: undefined,
            connectTo: { host: '192.0.2.1', port: 8443 },
            proxy: undefined,
            allow: [],
          },
        });
        const { asked } = await played(target, ({ url }, n) => {
          const next = way[n];
          if (next === undefined) return { status: 200 };
          const [site, status, sets] = next;
          const cookie = ['set-cookie', `jar=of ${url.hostname}`] as const;
          return to(`${site}/${n}`, { status, headers: sets ? [cookie] : [] });
        });
        // The model: trusted as long as all went to where the target is, or up to https there.
        let trusted = true;
        let scheme = new URL(first).protocol;
        for (const { url, headers, tls, network } of asked) {
          const isUp = url.origin === 'https://a.example' && first === 'http://a.example';
          const isDown = scheme === 'https:' && url.protocol === 'http:';
          trusted &&= (url.origin === first || isUp) && !isDown;
          scheme = url.protocol;
          const text = JSON.stringify(headers);
          expect(SECRETS.filter((secret) => text.includes(secret))).toEqual(trusted ? SECRETS : []);
          expect(tls.client === undefined).toBe(!trusted);
          expect(network.connectTo !== undefined).toBe(url.origin === first);
          const jar = /jar=of ([\w.]+)/.exec(text)?.[1];
          expect(jar === undefined || jar === url.hostname).toBe(true);
          expect(headers.filter(([name]) => name === 'referer')).toEqual([]);
        }
      },
    ),
    { numRuns: 150 },
  );
});

test.each([
  ['https://a.example', 'http://a.example', false],
  ['http://a.example', 'https://a.example', true],
  ['http://a.example:8080', 'https://a.example:8443', false],
  ['https://a.example', 'https://a.example:8443', false],
  ['https://a.example', 'https://www.a.example', false],
  ['https://a.example', 'https://A.example:443', true],
])('WM-06: from %s to %s credentials are kept: %s', async (from, next, isKept) => {
  const target = httpTarget(`${from}/`, { headers: [['authorization', SECRETS[0] ?? '']] });
  const { asked } = await played(target, (_, n) => (n === 0 ? to(`${next}/x`) : { status: 200 }));
  expect(asked).toHaveLength(2);
  expect(asked[1]?.headers.some(([name]) => name === 'authorization')).toBe(isKept);
});

test('law: redirects end, and every one that was followed is counted', async () => {
  const location = fc.oneof(
    fc.string({ unit: 'binary-ascii' }),
    fc.string({ unit: fc.constantFrom(...'/.?#:@[]% \\ahtp\u00e9') }),
    fc.constantFrom('https://b.example/x', '//b.example', 'http://u:p@c.example:81/?q#f', '/y', ''),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.nat(5),
      fc.array(location, { minLength: 1, maxLength: 4 }),
      async (redirects, locations) => {
        const { verdict, asked } = await played(httpTarget('https://a.example/', { redirects }), (_, n) =>
          to(locations[n % locations.length] ?? ''),
        );
        expect(asked.length).toBeLessThanOrEqual(redirects + 1);
        expect(verdict).toMatchObject({ class: 'redirect', redirects: asked.length - 1 });
        for (const { url } of asked) {
          expect(url.protocol).toMatch(/^https?:$/);
          expect([url.username, url.password, url.hash]).toEqual(['', '', '']);
        }
      },
    ),
  );
});

test('law: phases are summed over all hops, total is their sum, and slow says where the time went', async () => {
  const phases: readonly Phase[] = ['dns', 'connect', 'proxy', 'tls', 'wait', 'body'];
  const timings = fc.record(
    Object.fromEntries(phases.map((phase) => [phase, fc.integer({ min: 0, max: 1000 })])),
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(timings, { minLength: 1, maxLength: 4 }), fc.nat(3000), async (all, slow) => {
      const { verdict } = await played(httpTarget('http://a.example/', { slow }), (_, n) =>
        n === all.length - 1
          ? { status: 200, timings: all[n] ?? {} }
          : to('/next', { timings: all[n] ?? {} }),
      );
      const sums = phases.flatMap((phase) => {
        const given = all.flatMap((one) => one[phase] ?? []);
        return given.length === 0 ? [] : [[phase, given.reduce((sum, time) => sum + time, 0)] as const];
      });
      expect(verdict.timings).toEqual(Object.fromEntries(sums));
      const total = sums.reduce((sum, [, time]) => sum + time, 0);
      expect(verdict.total).toBe(total);
      expect(verdict.class).toBe(total > slow ? 'slow' : 'ok');
      const longest = Math.max(...sums.map(([, time]) => time));
      if (total > slow) expect(verdict.timings[verdict.phase ?? 'dns']).toBe(longest);
      else expect(verdict.phase).toBeUndefined();
    }),
  );
});

const certificate = (host: string, days: number) => ({
  certificate: { expires: Date.UTC(2026, 0, 1 + days), subject: `CN=${host}`, host },
});

test('TLS-12: the certificate is the one of all hops that expires first', async () => {
  const { verdict } = await played(httpTarget('https://old.example/'), ({ url }) =>
    url.hostname === 'old.example'
      ? to('https://new.example/', certificate('old.example', 3))
      : { status: 200, ...certificate('new.example', 80) },
  );
  expect(verdict).toMatchObject({ class: 'ok', ...certificate('old.example', 3) });
});

const failed = (what: CheckClass, phase: Phase, more: Answer = {}): Answer => ({
  ...more,
  failure: { class: what, phase, detail: 'it went wrong' },
});

test('RAW-23: the status that was seen is kept beside the class', async () => {
  const { verdict } = await played(httpTarget('https://a.example/'), () =>
    failed('reset', 'body', { status: 200 }),
  );
  expect(verdict).toMatchObject({ class: 'reset', phase: 'body', status: 200, detail: 'it went wrong' });
  expect(verdict).not.toHaveProperty('total');
});

test('of what did not come in time there is neither a status nor a total', async () => {
  const { verdict } = await played(httpTarget('https://a.example/'), () =>
    failed('timeout', 'body', { status: 200, timings: { wait: 5 } }),
  );
  expect(verdict).toMatchObject({ class: 'timeout', phase: 'body', timings: { wait: 5 } });
  expect(verdict).not.toHaveProperty('status');
  expect(verdict).not.toHaveProperty('total');
});

test('a hop that fails after redirects says where', async () => {
  const { verdict } = await played(httpTarget('https://a.example/'), (_, n) =>
    n === 0 ? to('https://u:p@b.example/x#y') : failed('dns', 'dns'),
  );
  expect(verdict).toMatchObject({
    class: 'dns',
    phase: 'dns',
    redirects: 1,
    detail: 'it went wrong (at https://b.example/x, after 1 redirect)',
  });
});

test('a redirect whose body breaks off is followed, as browsers do, and one that comes too late is not', async () => {
  const one = (what: CheckClass) =>
    played(httpTarget('https://a.example/'), (_, n) =>
      n === 0 ? to('/x', failed(what, 'body', { status: 302 })) : { status: 200 },
    );
  expect((await one('protocol')).verdict).toMatchObject({ class: 'ok', redirects: 1 });
  expect((await one('reset')).verdict).toMatchObject({ class: 'ok', redirects: 1 });
  expect((await one('timeout')).verdict).toMatchObject({ class: 'timeout', redirects: 0 });
});

test('one deadline is over all hops', async () => {
  const signals: AbortSignal[] = [];
  const check = checkHttp({
    hop: async (_, deadline) => {
      signals.push(deadline);
      if (signals.length < 3) return result(to('/next'));
      // As a hop does: it ends when the deadline says so.
      await new Promise((resolve) => deadline.addEventListener('abort', resolve));
      return result(failed('timeout', 'wait'));
    },
    userAgent: 'x',
  });
  expect(await check(httpTarget('http://a.example/', { timeout: 20 }), signal)).toMatchObject({
    class: 'timeout',
    redirects: 2,
  });
  expect(new Set(signals).size).toBe(1);
});

test('law: texts from outside are short, on one line, harmless, and without what was sent to be let in', async () => {
  const unit = fc.nat(0xffff).map((code) => String.fromCharCode(code));
  const text = fc.string({ unit, maxLength: 400 });
  const secret = 'hunter2-hunter2';
  const headers = [
    ['authorization', `Basic ${Buffer.from(`me:${secret}`).toString('base64')}`],
    ['x-api-key', secret],
  ] as const;
  await fc.assert(
    fc.asyncProperty(
      text,
      fc.constantFrom('server', 'cf-ray', 'retry-after', 'location'),
      async (said, name) => {
        const { verdict } = await played(
          httpTarget('https://a.example/', {
            headers,
            redirects: 1,
            expect: { finalUrl: new Pattern('^x') },
          }),
          (_, n) => ({
            status: n === 0 ? 302 : 503,
            headers: [
              ['location', `/${secret}`],
              [name, `${secret}${said}`],
            ],
            notes: [said, secret],
          }),
        );
        const { detail = '', finalUrl = '', note = '' } = verdict;
        for (const [shown, longest] of [
          [detail, 300],
          [note, 300],
          [finalUrl, 2048],
        ] as const) {
          expect(shown).not.toContain(secret);
          expect(shown).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u);
          expect([...shown].length).toBeLessThanOrEqual(longest);
        }
        expect(detail).not.toBe('');
      },
    ),
  );
});

test('law: how a body comes in pieces changes nothing, for it is joined', async () => {
  const words = new Pattern('footerContent');
  await fc.assert(
    fc.asyncProperty(fc.string({ maxLength: 50 }), fc.boolean(), async (noise, has) => {
      const body = `${noise.replaceAll('footer', '')}${has ? 'footerContent' : ''}`;
      const { verdict } = await played(httpTarget('http://a.example/', { expect: { body: words } }), () => ({
        status: 200,
        body,
      }));
      expect(verdict.class).toBe(has ? 'ok' : 'body');
    }),
  );
});

test('law: whatever a site answers, it is a verdict on the site and no defect of ours', async () => {
  const latin1 = fc.string({
    unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
  });
  const value = fc.oneof(
    latin1,
    fc.string({ unit: fc.constantFrom(...'a=;,"/. :%[]@\u00e9') }),
    fc.constantFrom(
      'gzip',
      'br',
      'zstd',
      'deflate',
      'text/html; charset=utf-16',
      'a=b; Domain=example; Path=',
      '//[::1]/',
      '//a..b/x',
      '//xn--a/',
      '//1.2.3/',
      '//_a.example./',
    ),
  );
  const name = fc.constantFrom('location', 'set-cookie', 'content-encoding', 'content-type', 'server', 'x-a');
  const answer = fc.record({
    status: fc.constantFrom(200, 204, 301, 302, 307, 999),
    headers: fc.array(fc.tuple(name, value), { maxLength: 6 }),
    body: fc.oneof(latin1, fc.constantFrom('{"a":1}', '[[[[', '<meta charset=x>', '\u00ff\u00fe\u00d8')),
    isCut: fc.boolean(),
  });
  const expected = {
    status: [[200, 999]] as const,
    body: new Pattern('.'),
    notBody: new Pattern('x+$'),
    json: [parseJsonCondition('$.a == 1')],
    headers: [{ name: 'x-a', value: new Pattern('^a*$'), not: true }],
    finalUrl: new Pattern('example'),
  };
  const classes = ['ok', 'status', 'redirect', 'body', 'body_limit', 'protocol'];
  await fc.assert(
    fc.asyncProperty(fc.array(answer, { minLength: 1, maxLength: 5 }), async (answers) => {
      const target = httpTarget('http://www.example/', { redirects: 4, bodyLimit: 20, expect: expected });
      const { verdict } = await played(target, (_, n) => answers[n % answers.length] ?? {});
      expect(classes).toContain(verdict.class);
    }),
    { numRuns: 120 },
  );
});
