import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/io/clock.js';
import { virtualClock } from '../../../src/testing/virtual-clock.js';
import { until } from '../../support/until.js';
import { logService, SENT } from './log-service.js';

const GOLDEN = `2026-11-29T10:00:00.123Z my-monitor upload ${SENT.test_id} success 41.2 ms`;

/** The lines of a log, when there are so many. */
const linesOf = async (path: string, count: number): Promise<readonly string[]> => {
  const lines = (): readonly string[] => {
    try {
      return readFileSync(path, 'utf8').split('\n').slice(0, -1);
    } catch {
      return [];
    }
  };
  await until(() => lines().length >= count);
  return lines();
};

describe('a result', () => {
  test('becomes one line of text', async () => {
    const { post, get, path } = await logService();
    expect(await post(SENT)).toEqual({ status: 200 });
    expect(await get()).toEqual([GOLDEN]);
    expect(await linesOf(path, 1)).toEqual([GOLDEN]);
    expect(await get()).toEqual([GOLDEN]);
  });

  test('becomes one line of JSON on request, with when it was received', async () => {
    const clock = virtualClock(Date.parse('2026-11-29T10:00:01.5Z'));
    const { post, get } = await logService({ format: 'results-jsonl', clock });
    await post({ ...SENT, time: '2026-11-29T11:00:00.123+01:00' });
    expect(await get()).toEqual([JSON.stringify({ ...SENT, received: '2026-11-29T10:00:01.500Z' })]);
    expect(await get('?monitor=my-monitor&since=2026-11-29T10:00:00.124Z')).toEqual([]);
  });

  test('that failed has its request and its error', async () => {
    const { post, get } = await logService();
    const failed = { ...SENT, status: 'fail', latency_ms: null, error: 'timeout: no answer in 10 s' };
    await post(failed);
    await post({ ...failed, test_id: 'b', latency_ms: 0.12345, request_id: null });
    await post({
      ...failed,
      test_id: 'c d',
      monitor: 'its "own"',
      request_id: undefined,
      error: 'request=me',
    });
    expect(await get()).toEqual([
      `2026-11-29T10:00:00.123Z my-monitor upload ${SENT.test_id} fail - request=4442587FB7D0A2F9 timeout: no answer in 10 s`,
      '2026-11-29T10:00:00.123Z my-monitor upload b fail 0.123 ms timeout: no answer in 10 s',
      '2026-11-29T10:00:00.123Z "its \\"own\\"" upload "c d" fail - "request=me"',
    ]);
    expect(await get('?monitor=its+%22own%22')).toHaveLength(1);
  });

  test('LM-01: sent twice is one line', async () => {
    const { post, path } = await logService();
    const answers = await Promise.all([post(SENT), post(SENT), post({ ...SENT, error: '' })]);
    expect([...answers, await post(SENT)]).toEqual(Array.from({ length: 4 }, () => ({ status: 200 })));
    await post({ ...SENT, test_id: 'next' });
    expect(await linesOf(path, 2)).toEqual([GOLDEN, GOLDEN.replace(SENT.test_id, 'next')]);
  });

  test('LM-02: with other content is refused, and the fields are named that differ', async () => {
    const { post, get } = await logService();
    await post(SENT);
    const all = {
      time: SENT.time.replace('123', '124'),
      probe: 'delete',
      status: 'fail',
      latency_ms: 41.20001,
      error: 'e',
      request_id: null,
    };
    for (const [field, value] of Object.entries(all)) {
      const answer = await post({ ...SENT, [field]: value });
      expect(answer).toMatchObject({ status: 409, error: 'other-content', fields: [field] });
    }
    expect(await post({ ...SENT, ...all })).toMatchObject({
      fields: expect.arrayContaining(Object.keys(all)),
    });
    expect(await post({ ...SENT, monitor: 'another' })).toEqual({ status: 200 });
    expect(await get()).toEqual([GOLDEN, GOLDEN.replace('my-monitor', 'another')]);
  });

  test.each([
    ['a\nb\r\tc\0', 'a\\nb\\r\\tc\\u0000'],
    ['\u2028\u2029\u0085\ufeff\u202e', '\\u2028\\u2029\\u0085\\ufeff\\u202e'],
    ['\u001b[31mred', '\\u001b[31mred'],
    ['half \ud800 and 😀', 'half \\ud800 and 😀'],
    ['C:\\temp\\n', 'C:\\\\temp\\\\n'],
    ['x'.repeat(1 << 20), `${'x'.repeat(1000)}… (1048576 characters)`],
    [' edges ', '" edges "'],
  ])('LM-03: error %# is on one line, escaped and bounded', async (error, written) => {
    const [text, jsonl] = await Promise.all([logService(), logService({ format: 'results-jsonl' })]);
    for (const { post } of [text, jsonl]) expect(await post({ ...SENT, error })).toEqual({ status: 200 });
    expect(await text.get()).toEqual([`${GOLDEN} ${written}`]);
    const [line = ''] = await linesOf(jsonl.path, 1);
    expect(await jsonl.get()).toEqual([line]);
    expect(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(line)).toBe(false);
    if (error.length <= 1000) expect(JSON.parse(line)).toMatchObject({ error });
  });

  test.each<readonly [field: string, value: unknown, message: RegExp]>([
    ['status', 'Success', /"Success"; "success" or "fail" is wanted/],
    ['status', 'ok', /"ok"/],
    ['status', true, /true/],
    ['status', undefined, /missing/],
    ['latency_ms', -1, /-1; milliseconds from 0/],
    ['latency_ms', '12', /"12"; a number of milliseconds/],
    ['latency_ms', null, /null; a success has one/],
    ['latency_ms', undefined, /missing; a success has one/],
    ['time', undefined, /missing/],
    ['time', 1_790_000_000, /these look like seconds: multiply them by 1000/],
    ['time', 1_790_000_000_000_000, /microseconds/],
    ['time', '2026-11-29T10:00:00', /does not say of which clock/],
    ['time', '2026-02-30T10:00:00Z', /there is no such time/],
    ['time', 'yesterday', /a time with its offset is wanted/],
    ['monitor', '', /empty/],
    ['monitor', 7, /7; a text is wanted/],
    ['monitor', undefined, /missing/],
    ['probe', 'x'.repeat(65), /65 characters; at most 64/],
    ['test_id', null, /null; a text is wanted/],
    ['error', 12, /12; a text or null/],
    ['request_id', 'x'.repeat(257), /257 characters/],
    ['latency', 3, /there is no such field; there are time, monitor/],
  ])('LM-04, LM-06: %s that is %j is refused by name', async (field, value, message) => {
    const { post, get } = await logService();
    const answer = await post({ ...SENT, [field]: value });
    expect(answer).toMatchObject({
      status: 400,
      error: 'bad-field',
      field,
      message: expect.stringMatching(message),
    });
    expect(await get()).toEqual([]);
  });

  test('LM-04: of a number that JSON cannot hold is refused', async () => {
    const { post } = await logService();
    const body = JSON.stringify(SENT).replace('41.2', '1e309');
    expect(await post(body)).toMatchObject({ status: 400, field: 'latency_ms' });
  });

  test.each<readonly [string, string | Buffer, Readonly<Record<string, string>>, number]>([
    ['cut short', JSON.stringify(SENT).slice(0, -5), {}, 400],
    ['a list', JSON.stringify([SENT]), {}, 400],
    ['in UTF-16', Buffer.from(JSON.stringify(SENT), 'utf16le'), {}, 400],
    ['not UTF-8', Buffer.from('{"monitor":"\xff"}', 'latin1'), {}, 400],
    ['without a type', JSON.stringify(SENT), { 'content-type': 'text/plain' }, 415],
    ['of 11 MiB', ' '.repeat(11 << 20), {}, 413],
    ['empty', '', {}, 400],
    ['null', 'null', {}, 400],
    ['in an unknown encoding', JSON.stringify(SENT), { 'content-encoding': 'br' }, 415],
  ])('LM-05: in a body that is %s is refused with a sentence', async (_, body, headers, status) => {
    const { post, get } = await logService();
    expect(await post(body, headers)).toMatchObject({ status, message: expect.stringMatching(/\.$/) });
    expect(await get()).toEqual([]);
  });

  test('LM-05: may be in gzip', async () => {
    const { post, get } = await logService();
    const body = gzipSync(JSON.stringify(SENT));
    expect(await post(body, { 'content-encoding': 'gzip' })).toEqual({ status: 200 });
    expect(await get()).toEqual([GOLDEN]);
  });

  test.each([
    ['1970-01-01T00:00:00Z', '1970-01-01T00:00:00.000Z'],
    ['2026-11-29T23:59:59.9999999-0130', '2026-11-30T01:29:59.999Z'],
    ['2099-01-01T00:00:00Z', '2099-01-01T00:00:00.000Z'],
    [1_790_000_000_000, '2026-09-21T14:13:20.000Z'],
  ])('LM-06: of %s is taken, and has its own time on its line', async (time, written) => {
    const { post, get } = await logService();
    expect(await post({ ...SENT, time })).toEqual({ status: 200 });
    expect(await get()).toEqual([GOLDEN.replace(SENT.time, written)]);
  });
});

