import { describe, expect, it } from 'vitest';
import { tagged } from '../../../src/io/sources/tagged.js';
import type { Timed } from '../../../src/operators/batch.js';
import { collect } from '../../support/collect.js';
import { scriptedSource } from '../../support/scripted-source.js';
import { startAt } from '../../support/start-at.js';

describe('tagged', () => {
  it('puts the tag into every row in place, over a field of that name', async () => {
    const rows = [{ time: 1 }, { time: 2, tag: 'from the log' }];
    const [chunk] = await collect(tagged(scriptedSource<Timed>([{ rows }]), 'a').read(startAt()));
    expect(chunk?.rows).toEqual([
      { time: 1, tag: 'a' },
      { time: 2, tag: 'a' },
    ]);
    expect(chunk?.rows[0]).toBe(rows[0]);
  });

  it('leaves everything else to the source', async () => {
    const source = scriptedSource<Timed>([{ rows: [{ time: 1 }] }, { now: 5, partition: 'x', ended: true }]);
    const both = tagged(source, 'a');
    const run = both.read(startAt());
    expect(run.lines).toBe(0);
    const [first, second] = await collect(run);
    expect(first?.position).toBe(1);
    expect(second).toEqual({ rows: [], rejected: [], position: 2, now: 5, partition: 'x', ended: true });
    expect(await collect(both.read(startAt(2)))).toEqual([]);
    expect(source.resumes).toEqual([undefined, 2]);
    expect(run.lines).toBe(1);
    await run.acknowledge?.(2);
    expect(source.acknowledged).toEqual([2]);
  });

  it('closes the source when it is left early', async () => {
    const source = scriptedSource<Timed>([{ rows: [{ time: 1 }] }], 'wait');
    for await (const _ of tagged(source, 'a').read(startAt())) break;
    expect(source.closed).toBe(1);
  });
});
