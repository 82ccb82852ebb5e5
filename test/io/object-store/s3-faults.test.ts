import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ObjectStoreFault } from '../../../src/io/object-store/object-store-fault.js';
import { makeCertificate } from '../../servers/certificates.js';
import { conflict, denied, type ServerFault, slowDown } from '../../servers/s3/faults.js';
import { s3Server } from '../../servers/s3.js';
import { webhookServer } from '../../servers/webhook-server.js';
import { bytesOf, LONG, storeAt } from '../../support/object-store/store-at.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { until } from '../../support/until.js';

const put = { ...LONG, ifAbsent: true } as const;
const body = Buffer.from('hello world');

const served = async () => {
  const server = await s3Server();
  const store = await storeAt({ endpoint: server.endpoint });
  return { server, store };
};

/** What it rejects with. */
const faultOf = async (attempt: Promise<unknown>): Promise<ObjectStoreFault> =>
  await attempt.then(
    () => {
      throw new Error('it succeeded');
    },
    (error) => error,
  );

const answer = (
  status: number,
  code?: string,
  more: Partial<ServerFault & { kind: 'answer' }> = {},
): ServerFault => ({
  kind: 'answer',
  status,
  ...(code !== undefined && { code }),
  message: `about ${code}`,
  ...more,
});

const HTML = '<!DOCTYPE html><html><body><h1>Welcome</h1></body></html>';

describe('a PUT that comes to nothing is told by its class', () => {
  it.each<[string, ServerFault, Partial<ObjectStoreFault>, string]>([
    [
      'LM-07: asked to be slower',
      slowDown,
      { class: 'slow-down', again: true },
      'asks for a slower pace (SlowDown)',
    ],
    ['429', answer(429), { class: 'slow-down', again: true }, 'slower pace'],
    ['S3-B1: another writer', conflict, { class: 'conflict', again: true }, 'somebody else'],
    [
      'forbidden',
      denied,
      { class: 'denied', again: false },
      'it needs s3:PutObject (AccessDenied: "Access Denied")',
    ],
    ['500', answer(500, 'InternalError'), { class: 'internal', again: true }, 'InternalError'],
    [
      '502 of a proxy, in HTML',
      answer(502, undefined, { body: HTML }),
      { class: 'internal', again: true },
      '502',
    ],
    [
      '503 of a proxy, in HTML',
      answer(503, undefined, { body: HTML }),
      { class: 'slow-down', again: true },
      '503',
    ],
    [
      'a console',
      answer(404, undefined, { body: HTML }),
      { class: 'not-s3', again: false },
      'answered 404 with text/html',
    ],
    [
      'an API of JSON',
      answer(400, undefined, { body: '{"error":"no"}', headers: { 'content-type': 'application/json' } }),
      { class: 'not-s3' },
      'answered 400 with application/json',
    ],
    ['full', answer(403, 'QuotaExceeded'), { class: 'quota', again: true }, 'the store is full'],
    ['full, by status', answer(507), { class: 'quota' }, 'the store is full'],
    [
      'S3-B11: idle while sending',
      answer(400, 'RequestTimeout'),
      { class: 'timeout', phase: 'send', again: true },
      'waited too long',
    ],
    [
      'changed on the way',
      answer(400, 'BadDigest'),
      { class: 'checksum', again: true },
      'other bytes have arrived',
    ],
    [
      'cut short on the way',
      answer(400, 'IncompleteBody'),
      { class: 'truncated', again: true },
      'fewer bytes',
    ],
    [
      'S3-B8: checksums that it has not',
      answer(501, 'NotImplemented', { message: 'Header x-amz-checksum-crc32 is not implemented' }),
      { class: 'unsupported', again: false },
      'write checksums: off',
    ],
    [
      'FS-18: another region',
      answer(301, 'PermanentRedirect', { headers: { 'x-amz-bucket-region': 'eu-west-1' } }),
      { class: 'wrong-region', again: false },
      'is in region eu-west-1 and not in this one: write region: eu-west-1',
    ],
    [
      'another region, that is not said',
      answer(301, 'PermanentRedirect'),
      { class: 'wrong-region' },
      'does not say which',
    ],
    [
      'S3-B12: another host for now',
      answer(307, 'TemporaryRedirect', { extra: { Endpoint: 'logs.s3-eu-west-1.example.com' } }),
      { class: 'redirected', again: true, endpoint: 'https://logs.s3-eu-west-1.example.com' },
      'another host',
    ],
    [
      'an account',
      answer(403, 'InvalidAccessKeyId'),
      { class: 'credentials' },
      'does not know these credentials',
    ],
    [
      'something else',
      answer(400, 'InvalidStorageClass', { message: 'The storage class you specified is not valid' }),
      { class: 'invalid', again: false, code: 'InvalidStorageClass' },
      'InvalidStorageClass: "The storage class you specified is not valid"',
    ],
    [
      'reset',
      { kind: 'reset' },
      { class: 'reset', phase: 'wait', again: true },
      'closed the connection without an answer',
    ],
    [
      'S3-B1: there already, by the answer of old stores',
      answer(304),
      { class: 'precondition', again: false },
      'already',
    ],
  ])('%s', async (_, fault, expected, words) => {
    const { server, store } = await served();
    server.next('put', fault);
    const found = await faultOf(store.put('a/b', body, put));
    expect(found).toMatchObject(expected);
    expect(found.message).toContain('PUT s3://logs/a/b: ');
    expect(found.message).toContain(words);
    expect(server.body('a/b')).toBeUndefined();
    expect(server.count('put')).toBe(1);
    // A failure is no sample of latency, and the next attempt is another.
    if (fault.kind === 'reset') expect(found.attempt.timings.total).toBeUndefined();
    else expect(found.attempt).toMatchObject({ requestId: 'REQ1', hostId: 'HOST1' });
    expect((await store.put('a/b', body, put)).isConfirmed).toBe(true);
  });
});