describe('the log', () => {
  test('is asked by monitor, probe, status and time, and says the newest lines', async () => {
    const { post, get, path } = await logService();
    for (let i = 0; i < 30; i++) {
      const status = i % 3 === 0 ? 'fail' : 'success';
      const monitor = i % 2 === 0 ? 'even' : 'odd';
      const time = new Date(Date.parse(SENT.time) + i * 1000).toISOString();
      await post({ ...SENT, test_id: String(i), status, monitor, probe: `p${i % 5}`, time });
    }
    await linesOf(path, 30);
    const ids = async (query: string): Promise<string> =>
      (await get(query)).map((line) => line.split(' ')[3]).join(' ');
    expect(await ids('?limit=3')).toBe('27 28 29');
    expect(await ids('?status=fail&limit=4')).toBe('18 21 24 27');
    expect(await ids('?monitor=odd&probe=p0')).toBe('5 15 25');
    expect(await ids('?since=2026-11-29T10:00:27.123Z')).toBe('27 28 29');
    expect(await ids('?until=2026-11-29T11:00:02.123%2B01:00')).toBe('0 1');
    expect(await ids('?monitor=nobody')).toBe('');
    for (const query of ['?limit=0', '?status=ok', '?since=noon', '?from=1']) {
      const lines = await get(query);
      expect(JSON.parse(lines.join(''))).toMatchObject({ error: 'bad-request' });
    }
  });

  test('rotates, and is asked over all of its files', async () => {
    const { post, get, directory } = await logService({ size: 200 });
    for (let i = 0; i < 10; i++) await post({ ...SENT, test_id: `id-${i}` });
    const files = (): readonly string[] => readdirSync(directory).filter((name) => name.endsWith('.txt'));
    await until(() => files().length === 4);
    expect((await get()).map((line) => line.split(' ')[3])).toEqual(
      Array.from({ length: 10 }, (_, i) => `id-${i}`),
    );
  });

  test('has whole lines, each once, of 64 writers at once that all send twice', async () => {
    const { post, path } = await logService();
    const writer = async (name: number): Promise<void> => {
      for (let i = 0; i < 20; i++) {
        const result = { ...SENT, monitor: `m${name}`, test_id: String(i), error: 'x'.repeat(name * 5) };
        expect(await Promise.all([post(result), post(result)])).toEqual([{ status: 200 }, { status: 200 }]);
      }
    };
    await Promise.all(Array.from({ length: 64 }, (_, name) => writer(name)));
    const lines = await linesOf(path, 64 * 20);
    expect(new Set(lines).size).toBe(64 * 20);
    expect(lines).toHaveLength(64 * 20);
    for (const line of lines)
      expect(line).toMatch(/^2026-11-29T10:00:00\.123Z m\d+ upload \d+ success 41\.2 ms(?: x+)?$/);
  });
});

