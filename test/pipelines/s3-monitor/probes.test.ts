import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { denied, type RequestKind, type ServerFault, slowDown } from '../../servers/s3/faults.js';
import { s3Server } from '../../servers/s3.js';
import type { Said } from '../../support/run-config.js';
import { monitor, onceConfig } from '../../support/s3-monitor/monitor-of.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

const byProbe = (results: readonly Said[]): Readonly<Record<string, Said>> =>
  Object.fromEntries(results.map((row) => [row.probe, row]));

describe('a bucket that is well', () => {
  it('is tested by four probes, each of its own object, and left empty', async () => {
    const server = await s3Server();
    const { results, warnings } = await monitor(onceConfig(server));
    expect(results.map(({ probe }) => probe)).toEqual(['upload', 'download', 'delete', 'round_trip']);
    for (const row of results) {
      expect(row).toMatchObject({ monitor: 'canary', status: 'success', class: 'ok', size: 65_536 });
      expect(row).toMatchObject({ connection: 'new', dns: 0, tls: 0, left: 0, skipped: 0, detail: null });
      expect(row.duration).toBeGreaterThanOrEqual(row.connect + row.first_byte);
      expect(row.test_id).toMatch(/^[\dA-HJKMNP-TV-Z]{26}$/);
      expect(row.key).toMatch(new RegExp(`^t/.+/canary/${row.test_id}$`));
    }
    expect(new Set(results.map(({ key }) => key)).size).toBe(4);
    expect([server.bucket().versions.size, server.count('list'), warnings]).toEqual([0, 0, []]);
  });

  it('has the id of each test in its requests, and the rows have what the store calls them', async () => {
    const server = await s3Server();
    const { results } = await monitor(onceConfig(server));
    for (const { test_id, key, request_id, host_id, probe } of results) {
      const own = server.seen.filter((one) => one.key === key);
      expect(own.length).toBeGreaterThan(1);
      for (const { headers } of own) expect(headers['user-agent']).toContain(test_id);
      const ids = probe === 'round_trip' ? 2 : 1;
      expect(request_id).toMatch(new RegExp(`^REQ\\d+( REQ\\d+){${ids - 1}}$`));
      expect(host_id).toMatch(new RegExp(`^HOST\\d+( HOST\\d+){${ids - 1}}$`));
    }
  });

  it('LM-08: keeps no version and no marker of what was tested', async () => {
    const server = await s3Server();
    server.bucket().isVersioned = true;
    const { results } = await monitor(onceConfig(server));
    expect(results.map((row) => row.class)).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect(server.bucket().versions.size).toBe(0);
  });

  it('is tested with other sizes, with a file, with some probes, over connections that are open', async () => {
    const server = await s3Server();
    const sizes = await monitor(onceConfig(server, 'size: [1KiB, 1MiB]\nprobes: [round_trip, upload]'));
    expect(sizes.results.map(({ series, size }) => [series, size])).toEqual([
      ['round_trip_1KiB', 1024],
      ['round_trip_1MiB', 1_048_576],
      ['upload_1KiB', 1024],
      ['upload_1MiB', 1_048_576],
    ]);
    const file = join(await temporaryDirectory(), 'payload');
    writeFileSync(file, randomBytes(1000));
    const { results } = await monitor(
      onceConfig(server, `payload: ${file}\nprobes: download\nconnection: reused`),
    );
    expect(results).toMatchObject([{ class: 'ok', size: 1000, connection: 'reused', connect: 0 }]);
  });
});

