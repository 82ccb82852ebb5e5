import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { count } from '../../src/operators/measures/index.js';
import { tumbling } from '../../src/operators/windows/tumbling.js';
import { rowId } from '../../src/pipelines/row-id.js';
import { chunkOf, END, runChunks } from '../../src/testing/run-chunks.js';

interface Hit {
  readonly time: number;
  readonly a: unknown;
  readonly b: unknown;
}

/** Ids of the windows that hold these rows. */
const idsOf = (rows: readonly Hit[]): readonly string[] => {
  const windows = tumbling({ size: '10s', by: ['a', 'b'], measures: { hits: count<Hit>() } });
  return runChunks(windows, [chunkOf(rows), END]).rows.map((row) => rowId('p', 's', row));
};

const transition = {
  time: 5000,
  was: 'ok',
  state: 'firing',
  value: 3,
  threshold: 2,
  because: [],
  message: '',
};

describe('rowId', () => {
  it('names pipeline, stream, window and a plain key', () => {
    const windows = tumbling({ size: '10s', by: ['a'], measures: { hits: count<Hit>() } });
    const [row] = runChunks(windows, [chunkOf([{ time: 12_000, a: '/blog', b: 0 }]), END]).rows;
    expect(rowId('access-log', 'sections', row)).toBe('access-log/sections/10000-20000//blog');
  });

  it('names a window without a key by its bounds, before 1970 too', () => {
    const windows = tumbling({ size: '10s', measures: { hits: count<Hit>() } });
    const [row] = runChunks(windows, [chunkOf([{ time: -1, a: 0, b: 0 }]), END]).rows;
    expect(rowId('p', 's', row)).toBe('p/s/-10000-0');
  });

  it('names an early row by its window and its instant, and so unlike the window', () => {
    const windows = tumbling({ size: '10s', early: '5s', measures: { hits: count<Hit>() } });
    const rows = runChunks(windows, [chunkOf([{ time: 12_000, a: 0, b: 0 }]), END]).rows;
    expect(rows.map((row) => rowId('p', 's', row))).toEqual(['p/s/10000-20000@15000', 'p/s/10000-20000']);
  });

  it('names a transition by its time, state and key', () => {
    expect(rowId('p', 's', transition)).toBe('p/s/5000/firing');
    expect(rowId('p', 's', { ...transition, reminder: true })).toBe('p/s/5000/firing-reminder');
    expect(rowId('p', 's', { ...transition, key: { host: 'a' } })).toMatch(
      /^p\/s\/5000\/firing\/~[\w-]{22}$/,
    );
    expect(rowId('p', 's', { ...transition, key: { host: 'a' } })).not.toBe(
      rowId('p', 's', { ...transition, key: { host: 'b' } }),
    );
  });

  it('names any other row by what it says', () => {
    expect(rowId('p', 's', { time: 1, text: 'a' })).toBe(rowId('p', 's', { time: 1, text: 'a' }));
    expect(rowId('p', 's', { time: 1, text: 'a' })).not.toBe(rowId('p', 's', { time: 1, text: 'b' }));
    expect(rowId('p', 's', undefined)).toMatch(/^p\/s\/-\//);
  });

  it('names rows with bigints', () => {
    expect(rowId('p', 's', { time: 1, bytes: 2n })).not.toBe(rowId('p', 's', { time: 1, bytes: 3n }));
  });

  it('is safe in a header and in a log whatever the key, and differs where keys differ', () => {
    const key = fc.oneof(fc.string({ unit: 'binary', maxLength: 90 }), fc.integer(), fc.constant(null));
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(key, key), { maxLength: 8, selector: JSON.stringify }), (keys) => {
        // A window row for each key, and its closing row only where the key was said before.
        const ids = idsOf(keys.map(([a, b]) => ({ time: 0, a, b }))).filter((id) => id.includes('/0-10000/'));
        expect(new Set(ids).size).toBe(keys.length);
        for (const id of ids) expect(id).toMatch(/^[\w./:~-]{1,120}$/);
      }),
      { numRuns: 200 },
    );
  });
});
