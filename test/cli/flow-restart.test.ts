import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { type Finished, startTidemark, tidemark } from '../support/tidemark.js';
import { untilOutside } from '../support/until.js';

const SIX = { src_app: 'foo', dest_app: 'bar', vpc_id: 'vpc-0', bytes_tx: 1000, bytes_rx: 300, hour: 1 };
const BODY = JSON.stringify([SIX]);

const serve = async (state: string) => {
  const running = startTidemark(['flow-log', '--listen', '127.0.0.1:0', '--state', state]);
  await running.until(({ stderr }) => /: ready$/m.test(stderr));
  const url = /http:\/\/[\d.]+:\d+/.exec(running.stderr)?.[0] ?? '';
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: BODY };
  return {
    url,
    running,
    post: async () => (await fetch(`${url}/flows`, init)).status,
    get: async () => (await fetch(`${url}/flows?hour=1`)).json() as Promise<unknown>,
    async end(signal: NodeJS.Signals): Promise<Finished> {
      running.child.kill(signal);
      return running.finished;
    },
  };
};

const times = (n: number): unknown => [{ ...SIX, bytes_tx: 1000 * n, bytes_rx: 300 * n }];

/**
 * A request of which half has been received; `finish` sends the rest. Both resolve with all that is answered to it until the
 * connection is closed.
 */
const halfSent = async (url: string, key: string) => {
  const { hostname, port } = new URL(url);
  const head = [
    'POST /flows HTTP/1.1',
    `host: ${hostname}:${port}`,
    'content-type: application/json',
    `idempotency-key: ${key}`,
    `content-length: ${BODY.length}`,
  ].join('\r\n');
  let text = '';
  const socket = connect(Number(port), hostname);
  socket
    .on('error', () => undefined)
    .on('data', (data) => {
      text += String(data);
    });
  const closed = new Promise<string>((resolve) => {
    socket.on('close', () => resolve(text));
  });
  // In one piece with a question before it: who has answered that has read the half as well.
  socket.write(`GET /hours HTTP/1.1\r\nhost: ${hostname}:${port}\r\n\r\n${head}\r\n\r\n${BODY.slice(0, 9)}`);
  await untilOutside(() => text.endsWith(/chunked/i.test(text) ? ']\r\n0\r\n\r\n' : ']'));
  text = '';
  return {
    closed,
    finish(): Promise<string> {
      socket.write(BODY.slice(9));
      return closed;
    },
  };
};

/** Resolves when nobody listens there any more. */
const isDeaf = async (url: string): Promise<void> => {
  const { hostname, port } = new URL(url);
  for (let isRefused = false; !isRefused; ) {
    const socket = connect(Number(port), hostname);
    isRefused = await new Promise<boolean>((resolve) => {
      socket.on('connect', () => resolve(false)).on('error', () => resolve(true));
    });
    socket.destroy();
  }
};

/** What is in a directory, but for who owns it. */
const contents = (directory: string): readonly (readonly [string, string])[] =>
  readdirSync(directory)
    .filter((name) => !name.startsWith('owner-') && statSync(join(directory, name)).isFile())
    .map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(directory, name)))
        .digest('hex'),
    ]);

/** Changes a byte of a file. */
const damage = (path: string, at: number): void => {
  const bytes = readFileSync(path);
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  writeFileSync(path, bytes);
};

describe('a flow log that is asked to stop', () => {
  test('answers what it has begun to receive, stores it, ends with 0, and has all of it when it starts again', async () => {
    const state = join(await temporaryDirectory(), 'state');
    const { url, post, end } = await serve(state);
    const asked = Array.from({ length: 40 }, post);
    const told = Promise.allSettled(asked);
    const half = await Promise.all(['a', 'b', 'c'].map((key) => halfSent(url, key)));
    expect(await asked[0]).toBe(200);
    const ended = end('SIGTERM');
    await isDeaf(url);
    const answers = await Promise.all(half.map(({ finish }) => finish()));
    for (const answer of answers) {
      expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
      // Connections are closed with their last answer, and not waited for.
      expect(answer.toLowerCase()).toContain('\r\nconnection: close\r\n');
    }
    const stored = (await told).filter((one) => one.status === 'fulfilled' && one.value === 200).length;
    const { code, stderr } = await ended;
    expect([code, stderr]).toEqual([0, expect.stringContaining(`${stored + 3} counted`)]);
    const next = await serve(state);
    expect(await next.get()).toEqual(times(stored + 3));
  });

  test('ends in time although somebody never finishes a request', async () => {
    const state = join(await temporaryDirectory(), 'state');
    const { url, post, end } = await serve(state);
    expect(await post()).toBe(200);
    const { closed } = await halfSent(url, 'never');
    const { code, stderr } = await end('SIGTERM');
    // With 0: not for the limit of what hangs.
    expect([code, stderr]).toEqual([0, expect.stringContaining('1 counted')]);
    // Cut off, and not answered when its own time was over.
    expect(await closed).toBe('');
    expect(await (await serve(state)).get()).toEqual(times(1));
  });
});