describe('what the store does with the bytes', () => {
  it('and says, is seen', async () => {
    const { server, store } = await served();
    server.next('put', { kind: 'keep other bytes', isHonest: true });
    expect(await faultOf(store.put('key', body, put))).toMatchObject({
      class: 'checksum',
      message: expect.stringMatching(
        /the store has other bytes than were sent: CRC32 \S{8} and not DUoRhQ==$/,
      ),
    });
  });

  it('and does not say, is seen by whoever reads them back', async () => {
    const { server, store } = await served();
    server.next('put', { kind: 'keep other bytes', isHonest: false });
    expect((await store.put('key', body, put)).isConfirmed).toBe(true);
    const download = await store.get('key', LONG);
    expect(await faultOf(bytesOf(download.body))).toMatchObject({ class: 'checksum', phase: 'receive' });
  });

  it.each<[ServerFault, Partial<ObjectStoreFault>]>([
    [{ kind: 'truncate' }, { class: 'truncated', phase: 'receive', again: true }],
    [{ kind: 'flip' }, { class: 'checksum', phase: 'receive', again: true }],
  ])('on the way to us is seen: %j', async (fault, expected) => {
    const { server, store } = await served();
    const large = Buffer.alloc(300_000, 'x');
    await store.put('key', large, put);
    server.next('get', fault);
    const download = await store.get('key', LONG);
    expect(await faultOf(bytesOf(download.body))).toMatchObject(expected);
    if (fault.kind !== 'flip') expect(download.attempt().timings.total).toBeUndefined();
    expect((await bytesOf((await store.get('key', LONG)).body)).equals(large)).toBe(true);
  });

  it('is reset, and that is told from an end', async () => {
    const { server, store } = await served();
    await store.put('key', Buffer.alloc(300_000), put);
    let halfRead = (): void => undefined;
    const after = new Promise<void>((resolve) => {
      halfRead = resolve;
    });
    server.next('get', { kind: 'reset in the body', after });
    const { body: pieces, attempt } = await store.get('key', LONG);
    const reading = async () => {
      let seen = 0;
      for await (const piece of pieces) {
        seen += piece.length;
        if (seen === 150_000) halfRead();
      }
    };
    expect(await faultOf(reading())).toMatchObject({ class: 'reset', phase: 'receive', again: true });
    expect(attempt().timings.total).toBeUndefined();
  });

  it('is believed where it says no checksum, and that is said', async () => {
    const { server, store } = await served();
    server.habits.checksums = 'ignored';
    expect((await store.put('key', body, put)).isConfirmed).toBe(false);
    server.next('get', { kind: 'flip' });
    const download = await store.get('key', LONG);
    expect(download.isVerified).toBe(false);
    expect((await bytesOf(download.body)).equals(body)).toBe(false);
  });

  it.each([{}, { 'content-type': 'text/html', etag: '"5f-61"' }])(
    'is nothing where a web server answers everything with 200 and %j',
    async (headers) => {
      const { url, answerWith } = await webhookServer();
      const store = await storeAt({ endpoint: new URL(url).origin });
      answerWith({ status: 200, headers, body: 'ok' });
      expect(await faultOf(store.put('key', body, put))).toMatchObject({ class: 'not-s3', again: false });
      const page = { status: 200, headers: { 'content-type': 'text/html' }, body: HTML };
      answerWith(page, page);
      expect(await faultOf(store.remove('key', LONG))).toMatchObject({ class: 'not-s3' });
      expect(await faultOf(store.createUpload('key', LONG))).toMatchObject({ class: 'not-s3' });
    },
  );
});

