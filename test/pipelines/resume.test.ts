import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryStore } from '../../src/io/state/memory-store.js';
import type { Rejected } from '../../src/operators/rejected.js';
import { memorySink } from '../../src/testing/memory-sink.js';
import { faultsOf } from '../support/run-config.js';
import { at, counting, countingWith, runNow, scripted } from './scripted.js';

type Sink = ReturnType<typeof memorySink>;

const said = (sink: Sink): readonly (readonly [id: string, hits: unknown])[] =>
  sink.rows.map(({ id, row }) => [id, (row as { hits?: number }).hits]);

const STEPS = [
  { rows: at(1, 2) },
  { rows: at(3, 11) },
  { rows: [] },
  { rows: at(12, 13, 22), rejected: [{ reason: 'malformed', offset: 7 } as Rejected] },
  { rows: at(21, 29, 5) },
  { rows: at(60) },
];
const ROWS = STEPS.reduce((sum, { rows }) => sum + rows.length, 0);

describe('a run with a store', () => {
  it('leaves windows open at the end of its input, unless told that it is the end for good', async () => {
    const [open, closed] = [memorySink(), memorySink()];
    await runNow(counting(scripted([{ rows: at(1, 11) }]), open), { store: memoryStore() });
    await runNow(counting(scripted([{ rows: at(1, 11) }]), closed), { store: memoryStore(), close: true });
    expect(said(open)).toEqual([['counting/windows/0-10000', 1]]);
    expect(said(closed)).toEqual([
      ['counting/windows/0-10000', 1],
      ['counting/windows/10000-20000', 1],
    ]);
  });

  it('goes on where the one before stopped, wherever that was: every row in one window, once', async () => {
    const whole = memorySink();
    await runNow(counting(scripted(STEPS), whole));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: STEPS.length }), { maxLength: 3 }), async (stops) => {
        const store = memoryStore();
        const sink = memorySink();
        let rows = 0;
        for (const stop of [...stops.sort((a, b) => a - b), STEPS.length]) {
          const spec = counting(scripted(STEPS.slice(0, stop)), sink);
          const balance = await runNow(spec, { store, close: stop === STEPS.length });
          expect(faultsOf(balance)).toEqual([]);
          rows += balance.rows;
          if (stop === STEPS.length) break;
        }
        expect(said(sink)).toEqual(said(whole));
        // Nothing was told a second time by the runs that followed.
        expect(sink.writes).toBe(sink.deliveries.length);
        expect(rows).toBe(ROWS);
      }),
      { numRuns: 60 },
    );
  });

  it('goes on after a stop in the middle', async () => {
    const store = memoryStore();
    const [first, second, whole] = [memorySink(), memorySink(), memorySink()];
    const stop = new AbortController();
    const steps = [
      STEPS[0] ?? {},
      () => {
        stop.abort();
        return STEPS[1] ?? {};
      },
      ...STEPS.slice(2),
    ];
    await runNow(counting(scripted(steps), first), { store, signal: stop.signal });
    await runNow(counting(scripted(STEPS), second), { store, close: true });
    await runNow(counting(scripted(STEPS), whole));
    expect([...said(first), ...said(second)]).toEqual(said(whole));
  });
});

describe('the balance of a run', () => {
  it('adds up over rows that count, late ones and lines that cannot be read', async () => {
    const balance = await runNow(counting(scripted(STEPS), memorySink()));
    expect(faultsOf(balance)).toEqual([]);
    expect(balance).toMatchObject({
      lines: ROWS + 1,
      rows: ROWS,
      held: 0,
      rejected: { malformed: 1 },
      streams: [{ name: 'windows', rows: ROWS, counted: ROWS - 1, filtered: 0, rejected: { late: 1 } }],
    });
  });

  it('has the row from far ahead that nothing has confirmed when the run is stopped', async () => {
    const eight = Array.from({ length: 8 }, () => 1);
    const stop = new AbortController();
    const last = () => {
      stop.abort();
      return { rows: at(100_000) };
    };
    const spec = countingWith({}, scripted([{ rows: at(...eight) }, last]), memorySink());
    const balance = await runNow(spec, { signal: stop.signal });
    expect(balance).toMatchObject({ lines: 9, rows: 8, held: 1 });
    expect(faultsOf(balance)).toEqual([]);
  });

  it('has the rows without a time and those from the future', async () => {
    const odd = [{ time: Number.NaN }, { time: Number.POSITIVE_INFINITY }];
    const eight = Array.from({ length: 8 }, () => 1);
    const source = scripted([{ rows: [...at(...eight), ...odd, ...at(100_000, 1)] }]);
    const balance = await runNow(countingWith({}, source, memorySink()));
    expect(balance).toMatchObject({ rows: 9, held: 0, rejected: { 'no-time': 2, future: 1 } });
    expect(faultsOf(balance)).toEqual([]);
  });
});

describe('ids', () => {
  it('are the same in two runs of the same input', async () => {
    const [a, b] = [memorySink(), memorySink()];
    await runNow(counting(scripted(STEPS), a));
    await runNow(counting(scripted([{ rows: STEPS.flatMap(({ rows }) => rows) }]), b));
    expect(said(a).length).toBeGreaterThan(3);
    expect(said(b)).toEqual(said(a));
    expect(new Set(said(a).map(([id]) => id)).size).toBe(said(a).length);
  });
});
