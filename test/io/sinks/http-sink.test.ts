import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { getEventListeners } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type HttpSinkOptions, httpSink } from '../../../src/io/sinks/http.js';
import type { Written } from '../../../src/io/sinks/sink.js';
import { virtualClock } from '../../../src/testing/virtual-clock.js';
import { type Answer, webhookServer } from '../../servers/webhook-server.js';
import { composeWith, writeTo } from '../../support/drive-sink.js';
import { onlyDelivery, put, rowsOf } from '../../support/sink-rows.js';
import { until } from '../../support/until.js';

const setUp = async (options: Partial<HttpSinkOptions> = {}) => {
  const server = await webhookServer();
  const clock = virtualClock(Date.UTC(2026, 4, 9));
  const sink = httpSink({ url: server.url, clock, ...options });
  onTestFinished(() => sink.close());
  return { server, clock, sink, delivery: onlyDelivery(sink, rowsOf('a', 'b'), undefined) };
};

/** The error of a write that must fail. */
const failureOf = async (writing: Promise<Written>): Promise<unknown> =>
  writing.then(
    () => {
      throw new Error('The write must fail.');
    },
    (error: unknown) => error,
  );

describe('httpSink, sending', () => {
  it('posts the rows as a JSON array, with the id of the delivery as its key', async () => {
    const { server, sink } = await setUp();
    const row = { start: 0, text: '"é"', mean: Number.NaN };
    await put(sink, [{ pipeline: 'p', stream: 's', id: 'i1', row }, ...rowsOf('i2')], undefined);
    const [request] = server.requests;
    expect(request).toMatchObject({ method: 'POST', path: '/hook', status: 200 });
    expect(request?.headers).toMatchObject({ 'content-type': 'application/json', 'user-agent': 'tidemark' });
    expect(JSON.parse(request?.body ?? '')).toEqual([
      { pipeline: 'p', stream: 's', id: 'i1', start: '1970-01-01T00:00:00.000Z', text: '"é"', mean: null },
      { pipeline: 'p', stream: 's', id: 'i2' },
    ]);
  });

  it('sends a key that is the same again and different for other rows, in 64 visible characters at most', async () => {
    const { server, sink, delivery } = await setUp();
    const restarted = httpSink({ url: server.url });
    onTestFinished(() => restarted.close());
    await writeTo(sink, delivery);
    await writeTo(restarted, onlyDelivery(restarted, rowsOf('a', 'b'), undefined));
    for (const ids of [['ab'], ['a'], ['a', 'b', 'c'], ['b', 'a']]) {
      await writeTo(sink, onlyDelivery(sink, rowsOf(...ids), undefined));
    }
    const keys = server.requests.map(({ headers }) => String(headers['idempotency-key']));
    expect(keys[0]).toMatch(/^[!-~]{20,64}$/);
    expect(keys[1]).toBe(keys[0]);
    expect(new Set(keys).size).toBe(5);
  });

  it('sends the method, the headers and the credentials that it was given', async () => {
    const { server } = await setUp();
    const sink = httpSink({
      url: server.url.replace('http://', 'http://us%20er:pass@'),
      method: 'PUT',
      headers: { 'Content-Type': 'application/x-rows', 'X-Token': 'secret\n' },
    });
    onTestFinished(() => sink.close());
    await put(sink, rowsOf('a'), undefined);
    expect(server.requests[0]).toMatchObject({
      method: 'PUT',
      headers: {
        'content-type': 'application/x-rows',
        'x-token': 'secret',
        authorization: `Basic ${Buffer.from('us er:pass').toString('base64')}`,
      },
    });
  });

  it('uses one connection for many deliveries, and leaves none when it is closed', async () => {
    const { server, sink } = await setUp();
    server.answerWith('slow');
    for (let i = 0; i < 5; i++) await put(sink, rowsOf(`${i}`), undefined);
    expect(server.connections).toEqual({ ever: 1, open: 1 });
    await sink.close();
    await until(() => server.connections.open === 0);
  });

  it('can be used by the next run after it was closed', async () => {
    const { server, sink, delivery } = await setUp();
    await writeTo(sink, delivery);
    await sink.close();
    await writeTo(sink, delivery);
    expect(server.requests).toHaveLength(2);
  });

  it.each<[string, Answer]>([
    ['breaks off its body', 'close in the body'],
    ['sends a body without an end in sight', 'huge'],
    ['has nothing to say', { status: 204 }],
  ])('counts rows as stored by an answer of 2xx that %s', async (_, answer) => {
    const { server, sink, delivery } = await setUp();
    server.answerWith(answer);
    await writeTo(sink, delivery);
    await writeTo(sink, delivery);
    expect(server.requests).toHaveLength(2);
  });

  it('counts rows as stored by an answer of 2xx whose body stays away', async () => {
    const { server, sink, clock, delivery } = await setUp({ timeout: '10s' });
    server.answerWith('stall in the body');
    let headers = 0;
    const seen = (): void => {
      headers++;
    };
    subscribe('undici:request:headers', seen);
    onTestFinished(() => void unsubscribe('undici:request:headers', seen));
    const writing = writeTo(sink, delivery);
    await until(() => headers === 1);
    await clock.advance(10_000);
    await writing;
    await until(() => server.connections.open === 0);
  });
});