describe('the deadline', () => {
  /** The time of timers stands still, and goes on when it is told to: what waits is in no hurry. */
  const stopTimers = () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
  };

  it.each<['put' | 'get', ServerFault, Partial<ObjectStoreFault>]>([
    ['put', { kind: 'stall' }, { class: 'timeout', phase: 'wait', again: true }],
    ['put', { kind: 'deaf' }, { class: 'timeout', phase: 'send' }],
    ['get', { kind: 'stall' }, { class: 'timeout', phase: 'wait' }],
    ['get', { kind: 'stall in the body' }, { class: 'timeout', phase: 'receive' }],
  ])('of a %s under %j says what was under way', async (kind, fault, expected) => {
    const { server, store } = await served();
    if (kind === 'get') await store.put('key', Buffer.alloc(300_000), put);
    server.always(kind, fault);
    stopTimers();
    const call = { ...put, deadline: 5000 };
    let head = false;
    const found = faultOf(
      kind === 'put'
        ? // More than the sockets on the way take.
          store.put('key', fault.kind === 'deaf' ? Buffer.alloc(32 << 20) : body, call)
        : store.get('key', call).then(({ body: sent }) => {
            head = true;
            return bytesOf(sent);
          }),
    );
    await until(() => server.count(kind) === 1 && (head || fault.kind !== 'stall in the body'));
    // By then the store is not waited for any more before a large body is sent.
    vi.advanceTimersByTime(1000);
    vi.advanceTimersByTime(4000);
    expect(await found).toMatchObject({
      ...expected,
      message: expect.stringMatching(/out of time after 5s, /),
    });
  });

  it('of a download goes on while nobody reads it, and ends when it is left', async () => {
    const { server, store } = await served();
    await store.put('key', Buffer.alloc(3 << 20), put);
    stopTimers();
    for (let turn = 0; turn < 3; turn++) {
      const download = await store.get('key', LONG);
      for await (const piece of download.body) if (piece.length > 0) break;
    }
    expect(vi.getTimerCount()).toBe(0);
    const unread = await store.get('key', LONG);
    vi.advanceTimersByTime(LONG.deadline);
    expect(await faultOf(bytesOf(unread.body))).toMatchObject({ class: 'timeout', phase: 'receive' });
    expect(server.count('get')).toBe(4);
  });

  it('and the signal end what waits, in whatever phase', async () => {
    const { server, store } = await served();
    server.always('put', { kind: 'stall' });
    const giving = new AbortController();
    const found = faultOf(store.put('key', body, { ...put, signal: giving.signal }));
    await until(() => server.count('put') === 1);
    giving.abort();
    expect(await found).toMatchObject({ class: 'aborted', phase: 'wait', again: false });
  });
});

