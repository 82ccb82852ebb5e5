import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../../src/io/http/address.js';
import { openDoor } from '../../../src/io/http/door.js';
import { GZIP_CASES } from '../../support/gzip-cases.js';
import { until } from '../../support/until.js';
import { flowServer, SIX } from './flow-server.js';

const flow = (
  src_app: string,
  dest_app: string,
  vpc_id: string,
  bytes_tx: number,
  bytes_rx: number,
  hour: number,
) => ({
  src_app,
  dest_app,
  vpc_id,
  bytes_tx,
  bytes_rx,
  hour,
});

/** An `accept` that answers when it is told to; `asked` resolves once it has been called. */
const heldAnswer = () => {
  let [wasAsked, go] = [(): void => undefined, (): void => undefined];
  const asked = new Promise<void>((resolve) => {
    wasAsked = resolve;
  });
  const held = new Promise<void>((resolve) => {
    go = resolve;
  });
  const accept = async () => {
    wasAsked();
    await held;
    return { status: 200, body: '', type: 'application/json' };
  };
  return { accept, asked, go };
};

/** The example that all services of this contract share. */
const EXAMPLE = [
  flow('foo', 'bar', 'vpc-0', 100, 300, 1),
  flow('foo', 'bar', 'vpc-0', 200, 600, 1),
  flow('baz', 'qux', 'vpc-0', 100, 500, 1),
  flow('baz', 'qux', 'vpc-0', 100, 500, 2),
  flow('baz', 'qux', 'vpc-1', 100, 500, 2),
];