describe('httpSink, failing', () => {
  it.each([408, 425, 429, 500, 502, 503, 599])(
    'rejects with an error to try again after %i',
    async (status) => {
      const { server, sink, delivery } = await setUp();
      server.answerWith({ status, body: 'not now' });
      expect(await failureOf(writeTo(sink, delivery))).toMatchObject({
        code: 'undeliverable',
        retryable: true,
        retryAfter: undefined,
        message: `${sink.destination} answered ${status}. The rows are sent again.`,
      });
      await writeTo(sink, delivery);
      expect(server.requests[1]?.headers['idempotency-key']).toBe(
        server.requests[0]?.headers['idempotency-key'],
      );
    },
  );

  it.each([400, 401, 403, 404, 410, 422])('rejects for good after %i', async (status) => {
    const { server, sink, delivery } = await setUp();
    server.answerWith({ status });
    expect(await failureOf(writeTo(sink, delivery))).toMatchObject({
      code: 'undeliverable',
      retryable: false,
      message: `${sink.name} refused the rows with ${status}. Check the address, the headers and the body of this sink.`,
    });
  });

  it.each([301, 302, 307, 308])('does not follow a redirect with %i', async (status) => {
    const { server, sink, delivery } = await setUp();
    server.answerWith({ status, headers: { location: `${server.url}/elsewhere` } });
    expect(await failureOf(writeTo(sink, delivery))).toMatchObject({
      code: 'undeliverable',
      retryable: false,
      message: expect.stringContaining('Redirects are not followed'),
    });
    expect(server.requests).toHaveLength(1);
  });

  it.each([408, 429, 500, 503])('says how long the server asks it to wait with %i', async (status) => {
    const { server, sink, delivery } = await setUp();
    server.answerWith({ status, headers: { 'retry-after': '7' } });
    expect(await failureOf(writeTo(sink, delivery))).toMatchObject({ retryable: true, retryAfter: 7000 });
  });

  it('rejects with an error to try again when the connection is reset', async () => {
    const { server, sink, delivery } = await setUp();
    server.answerWith('reset');
    expect(await failureOf(writeTo(sink, delivery))).toMatchObject({
      code: 'undeliverable',
      retryable: true,
    });
    await writeTo(sink, delivery);
  });

  it('rejects with an error to try again when nobody listens', async () => {
    const { sink } = await setUp({ url: 'http://127.0.0.1:1/hook' });
    const error = await failureOf(writeTo(sink, onlyDelivery(sink, rowsOf('a'), undefined)));
    expect(error).toMatchObject({ code: 'undeliverable', retryable: true });
    expect(String(error)).toContain('ECONNREFUSED');
  });

  it('gives up an answer that does not come in time, and its connection', async () => {
    const { server, sink, clock, delivery } = await setUp({ timeout: '10s' });
    server.answerWith('stall');
    const failing = failureOf(writeTo(sink, delivery));
    await until(() => server.requests.length === 1);
    await clock.advance(10_000);
    expect(await failing).toMatchObject({
      code: 'undeliverable',
      retryable: true,
      message: `Cannot reach ${sink.name}: no answer within 10000 ms. The rows are sent again.`,
    });
    await until(() => server.connections.open === 0);
    expect(clock.sleeping).toBe(0);
  });

  it('ends a write that is under way when it is closed, to be tried again', async () => {
    const { server, sink, delivery } = await setUp();
    server.answerWith('stall');
    const failing = failureOf(writeTo(sink, delivery));
    await until(() => server.requests.length === 1);
    await sink.close();
    expect(await failing).toMatchObject({ code: 'undeliverable', retryable: true });
  });

  it('breaks off a request when its signal is aborted, with its connection, and says that it goes again', async () => {
    const { server, sink, clock, delivery } = await setUp();
    server.answerWith('stall');
    const stop = new AbortController();
    const failing = failureOf(writeTo(sink, delivery, stop.signal));
    await until(() => server.requests.length === 1);
    stop.abort();
    expect(await failing).toMatchObject({
      code: 'undeliverable',
      message: `Stopped writing to ${sink.destination} before it was done. The rows are sent again.`,
      retryable: true,
    });
    await until(() => server.connections.open === 0);
    expect(clock.sleeping).toBe(0);
    // One that nobody waits for is not even begun.
    await failureOf(writeTo(sink, delivery, AbortSignal.abort()));
    expect(server.requests).toHaveLength(1);
  });

  it('leaves no timer behind, and nothing that listens', async () => {
    const { server, sink, clock, delivery } = await setUp();
    const { signal } = new AbortController();
    await writeTo(sink, delivery, signal);
    server.answerWith({ status: 500 });
    await failureOf(writeTo(sink, delivery, signal));
    expect(clock.sleeping).toBe(0);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

describe('httpSink and secrets', () => {
  it('has a name of the origin and a hash of the whole address', () => {
    const nameOf = (url: string): string => httpSink({ url }).name;
    const name = nameOf('https://user:pass@hooks.example.com/services/SECRET?token=SECRET');
    expect(name).toMatch(/^http https:\/\/hooks\.example\.com #[0-9a-f]{8}$/);
    expect(nameOf('https://user:pass@hooks.example.com/services/SECRET?token=SECRET')).toBe(name);
    expect(nameOf('https://hooks.example.com/services/OTHER')).not.toBe(name);
  });

  it.each<[string, Answer]>([
    ['a refusal that quotes the address', { status: 404, body: 'Cannot POST /services/SECRET' }],
    ['a redirect', { status: 302, headers: { location: '/services/SECRET' } }],
    ['an overload', { status: 503, headers: { 'x-echo': 'SECRET' } }],
    ['a reset', 'reset'],
  ])('keeps them out of the error of %s', async (_, answer) => {
    const server = await webhookServer();
    const sink = httpSink({
      url: server.url.replace('/hook', '/services/SECRET?token=SECRET').replace('//', '//SECRET:SECRET@'),
      headers: { authorization: 'Bearer SECRET' },
    });
    onTestFinished(() => sink.close());
    server.answerWith(answer);
    const error = await failureOf(writeTo(sink, onlyDelivery(sink, rowsOf('a'), undefined)));
    expect(error).toBeInstanceOf(Error);
    const { message, stack, cause } = error as Error;
    expect([message, stack, String(cause), JSON.stringify(cause)].join()).not.toContain('SECRET');
  });

  it('has them in no destination, which a name does not change', () => {
    const url = 'https://us:SECRET@x.example/SECRET?SECRET#SECRET';
    const plain = httpSink({ url });
    const named = httpSink({ url, name: 'chat' });
    expect(plain.destination).toMatch(/^http https:\/\/x\.example #[0-9a-f]{8}$/);
    expect(plain.name).toBe(plain.destination);
    expect([named.name, named.destination]).toEqual(['chat', plain.destination]);
  });

  it('keeps them out of what the state remembers', () => {
    const sink = httpSink({ url: 'https://x.example/SECRET', headers: { a: 'SECRET' }, batch: { max: 2 } });
    expect(JSON.stringify(composeWith(sink, rowsOf('a', 'b', 'c'), undefined, 0))).not.toContain('SECRET');
  });

  it.each<[string, Partial<HttpSinkOptions>]>([
    ['an address that is none', { url: 'SECRET' }],
    ['an address of another kind', { url: 'ftp://SECRET' }],
    ['a password with a lone %', { url: 'http://u:SECRET%@x.example/' }],
    ['a header with a line break', { headers: { a: 'SECRET\nSECRET' } }],
    ['a header name with a space', { headers: { 'a b': 'SECRET' } }],
    ['a header of the connection', { headers: { 'Content-Length': 'SECRET' } }],
    ['its own header', { headers: { 'idempotency-key': 'SECRET' } }],
    ['an empty batch', { batch: { max: 0 } }],
    ['no time at all', { timeout: 0 }],
    ['a format that there is not', { body: { text: '{value:furlongs}' } }],
  ])('refuses %s as bad options, without quoting them', (_, options) => {
    const make = (): unknown => httpSink({ url: 'http://x.example', ...options });
    expect(make).toThrow(expect.objectContaining({ code: 'bad-options' }));
    expect(make).not.toThrow('SECRET');
  });
});
