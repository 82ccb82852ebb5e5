import { describe, expect, it } from 'vitest';
import { lateSource } from '../../../src/io/sources/late-source.js';
import { sourceStart } from '../../../src/io/sources/source-start.js';
import { scriptedSource } from '../../support/scripted-source.js';

describe('a source that is made late', () => {
  it('is made when its first chunk is asked for, and is the source that was made', async () => {
    const inner = scriptedSource([{ rows: [1, 2] }, { rows: [3] }]);
    let made = 0;
    const run = lateSource(async () => {
      made++;
      return inner;
    }).read(sourceStart());
    await run.acknowledge?.(undefined);
    expect([made, run.lines]).toEqual([0, undefined]);
    const rows: number[] = [];
    for await (const chunk of run) {
      rows.push(...chunk.rows);
      await run.acknowledge?.(chunk.position);
    }
    await run.close?.();
    expect(rows).toEqual([1, 2, 3]);
    expect([made, run.lines]).toEqual([1, 3]);
    expect(inner.acknowledged).toEqual([1, 2]);
  });

  it('that cannot be made fails as one that cannot be read', async () => {
    const run = lateSource<number>(async () => {
      throw new Error('not there');
    }).read(sourceStart());
    await expect(run[Symbol.asyncIterator]().next()).rejects.toThrow('not there');
    await run.close?.();
  });
});
