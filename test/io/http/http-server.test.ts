import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseAddress } from '../../../src/io/http/address.js';
import type { Answer, Route } from '../../../src/io/http/answer.js';
import type { Door } from '../../../src/io/http/door.js';
import { Guard } from '../../../src/io/http/guard.js';
import { HTTP_LIMITS, type HttpLimits } from '../../../src/io/http/http-limits.js';
import { HttpServer } from '../../../src/io/http/http-server.js';
import { MemoryBudget } from '../../../src/io/http/memory-budget.js';
import { readBody } from '../../../src/io/http/read-body.js';
import { until } from '../../support/until.js';

/** Long enough that nothing ends by it, and short enough that a test that waits for it ends. */
const NEVER = 600_000;
const PATIENT: HttpLimits = { ...HTTP_LIMITS, headers: NEVER, request: NEVER, idle: NEVER, unread: NEVER };

const get = (path: string, handle: Route['handle'], more: Partial<Route> = {}): Route => ({
  method: 'GET',
  path,
  handle,
  ...more,
});
const HEALTH = get('/healthz', () => ({ status: 200, body: 'ok' }), { health: true });
const HELLO = get('/hello', () => ({ status: 200, body: 'hello' }));

const serve = async (routes: readonly Route[], limits: Partial<HttpLimits> = {}) => {
  const errors: unknown[] = [];
  const server = new HttpServer({
    routes: [HEALTH, HELLO, ...routes],
    limits: { ...PATIENT, ...limits },
    onError: (error) => errors.push(error),
  });
  await server.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(async () => {
    const closed = server.close();
    server.closeAllConnections();
    await closed;
  });
  return { server, errors, open: () => openTo(server.address().port) };
};

/** A connection, and what has been said and become of it so far. */
const openTo = async (port: number) => {
  const socket: Socket = connect(port, '127.0.0.1');
  const talk = { socket, said: '', isGone: false, send: (text: string) => socket.write(text) };
  socket.on('data', (bytes) => {
    talk.said += bytes.toString('latin1');
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    talk.isGone = true;
  });
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return talk;
};

const request = (path: string, method = 'GET', body = ''): string =>
  `${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: ${body.length}\r\n\r\n${body}`;

const statuses = (said: string): readonly string[] =>
  [...said.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, one]) => String(one));

/** A handler that answers when it is told to. */
const held = () => {
  const waiting: (() => void)[] = [];
  let asked = 0;
  return {
    handle: async (): Promise<Answer> => {
      asked++;
      await new Promise<void>((resolve) => waiting.push(resolve));
      return { status: 200, body: 'at last' };
    },
    get asked() {
      return asked;
    },
    go: () => waiting.shift()?.(),
  };
};

/** A handler that reads a body. */
const reading =
  (limit: number, budget: MemoryBudget): Route['handle'] =>
  async ({ request }) => {
    await readBody(request, limit, budget);
    return { status: 200 };
  };

describe('the requests of a connection', () => {
  it('take effect one after the other, however they come', async () => {
    const slow = held();
    const seen: string[] = [];
    const { open } = await serve([
      { method: 'POST', path: '/slow', handle: slow.handle },
      get('/next', () => {
        seen.push('next');
        return { status: 200 };
      }),
    ]);
    const one = await open();
    one.send(
      request('/slow', 'POST', 'x') + request('/next') + request('/slow', 'POST', 'y') + request('/next'),
    );
    await until(() => slow.asked === 1);
    expect(seen).toEqual([]);
    slow.go();
    await until(() => slow.asked === 2);
    expect(seen).toEqual(['next']);
    slow.go();
    await until(() => seen.length === 2);
  });

  it('of other connections do not wait for it', async () => {
    const slow = held();
    const { open } = await serve([get('/slow', slow.handle)]);
    const first = await open();
    first.send(request('/slow'));
    await until(() => slow.asked === 1);
    const second = await open();
    second.send(request('/hello'));
    await until(() => second.said.endsWith('hello'));
    slow.go();
    await until(() => first.said.endsWith('at last'));
  });

  it('are read no further when many wait, and are all answered in the end', async () => {
    const slow = held();
    const { open } = await serve([get('/slow', slow.handle)]);
    const one = await open();
    const many = 5000;
    one.send(request('/slow') + request('/hello').repeat(many) + request('/nowhere'));
    await until(() => slow.asked === 1);
    slow.go();
    await until(() => one.said.includes('404'));
    expect(statuses(one.said)).toEqual(['200', ...Array.from({ length: many }, () => '200'), '404']);
  });
});

