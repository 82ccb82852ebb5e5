import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { memoryStore } from '../../../src/io/state/memory-store.js';
import { findTest } from '../../../src/pipelines/s3-monitor/why/find-test.js';
import { denied, slowDown } from '../../servers/s3/faults.js';
import { s3Server } from '../../servers/s3.js';
import { storeAt } from '../../support/object-store/store-at.js';
import { monitor, onceConfig } from '../../support/s3-monitor/monitor-of.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { until } from '../../support/until.js';

describe('multipart', () => {
  it('writes in parts, all of which are measured, and leaves nothing', async () => {
    const server = await s3Server();
    const { results } = await monitor(onceConfig(server, 'probes: multipart'));
    expect(results).toMatchObject([{ series: 'multipart', class: 'ok', size: 8 * 1024 * 1024 }]);
    expect(results[0]?.request_id.split(' ')).toHaveLength(4);
    expect([
      server.count('create-upload'),
      server.count('put-part'),
      server.count('complete-upload'),
    ]).toEqual([1, 2, 1]);
    expect([server.bucket().versions.size, server.bucket().uploads.size]).toEqual([0, 0]);
  });

  it.each(['put-part', 'complete-upload'] as const)('that fails at %s is aborted', async (kind) => {
    const server = await s3Server();
    server.next(kind, slowDown);
    const { results } = await monitor(onceConfig(server, 'probes: multipart'));
    expect(results).toMatchObject([{ class: 'throttle', duration: null }]);
    expect([server.bucket().versions.size, server.bucket().uploads.size]).toEqual([0, 0]);
  });

  it('that a crash has interrupted is aborted by the next run, which has not forgotten its id', async () => {
    const server = await s3Server();
    const [store, directory] = [memoryStore(), await temporaryDirectory()];
    const config = onceConfig(server, 'probes: multipart');
    const stop = new AbortController();
    server.next('put-part', { kind: 'stall' });
    const killed = monitor(config, { store, signal: stop.signal, drainTimeout: '1ms' }, directory);
    await until(() => server.count('put-part') === 1);
    stop.abort();
    await killed.catch(() => undefined);
    expect(server.bucket().uploads.size).toBe(1);
    const { results } = await monitor(config, { store }, directory);
    expect(results.map((row) => row.class)).toEqual(['interrupted', 'ok']);
    expect([server.bucket().versions.size, server.bucket().uploads.size, server.count('list')]).toEqual([
      0, 0, 0,
    ]);
  });
});

describe('range', () => {
  it('reads half an object out of its middle', async () => {
    const server = await s3Server();
    const { results } = await monitor(onceConfig(server, 'probes: range\nsize: 1KiB'));
    expect(results).toMatchObject([{ class: 'ok', code: 206 }]);
    const [get] = server.seen.filter(({ kind }) => kind === 'get');
    expect(get?.headers.range).toBe('bytes=256-767');
  });

  it('has its bytes held against those that were written: no store has a sum of them', async () => {
    const server = await s3Server();
    server.next('get', { kind: 'flip' });
    const { results } = await monitor(onceConfig(server, 'probes: range'));
    expect(results).toMatchObject([{ class: 'checksum', duration: null }]);
  });
});

describe('newest, the check of a backup', () => {
  const looked = async (wanted: string, objects: Readonly<Record<string, number>> = {}) => {
    const server = await s3Server();
    const store = await storeAt({ endpoint: server.endpoint });
    for (const [key, bytes] of Object.entries(objects))
      await store.put(key, Buffer.alloc(bytes), { ifAbsent: true, deadline: 60_000 });
    const { results } = await monitor(onceConfig(server, `probes: []\nnewest: { prefix: db/, ${wanted} }`));
    return { server, row: results[0] };
  };

  it('is well where the newest is young and large enough', async () => {
    const { row, server } = await looked('younger: 26h, larger: 1kB', {
      'db/1': 2000,
      'db/': 0,
      'other/2': 1,
    });
    expect(row).toMatchObject({ series: 'newest db/', class: 'ok', key: 'db/1', size: 2000, detail: null });
    expect(row?.age).toBeGreaterThanOrEqual(0);
    expect([server.count('put'), server.count('delete'), server.count('list')]).toEqual([3, 0, 1]);
  });

  it('is stale, small or missing where it is not', async () => {
    expect((await looked('younger: 1ms', { 'db/1': 10 })).row).toMatchObject({ class: 'stale', key: 'db/1' });
    expect((await looked('larger: 10B', { 'db/1': 10 })).row).toMatchObject({ class: 'small', size: 10 });
    expect((await looked('larger: 10B')).row).toMatchObject({ class: 'missing', key: null, duration: null });
  });
});

it('several buckets of one config are tested beside each other, and one that is denied keeps no other from it', async () => {
  const [one, other] = [await s3Server(), await s3Server({ buckets: ['archive'] })];
  other.always('put', denied);
  const { results } = await monitor(`
version: 1
pipelines:
  canary:
    use: s3-monitor
    source:
      - { bucket: s3://logs/t, once: true, endpoint: "${one.endpoint}", region: us-east-1 }
      - { bucket: s3://archive, once: true, endpoint: "${other.endpoint}", probes: [upload] }
`);
  const found = results.map(({ target, class: what }) => [target, what]);
  expect(found.toSorted()).toEqual([
    ['s3://archive/ upload', 'denied'],
    ['s3://logs/t/ delete', 'ok'],
    ['s3://logs/t/ download', 'ok'],
    ['s3://logs/t/ round_trip', 'ok'],
    ['s3://logs/t/ upload', 'ok'],
  ]);
});

it('what came of a test, and of what it left, is noted for whoever asks by its id', async () => {
  const server = await s3Server();
  const directory = await temporaryDirectory();
  const store = memoryStore();
  server.next('delete', slowDown);
  const config = onceConfig(server, 'probes: upload');
  const [row] = (await monitor(config, { store }, directory)).results;
  // It is removed at the second try, by this run or by the next.
  await monitor(config, { store }, directory);
  const found = await findTest(directory, row?.test_id);
  expect(found.rows).toMatchObject([{ test_id: row?.test_id, class: 'ok', request_id: row?.request_id }]);
  expect(found.removals).toMatchObject([{ left: expect.stringContaining('slower pace') }]);
  expect(await findTest(directory, 'another')).toEqual({ rows: [], removals: [] });
  const [place = ''] = readdirSync(directory);
  expect(existsSync(join(directory, place, 'tests.jsonl'))).toBe(true);
});
