import { readFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../src/io/clock.js';
import { count, sum } from '../../../src/operators/measures/index.js';
import type { TotalsView } from '../../../src/operators/totals/totals.js';
import { tumbling } from '../../../src/operators/windows/tumbling.js';
import type { FlowRow } from '../../../src/pipelines/flow-log/flow-row.js';
import { memorySink } from '../../../src/testing/memory-sink.js';
import { isMissing, SHARED_DATA } from '../../support/shared-data.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { turns } from '../../support/turns.js';
import { SIX } from './flow-server.js';
import { type FlowServiceOptions, flowService } from './flow-service.js';

const DAY = 86_400_000;

const service = async (directory?: string, options: FlowServiceOptions = {}) => {
  const started = await flowService(directory, options);
  onTestFinished(async () => void (await started.stop().catch(() => undefined)));
  return started;
};

describe('the flow log', () => {
  it('answers with what it was sent, from the moment it has said 200', async () => {
    const { post, get } = await service();
    for (let i = 1; i <= 50; i++) {
      expect(await post([SIX])).toBe(200);
      expect(JSON.parse(await get('/flows?hour=1'))).toEqual([
        { ...SIX, bytes_tx: 100 * i, bytes_rx: 300 * i },
      ]);
    }
  });

  it('shows a batch whole or not at all, also one that is counted in several turns, in which others are answered', async () => {
    const { post, get, view } = await service();
    const records = Array.from({ length: 35_000 }, (_, i) => ({
      ...SIX,
      bytes_tx: 1,
      dest_app: `d${i % 500}`,
    }));
    let isOver = false;
    const posted = post(records).finally(() => {
      isOver = true;
    });
    // A look in every turn.
    const turnsOfFolding: boolean[] = [];
    const looking = (async () => {
      for (; !isOver; await turn()) turnsOfFolding.push(view.isFolding === true);
    })();
    const seen = new Set<number>();
    for (
      const ask = async (path: string) => JSON.parse(await get(path)) as { bytes_tx: number }[];
      !isOver;
    ) {
      for (const path of ['/flows?hour=1', '/flows?from=0&to=2', '/flows/top?hour=1&n=1000']) {
        seen.add((await ask(path)).reduce((sum, row) => sum + row.bytes_tx, 0));
      }
    }
    await looking;
    expect(await posted).toBe(200);
    expect(turnsOfFolding.filter((isFolding) => isFolding).length).toBeGreaterThanOrEqual(3);
    expect([...seen].filter((sum) => sum !== 0 && sum !== 35_000)).toEqual([]);
  });

  it('folds nothing while somebody keeps the sums as they are, and lets nobody keep them who comes after what waits', async () => {
    const { post, get, view, url } = await service();
    await post([SIX]);
    const keys = (): number => (view.view('totals') as TotalsView).keys;
    const release = view.hold?.();
    const alsoHeld = view.hold?.();
    const posted = post([{ ...SIX, src_app: 'new' }]);
    // It has come, and waits.
    for (let free = view.hold?.(); free !== undefined; free = view.hold?.()) {
      free();
      await turn();
    }
    const asked = get('/flows?hour=1');
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    alsoHeld?.();
    alsoHeld?.();
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect([keys(), view.hold?.()]).toEqual([1, undefined]);
    release?.();
    expect(await posted).toBe(200);
    expect(keys()).toBe(2);
    expect(JSON.parse(await asked)).toHaveLength(2);
  });

  it('shows one moment of large hours, which are copied in steps, while records come for them all the time', async () => {
    const { post, get } = await service();
    const hour = (hour: number, keys: number) =>
      Array.from({ length: keys }, (_, i) => ({ ...SIX, hour, bytes_tx: 0, dest_app: `d${i}` }));
    const ends = [
      { ...SIX, hour: 1, bytes_tx: 1, dest_app: 'd0' },
      { ...SIX, hour: 1, bytes_tx: 1, dest_app: 'd19999' },
      { ...SIX, hour: 2, bytes_tx: 1, dest_app: 'd16999' },
    ];
    expect(await post(hour(1, 20_000))).toBe(200);
    expect(await post(hour(2, 17_000))).toBe(200);
    let isOver = false;
    let stored = 0;
    const posting = (async () => {
      for (; !isOver; stored++) expect(await post(ends)).toBe(200);
    })();
    const seen: number[][] = [];
    // Until records have come while they were copied.
    for (let rounds = 0; rounds < 3 || (seen.at(-1)?.[0] ?? 0) < 10; rounds++) {
      const names = 'dest_app=d0&dest_app=d16999&dest_app=d19999';
      for (const path of [`/flows?from=1&to=2&${names}`, `/flows?hour=1&${names}`, '/flows/top?hour=1&n=2']) {
        const rows = JSON.parse(await get(path)) as { bytes_tx: number }[];
        seen.push(rows.map((row) => row.bytes_tx).filter((bytes) => bytes > 0));
      }
    }
    isOver = true;
    await posting;
    expect(stored).toBeGreaterThan(10);
    expect(seen.filter((sums) => new Set(sums).size > 1)).toEqual([]);
  });

  it('takes large batches in steps, with the time at which they were stored, and none with too many records', async () => {
    const directory = await temporaryDirectory();
    const sink = memorySink<FlowRow>();
    const streams = [{ name: 'times', operators: [], sinks: [sink] }];
    const first = await service(directory, { streams, source: { limits: { records: 5000 } } });
    const records = Array.from({ length: 4000 }, (_, i) => ({ ...SIX, dest_app: `é${i % 7}` }));
    const before = Date.now();
    expect(await first.post(records)).toBe(200);
    expect(await first.post([...records, { ...SIX, src_app: 'a"b' }], { 'idempotency-key': 'large' })).toBe(
      200,
    );
    expect(await first.post([...records, ...records])).toBe(413);
    const sums = await first.get('/flows?hour=1');
    expect(JSON.parse(sums)).toHaveLength(8);
    expect(JSON.parse(sums)[0]).toMatchObject({ dest_app: 'é0', bytes_tx: 2 * 572 * 100 });
    await first.stop();
    expect(sink.rows).toHaveLength(8001);
    expect(sink.rows.filter(({ row }) => row.time < before - 1000)).toEqual([]);
    const second = await service(directory);
    expect(await second.get('/flows?hour=1')).toBe(sums);
    expect(await second.post([...records, { ...SIX, src_app: 'a"b' }], { 'idempotency-key': 'large' })).toBe(
      200,
    );
    expect(await second.get('/flows?hour=1')).toBe(sums);
  });

  it('remembers everything over a restart: sums, their order, keys and forgotten hours', async () => {
    const directory = await temporaryDirectory();
    const first = await service(directory);
    const key = { 'idempotency-key': 'one' };
    await first.post([SIX, { ...SIX, src_app: 'later' }, { ...SIX, hour: 2 }], key);
    await first.post([{ ...SIX, hour: 3 }]);
    expect((await fetch(`${first.url}/flows?hour=3`, { method: 'DELETE' })).status).toBe(204);
    const before = await first.get('/flows?from=0&to=9');
    await first.stop();
    const second = await service(directory);
    expect(await second.get('/flows?from=0&to=9')).toBe(before);
    expect(await second.post([SIX, { ...SIX, src_app: 'later' }, { ...SIX, hour: 2 }], key)).toBe(200);
    expect(await second.get('/flows?from=0&to=9')).toBe(before);
    expect(await second.post([SIX], key)).toBe(422);
    expect(await second.get('/flows?hour=3')).toBe('[]');
  });

  it('reads after a crash what was stored since its journal was last worth a commit, and no more', async () => {
    const directory = await temporaryDirectory();
    /** How much of the journal a process reads again that finds the directory as it is now, and the sums that it has then. */
    const afterCrash = async () => {
      const copy = await temporaryDirectory();
      await cp(directory, copy, { recursive: true, filter: (path) => !path.includes('owner-') });
      let read = 0;
      const onProgress = (_: number, total: number): void => {
        read = total;
      };
      const next = await service(copy, { source: { onProgress } });
      return { read, sums: await next.get('/flows?hour=1') };
    };
    const { url, post } = await service(directory, { source: { limits: { body: 80 << 20 } } });
    await post([SIX]);
    expect(await afterCrash()).toEqual({ read: 1, sums: JSON.stringify([SIX]) });
    // 64 MiB in few records, between blanks. The answer comes after the commit.
    const record = JSON.stringify(SIX).padEnd(1 << 17);
    const body = `[${Array(512).fill(record).join()}]`;
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
    expect((await fetch(`${url}/flows`, init)).status).toBe(200);
    const all = { ...SIX, bytes_tx: 513 * SIX.bytes_tx, bytes_rx: 513 * SIX.bytes_rx };
    expect(await afterCrash()).toEqual({ read: 0, sums: JSON.stringify([all]) });
  });

  it('gives records to other streams, and to those no word of forgotten hours', async () => {
    const sink = memorySink();
    const { post, url, stop } = await service(undefined, {
      streams: [
        {
          name: 'all',
          operators: [
            tumbling({
              size: '1h',
              measures: { n: count<FlowRow>(), tx: sum<FlowRow>('bytes_tx') },
            }) as never,
          ],
          sinks: [sink],
        },
      ],
    });
    await post([SIX, SIX]);
    await fetch(`${url}/flows?hour=1`, { method: 'DELETE' });
    const balance = await stop();
    expect(
      balance.streams.map(({ name, rows, counted, filtered }) => [name, rows, counted, filtered]),
    ).toEqual([
      ['totals', 3, 2, 1],
      ['records', 3, 2, 1],
      ['all', 2, 2, 0],
    ]);
  });

  it('lets go of hours that nothing comes for', async () => {
    const system = systemClock();
    let passed = 0;
    const clock = { ...system, now: () => system.now() + passed };
    const { post, get } = await service(undefined, { retain: '10d', clock });
    await post([SIX]);
    passed += 6 * DAY;
    await post([{ ...SIX, hour: 2 }]);
    const hours = async () => (JSON.parse(await get('/hours')) as { hour: number }[]).map(({ hour }) => hour);
    expect(await hours()).toEqual([1, 2]);
    passed += 6 * DAY;
    while ((await hours()).includes(1)) await turns();
    expect(await hours()).toEqual([2]);
  });

  it('cannot listen where another one does, and says so', async () => {
    const { url } = await service();
    const port = Number(new URL(url).port);
    await expect(
      flowService(undefined, { source: { address: { host: '127.0.0.1', port } } }),
    ).rejects.toMatchObject({
      code: 'cannot-listen',
    });
  });

  it('answers what it was sent before it stops, and takes nothing more', async () => {
    const { url, post, stop } = await service();
    const asked = Array.from({ length: 30 }, () => post([SIX]));
    await asked[0];
    const stopped = stop();
    const answers = await Promise.allSettled(asked);
    const taken = answers.filter((one) => one.status === 'fulfilled' && one.value === 200).length;
    const balance = await stopped;
    expect(balance.rows).toBe(taken);
    expect(taken).toBeGreaterThan(0);
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  });
});

interface Case {
  readonly desc: string;
  readonly source: string;
  readonly post?: readonly unknown[];
  readonly hour: number;
  readonly want?: readonly unknown[];
  readonly repeat?: number;
  readonly records?: readonly unknown[];
}

const read = (name: string): unknown => JSON.parse(readFileSync(join(SHARED_DATA, name), 'utf8'));
const CANONICAL = 'flow/takehome/canonical.json';
const CASES = 'flow/takehome/aggregation_cases.json';
const missing = isMissing(CANONICAL, CASES);

describe.skipIf(missing)('the flow log and what public services of its kind are tested with', () => {
  it.each(['', 'variant_'])('the %sexample', async (prefix) => {
    const { post, get } = await service();
    const example = read(CANONICAL) as Record<string, unknown>;
    expect(await post(example[`${prefix}post`])).toBe(200);
    for (const [hour, rows] of Object.entries(example[`${prefix}get`] as Record<string, unknown>)) {
      // As bytes: fields and rows in their order.
      expect(await get(`/flows?hour=${hour}`)).toBe(JSON.stringify(rows));
    }
  });

  it.each(missing ? [] : (read(CASES) as { cases: Case[] }).cases)(
    '$source: $desc',
    async ({ post: records, hour, want }) => {
      const { post, get } = await service();
      expect(await post(records)).toBe(200);
      expect(await get(`/flows?hour=${hour}`)).toBe(JSON.stringify(want));
    },
  );

  it('ten times two keys in one request', async () => {
    const { post, get } = await service();
    const [ten] = (read(CASES) as { generated: Case[] }).generated;
    expect(await post(Array.from({ length: ten?.repeat ?? 0 }, () => ten?.records ?? []).flat())).toBe(200);
    expect(await get(`/flows?hour=${ten?.hour}`)).toBe(JSON.stringify(ten?.want));
  });

  it('9,900 keys in one request, and 10,000 records of one key', async () => {
    const { post, get } = await service();
    const app = (i: number, hour: number) => ({
      src_app: `srcApp${i}`,
      dest_app: `destApp${i}`,
      vpc_id: `vpcId${i}`,
      bytes_tx: 10,
      bytes_rx: 20,
      hour,
    });
    const many = Array.from({ length: 9900 }, (_, i) => app(i + 100, 4));
    expect(await post(many)).toBe(200);
    expect(await get('/flows?hour=4')).toBe(JSON.stringify(many));
    expect(await post(Array.from({ length: 10_000 }, () => app(10_000, 5)))).toBe(200);
    expect(JSON.parse(await get('/flows?hour=5'))).toEqual([
      { ...app(10_000, 5), bytes_tx: 100_000, bytes_rx: 200_000 },
    ]);
  });

  it('many requests at once, each counted', async () => {
    const { post, get } = await service();
    const one = { src_app: 'foo', dest_app: 'bar', vpc_id: 'vpc-0', bytes_tx: 220, bytes_rx: 150 };
    const statuses = await Promise.all(
      Array.from({ length: 50 }, (_, i) => post([{ ...one, hour: (i % 5) + 1 }])),
    );
    expect(new Set(statuses)).toEqual(new Set([200]));
    for (let hour = 1; hour <= 5; hour++) {
      expect(JSON.parse(await get(`/flows?hour=${hour}`))).toEqual([
        { ...one, bytes_tx: 2200, bytes_rx: 1500, hour },
      ]);
    }
  });
});
