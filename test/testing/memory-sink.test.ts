import { expect, it } from 'vitest';
import { memorySink } from '../../src/testing/memory-sink.js';
import { sinkContract } from '../contracts/sink-contract.js';
import { composeWith, writeTo } from '../support/drive-sink.js';

sinkContract('memorySink', {
  make: async () => {
    const sink = memorySink();
    return { sink, stored: async () => sink.rows.map(({ id }) => id) };
  },
});

it('counts repeated writes and keeps the first', async () => {
  const sink = memorySink<{ n: number }>();
  const rows = [{ pipeline: 'p', stream: 's', id: 'a', row: { n: 1 } }];
  for (const delivery of composeWith(sink, rows, undefined, 0).deliveries) {
    await writeTo(sink, delivery);
    await writeTo(sink, delivery);
  }
  expect(sink.writes).toBe(2);
  expect(sink.deliveries).toHaveLength(1);
  expect(sink.rows).toEqual(rows);
});

it('does not see what happens to the rows after they were written', async () => {
  const sink = memorySink<{ n: number }>();
  const row = { n: 1 };
  const { deliveries } = composeWith(sink, [{ pipeline: 'p', stream: 's', id: 'a', row }], undefined, 0);
  for (const delivery of deliveries) await writeTo(sink, delivery);
  row.n = 2;
  expect(sink.rows[0]?.row).toEqual({ n: 1 });
});