describe('POST /flows', () => {
  it('stores a batch: 200 without a body', async () => {
    const { post } = await flowServer();
    const { status, text, headers } = await post(EXAMPLE);
    expect([status, text]).toEqual([200, '']);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('stores nothing of a batch that has a fault, and names it', async () => {
    const { post, flows } = await flowServer();
    await post([SIX]);
    const before = flows.snapshot();
    const answered = await post([SIX, { ...SIX, bytes_tx: -1 }, SIX]);
    expect(answered.status).toBe(400);
    expect(answered.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(answered.json).toMatchObject({
      error: 'bad-batch',
      faults: [{ index: 1, field: 'bytes_tx', value: '-1' }],
      more: 0,
    });
    expect(flows.snapshot()).toBe(before);
  });

  it.each([
    [undefined, 415],
    ['text/plain', 415],
    ['application/x-www-form-urlencoded', 415],
    ['application/jsonx', 415],
    ['application/json; charset=latin1', 415],
    ['application/json', 200],
    ['Application/JSON; charset=UTF-8', 200],
    ['application/json; charset="utf-8"', 200],
    ['application/vnd.acme.flows+json', 200],
  ])('of the type %s: %i', async (type, status) => {
    const { ask } = await flowServer();
    const body = new Uint8Array(Buffer.from(JSON.stringify(EXAMPLE)));
    const answered = await ask('/flows', {
      method: 'POST',
      body,
      headers: type === undefined ? {} : { 'content-type': type },
    });
    expect(answered.status).toBe(status);
    if (status === 415) expect(answered.json).toMatchObject({ error: 'bad-type' });
  });

  it('without a body is 400, and without a type and a body 415', async () => {
    const { ask, post } = await flowServer();
    expect((await post('')).status).toBe(400);
    expect((await ask('/flows', { method: 'POST' })).status).toBe(415);
  });

  it.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['GZIP', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['identity', (bytes: Buffer) => bytes],
  ])('takes a body in %s', async (encoding, encode) => {
    const { post, ask } = await flowServer();
    const body = encode(Buffer.from(JSON.stringify(EXAMPLE)));
    expect((await post(new Uint8Array(body), { 'content-encoding': encoding })).status).toBe(200);
    expect((await ask('/flows?hour=2')).json).toHaveLength(2);
  });

  it.each(GZIP_CASES)('takes or refuses a body in gzip $name', async ({ bytes, said }) => {
    let garbage = 0;
    const { post, ask } = await flowServer({ onGarbage: () => garbage++ });
    const body = new Uint8Array(bytes(JSON.stringify(EXAMPLE)));
    const isWhole = said === undefined || said === 'garbage';
    expect((await post(body, { 'content-encoding': 'gzip' })).status).toBe(isWhole ? 200 : 400);
    expect((await ask('/flows?hour=2')).json).toHaveLength(isWhole ? 2 : 0);
    expect(garbage).toBe(said === 'garbage' ? 1 : 0);
  });

  it.each(['br', 'gzip, gzip', 'zstd', 'chunked'])('refuses a body in %s with 415', async (encoding) => {
    const { post } = await flowServer();
    const { status, headers } = await post(EXAMPLE, { 'content-encoding': encoding });
    expect([status, headers.get('accept-encoding')]).toEqual([415, 'gzip, deflate']);
  });

  it.each([
    ['is no gzip', Buffer.from('[]')],
    ['is cut short', gzipSync(JSON.stringify(EXAMPLE)).subarray(0, -12)],
  ])('refuses a body that %s with 400', async (_, body) => {
    const { post, errors } = await flowServer();
    expect((await post(new Uint8Array(body), { 'content-encoding': 'gzip' })).status).toBe(400);
    expect(errors).toEqual([]);
  });

  it('refuses a body past the limit with 413, announced or not, and a gzip that becomes one', async () => {
    const { post, url, flows } = await flowServer({ limits: { body: 1000 } });
    const fits = `[${' '.repeat(998)}]`;
    expect((await post(fits)).status).toBe(200);
    expect((await post(`${fits} `)).status).toBe(413);
    const stream = new ReadableStream({
      start(controller) {
        controller.enqueue(Buffer.alloc(900, ' '));
        controller.enqueue(Buffer.alloc(900, ' '));
        controller.close();
      },
    });
    const chunked = await fetch(`${url}/flows`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: stream,
      duplex: 'half',
    } as RequestInit);
    expect(chunked.status).toBe(413);
    const bomb = gzipSync(Buffer.alloc(100_000, ' '));
    expect(bomb.length).toBeLessThan(1000);
    const { status, json } = await post(new Uint8Array(bomb), { 'content-encoding': 'gzip' });
    expect([status, json]).toEqual([413, expect.objectContaining({ error: 'too-large' })]);
    expect(flows.snapshot()).toBe('[]');
  });

  it('says so to whoever is still sending, and goes on with the same connection', async () => {
    const { post } = await flowServer({ limits: { body: 1000 } });
    const large = new Uint8Array(8_000_000).fill(32);
    for (let i = 0; i < 5; i++) expect((await post(large)).status).toBe(413);
    expect((await post([])).status).toBe(200);
  });

  it('hears the next request of a connection of which a body was refused half way', async () => {
    const { port } = await flowServer({ limits: { body: 1000 } });
    const socket = connect({ port, host: '127.0.0.1' });
    let answered = '';
    socket.setEncoding('latin1').on('data', (text: string) => {
      answered += text;
    });
    const until = async (words: string): Promise<void> => {
      while (!answered.includes(words)) await new Promise((resolve) => socket.once('data', resolve));
    };
    const chunk = `320\r\n${' '.repeat(800)}\r\n`;
    socket.write(
      `POST /flows HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n${chunk}${chunk}`,
    );
    await until('HTTP/1.1 413 ');
    // More than waits in any buffer: it has to be read.
    socket.write(`${chunk.repeat(5000)}0\r\n\r\nGET /healthz HTTP/1.1\r\nhost: a\r\n\r\n`);
    await until('HTTP/1.1 200 ');
    socket.destroy();
  });

  it('refuses bodies that are too many at once with 503, and takes them afterwards', async () => {
    const { accept, asked, go } = heldAnswer();
    const { post } = await flowServer({ limits: { waiting: 1000 }, accept });
    const body = `[${' '.repeat(598)}]`;
    const first = post(body);
    // The first one is held as long as it is not stored.
    await asked;
    const second = await post(body);
    expect([second.status, second.headers.get('retry-after')]).toEqual([503, '1']);
    go();
    expect((await first).status).toBe(200);
    expect((await post(body)).status).toBe(200);
  });

  it('refuses a body that comes too slowly with 408', async () => {
    const { port } = await flowServer({ limits: { request: 300 } });
    const socket = connect(port, '127.0.0.1');
    socket.write(
      'POST /flows HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n[',
    );
    let text = '';
    for await (const bytes of socket) text += bytes;
    expect(text).toMatch(/^HTTP\/1\.1 408 /);
    expect(text).toContain('"error":"timeout"');
  });

  it('is not stored when whoever sends it goes away', async () => {
    const { port, flows, errors, post, server } = await flowServer();
    const socket = connect(port, '127.0.0.1');
    const body = JSON.stringify([SIX]);
    let [bytes, isGone] = [0, false];
    server.server.once('request', (request: IncomingMessage) => {
      request.on('data', (piece: Buffer) => {
        bytes += piece.length;
      });
      request.on('close', () => {
        isGone = true;
      });
    });
    socket.write(
      `POST /flows HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: ${body.length + 1}\r\n\r\n${body}`,
    );
    await until(() => bytes === body.length);
    socket.destroy();
    await until(() => isGone);
    expect([flows.snapshot(), errors]).toEqual(['[]', []]);
    expect((await post([SIX])).status).toBe(200);
  });

  it('takes no parameters', async () => {
    const { ask } = await flowServer();
    const init = { method: 'POST', body: '[]', headers: { 'content-type': 'application/json' } };
    expect((await ask('/flows?hour=1', init)).status).toBe(400);
  });

  it('cannot say what only the service itself may journal', async () => {
    const { post, ask, flows } = await flowServer();
    await post(EXAMPLE);
    const before = flows.snapshot();
    const answered = await post(new Uint8Array([0, ...Buffer.from('{"forget":1}')]));
    expect([answered.status, answered.json]).toEqual([400, expect.objectContaining({ error: 'bad-json' })]);
    expect((await post('{"forget":1}')).status).toBe(400);
    expect(flows.snapshot()).toBe(before);
    expect((await ask('/flows?hour=1')).json).toHaveLength(2);
  });

  it('with an idempotency key counts once, and is 422 with another body', async () => {
    const { post, ask } = await flowServer();
    const key = { 'idempotency-key': '8e03978e-40d5-43e8-bc93-6894a57f9324' };
    expect((await post([SIX], key)).status).toBe(200);
    expect((await post([SIX], key)).status).toBe(200);
    expect((await post([SIX, SIX], key)).status).toBe(422);
    expect((await ask('/flows?hour=1')).json).toEqual([SIX]);
  });

  it.each(['a b', 'é', '', 'x'.repeat(256)])('with the idempotency key %j is 400', async (key) => {
    const { post } = await flowServer();
    expect((await post([SIX], { 'idempotency-key': key })).status).toBe(400);
  });
});

describe('GET /flows', () => {
  it('answers with the sums of an hour: six fields in order, rows as first seen', async () => {
    const { post, ask } = await flowServer();
    await post(EXAMPLE);
    const { status, text, headers } = await ask('/flows?hour=1');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(text).toBe(
      '[{"src_app":"foo","dest_app":"bar","vpc_id":"vpc-0","bytes_tx":300,"bytes_rx":900,"hour":1},' +
        '{"src_app":"baz","dest_app":"qux","vpc_id":"vpc-0","bytes_tx":100,"bytes_rx":500,"hour":1}]',
    );
    expect((await ask('/flows?hour=3')).text).toBe('[]');
  });

  it('writes sums past 2^53 in exact digits', async () => {
    const { post, ask } = await flowServer();
    const most = { ...SIX, bytes_tx: Number.MAX_SAFE_INTEGER, bytes_rx: 1 };
    await post([most, most, { ...most, bytes_tx: 2 }]);
    expect((await ask('/flows?hour=1')).text).toContain('"bytes_tx":18014398509481984,"bytes_rx":3,');
    await post([{ ...most, bytes_tx: 1 }]);
    expect((await ask('/flows?hour=1')).text).toContain('"bytes_tx":18014398509481985,');
  });

  it.each([
    '',
    '?',
    '?hour',
    '?hour=',
    '?hour=a',
    '?hour=-1',
    '?hour=%2B1',
    '?hour=+1',
    '?hour=%201',
    '?hour=01',
    '?hour=1.0',
    '?hour=1e1',
    '?hour=0x1',
    '?hour=1&hour=2',
    '?hour=1&hour=1',
    '?hour=9007199254740992',
    '?Hour=1',
    '?hour=1&other=2',
    '?hour[]=1',
    '?hour=1&__proto__=2',
    '?hour=1;',
  ])('is 400 with %s', async (query) => {
    const { ask } = await flowServer();
    const { status, json } = await ask(`/flows${query}`);
    expect([status, json]).toEqual([400, { error: 'bad-request', message: expect.stringMatching(/\.$/) }]);
  });

  it.each(['?hour=0', '?hour=23', '?hour=24', '?hour=91', '?hour=9007199254740991'])(
    'is 200 with %s',
    async (query) => {
      const { ask } = await flowServer();
      expect((await ask(`/flows${query}`)).status).toBe(200);
    },
  );

  it('takes filters: any of the values of a name, and so for each name', async () => {
    const { post, ask } = await flowServer();
    await post(['a', 'b', 'c'].flatMap((src) => ['v&1', 'v2'].map((vpc) => flow(src, 'd', vpc, 1, 1, 1))));
    const found = async (query: string) =>
      ((await ask(`/flows?hour=1&${query}`)).json as { src_app: string; vpc_id: string }[]).map(
        ({ src_app, vpc_id }) => src_app + vpc_id,
      );
    expect(await found('src_app=a')).toEqual(['av&1', 'av2']);
    expect(await found('src_app=c&src_app=a&vpc_id=v%261')).toEqual(['av&1', 'cv&1']);
    expect(await found('dest_app=none')).toEqual([]);
    expect((await ask('/flows?hour=1&src_app=')).status).toBe(400);
  });

  it('takes a range of hours, ascending', async () => {
    const { post, ask } = await flowServer();
    await post([9, 2, 5, 7].map((hour) => ({ ...SIX, hour })));
    const { json } = await ask('/flows?from=2&to=7');
    expect((json as { hour: number }[]).map(({ hour }) => hour)).toEqual([2, 5, 7]);
    expect((await ask('/flows?from=3&to=3')).text).toBe('[]');
  });

  it('says where several hours are not of one moment', async () => {
    const { post, ask } = await flowServer({ limits: { answers: 1 } });
    await post([SIX, { ...SIX, hour: 2 }]);
    expect((await ask('/flows?from=1&to=2')).headers.get('tidemark-as-of')).toBe('each hour');
    expect((await ask('/flows?hour=1')).headers.get('tidemark-as-of')).toBeNull();
  });

  it.each(['from=1', 'to=1', 'from=2&to=1', 'from=0&to=10000', 'hour=1&from=1&to=2', 'from=1&to=2&to=3'])(
    'is 400 with the range %s',
    async (query) => {
      const { ask } = await flowServer();
      expect((await ask(`/flows?${query}`)).status).toBe(400);
    },
  );

  it('writes NDJSON and CSV, with formulas and quotes made harmless', async () => {
    const { post, ask } = await flowServer();
    await post([flow('=1+2', 'a"b,c\n', "'x", 1, 2, 3), flow('-a', '@b', '+c', 4, 5, 3)]);
    const csv = await ask('/flows?hour=3', { headers: { accept: 'text/csv' } });
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(csv.text).toBe(
      `src_app,dest_app,vpc_id,bytes_tx,bytes_rx,hour\r\n'=1+2,"a""b,c\n",''x,1,2,3\r\n'-a,'@b,'+c,4,5,3\r\n`,
    );
    const lines = await ask('/flows?hour=3', { headers: { accept: 'application/x-ndjson' } });
    expect(lines.text.split('\n').map((line) => (line === '' ? '' : JSON.parse(line).src_app))).toEqual([
      '=1+2',
      '-a',
      '',
    ]);
    const none = await ask('/flows?hour=4', { headers: { accept: 'application/x-ndjson' } });
    expect(none.text).toBe('');
    expect((await ask('/flows?hour=4', { headers: { accept: 'text/csv' } })).text).toBe(
      'src_app,dest_app,vpc_id,bytes_tx,bytes_rx,hour\r\n',
    );
  });

  it.each([
    ['*/*', 'application/json'],
    ['text/html, */*;q=0.1', 'application/json'],
    ['text/*', 'text/csv'],
    ['text/csv;q=0.5, application/json;q=0.9', 'application/json'],
    ['text/csv, application/json;q=0.9', 'text/csv'],
    ['application/jsonl', 'application/x-ndjson'],
    ['application/json;q=0, */*', 'application/x-ndjson'],
  ])('with Accept: %s is %s', async (accept, type) => {
    const { ask } = await flowServer();
    const { headers } = await ask('/flows?hour=1', { headers: { accept } });
    expect(headers.get('content-type')).toMatch(new RegExp(`^${type};`));
    expect(headers.get('vary')).toBe('accept');
  });

  it.each(['text/html', 'application/json;q=0', 'image/*'])('with Accept: %s is 406', async (accept) => {
    const { ask } = await flowServer();
    const { status, json } = await ask('/flows?hour=1', { headers: { accept } });
    expect([status, json]).toEqual([406, expect.objectContaining({ error: 'not-acceptable' })]);
  });

  it('sends a large hour as it was when it was asked for, however slowly it is read', async () => {
    const { flows, ask, url } = await flowServer();
    const rows = Array.from({ length: 50_000 }, (_, i) => ({ ...SIX, src_app: `app-${i}` }));
    for (const row of rows) flows.add({ time: 1, ...row });
    const response = await fetch(`${url}/flows?hour=1`);
    const reader = response.body?.getReader();
    const first = await reader?.read();
    for (const row of rows) flows.add({ time: 2, ...row });
    let text = Buffer.from(first?.value ?? []).toString();
    for (;;) {
      const next = await reader?.read();
      if (next === undefined || next.done) break;
      text += Buffer.from(next.value).toString();
    }
    expect(JSON.parse(text)).toEqual(rows);
    expect(((await ask('/flows?hour=1')).json as unknown[])[49_999]).toMatchObject({
      src_app: 'app-49999',
      bytes_tx: 200,
    });
  });
});

describe('GET /flows of an hour that was asked for before', () => {
  it('answers the same as long as nothing has come for it, and then what has become of it', async () => {
    const { post, ask } = await flowServer();
    await post(Array.from({ length: 2000 }, (_, i) => ({ ...SIX, src_app: `app-${i}` })));
    const csv = { headers: { accept: 'text/csv' } };
    const texts = async () => [(await ask('/flows?hour=1')).text, (await ask('/flows?hour=1', csv)).text];
    const first = await texts();
    expect(await texts()).toEqual(first);
    expect((await ask('/flows?hour=1&src_app=app-7')).json).toHaveLength(1);
    await post([{ ...SIX, src_app: 'app-7', bytes_tx: 1 }]);
    expect(await texts()).toEqual(
      first.map((text) =>
        text
          .replace(/("app-7".*?:|^app-7,bar,vpc-0,)100/m, '$1101')
          .replace(/("app-7".*?"bytes_rx":|^app-7,bar,vpc-0,101,)300/m, '$1600'),
      ),
    );
    await ask('/flows?hour=1', { method: 'DELETE' });
    expect((await texts())[0]).toBe('[]');
    await post([SIX]);
    expect((await ask('/flows?hour=1')).json).toEqual([SIX]);
  });
});

describe('GET /flows/top', () => {
  it('answers with the greatest, exactly compared; of equal ones the first', async () => {
    const { post, ask } = await flowServer();
    const most = Number.MAX_SAFE_INTEGER;
    await post([
      flow('a', 'd', 'v', most, 9, 1),
      flow('b', 'd', 'v', most, 1, 1),
      flow('a', 'd', 'v', most, 0, 1),
      flow('b', 'd', 'v', most, 0, 1),
      flow('b', 'd', 'v', 1, 0, 1),
      flow('c', 'd', 'v', 7, 10, 1),
      flow('e', 'd', 'v', 7, 9, 1),
    ]);
    const top = async (query: string) =>
      ((await ask(`/flows/top?hour=1${query}`)).json as { src_app: string }[])
        .map(({ src_app }) => src_app)
        .join('');
    expect(await top('')).toBe('bace');
    expect(await top('&n=2')).toBe('ba');
    expect(await top('&by=bytes_rx&n=3')).toBe('cae');
    expect(await top('&src_app=c&src_app=e')).toBe('ce');
    expect((await ask('/flows/top?hour=2')).text).toBe('[]');
  });

  it('keeps equal rows in order past any number of them', async () => {
    const { post, ask } = await flowServer();
    await post(Array.from({ length: 1000 }, (_, i) => flow(`s${i}`, 'd', 'v', i % 3, 0, 1)));
    const rows = (await ask('/flows/top?hour=1&n=5')).json as { src_app: string }[];
    expect(rows.map(({ src_app }) => src_app)).toEqual(['s2', 's5', 's8', 's11', 's14']);
  });

  it.each(['', '?hour=1&by=hour', '?hour=1&n=0', '?hour=1&n=1001', '?hour=1&n=-1', '?hour=1&from=1'])(
    'is 400 with %s',
    async (query) => {
      const { ask } = await flowServer();
      expect((await ask(`/flows/top${query}`)).status).toBe(400);
    },
  );
});

describe('GET /hours and DELETE /flows', () => {
  it('lists the hours, and forgets one', async () => {
    const { post, ask } = await flowServer();
    await post(EXAMPLE);
    const hours = await ask('/hours');
    expect(hours.json).toEqual([
      { hour: 1, keys: 2, last_seen: '1970-01-01T00:00:00.001Z' },
      { hour: 2, keys: 2, last_seen: '1970-01-01T00:00:00.001Z' },
    ]);
    // So few come in one piece.
    expect(hours.headers.get('content-length')).toBe(String(hours.text.length));
    expect((await ask('/flows?hour=1', { method: 'DELETE' })).status).toBe(204);
    expect((await ask('/flows?hour=77', { method: 'DELETE' })).status).toBe(204);
    expect((await ask('/flows?hour=1')).text).toBe('[]');
    expect((await ask('/hours')).json).toMatchObject([{ hour: 2 }]);
  });

  it.each(['', '?hour=', '?hour=01', '?hour=1&hour=2', '?from=1&to=2'])(
    'is 400 to delete %s',
    async (query) => {
      const { ask } = await flowServer();
      expect((await ask(`/flows${query}`, { method: 'DELETE' })).status).toBe(400);
    },
  );
});

describe('the server', () => {
  it.each([
    ['PUT', '/flows', 'GET, HEAD, POST, DELETE'],
    ['PATCH', '/flows?hour=1', 'GET, HEAD, POST, DELETE'],
    ['OPTIONS', '/flows', 'GET, HEAD, POST, DELETE'],
    ['POST', '/hours', 'GET, HEAD'],
    ['DELETE', '/flows/top', 'GET, HEAD'],
    ['POST', '/openapi.json', 'GET, HEAD'],
  ])('answers %s %s with 405 and what is allowed', async (method, path, allow) => {
    const { ask } = await flowServer();
    const { status, headers, json } = await ask(path, { method });
    expect([status, json]).toEqual([405, expect.objectContaining({ error: 'bad-method' })]);
    expect((headers.get('allow') ?? '').split(', ').sort()).toEqual(allow.split(', ').sort());
  });

  it.each([
    ['PUT', '/flows', 405],
    ['PATCH', '/flows', 405],
    ['PUT', '/nothing', 404],
    ['POST', '/nothing', 404],
  ])('reads no body that nobody asked for: %s %s', async (method, path, expected) => {
    const { port } = await flowServer();
    const socket = connect({ port, host: '127.0.0.1' });
    const first = new Promise<string>((resolve) => socket.setEncoding('latin1').once('data', resolve));
    // It is answered although the body never comes.
    socket.write(
      `${method} ${path} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{`,
    );
    expect(await first).toContain(`HTTP/1.1 ${expected} `);
    socket.destroy();
  });

  it.each(['/', '/flow', '/flows/', '/FLOWS', '/__proto__', '/flows/top/x', '/%'])(
    'answers %s with a problem',
    async (path) => {
      const { ask } = await flowServer();
      const { status, json } = await ask(path);
      expect([path === '/%' ? 400 : 404, json]).toEqual([
        status,
        expect.objectContaining({ message: expect.any(String) }),
      ]);
    },
  );

  it('answers HEAD as GET, without the body', async () => {
    const { post, ask, flows } = await flowServer();
    await post(EXAMPLE);
    for (let i = 0; i < 5000; i++) flows.add({ time: 1, ...SIX, src_app: `app-${i}`, hour: 9 });
    for (const path of ['/flows?hour=1', '/flows?hour=9', '/hours', '/healthz', '/openapi.json']) {
      // Large ones have a length when they are known already.
      await ask(path);
      const got = await ask(path);
      const head = await ask(path, { method: 'HEAD' });
      expect([head.status, head.text]).toEqual([got.status, '']);
      expect(head.headers.get('content-length')).toBe(got.headers.get('content-length'));
      expect(head.headers.get('content-type')).toBe(got.headers.get('content-type'));
    }
    expect((await ask('/flows', { method: 'HEAD' })).status).toBe(400);
  });

  it('is not ready while the journal is read again, and takes and tells nothing', async () => {
    let replaying: { done: number; total: number } | undefined = { done: 25, total: 100 };
    const { ask, post, flows } = await flowServer({ replaying: () => replaying });
    const ready = await ask('/readyz');
    expect([ready.status, ready.json]).toEqual([
      503,
      expect.objectContaining({ error: 'replaying', done: 25, total: 100 }),
    ]);
    for (const path of ['/flows?hour=1', '/hours', '/flows/top?hour=1'])
      expect((await ask(path)).status).toBe(503);
    const refused = await post([SIX]);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect((await ask('/flows?hour=1', { method: 'DELETE' })).status).toBe(503);
    expect((await ask('/healthz')).status).toBe(200);
    expect(flows.snapshot()).toBe('[]');
    replaying = undefined;
    expect((await ask('/readyz')).status).toBe(200);
    expect((await post([SIX])).status).toBe(200);
  });

  it('tells who has no token that it is not ready, and not how far it is', async () => {
    const door = await openDoor(parseAddress('127.0.0.1:0'), { token: 'x'.repeat(20) }, () => undefined);
    const { ask } = await flowServer({ door, replaying: () => ({ done: 25, total: 100 }) });
    const headers = { authorization: `Bearer ${'x'.repeat(20)}` };
    expect((await ask('/readyz', { headers })).json).toMatchObject({ done: 25, total: 100 });
    const { status, json } = await ask('/readyz');
    expect([status, json]).toEqual([503, { error: 'replaying', message: 'This is not ready yet.' }]);
  });

  it('says nothing of a defect but that there is one', async () => {
    const { post, errors } = await flowServer({ accept: () => Promise.reject(new Error('the secret')) });
    const { status, text } = await post([SIX]);
    expect([status, text.includes('secret')]).toEqual([500, false]);
    expect(errors).toHaveLength(1);
  });

  it('refuses headers that are too long with 431, and what is no HTTP with 400', async () => {
    const { port } = await flowServer();
    const talk = async (sent: string): Promise<string> => {
      const socket = connect(port, '127.0.0.1');
      socket.write(sent);
      let text = '';
      for await (const bytes of socket) text += bytes;
      return text;
    };
    expect(await talk(`GET / HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 431 /,
    );
    expect(await talk('nonsense\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    expect(
      await talk(
        'POST /flows HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
      ),
    ).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('answers what has been asked before it closes', async () => {
    const { accept, asked, go } = heldAnswer();
    const { post, server } = await flowServer({ accept });
    const answered = post([SIX]);
    await asked;
    const closed = server.close();
    go();
    expect((await answered).status).toBe(200);
    await closed;
    await expect(post([SIX])).rejects.toThrow();
  });
});
