import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  CreateBucketCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withoutNodeWarning } from '../../src/io/object-store/s3/without-node-warning.js';
import { freePort } from '../support/free-port.js';
import { quickDirectory } from '../support/temporary-directory.js';
import { type Running, startTidemark } from '../support/tidemark.js';
import { ACCESS, CephGateway, hasCeph, KEYS, SECRET } from './ceph/ceph-gateway.js';

const MINUTES = Number(process.env.TIDEMARK_MINUTES ?? 10);
const BUCKETS = ['plain', 'versioned'];

interface Row {
  readonly time: string;
  readonly test_id: string | null;
  readonly class: string;
  readonly status: string;
  readonly duration: number | null;
  readonly left: number;
}

interface Phase {
  readonly name: keyof typeof EXPECTED;
  readonly from: number;
  to: number;
}

/** What tests may come to while something is wrong, and one of which some must; none where it is chance what was under way. */
const EXPECTED = {
  well: { may: ['ok'], must: ['ok'] },
  stopped: { may: ['ok', 'timeout', 'setup_failed', 'missed', 'internal', 'throttle'], must: ['timeout'] },
  revoked: { may: ['ok', 'credentials', 'denied', 'setup_failed'], must: ['credentials'] },
  full: { may: ['ok', 'quota', 'setup_failed'], must: ['quota'] },
  restarted: {
    may: ['ok', 'connect', 'reset', 'setup_failed', 'internal', 'throttle'],
    must: ['connect', 'reset'],
  },
  killed: { may: ['ok', 'interrupted', 'missed'], must: [] },
} as const;

/** What a fault leaves behind for a while: a request that was under way, a memory of the gateway's. */
const SETTLING = 12_000;
const LONG = 14_000;

