import { once } from 'node:events';
import { Agent, createServer, get } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseAddress } from '../../../src/io/http/address.js';
import { listen, type Routes } from '../../../src/io/http/listen.js';
import { turns } from '../../support/turns.js';
import { until } from '../../support/until.js';

const ROUTES: Routes = {
  '/good': () => ({ status: 200, type: 'text/plain; charset=utf-8', body: 'all is well\n' }),
  '/bad': () => ({ status: 503, type: 'application/json', body: '{}\n' }),
  '/broken': () => {
    throw new Error('the secret of the defect');
  },
};

const setUp = async (text = '127.0.0.1:0') => {
  const errors: unknown[] = [];
  const warnings: string[] = [];
  const listening = await listen(parseAddress(text), ROUTES, {
    access: { open: true },
    onError: (error) => errors.push(error),
    warn: (message) => warnings.push(message),
  });
  onTestFinished(() => listening.close());
  const ask = (path: string, init?: RequestInit) => fetch(`${listening.url}${path}`, init);
  return { ...listening, ask, errors, warnings };
};

/** What the server says to these bytes, up to the end of the connection. */
const talk = async (url: string, text: string): Promise<string> => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  socket.end(text);
  let said = '';
  socket.on('data', (bytes) => {
    said += bytes.toString();
  });
  await once(socket, 'close');
  return said;
};

describe('listen', () => {
  it('answers GET with status, type and body, also with a query', async () => {
    const { ask } = await setUp();
    const answer = await ask('/good?a=b');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await answer.text()).toBe('all is well\n');
    expect((await ask('/bad')).status).toBe(503);
  });

  it('answers HEAD like GET, without a body', async () => {
    const { ask } = await setUp();
    const answer = await ask('/good', { method: 'HEAD' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-length')).toBe('12');
    expect(await answer.text()).toBe('');
  });

  it('says nothing of what it is made of, and is not to be cached or guessed at', async () => {
    const { ask } = await setUp();
    for (const path of ['/good', '/none', '/broken', '/%zz']) {
      const { headers } = await ask(path);
      expect(headers.get('server') ?? headers.get('x-powered-by')).toBeNull();
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  it('answers 404 as JSON that names what there is', async () => {
    const { ask } = await setUp();
    const answer = await ask('/none');
    expect(answer.status).toBe(404);
    expect(await answer.json()).toEqual({ error: 'not-found', message: expect.stringContaining('/good') });
  });

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND'])(
    'answers %s with 405',
    async (method) => {
      const { ask } = await setUp();
      const answer = await ask('/good', { method });
      expect(answer.status).toBe(405);
      expect(answer.headers.get('allow')).toBe('GET, HEAD');
      expect(await answer.json()).toEqual({
        error: 'bad-method',
        message: 'Only GET and HEAD are allowed here.',
      });
    },
  );

  it('does not take a large body', async () => {
    const { ask } = await setUp();
    const answer = await ask('/good', { method: 'POST', body: 'x'.repeat(100_000) });
    expect(answer.status).toBeGreaterThanOrEqual(400);
  });

  it('tells a defect to its owner and not to whoever asks', async () => {
    const { ask, errors } = await setUp();
    const answer = await ask('/broken');
    expect(answer.status).toBe(500);
    expect(await answer.text()).toBe('{"error":"defect","message":"This could not be answered."}\n');
    expect(errors).toEqual([new Error('the secret of the defect')]);
  });

  it('answers 400 to what is no request, and goes on', async () => {
    const { ask, url } = await setUp();
    expect((await ask('/%zz')).status).toBe(400);
    expect(await talk(url, 'nonsense\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    expect(await talk(url, `GET /good HTTP/1.1\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`)).toMatch(
      /^(HTTP\/1\.1 4|$)/,
    );
    expect((await ask('/good')).status).toBe(200);
  });

  it('closes connections that are kept alive when it is closed', async () => {
    const { url, close } = await setUp();
    const agent = new Agent({ keepAlive: true });
    onTestFinished(() => agent.destroy());
    const [answer] = await once(get(`${url}/good`, { agent }), 'response');
    answer.resume();
    await once(answer, 'end');
    const [socket] = Object.values(agent.freeSockets).flat();
    expect(socket?.destroyed).toBe(false);
    await close();
    await expect(fetch(`${url}/good`)).rejects.toThrow();
  });

  it('does not wait for a request that comes slowly when it is closed', async () => {
    const { url, close } = await setUp();
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    socket.on('error', () => undefined);
    let said = '';
    socket.on('data', (bytes) => {
      said += bytes.toString();
    });
    const gone = once(socket, 'close');
    socket.write('GET /good HTTP/1.1\r\nhost: localhost\r\n\r\nGET /go');
    await until(() => said.endsWith('all is well\n'));
    const closed = close();
    await turns(100);
    // Now nobody is there to hear the rest.
    socket.write('od HTTP/1.1\r\nhost: localhost\r\n\r\n');
    await gone;
    await closed;
    expect(said.match(/HTTP\/1\.1 /g)).toHaveLength(1);
  });

  it('says which address is taken, in a sentence', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await expect(setUp(`127.0.0.1:${port}`)).rejects.toMatchObject({
      code: 'cannot-listen',
      message: `Cannot listen at 127.0.0.1:${port}: another process listens there already. Stop it, or choose another port.`,
    });
  });

  it('refuses an address that is none of this machine', async () => {
    await expect(setUp('203.0.113.1:0')).rejects.toMatchObject({ code: 'cannot-listen' });
  });
});