describe('what goes wrong has its own class, and no latency', () => {
  const STALLS = new Set(['stall', 'stall in the body']);
  const NO_TIMES = { duration: null, dns: null, connect: null, tls: null, first_byte: null };

  it.each<[string, string, RequestKind, ServerFault, Said]>([
    ['LM-07: asked to be slower', 'upload', 'put', slowDown, { class: 'throttle', code: 503 }],
    ['an error of the store', 'upload', 'put', { kind: 'answer', status: 500 }, { class: 'internal' }],
    ['no permission', 'upload', 'put', denied, { class: 'denied', code: 403 }],
    ['reset', 'upload', 'put', { kind: 'reset' }, { class: 'reset', phase: 'wait' }],
    ['an answer that is lost', 'upload', 'put', { kind: 'lost answer' }, { class: 'reset' }],
    [
      'other bytes kept',
      'upload',
      'put',
      { kind: 'keep other bytes', isHonest: true },
      { class: 'checksum' },
    ],
    ['no answer', 'upload', 'put', { kind: 'stall' }, { class: 'timeout', phase: 'wait' }],
    ['cut short', 'download', 'get', { kind: 'truncate' }, { class: 'truncated', phase: 'receive' }],
    ['one bit', 'download', 'get', { kind: 'flip' }, { class: 'checksum', phase: 'receive' }],
    [
      'stalled behind the head',
      'download',
      'get',
      { kind: 'stall in the body' },
      { class: 'timeout', phase: 'receive' },
    ],
    [
      'reset in the body',
      'download',
      'get',
      { kind: 'reset in the body', after: Promise.resolve() },
      { phase: 'receive' },
    ],
    ['503 once', 'download', 'get', slowDown, { class: 'throttle' }],
    ['not written', 'download', 'put', slowDown, { class: 'setup_failed' }],
    ['not deleted', 'delete', 'delete', denied, { class: 'denied' }],
    ['LM-09: gone or forbidden', 'delete', 'head', denied, { class: 'setup_failed' }],
    ['not written', 'delete', 'put', { kind: 'reset' }, { class: 'setup_failed' }],
    [
      'LM-10: written, and not there',
      'round_trip',
      'get',
      { kind: 'answer', status: 404, code: 'NoSuchKey' },
      { class: 'missing' },
    ],
    ['one bit', 'round_trip', 'get', { kind: 'flip' }, { class: 'checksum' }],
    [
      'one bit kept, and denied',
      'round_trip',
      'put',
      { kind: 'keep other bytes', isHonest: false },
      { class: 'checksum' },
    ],
    ['503 once', 'round_trip', 'put', slowDown, { class: 'throttle' }],
  ])('%s: %s', async (_, probe, kind, fault, expected) => {
    const server = await s3Server();
    // The one before it is the warm-up.
    if (kind === 'head') server.next('head', { kind: 'usual' });
    server.next(kind, fault);
    const { results } = await monitor(
      onceConfig(server, `probes: ${probe}\n${STALLS.has(fault.kind) ? 'timeout: 3s' : ''}`),
    );
    expect(results).toMatchObject([{ status: 'fail', ...expected, ...NO_TIMES }]);
    expect(results[0]?.detail).not.toBeNull();
    // One attempt, whatever comes of it.
    expect(server.count('get')).toBeLessThanOrEqual(1);
    expect(server.count('put')).toBe(1);
  });

  it('one probe that fails keeps no other from its test', async () => {
    const server = await s3Server();
    server.always('get', slowDown);
    const { results } = await monitor(onceConfig(server));
    const found = byProbe(results);
    expect([found.upload?.class, found.delete?.class]).toEqual(['ok', 'ok']);
    expect([found.download?.class, found.round_trip?.class]).toEqual(['throttle', 'throttle']);
    expect(server.bucket().versions.size).toBe(0);
  });

  it('a bit that the store keeps otherwise and denies is found by what was sent', async () => {
    const server = await s3Server();
    server.habits.checksums = 'ignored';
    server.next('put', { kind: 'keep other bytes', isHonest: false });
    const { results } = await monitor(onceConfig(server, 'probes: download'));
    expect(results).toMatchObject([{ class: 'checksum' }]);
    expect(results[0]?.detail).toContain('SHA-256');
  });
});

describe('what a test leaves is removed', () => {
  it('also where its write was not answered, and comes late', async () => {
    const server = await s3Server();
    server.next('put', { kind: 'lost answer' });
    const { results } = await monitor(onceConfig(server, 'probes: upload'));
    expect(results).toMatchObject([{ class: 'reset' }]);
    expect(server.bucket().versions.size).toBe(0);
    // And looked for once more, for it may have come behind the look.
    expect(server.seen.filter(({ kind }) => kind === 'head').length).toBeGreaterThan(2);
  });

  it('by version where the bucket keeps versions, though no answer said which', async () => {
    const server = await s3Server();
    server.bucket().isVersioned = true;
    server.next('put', { kind: 'lost answer' });
    await monitor(onceConfig(server, 'probes: upload'));
    expect(server.bucket().versions.size).toBe(0);
  });

  it('and is said to be left where that fails', async () => {
    const server = await s3Server();
    server.always('delete', denied);
    const { warnings } = await monitor(onceConfig(server, 'probes: upload'));
    expect(warnings.join('\n')).toContain('it needs s3:DeleteObject');
    expect(server.bucket().versions.size).toBe(1);
  });
});