describe('an upload', () => {
  const begun = async () => {
    const { server, store } = await served();
    const upload = await store.createUpload('key', LONG);
    return { server, store, upload, part: await store.putPart(upload, 1, body, LONG) };
  };

  it('FS-13: that is answered with 200 and an error has failed', async () => {
    const { server, store, upload, part } = await begun();
    server.next('complete-upload', { kind: 'error in 200' }, { kind: 'empty 200' });
    expect(await faultOf(store.completeUpload(upload, [part], put))).toMatchObject({
      class: 'internal',
      code: 'InternalError',
      again: true,
    });
    expect(await faultOf(store.completeUpload(upload, [part], put))).toMatchObject({ class: 'internal' });
  });

  it('FS-14: whose answer is lost is not there any more, and its object is', async () => {
    const { server, store, upload, part } = await begun();
    server.next('complete-upload', { kind: 'lost answer' });
    expect(await faultOf(store.completeUpload(upload, [part], put))).toMatchObject({
      class: 'reset',
      phase: 'wait',
    });
    expect(await faultOf(store.completeUpload(upload, [part], put))).toMatchObject({
      class: 'no-such-upload',
    });
    expect((await store.head('key', LONG)).checksums).toContainEqual(part.checksum);
  });

  it('S3-B2: that meets another writer says conflict, and is of no use any more', async () => {
    const { server, store, upload, part } = await begun();
    server.next('complete-upload', conflict);
    expect(await faultOf(store.completeUpload(upload, [part], put))).toMatchObject({ class: 'conflict' });
    await store.abortUpload(upload, LONG);
    expect(server.bucket().uploads.size).toBe(0);
  });

  it('S3-B6: gives ETags back as they came', async () => {
    const { server, store } = await served();
    server.habits.etag = 'opaque';
    const upload = await store.createUpload('key', LONG);
    const part = await store.putPart(upload, 1, body, LONG);
    expect(part.etag).toMatch(/^"o\..{60,}"$/);
    expect((await store.completeUpload(upload, [part], put)).isConfirmed).toBe(true);
  });

  it('S3-B7: whose parts must have one length says what the store says', async () => {
    const { server, store } = await served();
    Object.assign(server.habits, { equalParts: true, leastPart: 1 });
    const upload = await store.createUpload('key', LONG);
    const parts = [];
    for (const [at, text] of ['aaaaa', 'bbbbbb', 'c'].entries())
      parts.push(await store.putPart(upload, at + 1, Buffer.from(text), LONG));
    expect((await faultOf(store.completeUpload(upload, parts, put))).message).toContain(
      'InvalidPart: "All non-trailing parts must have the same length."',
    );
  });

  it('of a store that keeps other bytes of a part is refused with it', async () => {
    const { server, store } = await served();
    const upload = await store.createUpload('key', LONG);
    server.next('put-part', { kind: 'keep other bytes', isHonest: true });
    expect(await faultOf(store.putPart(upload, 1, body, LONG))).toMatchObject({ class: 'checksum' });
    // One that lies is found out when the parts are put together.
    server.next('put-part', { kind: 'keep other bytes', isHonest: false });
    const part = await store.putPart(upload, 1, body, LONG);
    expect(await faultOf(store.completeUpload(upload, [part], put))).toMatchObject({ class: 'checksum' });
  });

  it('whose ETag is empty in the end has none', async () => {
    const { server, store, upload, part } = await begun();
    server.habits.etag = 'empty';
    expect(await store.completeUpload(upload, [part], put)).not.toHaveProperty('etag');
  });
});

describe('a bucket that keeps versions', () => {
  it('S3-B3: has no object where the newest version is a marker', async () => {
    const { server, store } = await served();
    server.bucket().isVersioned = true;
    const { version } = await store.put('key', body, put);
    expect(version).toBe('v1');
    expect(await store.remove('key', LONG)).toMatchObject({ isMarker: true, version: 'v2' });
    expect(await store.put('key', Buffer.from('again'), put)).toMatchObject({ version: 'v3' });
  });

  it('LM-08: keeps nothing of what is removed by version', async () => {
    const { server, store } = await served();
    server.bucket().isVersioned = true;
    const { version = '' } = await store.put('key', body, put);
    expect(await store.remove('key', { ...LONG, version })).toMatchObject({ isMarker: false });
    expect(server.bucket().versions.size).toBe(0);
  });
});

describe('what may not be seen', () => {
  it('S3-B10: is forbidden, and not proven to be gone', async () => {
    const { server, store } = await served();
    server.habits.mayList = false;
    expect(await faultOf(store.head('key', LONG))).toMatchObject({
      class: 'denied',
      message: expect.stringContaining('it needs s3:GetObject, and s3:ListBucket to tell what is absent'),
    });
  });

  it('S3-B4: a store that has no conditional writes says so', async () => {
    const { server, store } = await served();
    server.habits.conditional = '501';
    expect(await faultOf(store.put('key', body, put))).toMatchObject({
      class: 'unsupported',
      code: 'NotImplemented',
    });
  });
});

describe('the clock', () => {
  it('FS-19: of this machine may be wrong: how much is said once, and all go on by that of the store', async () => {
    const { server, store } = await served();
    server.habits.clock = 20 * 60_000;
    const first = await faultOf(store.put('first', body, put));
    expect(first).toMatchObject({ class: 'clock-skew', again: true });
    expect(first.message).toMatch(
      /the clock of this machine is (19m5\d|20m\d*)s? behind that of the store: set it/,
    );
    await Promise.all(Array.from({ length: 8 }, (_, at) => store.put(`key${at}`, body, put)));
    expect(server.count('put')).toBe(9);
  });
});

