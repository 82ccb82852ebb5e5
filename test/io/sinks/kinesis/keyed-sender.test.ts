import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../../src/io/clock.js';
import { unpackAggregate } from '../../../../src/io/kinesis/aggregated/unpack-aggregate.js';
import type { PutAnswer, StreamRecord } from '../../../../src/io/kinesis/kinesis-stream.js';
import { KeyedSender } from '../../../../src/io/sinks/kinesis/keyed-sender.js';

/** Time goes by as soon as everybody waits for it, and between any two looks at it. */
const impatient = (): Clock => {
  let now = 0;
  return {
    now: () => {
      now += 7;
      return now;
    },
    sleep: async (milliseconds) => {
      await new Promise((resolve) => setImmediate(resolve));
      now += milliseconds;
    },
  };
};

/** What a request does with each of its records, or with all of them. */
type Fate = 'take' | 'throttle' | 'fail';
interface Plan {
  readonly fates: readonly Fate[];
  readonly end: 'answer' | 'nothing done' | 'lost answer';
}

const plans = fc.array(
  fc.record<Plan>({
    fates: fc.array(fc.constantFrom<Fate>('take', 'take', 'throttle', 'fail'), {
      minLength: 1,
      maxLength: 7,
    }),
    end: fc.constantFrom('answer', 'answer', 'answer', 'nothing done', 'lost answer'),
  }),
  { maxLength: 30 },
);

/** A stream of two shards that does as planned, and then takes all. */
class Planned {
  readonly taken: { readonly key: string; readonly text: string }[] = [];
  readonly flying = new Map<string, number>();
  requests = 0;
  hadTwoOfAKey = false;

  constructor(private readonly plan: readonly Plan[]) {}

  readonly put = async (records: readonly StreamRecord[]): Promise<readonly PutAnswer[]> => {
    const { fates, end } = this.plan[this.requests++] ?? { fates: ['take'] as const, end: 'answer' };
    for (const { partitionKey } of records) {
      const flying = (this.flying.get(partitionKey) ?? 0) + 1;
      this.flying.set(partitionKey, flying);
      if (flying > 1) this.hadTwoOfAKey = true;
    }
    await new Promise((resolve) => setImmediate(resolve));
    for (const { partitionKey } of records) this.flying.set(partitionKey, 0);
    if (end === 'nothing done') throw new Error('reset');
    const answers = records.map(({ partitionKey, data }, i): PutAnswer => {
      const fate = fates[i % fates.length];
      if (fate === 'throttle') return { code: 'ProvisionedThroughputExceededException', message: 'rate' };
      if (fate === 'fail') return { code: 'InternalFailure', message: 'failed' };
      for (const one of unpackAggregate(data) ?? [{ data }])
        this.taken.push({ key: partitionKey, text: Buffer.from(one.data).toString() });
      return { shard: 's', sequence: String(this.taken.length) };
    });
    if (end === 'lost answer') throw new Error('lost');
    return answers;
  };
}

const senderTo = (stream: Planned, aggregateBytes?: number) =>
  new KeyedSender({
    put: stream.put,
    shardOf: (hash) => String(hash % 2n),
    onPlaced: () => undefined,
    onRefused: () => undefined,
    concurrency: 3,
    aggregateBytes,
    clock: impatient(),
    random: () => 0.5,
  });

/** As a lane of the outbox does. */
const untilSent = async (sender: KeyedSender, id: string, texts: readonly (readonly [string, string])[]) => {
  const rows = texts.map(([partitionKey, text]) => ({ partitionKey, data: Buffer.from(text) }));
  for (;;) {
    try {
      await sender.send(id, rows);
      return;
    } catch {
      // Others come before it.
      for (let i = 0; i < id.length; i++) await new Promise((resolve) => setImmediate(resolve));
    }
  }
};

const firstOf = (texts: readonly string[]) => [...new Set(texts)];

describe('rows of one partition key', () => {
  it('arrive in their order, each, whatever is refused and whatever answers are lost', async () => {
    const deliveries = fc.array(
      fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 20 }),
      { minLength: 1, maxLength: 6 },
    );
    await fc.assert(
      fc.asyncProperty(
        deliveries,
        plans,
        fc.option(fc.constantFrom(60, 100, 1000)),
        async (all, plan, bytes) => {
          const stream = new Planned(plan);
          const sender = senderTo(stream, bytes ?? undefined);
          let n = 0;
          const given = all.map((keys) => keys.map((key) => [key, `${key}${n++}`] as const));
          await Promise.all(given.map((rows, i) => untilSent(sender, `x${'y'.repeat(i)}`, rows)));
          sender.close();
          expect(stream.hadTwoOfAKey).toBe(false);
          for (const key of ['a', 'b', 'c', 'd'])
            expect(firstOf(stream.taken.filter((one) => one.key === key).map(({ text }) => text))).toEqual(
              given
                .flat()
                .filter(([of]) => of === key)
                .map(([, text]) => text),
            );
          if (plan.slice(0, stream.requests).every(({ end }) => end !== 'lost answer'))
            expect(stream.taken.length).toBe(n);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('KN-01: only what was refused is sent again', async () => {
    const stream = new Planned([{ fates: ['take', 'throttle', 'take', 'throttle', 'take'], end: 'answer' }]);
    const sent: string[][] = [];
    const put = stream.put;
    const sender = senderTo(
      Object.assign(stream, {
        put: (records: readonly StreamRecord[]) => {
          sent.push(records.map(({ partitionKey }) => partitionKey));
          return put(records);
        },
      }),
    );
    await untilSent(
      sender,
      'x',
      [...'abcde'].map((key) => [key, key] as const),
    );
    expect(sent[0]?.toSorted()).toEqual(['a', 'b', 'c', 'd', 'e']);
    const again = sent.slice(1).flat().toSorted();
    expect(again.length).toBe(2);
    expect(stream.taken.length).toBe(5);
  });

  it('KN-03: two of one key are never in one request', async () => {
    const stream = new Planned([{ fates: ['fail'], end: 'answer' }]);
    await untilSent(senderTo(stream), 'x', [
      ['k', '1'],
      ['k', '2'],
    ]);
    expect(stream.taken.map(({ text }) => text)).toEqual(['1', '2']);
    expect(stream.requests).toBe(3);
  });
});