describe.runIf(hasCeph())('an S3 monitor over Ceph', () => {
  let ceph: CephGateway | undefined;

  beforeAll(async () => {
    ceph = await CephGateway.start({ keeps: 'disk' });
  });

  afterAll(() => ceph?.close());

  it(`says what is wrong for ${MINUTES} minutes of faults, and leaves nothing (TIDEMARK_MINUTES)`, async () => {
    if (ceph === undefined) throw new Error('It is not up.');
    const gateway = ceph;
    const client = withoutNodeWarning(
      () =>
        new S3Client({
          ...{ endpoint: gateway.endpoint, region: 'us-east-1', forcePathStyle: true },
          credentials: { accessKeyId: ACCESS, secretAccessKey: SECRET },
        }),
    );
    for (const Bucket of BUCKETS) await client.send(new CreateBucketCommand({ Bucket }));
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    await client.send(new PutBucketVersioningCommand({ Bucket: 'versioned', VersioningConfiguration }));

    const cwd = await quickDirectory();
    const port = await freePort();
    writeFileSync(join(cwd, 'tidemark.yaml'), configOf(gateway.endpoint, port));
    const env = { AWS_ACCESS_KEY_ID: ACCESS, AWS_SECRET_ACCESS_KEY: SECRET, AWS_REGION: 'us-east-1' };
    const start = (): Running => startTidemark(['run'], { cwd, env });
    let running = start();

    const phases: Phase[] = [];
    const during = async (name: Phase['name'], act: () => Promise<unknown>): Promise<void> => {
      const phase: Phase = { name, from: Date.now(), to: Infinity };
      phases.push(phase);
      await act();
      phase.to = Date.now();
    };
    const faults: Readonly<Record<Exclude<Phase['name'], 'well'>, () => Promise<void>>> = {
      stopped: async () => {
        gateway.signalStorage('SIGSTOP');
        await delay(LONG);
        gateway.signalStorage('SIGCONT');
        await delay(5000);
        // One daemon alone may wait for ever for a lease that nobody gives it: that is no matter of the monitor's.
        await gateway.restartStorage();
      },
      revoked: async () => {
        await gateway.administer('key', 'rm', `--access-key=${ACCESS}`);
        await delay(LONG);
        await gateway.administer('key', 'create', ...KEYS);
      },
      full: async () => {
        await gateway.administer('quota', 'set', '--quota-scope=bucket', '--max-size=1');
        await gateway.administer('quota', 'enable', '--quota-scope=bucket');
        await delay(LONG);
        await gateway.administer('quota', 'disable', '--quota-scope=bucket');
      },
      restarted: async () => {
        await gateway.killGateway();
      },
      killed: async () => {
        running.child.kill('SIGKILL');
        await running.finished;
        running = start();
        await delay(5000);
      },
    };
    const end = Date.now() + MINUTES * 60_000;
    const names = Object.keys(faults) as (keyof typeof faults)[];
    for (let turn = 0; Date.now() < end; turn++) {
      const name = names[turn % names.length] ?? 'stopped';
      await during(name, faults[name]);
      await delay(SETTLING);
      await during('well', () => delay(8000));
    }
    // What was left is removed, and what comes late is looked for once more.
    for (;;) {
      await delay(15_000);
      const newest = rowsIn(cwd)
        .filter(({ status }) => status !== 'none')
        .slice(-4 * BUCKETS.length);
      if (newest.every((row) => row.left === 0)) break;
    }
    running.child.kill('SIGTERM');
    expect((await running.finished).code).toBe(0);

    const rows = rowsIn(cwd);
    const strange: string[] = [];
    const seen = new Map<string, Set<string>>();
    for (const row of rows) {
      const time = Date.parse(row.time);
      if ((row.duration !== null) !== (row.class === 'ok')) strange.push(`a latency: ${JSON.stringify(row)}`);
      const last = phases.findLast(({ from }) => from <= time);
      const phase =
        last !== undefined && time < last.to + (last.name === 'well' ? 0 : SETTLING) ? last : undefined;
      const may: readonly string[] =
        phase === undefined ? Object.values(EXPECTED).flatMap((one) => one.may) : EXPECTED[phase.name].may;
      // A test that was due before a fault began may meet it, and one that waits meets the next test.
      const isNear = phases.some(({ name, from }) => name !== 'well' && from - 6000 < time && time < from);
      if (!may.includes(row.class) && !isNear && row.class !== 'missed')
        strange.push(`${phase?.name ?? 'between'}: ${JSON.stringify(row)}`);
      if (phase !== undefined) seen.set(phase.name, (seen.get(phase.name) ?? new Set()).add(row.class));
    }
    const summary = Object.fromEntries([...seen].map(([name, classes]) => [name, [...classes].toSorted()]));
    const left = await Promise.all(BUCKETS.map((bucket) => leftIn(client, bucket)));
    client.destroy();
    const lines = readFileSync(join(cwd, 'logs.txt'), 'utf8').split('\n').slice(0, -1);
    const results = rows.filter(({ status }) => status !== 'none');
    console.log(
      JSON.stringify({
        phases: phases.length,
        rows: rows.length,
        lines: lines.length,
        restarts,
        summary,
        left,
      }),
    );

    expect(left.flat()).toEqual([]);
    expect(strange).toEqual([]);
    for (const [name, { must }] of Object.entries(EXPECTED))
      if (must.length > 0 && phases.some((phase) => phase.name === name))
        expect(
          must.filter((one) => summary[name]?.includes(one)),
          name,
        ).not.toEqual([]);
    // Each result is one line, once; what the last moment had is sent by the next start.
    const ids = lines.map((line) => line.split(' ')[3]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(results.map(({ test_id }) => test_id)).size).toBe(results.length);
    expect(results.length - ids.length).toBeLessThan(8);
  });
});

const configOf = (endpoint: string, port: number): string => `
version: 1
state: state
pipelines:
  canary:
    use: s3-monitor
    source:
${BUCKETS.map((bucket) => `      - { bucket: "s3://${bucket}/t", every: 2s, timeout: 5s, endpoint: "${endpoint}" }`).join('\n')}
    streams:
      results:
        to:
          - { file: results.jsonl }
          - { logs: "http://127.0.0.1:${port}/logs", buffer: { size: 1GiB } }
  logs: { use: logs-api, source: { results: "127.0.0.1:${port}" } }
`;

const rowsIn = (cwd: string): readonly Row[] =>
  readFileSync(join(cwd, 'results.jsonl'), 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));

const leftIn = async (client: S3Client, Bucket: string): Promise<readonly string[]> => {
  const { Versions = [], DeleteMarkers = [] } = await client.send(new ListObjectVersionsCommand({ Bucket }));
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket }));
  return [...Versions, ...DeleteMarkers, ...Uploads].map(({ Key = '' }) => `${Bucket}/${Key}`);
};
