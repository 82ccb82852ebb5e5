import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { SIX } from './flow-server.js';
import { flowService } from './flow-service.js';
import { MemoryFlows } from './memory-flows.js';

/** What public services of this kind have got wrong, each with what is right. */
const service = async (directory?: string) => {
  const started = await flowService(directory);
  onTestFinished(async () => void (await started.stop().catch(() => undefined)));
  return started;
};

const NAMES = [
  'a',
  'b',
  'ab',
  'bc',
  'c',
  'a,b',
  ',',
  '"',
  '\\',
  '__proto__',
  'constructor',
  'toString',
  '1',
  'é',
  '\0',
  '|',
  'AaAa',
  'BBBB',
  'AaBB',
];

describe('the flow log', () => {
  it('does not mistake one key for another: joined names, names of properties, texts of one hash', async () => {
    const { post, get } = await service();
    const rows = NAMES.flatMap((src_app) =>
      NAMES.flatMap((dest_app) => ['v', 'a', 'bc'].map((vpc_id) => ({ ...SIX, src_app, dest_app, vpc_id }))),
    );
    expect(await post(rows)).toBe(200);
    expect(await get('/flows?hour=1')).toBe(JSON.stringify(rows));
    expect(await get(`/flows?hour=1&src_app=__proto__&dest_app=${encodeURIComponent('a,b')}&vpc_id=v`)).toBe(
      JSON.stringify([{ ...SIX, src_app: '__proto__', dest_app: 'a,b', vpc_id: 'v' }]),
    );
  });

  it('takes any hour, not those of a day only', async () => {
    const { post, get } = await service();
    for (const hour of [0, 23, 24, 91, 485_000, Number.MAX_SAFE_INTEGER]) {
      expect(await post([{ ...SIX, hour }])).toBe(200);
      expect(await get(`/flows?hour=${hour}`)).toBe(JSON.stringify([{ ...SIX, hour }]));
    }
  });

  it('applies nothing of a batch with one bad record, wherever that is, and skips none silently', async () => {
    const { post, get } = await service();
    for (const at of [0, 1, 2]) {
      const batch: unknown[] = [SIX, SIX];
      batch.splice(at, 0, { ...SIX, vpc_id: '' });
      expect(await post(batch)).toBe(400);
    }
    expect(await get('/flows?hour=1')).toBe('[]');
  });

  it('adds past 2^31, 2^32, 2^53 and 2^64 exactly', async () => {
    const { post, get } = await service();
    const most = Number.MAX_SAFE_INTEGER;
    let sum = 0n;
    for (const amount of [2 ** 31 - 1, 1, 2 ** 32, most, 1, 3]) {
      await post([{ ...SIX, bytes_tx: amount, bytes_rx: 0 }]);
      sum += BigInt(amount);
      expect(await get('/flows?hour=1')).toContain(`"bytes_tx":${sum},"bytes_rx":0`);
    }
    await post(Array.from({ length: 5000 }, () => ({ ...SIX, bytes_tx: most, bytes_rx: 0 })));
    sum += 5000n * BigInt(most);
    expect(sum > 2n ** 64n).toBe(true);
    expect(await get('/flows?hour=1')).toContain(`"bytes_tx":${sum},`);
  });

  it('counts every item of an array, by hour, source, destination and VPC: as the naive model does', async () => {
    const { post, get } = await service();
    const model = new MemoryFlows();
    const record = fc.record({
      src_app: fc.constantFrom('a', 'b', 'ab'),
      dest_app: fc.constantFrom('b', 'c', 'bc'),
      vpc_id: fc.constantFrom('v', 'w'),
      bytes_tx: fc.maxSafeNat(),
      bytes_rx: fc.nat(),
      hour: fc.nat(3),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(record, { maxLength: 20 }), async (batch) => {
        expect(await post(batch)).toBe(200);
        for (const row of batch) model.add({ time: 0, ...row });
        const wanted = [0, 1, 2, 3].flatMap((hour) =>
          [...model.rowsOf(hour)].map(
            ({ key: [src_app, dest_app, vpc_id], sums: [tx, rx] }) =>
              `${JSON.stringify({ src_app, dest_app, vpc_id }).slice(0, -1)},"bytes_tx":${tx},"bytes_rx":${rx},"hour":${hour}}`,
          ),
        );
        expect(await get('/flows?from=0&to=3')).toBe(`[${wanted.join(',')}]`);
      }),
      { numRuns: 100 },
    );
  });

  it('answers an hour in the time that its keys take, however many records there were', async () => {
    const { post, get, view } = await service();
    const many = Array.from({ length: 20_000 }, () => SIX);
    for (let i = 0; i < 5; i++) expect(await post(many)).toBe(200);
    expect(view.view('totals')).toMatchObject({ keys: 1 });
    expect(JSON.parse(await get('/flows?hour=1'))).toHaveLength(1);
  });

  it('says its status and its type, of good answers and bad', async () => {
    const { url } = await service();
    const good = await fetch(`${url}/flows?hour=1`);
    const bad = await fetch(`${url}/flows?hour=x`);
    for (const [answer, status] of [
      [good, 200],
      [bad, 400],
    ] as const) {
      expect([answer.status, answer.headers.get('content-type')]).toEqual([
        status,
        'application/json; charset=utf-8',
      ]);
    }
  });

  it('counts an empty array as nothing, and an object as an array of one', async () => {
    const { post, get } = await service();
    expect(await post([])).toBe(200);
    expect(await get('/hours')).toBe('[]');
    expect(await post(SIX)).toBe(200);
    expect(await get('/flows?hour=1')).toBe(JSON.stringify([SIX]));
  });

  it('counts a request that is sent again once, also when both come at the same time', async () => {
    const { post, get } = await service();
    const again = Array.from({ length: 10 }, () => post([SIX], { 'idempotency-key': 'k' }));
    expect(new Set(await Promise.all(again))).toEqual(new Set([200]));
    expect(await get('/flows?hour=1')).toBe(JSON.stringify([SIX]));
  });

  it('does not lose its sums when it is started again', async () => {
    const directory = await temporaryDirectory();
    const first = await service(directory);
    await first.post([SIX]);
    await first.stop();
    expect(await (await service(directory)).get('/flows?hour=1')).toBe(JSON.stringify([SIX]));
  });

  it('sends a huge hour as it was, while it changes and is read slowly', async () => {
    const { post, url } = await service();
    const rows = Array.from({ length: 30_000 }, (_, i) => ({ ...SIX, src_app: `app-${i}` }));
    for (let i = 0; i < rows.length; i += 10_000) expect(await post(rows.slice(i, i + 10_000))).toBe(200);
    const response = await fetch(`${url}/flows?hour=1`);
    const pieces: Uint8Array[] = [];
    let changes = 0;
    for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) {
      pieces.push(piece);
      if (changes++ < 3) await post(rows.slice(0, 10_000));
    }
    expect(Buffer.concat(pieces).toString()).toBe(JSON.stringify(rows));
  });
});
// Values, parameters, sizes, encodings and slow bodies: judge-flows.test.ts and flow-api.test.ts.