describe('the region', () => {
  it('of a signature that is not the right one is said', async () => {
    const server = await s3Server();
    server.habits.region = 'eu-central-1';
    const store = await storeAt({ endpoint: server.endpoint, region: 'us-east-1' });
    expect(await faultOf(store.put('key', body, put))).toMatchObject({
      class: 'wrong-region',
      message: expect.stringContaining(
        'in region eu-central-1 and not in us-east-1: write region: eu-central-1',
      ),
    });
  });

  it('that nothing says is asked for', async () => {
    const store = await storeAt({});
    expect(await faultOf(store.put('key', body, put))).toMatchObject({
      class: 'settings',
      message: expect.stringContaining('no region is known: write region: eu-central-1'),
    });
  });

  it('S3-B12: another host has the bucket for now, and is asked this once', async () => {
    const { server, store } = await served();
    const other = await s3Server();
    server.next(
      'put',
      answer(307, 'TemporaryRedirect', { headers: { location: `${other.endpoint}/logs/key` } }),
    );
    const { endpoint = '' } = await faultOf(store.put('key', body, put));
    await store.put('key', body, { ...put, endpoint });
    await store.put('other', body, put);
    expect([other.count('put'), server.count('put')]).toEqual([1, 2]);
    expect(other.body('key')?.equals(body)).toBe(true);
  });
});

describe('credentials', () => {
  it('that are nowhere are missed in words', async () => {
    const { endpoint } = await s3Server();
    const store = await storeAt(
      { endpoint },
      { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined },
    );
    expect(await faultOf(store.put('key', body, put))).toMatchObject({
      class: 'credentials',
      phase: 'credentials',
      message: expect.stringContaining('no credentials: '),
    });
  });

  it('FS-20: that run out are read again from their file, by the same store', async () => {
    const server = await s3Server();
    const directory = await temporaryDirectory();
    const file = join(directory, 'credentials');
    const write = (access: string, token: string) =>
      writeFile(
        file,
        `[ship]\naws_access_key_id=${access}\naws_secret_access_key=s\naws_session_token=${token}\n`,
      );
    server.keys.set('OLD', { secret: 's', token: 't1' });
    server.keys.set('NEW', { secret: 's', token: 't2' });
    await write('OLD', 't1');
    const store = await storeAt(
      { endpoint: server.endpoint, profile: 'ship' },
      { AWS_SHARED_CREDENTIALS_FILE: file, AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined },
    );
    await store.put('one', body, put);
    server.keys.set('OLD', { secret: 's', token: 't1', isExpired: true });
    await write('NEW', 't2');
    expect(await faultOf(store.put('two', body, put))).toMatchObject({ class: 'expired', again: true });
    await store.put('two', body, put);
    expect(server.seen.at(-1)?.headers.authorization).toContain('Credential=NEW/');
  });
});