describe('a connection', () => {
  it('that brings its headers too slowly is told so and cut off, although it does not end', async () => {
    const { open } = await serve([], { headers: 100 });
    const one = await open();
    one.send('GET /hello HTTP/1.1\r\nx');
    await until(() => one.isGone);
    expect(one.said).toMatch(/^HTTP\/1\.1 408 .*"error":"timeout"/s);
  });

  it('that brings its body too slowly is told so and cut off', async () => {
    const budget = new MemoryBudget(1000, '');
    const { open, errors } = await serve(
      [
        {
          method: 'POST',
          path: '/body',
          handle: reading(100, budget),
        },
      ],
      { request: 200 },
    );
    const one = await open();
    one.send('POST /body HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 10\r\n\r\nx');
    await until(() => one.isGone);
    expect(one.said).toMatch(/^HTTP\/1\.1 408 /);
    await until(() => budget.taken === 0);
    expect(errors).toEqual([]);
  });

  it.each([
    ['another coding within the chunks', '1.1', 'gzip, chunked', '501'],
    ['chunks of an old client', '1.0', 'chunked', '400'],
  ])('refuses %s, and nothing behind it is taken for a request', async (_, version, coding, status) => {
    let isAsked = false;
    const handle = (): Answer => {
      isAsked = true;
      return { status: 200 };
    };
    const { open } = await serve([get('/body', handle, { method: 'POST' }), get('/other', handle)]);
    const talk = await open();
    talk.send(
      `POST /body HTTP/${version}\r\nhost: 127.0.0.1\r\ntransfer-encoding: ${coding}\r\n\r\n1\r\nx\r\n0\r\n\r\n${request('/other')}`,
    );
    await until(() => talk.isGone);
    expect(statuses(talk.said)).toEqual([status]);
    expect(isAsked).toBe(false);
  });

  it('that sends a body in chunks of a byte each hears why it is not read, and is closed', async () => {
    const budget = new MemoryBudget(1_000_000, '');
    const handle = reading(1_000_000, budget);
    const { open, errors } = await serve([{ method: 'POST', path: '/body', handle }]);
    const head = 'POST /body HTTP/1.1\r\nhost: 127.0.0.1\r\ntransfer-encoding: chunked\r\n\r\n';
    const one = await open();
    one.send(head + '1\r\n \r\n'.repeat(200_000));
    await until(() => one.isGone);
    expect(one.said).toMatch(/^HTTP\/1\.1 413 .*connection: close.*"error":"small-chunks".*$/s);
    expect(statuses(one.said)).toEqual(['413']);
    await until(() => budget.taken === 0);
    // Few of them are none, nor are many that are not so small.
    const other = await open();
    other.send(`${head}${'1\r\n \r\n'.repeat(1000)}0\r\n\r\n`);
    other.send(`${head}${`20\r\n${' '.repeat(32)}\r\n`.repeat(3000)}0\r\n\r\n`);
    await until(() => statuses(other.said).length === 2);
    expect(statuses(other.said)).toEqual(['200', '200']);
    expect(errors).toEqual([]);
  });

  it('that does not read its answer is cut off, and what was held for it is free', async () => {
    let made = 0;
    let ended = false;
    function* pieces() {
      try {
        for (;;) {
          made++;
          yield Buffer.alloc(64 * 1024);
        }
      } finally {
        ended = true;
      }
    }
    const { open } = await serve([get('/endless', () => ({ status: 200, body: pieces() }))], { unread: 200 });
    const one = await open();
    one.socket.pause();
    one.send(request('/endless'));
    await until(() => ended);
    // What the buffers of the system take, and no more of it was made.
    expect(made).toBeLessThan(1000);
  });

  it('that says two things of where its body ends is refused', async () => {
    const { open } = await serve([]);
    const one = await open();
    one.send(
      'POST /hello HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    );
    await until(() => one.isGone);
    expect(one.said).toMatch(/^HTTP\/1\.1 400 .*"error":"bad-request"/s);
  });

  it('that sends what is no request after one is told so after its answer', async () => {
    const slow = held();
    const { open } = await serve([get('/slow', slow.handle)]);
    const one = await open();
    one.send(`${request('/slow')}nonsense\r\n\r\n`);
    await until(() => slow.asked === 1);
    slow.go();
    await until(() => one.isGone);
    expect(statuses(one.said)).toEqual(['200', '400']);
  });

  it('of which the body comes in pieces of a byte is cut off', async () => {
    const budget = new MemoryBudget(1_000_000, '');
    const { open } = await serve([
      {
        method: 'POST',
        path: '/body',
        handle: reading(100_000, budget),
      },
    ]);
    for (const path of ['/body', '/nowhere']) {
      const one = await open();
      one.send(
        `POST ${path} HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n${'1\r\nx\r\n'.repeat(5000)}`,
      );
      await until(() => one.isGone);
    }
    await until(() => budget.taken === 0);
  });
});

describe('when all connections are taken', () => {
  it('the one that has been idle for the longest makes room', async () => {
    const { open } = await serve([], { connections: 2 });
    const greeted = async () => {
      const one = await open();
      one.send(request('/hello'));
      await until(() => one.said.endsWith('hello'));
      return one;
    };
    const [first, second] = [await greeted(), await greeted()];
    const third = await open();
    third.send(request('/hello'));
    await until(() => third.said.endsWith('hello') && first.isGone);
    expect(second.isGone).toBe(false);
  });

  it('by such as have asked nothing, the oldest of them makes room', async () => {
    const { open } = await serve([], { connections: 4 });
    const silent = [await open(), await open(), await open()];
    // Half of them may be without a request.
    await until(() => silent[0]?.isGone === true);
    const one = await open();
    one.send(request('/hello'));
    await until(() => one.said.endsWith('hello'));
  });

  it('by such as are being answered, others hear so, and how the process is can be asked', async () => {
    const slow = held();
    const { open } = await serve([get('/slow', slow.handle)], { connections: 2 });
    const busy = [];
    for (let count = 1; count <= 2; count++) {
      const one = await open();
      busy.push(one);
      one.send(request('/slow'));
      await until(() => slow.asked === count);
    }
    const [asking, health] = [await open(), await open()];
    asking.send(request('/hello'));
    health.send(request('/healthz'));
    await until(() => asking.isGone && health.isGone);
    expect(asking.said).toMatch(/^HTTP\/1\.1 503 .*retry-after: 1.*"error":"too-busy"/s);
    expect(health.said).toMatch(/^HTTP\/1\.1 200 .*ok$/s);
    slow.go();
    slow.go();
    for (const one of busy) await until(() => one.said.endsWith('at last'));
  });
});

describe('an answer', () => {
  it('of one piece has a length, and one of many is written as it is made', async () => {
    const pieces = (count: number) => Array.from({ length: count }, () => Buffer.from('abc')).values();
    const { open } = await serve([
      get('/one', () => ({ status: 200, body: pieces(1) })),
      get('/many', () => ({ status: 200, body: pieces(3) })),
      get('/none', () => ({ status: 200, body: pieces(0) })),
      get('/turns', () => ({
        status: 200,
        body: [Buffer.alloc(0), Buffer.from('x'), Buffer.alloc(0)].values(),
      })),
    ]);
    const one = await open();
    for (const [path, end] of [
      ['/one', 'content-length: 3\r\n'],
      ['/none', 'content-length: 0\r\n'],
      ['/turns', 'content-length: 1\r\n'],
      ['/many', '3\r\nabc\r\n3\r\nabc\r\n3\r\nabc\r\n0\r\n\r\n'],
    ] as const) {
      one.said = '';
      one.send(request(path));
      await until(() => one.said.includes(end));
    }
  });

  it('that cannot be made is a defect: said before it has begun, and cut off after', async () => {
    function* broken(good: number) {
      for (let i = 0; i < good; i++) yield Buffer.from('abc');
      throw new Error('the secret');
    }
    let left = 2;
    const held = (pieces: Iterator<Buffer, void>): Iterator<Buffer, void> => ({
      next: () => pieces.next(),
      return: () => {
        left--;
        return { done: true, value: undefined };
      },
    });
    const { open, errors } = await serve([
      get('/at-once', () => ({ status: 200, body: held(broken(0)) })),
      get('/later', () => ({ status: 200, body: held(broken(5)) })),
    ]);
    const one = await open();
    one.send(request('/at-once') + request('/later'));
    await until(() => one.isGone);
    expect(statuses(one.said)).toEqual(['500', '200']);
    expect([one.said.includes('secret'), one.said.endsWith('0\r\n\r\n'), errors.length]).toEqual([
      false,
      false,
      2,
    ]);
    // Nothing is held for them any more.
    await until(() => left === 0);
  });
});

it('answers what it was asked when it closes, and ends what is idle', async () => {
  const slow = held();
  const { open, server } = await serve([get('/slow', slow.handle)]);
  const [busy, idle] = [await open(), await open()];
  busy.send(request('/slow'));
  await until(() => slow.asked === 1);
  const closed = server.close();
  await until(() => idle.isGone);
  slow.go();
  await closed;
  await until(() => busy.isGone);
  expect(busy.said).toMatch(/connection: close.*at last$/s);
});

it('shuts a door when it gets another, hears no more of it, and shuts one that comes when it has closed', async () => {
  const { server } = await serve([]);
  const credentials = { cert: Buffer.alloc(0), key: Buffer.alloc(0) };
  const doors = [0, 1, 2].map(() => {
    const guard = new Guard(parseAddress('127.0.0.1:0'), [], undefined);
    const door = { guard, credentials: undefined, isShut: false, onCredentials, close };
    function onCredentials(): void {
      throw new Error('What it had is used again.');
    }
    function close(): void {
      door.isShut = true;
    }
    return door;
  });
  const [first, second, third] = doors;
  if (first === undefined || second === undefined || third === undefined) throw new Error('There are three.');
  const shut = () => doors.map(({ isShut }) => isShut);
  server.exchangeDoor(first);
  server.exchangeDoor(second);
  expect(shut()).toEqual([true, false, false]);
  const { onCredentials }: Door = first;
  onCredentials(credentials);
  await server.close();
  server.exchangeDoor(third);
  expect(shut()).toEqual([true, true, true]);
});
