import { expect, it } from 'vitest';
import { memorySink } from '../../src/testing/memory-sink.js';
import { sinkContract } from '../contracts/sink-contract.js';

sinkContract('memorySink', {
  make: async () => {
    const sink = memorySink();
    return { sink, stored: async () => sink.rows.map(({ id }) => id) };
  },
});

it('counts repeated writes and keeps the first', async () => {
  const sink = memorySink<{ n: number }>();
  const rows = [{ pipeline: 'p', stream: 's', id: 'a', row: { n: 1 } }];
  for (const delivery of sink.compose(rows, undefined, 0).deliveries) {
    await sink.write(delivery);
    await sink.write(delivery);
  }
  expect(sink.writes).toBe(2);
  expect(sink.deliveries).toHaveLength(1);
  expect(sink.rows).toEqual(rows);
});

it('does not see what happens to the rows after they were written', async () => {
  const sink = memorySink<{ n: number }>();
  const row = { n: 1 };
  const { deliveries } = sink.compose([{ pipeline: 'p', stream: 's', id: 'a', row }], undefined, 0);
  for (const delivery of deliveries) await sink.write(delivery);
  row.n = 2;
  expect(sink.rows[0]?.row).toEqual({ n: 1 });
});