describe('a result that was forgotten for the number of others', () => {
  const at = (i: number): string => new Date(Date.parse(SENT.time) + i).toISOString();
  const send = (service: Awaited<ReturnType<typeof logService>>, id: number, time = at(id)) =>
    service.post({ ...SENT, test_id: String(id), time });

  test('is too old, and so is any that is not newer than it; what is known and what is newer is not', async () => {
    const service = await logService({ ids: 3 });
    for (const id of [10, 11, 12]) await send(service, id);
    // Old, and nothing has been forgotten.
    expect(await send(service, 1)).toEqual({ status: 200 });
    expect(await send(service, 10)).toMatchObject({ status: 409, error: 'too-old' });
    expect(await send(service, 2)).toMatchObject({ status: 409, error: 'too-old' });
    expect(await send(service, 11)).toEqual({ status: 200 });
    expect(await send(service, 13)).toEqual({ status: 200 });
    expect((await service.get()).map((line) => line.split(' ')[3])).toEqual(['10', '11', '12', '1', '13']);
  });

  test('does not keep others of just its time out, nor those of a right clock where its own was wrong', async () => {
    const service = await logService({ ids: 2 });
    for (const id of [1, 2, 3, 4]) expect(await send(service, id, at(0))).toEqual({ status: 200 });
    expect(await send(service, 1, at(0))).toMatchObject({ status: 409, error: 'too-old' });
    const wild = '2999-01-01T00:00:00Z';
    for (const [id, time] of [
      [5, wild],
      [6, at(6)],
      [7, at(7)],
      [8, at(8)],
    ] as const) {
      expect(await send(service, id, time)).toEqual({ status: 200 });
    }
    expect(await send(service, 5, wild)).toMatchObject({ status: 409, error: 'too-old' });
  });

  test('is taken again when it would have been forgotten for its age', async () => {
    const clock = { ...systemClock(), later: 0, now: () => Date.parse(SENT.time) + clock.later };
    const service = await logService({ ids: 1, clock });
    for (const id of [1, 2]) await send(service, id);
    expect(await send(service, 1)).toMatchObject({ status: 409, error: 'too-old' });
    clock.later = 7 * 86_400_000;
    expect(await send(service, 1)).toEqual({ status: 200 });
  });
});
