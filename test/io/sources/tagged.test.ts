import { describe, expect, it } from 'vitest';
import { tagged } from '../../../src/io/sources/tagged.js';
import type { Timed } from '../../../src/operators/batch.js';
import { collect } from '../../support/collect.js';
import { scriptedSource } from '../../support/scripted-source.js';
import { never } from '../../support/words-file.js';

describe('tagged', () => {
  it('puts the tag into every row in place, over a field of that name', async () => {
    const rows = [{ time: 1 }, { time: 2, tag: 'from the log' }];
    const [chunk] = await collect(tagged(scriptedSource<Timed>([{ rows }]), 'a').read(undefined, never()));
    expect(chunk?.rows).toEqual([
      { time: 1, tag: 'a' },
      { time: 2, tag: 'a' },
    ]);
    expect(chunk?.rows[0]).toBe(rows[0]);
  });

  it('leaves everything else to the source', async () => {
    const source = scriptedSource<Timed>([{ rows: [{ time: 1 }] }, { now: 5, partition: 'x', ended: true }]);
    const both = tagged(source, 'a');
    expect(both.lines).toBe(0);
    const [first, second] = await collect(both.read(undefined, never()));
    expect(first?.position).toBe(1);
    expect(second).toEqual({ rows: [], rejected: [], position: 2, now: 5, partition: 'x', ended: true });
    expect(await collect(both.read(2, never()))).toEqual([]);
    expect(source.resumes).toEqual([undefined, 2]);
    expect(both.lines).toBe(1);
    await both.acknowledge?.(2);
    expect(source.acknowledged).toEqual([2]);
    const { read } = source;
    expect(Object.keys(tagged({ read }, 'a'))).toEqual(['read']);
  });

  it('closes the source when it is left early', async () => {
    const source = scriptedSource<Timed>([{ rows: [{ time: 1 }] }], 'wait');
    for await (const _ of tagged(source, 'a').read(undefined, never())) break;
    expect(source.closed).toBe(1);
  });
});
