import { execFile, execFileSync } from 'node:child_process';
import { renameSync, writeFileSync } from 'node:fs';
import { get as getSecurely } from 'node:https';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Access } from '../../../src/io/http/access.js';
import { parseAddress } from '../../../src/io/http/address.js';
import { listen } from '../../../src/io/http/listen.js';
import { hasProgram } from '../../support/has-program.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { ROOT } from '../../support/tidemark.js';

const [ONE, TWO] = ['1'.repeat(20), '2'.repeat(20)];

const serve = async (access: Access, at = '127.0.0.1:0') => {
  const warnings: string[] = [];
  const routes = {
    '/healthz': () => ({ status: 200, type: 'application/json', body: '{"status":"ok"}\n' }),
    '/readyz': () => ({
      status: 200,
      type: 'application/json',
      body: '{"status":"ready","pipelines":{"a":1}}\n',
    }),
    '/metrics': () => ({ status: 200, type: 'text/plain', body: 'all\n' }),
  };
  const listening = await listen(parseAddress(at), routes, {
    access,
    onError: (error) => warnings.push(String(error)),
    warn: (message) => warnings.push(message),
  });
  onTestFinished(() => listening.close());
  const ask = async (path: string, token?: string) =>
    fetch(
      `${listening.url}${path}`,
      token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } },
    );
  return { ...listening, warnings, ask };
};

/** Puts a file in the place of another, as secrets are rotated. */
const exchange = (path: string, text: string): void => {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
};

describe('a server with a token', () => {
  it('tells who has none whether all is well, and nothing else', async () => {
    const { ask, warnings } = await serve({ token: ONE }, ':0');
    const refused = await ask('/metrics');
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer realm="tidemark"',
    ]);
    expect(await refused.json()).toEqual({ error: 'no-token', message: expect.any(String) });
    expect((await ask('/metrics', TWO)).status).toBe(401);
    expect((await ask('/metrics', ONE)).status).toBe(200);
    expect(await (await ask('/readyz')).json()).toEqual({ status: 'ready' });
    expect(await (await ask('/readyz', ONE)).json()).toEqual({ status: 'ready', pipelines: { a: 1 } });
    expect(warnings).toEqual([]);
  });

  it('reads it again when its file changes, and keeps it where what comes is none', async () => {
    const file = join(await temporaryDirectory(), 'token');
    writeFileSync(file, `${ONE}\n`);
    const { ask, warnings } = await serve({ token: { file } });
    expect((await ask('/metrics', ONE)).status).toBe(200);
    exchange(file, 'short');
    while (warnings.length === 0) await ask('/readyz');
    expect(warnings[0]).toContain('what was read before stays in use: a token has at least 16');
    expect((await ask('/metrics', ONE)).status).toBe(200);
    exchange(file, TWO);
    while ((await ask('/metrics', TWO)).status !== 200);
    expect((await ask('/metrics', ONE)).status).toBe(401);
    expect(warnings).toHaveLength(1);
  });

  it('does not listen where its file is not there, or holds none', async () => {
    const file = join(await temporaryDirectory(), 'token');
    await expect(serve({ token: { file } })).rejects.toMatchObject({
      code: 'unreadable',
      message: expect.stringContaining(file),
    });
    writeFileSync(file, '\n');
    await expect(serve({ token: { file } })).rejects.toMatchObject({ code: 'unreadable' });
  });
});

it('does not listen where others would reach it without a token, unless it is told to', async () => {
  await expect(serve({}, ':0')).rejects.toMatchObject({ code: 'bad-options' });
  const { warnings, ask } = await serve({ open: true }, ':0');
  expect(warnings).toEqual([expect.stringContaining('asks for no token')]);
  expect((await ask('/metrics')).status).toBe(200);
});

/** The exit code of the health check of the image. */
const healthOf = (env: NodeJS.ProcessEnv): Promise<number | undefined> =>
  new Promise((resolve) => {
    execFile(process.execPath, [join(ROOT, 'packaging/healthcheck.js')], { env }, (error) =>
      resolve(error === null ? 0 : Number(error.code)),
    );
  });

it('is asked by the health check of the image, without a token', async () => {
  const { url } = await serve({ token: ONE });
  expect(await healthOf({ TIDEMARK_LISTEN: new URL(url).host })).toBe(0);
  expect(await healthOf({ TIDEMARK_HEALTHCHECK: 'no url' })).toBe(1);
});

describe.skipIf(!hasProgram('openssl'))('a server with TLS', () => {
  it('speaks it, and takes a new certificate when its files change', async () => {
    const directory = await temporaryDirectory();
    const [cert, key] = [join(directory, 'cert.pem'), join(directory, 'key.pem')];
    const make = (name: string): void => {
      const paths = ['-keyout', `${key}.new`, '-out', `${cert}.new`];
      const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
      execFileSync('openssl', ['req', '-x509', ...kind, '-subj', `/CN=${name}`, ...paths], {
        stdio: 'ignore',
      });
      for (const path of [key, cert]) renameSync(`${path}.new`, path);
    };
    make('first');
    const { url, warnings, admit } = await serve({ tls: { cert, key }, token: ONE });
    expect(url).toMatch(/^https:/);
    const ask = () =>
      new Promise<readonly [number | undefined, string]>((resolve, reject) => {
        const headers = { authorization: `Bearer ${ONE}` };
        getSecurely(`${url}/metrics`, { headers, agent: false, rejectUnauthorized: false }, (response) => {
          const { socket } = response;
          const name =
            'getPeerCertificate' in socket
              ? (socket as import('node:tls').TLSSocket).getPeerCertificate().subject.CN
              : '';
          response.resume().on('end', () => resolve([response.statusCode, String(name)]));
        }).on('error', reject);
      });
    expect(await ask()).toEqual([200, 'first']);
    make('second');
    while ((await ask())[1] !== 'second');
    writeFileSync(cert, 'nonsense');
    while (warnings.length === 0) expect(await ask()).toEqual([200, 'second']);
    await expect(fetch(url.replace('https:', 'http:'))).rejects.toThrow();
    expect(await healthOf({ TIDEMARK_HEALTHCHECK: url })).toBe(0);
    expect(await healthOf({ TIDEMARK_LISTEN: new URL(url).host })).toBe(1);
    // A pair in other files is taken without another server, and what takes one is said.
    make('third');
    const other = { cert: join(directory, 'other.pem'), key: join(directory, 'other-key.pem') };
    for (const [from, to] of [
      [cert, other.cert],
      [key, other.key],
    ] as const)
      renameSync(from, to);
    (await admit({ tls: other, token: ONE }))?.use();
    expect(await ask()).toEqual([200, 'third']);
    expect(await admit({ token: ONE })).toBeUndefined();
  });
});
