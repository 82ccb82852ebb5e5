import { once } from 'node:events';
import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { connect } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { madeUpSites } from '../../../../src/pipelines/web-monitor/sites/made-up-sites.js';
import { type ServedSites, serveSites } from '../../../../src/pipelines/web-monitor/sites/serve-sites.js';
import { HEALTHY, isFlappingUp, SITE_KINDS } from '../../../../src/pipelines/web-monitor/sites/site-kinds.js';
import { virtualClock } from '../../../../src/testing/virtual-clock.js';

const EVERY_KIND = SITE_KINDS.length * 2;
const clock = virtualClock(Date.now());

let served: ServedSites;
beforeAll(async () => {
  served = await serveSites(EVERY_KIND, { host: '127.0.0.1', port: 0 }, { clock });
});
afterAll(() => served.close());

const siteOf = (name: string): string => {
  const site = served.sites.find(({ kind }) => kind.name === name);
  if (site === undefined) throw new Error(`No site is ${name}.`);
  return site.url;
};

interface Answer {
  readonly status?: number | undefined;
  readonly location?: string | undefined;
  readonly body: Buffer;
  readonly error?: string | undefined;
}

/** What a plain client sees; `until`: gives up when that much of the body is there. */
const ask = (url: string, until = Number.POSITIVE_INFINITY): Promise<Answer> =>
  new Promise((resolve) => {
    const options = { ca: served.authority, agent: false as const };
    const asking = (url.startsWith('https:') ? tlsRequest : plainRequest)(url, options, (response) => {
      const pieces: Buffer[] = [];
      const end = (error?: string): void => {
        const { statusCode: status, headers } = response;
        resolve({ status, location: headers.location, body: Buffer.concat(pieces), error });
      };
      response.on('data', (piece: Buffer) => {
        pieces.push(piece);
        if (Buffer.concat(pieces).length < until) return;
        end('given up');
        asking.destroy();
      });
      response.on('end', () => end());
      response.on('error', (error: NodeJS.ErrnoException) => end(error.code));
    });
    asking.on('error', (error: NodeJS.ErrnoException) =>
      resolve({ body: Buffer.alloc(0), error: error.code }),
    );
    asking.end();
  });

/** As time goes by: what waits for a while in the server is let go. */
const asked = async (name: string): Promise<Answer> => {
  let isDone = false;
  const answer = ask(siteOf(name)).finally(() => {
    isDone = true;
  });
  while (!isDone) {
    await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(50);
  }
  return answer;
};

describe('made-up sites', () => {
  test('have every kind once before any comes again, and every other one is fine', () => {
    const kinds = madeUpSites(EVERY_KIND).map(({ kind }) => kind.name);
    expect(kinds.filter((_, i) => i % 2 === 0).every((name) => name === 'fine')).toBe(true);
    expect(kinds.filter((_, i) => i % 2 === 1)).toEqual(SITE_KINDS.map(({ name }) => name));
    expect(new Set(served.sites.map(({ url }) => url)).size).toBe(EVERY_KIND);
  });

  test.each(['fine', 'slow', 'secure'])('%s: says that all is well', async (name) => {
    const { status, body } = await asked(name);
    expect(status).toBe(200);
    expect(body.toString()).toContain(HEALTHY);
  });

  test('slow: not before its time', async () => {
    const begun = clock.now();
    await asked('slow');
    expect(clock.now() - begun).toBeGreaterThanOrEqual(1500);
  });

  test('gzip, wrong-body, failing', async () => {
    expect(gunzipSync((await asked('gzip')).body).toString()).toContain(HEALTHY);
    expect(await asked('wrong-body')).toMatchObject({ status: 200, error: undefined });
    expect((await asked('wrong-body')).body.toString()).not.toContain(HEALTHY);
    expect(await asked('failing')).toMatchObject({ status: 500 });
  });

  test('redirecting ends, looping does not', async () => {
    let url = siteOf('redirecting');
    for (const _ of ['one', 'two']) {
      const { status, location = '' } = await ask(url);
      expect(status).toBe(302);
      url = new URL(location, url).href;
    }
    expect(url).toMatch(/step=2$/);
    const looping = siteOf('looping');
    expect(new URL((await ask(looping)).location ?? '', looping).href).toBe(looping);
  });

  test('flapping: half of the time it is up', async () => {
    const { index } = served.sites.find(({ kind }) => kind.name === 'flapping') ?? { index: 0 };
    for (let i = 0; i < 4; i++) {
      const wanted = isFlappingUp(clock.now(), index) ? 200 : 503;
      expect((await ask(siteOf('flapping'))).status).toBe(wanted);
      await clock.advance(15_000);
    }
    const states = Array.from({ length: 60 }, (_, second) => isFlappingUp(second * 1000, index));
    expect(states.filter(Boolean)).toHaveLength(30);
  });

  test('resetting, cut, stuck, refusing and expired fail as they say', async () => {
    expect(await ask(siteOf('resetting'))).toMatchObject({ error: 'ECONNRESET' });
    expect(await ask(siteOf('cut'))).toMatchObject({ status: 200, error: 'ECONNRESET' });
    expect(await ask(siteOf('stuck'), 10)).toMatchObject({ status: 200, error: 'given up' });
    expect(await ask(siteOf('refusing'))).toMatchObject({ error: 'ECONNREFUSED' });
    expect(await ask(siteOf('expired'))).toMatchObject({ error: 'CERT_HAS_EXPIRED' });
  });

  test('knows no other paths', async () => {
    expect((await ask(new URL('/none', siteOf('fine')).href)).status).toBe(404);
  });

  test('ends while requests hang', async () => {
    const other = await serveSites(EVERY_KIND, { host: '127.0.0.1', port: 0 }, { clock });
    const hanging = other.sites.find(({ kind }) => kind.name === 'hanging')?.url ?? '';
    const answer = ask(hanging);
    await ask(other.sites[3]?.url ?? '');
    // A client of TLS that says nothing.
    const { port } = new URL(other.sites.find(({ kind }) => kind.name === 'secure')?.url ?? '');
    const silent = connect(Number(port), '127.0.0.1');
    await once(silent, 'connect');
    silent.on('error', () => undefined);
    await other.close();
    await other.close();
    expect((await answer).error).toBeDefined();
    expect((await ask(hanging)).error).toBe('ECONNREFUSED');
  });

  test('says which address is taken', async () => {
    const { port } = new URL(siteOf('fine'));
    await expect(serveSites(2, { host: '127.0.0.1', port: Number(port) }, { clock })).rejects.toMatchObject({
      code: 'cannot-listen',
    });
  });
});
