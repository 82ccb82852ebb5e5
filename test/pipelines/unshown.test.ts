import { describe, expect, it } from 'vitest';
import { balanceText } from '../../src/host/balance-text.js';
import { memoryStore } from '../../src/io/state/memory-store.js';
import type { StateStore } from '../../src/io/state/state-store.js';
import { compose } from '../../src/operators/compose.js';
import { derive } from '../../src/operators/derive.js';
import { count } from '../../src/operators/measures/index.js';
import type { Operator } from '../../src/operators/operator.js';
import { session } from '../../src/operators/session/session.js';
import { sliding } from '../../src/operators/windows/sliding.js';
import { tumbling } from '../../src/operators/windows/tumbling.js';
import { pipeline } from '../../src/pipelines/pipeline.js';
import { memorySink } from '../../src/testing/memory-sink.js';
import { at, runNow, scripted } from './scripted.js';

const measures = { n: count<{ time: number }>() };

/** Runs over rows at these seconds, and is then stopped, or comes to its end. */
const balanceOf = async (
  operator: Operator<never, unknown>,
  seconds: readonly number[],
  { ends = false, store }: { readonly ends?: boolean; readonly store?: StateStore } = {},
) => {
  const stop = new AbortController();
  const source = scripted([
    { rows: at(...seconds) },
    () => {
      if (!ends) stop.abort();
      return {};
    },
  ]);
  const spec = pipeline('p')
    .from(source)
    .time({ lateness: 0, confirm: 1 })
    .stream('s', [operator], [memorySink()])
    .spec();
  return runNow(spec, { signal: stop.signal, ...(store !== undefined && { store }) });
};

describe('a balance', () => {
  it('says how many rows are in windows that were open at a stop', async () => {
    const cases = [
      [tumbling({ size: '10s', measures }), 3],
      // What a window that was shown has is shown, though others that have it are open.
      [sliding({ size: '1m', every: '10s', measures }), 3],
      [tumbling({ size: '10s', early: '1s', measures }), 1],
      // The watermark is at 13, and that row waits for it.
      [session({ gap: '5s', measures }), 4],
      [session({ gap: '5s', early: '1s', measures }), 1],
    ] as const;
    for (const [operator, open] of cases) {
      const balance = await balanceOf(operator, [1, 2, 9, 11, 12, 13]);
      expect(balance.streams[0]?.unshown).toBe(open);
      expect(balanceText(balance)).toContain(
        `, ${open} ${open === 1 ? 'row' : 'rows'} in open windows, not shown`,
      );
    }
  });

  it('counts rows of all keys', async () => {
    const bySecond = compose(
      derive(({ time }: { readonly time: number }) => ({ second: time / 1000 })),
      tumbling({ size: '10s', by: ['second'], measures }),
    );
    expect((await balanceOf(bySecond, [1, 11, 12, 13])).streams[0]?.unshown).toBe(3);
  });

  it('says that the state keeps them, where there is one', async () => {
    const store = memoryStore();
    const balance = await balanceOf(tumbling({ size: '10s', measures }), [1, 11, 12], { store });
    expect(balanceText(balance)).toContain('2 rows in open windows, kept for the next run\n');
    const ended = await balanceOf(tumbling({ size: '10s', measures }), [1, 11], {
      store: memoryStore(),
      ends: true,
    });
    expect(balanceText(ended)).toContain('1 row in open windows, kept for the next run\n');
  });

  it('says nothing of them at the end of the input', async () => {
    const balance = await balanceOf(tumbling({ size: '10s', measures }), [1, 11, 12], { ends: true });
    expect(balance.streams[0]?.unshown).toBeUndefined();
    expect(balanceText(balance)).not.toContain('open windows');
  });
});