describe('a flow log', () => {
  /** State directories of services that have stored three batches, by how they were ended; seen to be good. */
  const ended = new Map<NodeJS.Signals, string>();
  const endedBy = async (signal: NodeJS.Signals): Promise<string> => {
    const known = ended.get(signal);
    if (known !== undefined) return known;
    const directory = mkdtempSync(join(tmpdir(), 'tidemark-'));
    const [state, copy] = [join(directory, 'state'), join(directory, 'copy')];
    ended.set(signal, state);
    const first = await serve(state);
    for (let n = 0; n < 3; n++) expect(await first.post()).toBe(200);
    await first.end(signal);
    cpSync(state, copy, { recursive: true });
    expect(await (await serve(copy)).get()).toEqual(times(3));
    return state;
  };
  afterAll(() => {
    for (const state of ended.values()) rmSync(dirname(state), { recursive: true });
  });

  test('is refused a state that another has, which goes on', async () => {
    const state = join(await temporaryDirectory(), 'state');
    const { post, get } = await serve(state);
    expect(await post()).toBe(200);
    const { code, stderr } = await tidemark(['flow-log', '--listen', '127.0.0.1:0', '--state', state]);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/in use|another process/i)]);
    expect(await post()).toBe(200);
    expect(await get()).toEqual(times(2));
  });

  test('that finds its port taken changes nothing of its state', async () => {
    const state = join(await temporaryDirectory(), 'state');
    const first = await serve(state);
    expect(await first.post()).toBe(200);
    await first.end('SIGKILL');
    const other = await serve(join(await temporaryDirectory(), 'state'));
    const before = contents(join(state, 'journal-flow-log'));
    const args = ['flow-log', '--listen', other.url.replace('http://', ''), '--state', state];
    const { code, stderr } = await tidemark(args);
    expect([code, stderr]).toEqual([1, expect.stringContaining('another process listens there')]);
    expect(contents(join(state, 'journal-flow-log'))).toEqual(before);
    expect(await (await serve(state)).get()).toEqual(times(1));
  });

  test.each<
    readonly [string, NodeJS.Signals, (state: string, journal: string, segment: string) => void, RegExp]
  >([
    [
      'journal is damaged',
      'SIGKILL',
      (_state, _journal, segment) => damage(segment, 100),
      /journal-\d+\.log is damaged at byte \d+/,
    ],
    [
      'journal is damaged in what the sums have',
      'SIGTERM',
      (_state, _journal, segment) => damage(segment, 100),
      /is damaged/,
    ],
    [
      'journal has no header',
      'SIGKILL',
      (_state, _journal, segment) => damage(segment, 0),
      /does not begin like a segment/,
    ],
    [
      'journal is of a newer version',
      'SIGKILL',
      (_state, _journal, segment) => damage(segment, 9),
      /newer Tidemark/,
    ],
    [
      'journal is gone',
      'SIGTERM',
      (_state, journal) => rmSync(journal, { recursive: true }),
      /do not belong together/,
    ],
    [
      'journal is cut short',
      'SIGTERM',
      (_state, _journal, segment) => truncateSync(segment, 200),
      /do not belong together/,
    ],
    [
      'state is damaged',
      'SIGTERM',
      (state) => writeFileSync(join(state, 'data.mdb'), Buffer.alloc(65_536, 7)),
      /state/i,
    ],
    ['state is cut short', 'SIGTERM', (state) => truncateSync(join(state, 'data.mdb'), 5000), /state/i],
  ])('whose %s says so, ends with 1, and overwrites nothing', async (what, signal, harm, words) => {
    const state = join(await temporaryDirectory(), 'state');
    cpSync(await endedBy(signal), state, { recursive: true });
    const journal = join(state, 'journal-flow-log');
    const [segment = ''] = readdirSync(journal).filter((name) => name.endsWith('.log'));
    harm(state, journal, join(journal, segment));
    const before = existsSync(journal) ? contents(journal) : [];
    const dataOf = () => readFileSync(join(state, 'data.mdb')).toString('latin1');
    const data = dataOf();
    const { code, stderr } = await tidemark(['flow-log', '--listen', '127.0.0.1:0', '--state', state]);
    expect([code, stderr]).toEqual([1, expect.stringMatching(words)]);
    expect(stderr).not.toMatch(/ready|defect|\bat \S+ \(/);
    expect(contents(journal)).toEqual(before);
    // A good state is saved again as it is.
    if (what.startsWith('state')) expect(dataOf() === data).toBe(true);
  });
});
