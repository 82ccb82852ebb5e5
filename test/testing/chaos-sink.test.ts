import { describe, expect, it } from 'vitest';
import type { Delivery, Sink } from '../../src/io/sinks/sink.js';
import { type ChaosOptions, chaosSink } from '../../src/testing/chaos-sink.js';
import { memorySink } from '../../src/testing/memory-sink.js';
import { sinkContract } from '../contracts/sink-contract.js';
import { prepareFrom, writeTo } from '../support/drive-sink.js';

const delivery = (n: number): Delivery => ({ id: `d${n}`, body: [], rows: 0 });

/** Writes 200 deliveries once each; answers which were refused and which are stored. */
const rampage = async (options: ChaosOptions) => {
  const inner = memorySink();
  const sink = chaosSink(inner, options);
  const refused: string[] = [];
  for (let n = 0; n < 200; n++) await writeTo(sink, delivery(n)).catch(() => refused.push(`d${n}`));
  return { refused, stored: inner.deliveries.map(({ id }) => id) };
};

sinkContract('chaosSink without chaos', {
  make: async () => {
    const inner = memorySink();
    return { sink: chaosSink(inner, { seed: 1 }), stored: async () => inner.rows.map(({ id }) => id) };
  },
});

describe('chaosSink', () => {
  it('stores nothing when it fails before the write', async () => {
    const { refused, stored } = await rampage({ seed: 1, failBefore: 0.4 });
    expect(refused.length).toBeGreaterThan(40);
    expect(stored.filter((id) => refused.includes(id))).toEqual([]);
    expect(stored.length + refused.length).toBe(200);
  });

  it('has stored the delivery when it fails after the write', async () => {
    const { refused, stored } = await rampage({ seed: 1, failAfter: 0.4 });
    expect(refused.length).toBeGreaterThan(40);
    expect(stored).toHaveLength(200);
  });

  it('fails at the same writes for the same seed and at others for another', async () => {
    const options = { failBefore: 0.3, failAfter: 0.3 };
    const first = await rampage({ seed: 5, ...options });
    expect(await rampage({ seed: 5, ...options })).toEqual(first);
    expect(await rampage({ seed: 6, ...options })).not.toEqual(first);
  });

  it('fails with an error that says to try again', async () => {
    const sink = chaosSink(memorySink(), { seed: 1, failBefore: 1 });
    await expect(writeTo(sink, delivery(1))).rejects.toMatchObject({
      code: 'undeliverable',
      retryable: true,
    });
  });

  it('fails no more often in a row than it may', async () => {
    const sink = chaosSink(memorySink(), { seed: 1, failBefore: 1, failAfter: 1, inARow: 3 });
    for (let attempt = 0; attempt < 3; attempt++) await expect(writeTo(sink, delivery(1))).rejects.toThrow();
    await writeTo(sink, delivery(1));
  });

  it('prepares as the sink inside does, and only where that one does', async () => {
    expect(chaosSink(memorySink(), { seed: 1 }).prepare).toBeUndefined();
    const inner: Sink = {
      ...memorySink(),
      prepare: async ({ saved, kept }) => ({ saved: [saved], kept }),
    };
    expect(await prepareFrom(chaosSink(inner, { seed: 1 }), 'memory')).toEqual(['memory']);
  });

  it('stands for the sink inside: what it is called, where it writes, how much at once, what it refuses and reads', async () => {
    const inner: Sink = {
      ...memorySink('chat', 'http https://hooks.example.com'),
      inFlight: 4,
      write: async (one, signal, piece) => {
        const body = { aborted: signal.aborted, piece: await piece('key') };
        return { refused: [{ row: 0, why: one.id, body }] };
      },
    };
    const chaos = chaosSink(inner, { seed: 1 });
    expect(chaos).toMatchObject({ name: 'chat', destination: 'http https://hooks.example.com', inFlight: 4 });
    const bytes = Uint8Array.of(1, 2);
    expect(await writeTo(chaos, delivery(7), AbortSignal.abort(), async () => bytes)).toEqual({
      refused: [{ row: 0, why: 'd7', body: { aborted: true, piece: bytes } }],
    });
  });

  it('passes on what fails for another reason', async () => {
    const inner = { ...memorySink(), write: () => Promise.reject(new Error('on its own')) };
    await expect(writeTo(chaosSink(inner, { seed: 1 }), delivery(1))).rejects.toThrow('on its own');
  });
});