describe('the way there', () => {
  it('is told by phase: nobody listens', async () => {
    const gone = createServer().listen(0, '127.0.0.1');
    await once(gone, 'listening');
    const address = gone.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    await new Promise((resolve) => gone.close(resolve));
    const store = await storeAt({ endpoint: `http://127.0.0.1:${port}` });
    expect(await faultOf(store.put('key', body, put))).toMatchObject({
      class: 'connect',
      phase: 'connect',
      again: true,
      message: `PUT s3://logs/key: connection refused by 127.0.0.1:${port}`,
    });
  });

  it('is told by phase: there is no such name', async () => {
    const store = await storeAt({ endpoint: 'http://s3.invalid' });
    expect(await faultOf(store.put('key', body, put))).toMatchObject({
      class: 'dns',
      phase: 'dns',
      again: true,
    });
  });

  it('is told by phase: a store has no names for its buckets', async () => {
    const store = await storeAt({ endpoint: 'http://s3.invalid', pathStyle: false });
    expect(await faultOf(store.put('key', body, put))).toMatchObject({
      class: 'dns',
      message: expect.stringMatching(/: logs\.s3\.invalid: .*; write path_style: true where/),
    });
  });

  it('has a look-up where there is a name', async () => {
    const server = await s3Server();
    const store = await storeAt({ endpoint: server.endpoint.replace('127.0.0.1', 'localhost') });
    const { timings, address } = (await store.put('key', body, put)).attempt;
    expect(timings).toMatchObject({ dns: expect.any(Number), connect: expect.any(Number), tls: 0 });
    expect(timings.dns).toBeGreaterThan(0);
    expect(address).toBe('127.0.0.1');
  });

  it('is told by phase: a certificate that nobody vouches for, and one that is believed', async () => {
    const tls = makeCertificate({ subject: 'localhost', names: ['127.0.0.1'] });
    const server = await s3Server({ tls });
    const doubting = await storeAt({ endpoint: server.endpoint });
    expect(await faultOf(doubting.put('key', body, put))).toMatchObject({
      class: 'tls',
      phase: 'tls',
      again: false,
      message: 'PUT s3://logs/key: self-signed certificate',
    });
    const store = await storeAt({ endpoint: server.endpoint, ca: tls.cert });
    const { timings, connection } = (await store.put('key', body, put)).attempt;
    expect(connection).toBe('new');
    expect(timings.tls).toBeGreaterThan(0);
  });

  it.each(['http', 'https'])('%s where the other is spoken', async (scheme) => {
    const tls = makeCertificate({ subject: 'localhost', names: ['127.0.0.1'] });
    const server = await s3Server(scheme === 'http' ? { tls } : {});
    const store = await storeAt({ endpoint: `${scheme}://127.0.0.1:${server.port}` });
    const found = await faultOf(store.put('key', body, put));
    if (scheme === 'https')
      expect(found).toMatchObject({ class: 'tls', message: expect.stringContaining('plain HTTP') });
    else expect(['reset', 'not-s3']).toContain(found.class);
  });

  it('is one that is open from before where there is one, and its end is told', async () => {
    const { server, store } = await served();
    await store.put('one', body, put);
    server.next('put', { kind: 'reset' });
    expect((await faultOf(store.put('two', body, put))).message).toContain('one that was open from before');
  });
});

describe('a refusal that comes before the body is sent', () => {
  it('is heard, and the body stays here', async () => {
    const { server, store } = await served();
    server.next('put', { ...denied, kind: 'answer', status: 403, isEarly: true });
    const large = Buffer.alloc(40 << 20);
    expect(await faultOf(store.put('key', large, put))).toMatchObject({ class: 'denied' });
    expect(server.seen[0]?.headers.expect).toBe('100-continue');
    await store.put('key', large, put);
  });
});

describe('how an object is written', () => {
  it('is what the settings say, for both ways', async () => {
    const server = await s3Server();
    const store = await storeAt({
      endpoint: server.endpoint,
      encryption: { kind: 'aws:kms', key: 'alias/logs' },
      storageClass: 'STANDARD_IA',
      contentType: 'text/plain',
      tags: { team: 'ops & dev', kind: 'log' },
      version: '1.2.3',
    });
    await store.put('one', body, { ...put, mark: 'test-01J' });
    const upload = await store.createUpload('two', LONG);
    await store.completeUpload(upload, [await store.putPart(upload, 1, body, LONG)], put);
    for (const key of ['one', 'two'])
      expect(server.bucket().current(key)?.headers).toMatchObject({
        'content-type': 'text/plain',
        'x-amz-server-side-encryption': 'aws:kms',
        'x-amz-server-side-encryption-aws-kms-key-id': 'alias/logs',
        'x-amz-storage-class': 'STANDARD_IA',
        'x-amz-tagging': 'team=ops%20%26%20dev&kind=log',
      });
    expect(server.seen[0]?.headers['user-agent']).toBe('tidemark/1.2.3 test-01J');
    expect(server.count('list', 'head-bucket')).toBe(0);
  });

  it('goes to where AWS_ENDPOINT_URL_S3 leads, with the bucket in the path', async () => {
    const server = await s3Server();
    const store = await storeAt({}, { AWS_ENDPOINT_URL_S3: server.endpoint });
    await store.put('one', body, put);
    expect(store.destination).toBe(`s3://logs at ${server.endpoint}`);
    expect(server.body('one')?.equals(body)).toBe(true);
  });

  it('leaves checksums out where it is told to', async () => {
    const server = await s3Server();
    server.habits.checksums = '501';
    const store = await storeAt({ endpoint: server.endpoint, checksums: 'off' });
    expect((await store.put('one', body, put)).isConfirmed).toBe(false);
    const upload = await store.createUpload('two', LONG);
    await store.completeUpload(upload, [await store.putPart(upload, 1, body, LONG)], put);
    expect((await bytesOf((await store.get('two', LONG)).body)).equals(body)).toBe(true);
  });
});
