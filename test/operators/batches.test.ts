import fc from 'fast-check';
import {
  concat,
  EMPTY,
  filter,
  from,
  map,
  NEVER,
  type Observable,
  of,
  Subject,
  take,
  throwError,
} from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, test } from 'vitest';
import {
  alert,
  type Batch,
  type BatchesOptions,
  batches,
  type Chunk,
  count,
  eventTime,
  perSecond,
  sliding,
  sum,
  type Timed,
  tumbling,
} from '../../src/operators.js';
import { plain } from '../../src/testing/plain.js';
import { chunkOf, END } from '../../src/testing/run-chunks.js';
import { rowsAt, seconds } from './kit.js';

/** A batch as `10 11 ▸ 8`: its rows, then the watermark that they meet. */
const batchText = ({ rows, watermark }: Batch<Timed>): string =>
  [...rows.map(({ time }) => time / 1000), '▸', watermark / 1000].join(' ');

/** What comes out, and how it ends. */
const heard = <T>(from$: Observable<T>): { readonly said: T[]; readonly end: unknown } => {
  const said: T[] = [];
  let end: unknown = 'open';
  from$.subscribe({
    next: (one) => said.push(one),
    error: (error: unknown) => {
      end = error;
    },
    complete: () => {
      end = 'complete';
    },
  });
  return { said, end };
};

const rowsOf = <O>(from$: Observable<Batch<O>>): O[] => heard(from$).said.flatMap(({ rows }) => rows);

const hits = { hits: count() };

/** Marbles of a clock: 0 is the first second. */
const looks = Object.fromEntries([...'0123456789ABCDEFGHIJKLMNOP'].map((marble, i) => [marble, i + 1]));

describe('batches', () => {
  test('gives each row at once, with the watermark that it moves', () => {
    const rows$ = new Subject<Timed>();
    const said: string[] = [];
    rows$.pipe(batches({ lateness: '2s', confirm: 1 })).subscribe((batch) => said.push(batchText(batch)));
    for (const row of rowsAt(10, 10.5)) rows$.next(row);
    expect(said).toEqual(['▸ 8', '10 ▸ 8', '10.5 ▸ 8']);
    rows$.next({ time: seconds(12) });
    expect(said.slice(3)).toEqual(['▸ 10', '12 ▸ 10']);
  });

  test('says at the end of the rows that no more will come, also when there were none', () => {
    expect(heard(EMPTY.pipe(batches<Timed>()))).toEqual({
      said: [{ rows: [], watermark: Infinity, rejected: [] }],
      end: 'complete',
    });
    const { said, end } = heard(from(rowsAt(10)).pipe(batches({ confirm: 1 })));
    expect([said.map(batchText), end]).toEqual([['▸ 8', '10 ▸ 8', '▸ Infinity'], 'complete']);
  });

  test('closes every window when the rows end, and none before its time', () => {
    const windows = tumbling({ size: '10s', measures: hits });
    const starts = (rows$: Observable<Timed>) =>
      rowsOf(rows$.pipe(batches({ confirm: 1 }), windows)).map((row) => row.start);
    expect(starts(concat(from(rowsAt(1, 11)), NEVER))).toEqual([]);
    expect(starts(concat(from(rowsAt(1, 11, 12)), NEVER))).toEqual([0]);
    expect(starts(from(rowsAt(1, 11)))).toEqual([0, 10_000]);
  });

  test('passes an error on after what came before, and closes no window with it', () => {
    const broken = new Error('The source broke.');
    const failing$ = concat(
      from(rowsAt(1, 11)),
      throwError(() => broken),
    );
    const { said, end } = heard(
      failing$.pipe(batches({ confirm: 1 }), tumbling({ size: '10s', measures: hits })),
    );
    expect([said.flatMap(({ rows }) => rows), end]).toEqual([[], broken]);
  });

  test('gives each subscription a state of its own', () => {
    const out$ = from(rowsAt(1, 2, 11)).pipe(
      batches({ confirm: 1 }),
      tumbling({ size: '10s', measures: hits }),
    );
    expect(rowsOf(out$)).toEqual(rowsOf(out$));
  });

  test('lets go of its source when nobody listens any more', () => {
    const [rows$, now$] = [new Subject<Timed>(), new Subject<number>()];
    const subscription = rows$.pipe(batches({ now$ })).subscribe();
    expect([rows$.observed, now$.observed]).toEqual([true, true]);
    subscription.unsubscribe();
    expect([rows$.observed, now$.observed]).toEqual([false, false]);
    rows$.pipe(batches({ now$, confirm: 1 }), take(1)).subscribe();
    rows$.next({ time: 1000 });
    expect([rows$.observed, now$.observed]).toEqual([false, false]);
  });

  test('takes the time from a field or a function, and leaves the rows that it was given as they are', () => {
    const rows = [
      { at: 1000, size: 2 },
      { at: 11_000, size: 3 },
    ] as const;
    const measures = { size: sum<{ readonly size: number }>('size') };
    const expected = [
      { start: 0, size: 2 },
      { start: 10_000, size: 3 },
    ];
    expect(
      rowsOf(from(rows).pipe(batches({ time: 'at' }), tumbling({ size: '10s', measures }))),
    ).toMatchObject(expected);
    expect(
      rowsOf(from(rows).pipe(batches({ time: ({ at }) => at }), tumbling({ size: '10s', measures }))),
    ).toMatchObject(expected);
    expect(rows[0]).toEqual({ at: 1000, size: 2 });
    expect(rowsOf(from(rows).pipe(batches({ time: 'at' })))[0]).toEqual({ at: 1000, size: 2, time: 1000 });
  });

  test('lets its time take the place of another field of that name', () => {
    const rows$ = of({ time: '1970-01-01T00:00:07Z', n: 1 });
    expect(rowsOf(rows$.pipe(batches({ time: (row) => Date.parse(row.time) })))).toEqual([
      { time: 7000, n: 1 },
    ]);
  });

  test('turns a row away that has no time, with the reason', () => {
    const rejectedOf = <T>(out$: Observable<Batch<T>>) =>
      heard(out$).said.flatMap(({ rejected }) => rejected);
    const rows$ = of({ at: Number.NaN, when: () => 1 }, { at: 1000, when: undefined });
    expect(rejectedOf(rows$.pipe(batches({ time: 'at' })))).toEqual([{ reason: 'no-time' }]);
    expect(rejectedOf(rows$.pipe(batches({ time: ({ when }) => (when as () => number)() })))).toEqual([
      { reason: 'no-time', detail: expect.stringContaining('not a function') },
    ]);
    // Somebody else's rows may not be what the types say.
    expect(rejectedOf(of({} as Timed).pipe(batches({ confirm: 1 })))).toEqual([{ reason: 'no-time' }]);
  });

  test('turns rows away whose time is no number, whatever it could be taken for, and counts the others', () => {
    const now = Date.UTC(2026, 0, 1);
    const given: unknown[] = [
      null,
      'text',
      { time: null },
      { time: now },
      { time: '4000' },
      { time: new Date(now) },
      { time: 7n },
      { time: true },
      { time: now + 5000 },
    ];
    const windows$ = from(given as Timed[]).pipe(
      batches({ confirm: 1 }),
      tumbling({ size: '1m', measures: hits }),
    );
    const batched = heard(windows$).said;
    expect(batched.flatMap(({ rows }) => rows.map(({ start, hits }) => [start, hits]))).toEqual([[now, 2]]);
    expect(batched.flatMap(({ rejected }) => rejected.map(({ reason }) => reason))).toEqual(
      Array.from({ length: 7 }, () => 'no-time'),
    );
    const named$ = from([{ at: 7n }, { at: now }] as unknown as { at: number }[]).pipe(
      batches({ time: 'at' }),
    );
    expect(rowsOf(named$).map(({ time }) => time)).toEqual([now]);
  });

  test('lets time pass in silence where now$ tells it, and not without', () => {
    const scheduler = new TestScheduler((got, expected) => expect(got).toEqual(expected));
    scheduler.run(({ cold, hot, expectObservable }) => {
      // One frame is a millisecond, and here a second of both times.
      const rows$ = hot('a--------------------------|', { a: { time: 1000 } });
      const now$ = cold('-0123456789ABCDEFGHIJKLMNOP', looks);
      const live = { lateness: '2s', idle: '10s', now$: now$.pipe(map(seconds)) };
      const closed = ({ rows }: Batch<{ readonly end: number }>) => rows.map(({ end }) => end / 1000).join();
      const windows = tumbling({ size: '5s', measures: hits });
      const ends = (options: BatchesOptions) =>
        rows$.pipe(
          batches({ ...options, confirm: 1 }),
          windows,
          map(closed),
          filter((text) => text !== ''),
        );
      // The first look is at 1; silent from there on, so at 11 time begins to pass from -1 on, and at 17 it is 5.
      expectObservable(ends(live)).toBe('-----------------a----b----|', { a: '5', b: '10' });
      expectObservable(ends({ lateness: '2s' })).toBe('---------------------------(a|)', { a: '5' });
    });
  });

  test('lets an alert recover in silence', () => {
    const [rows$, now$] = [new Subject<Timed>(), new Subject<number>()];
    const said: string[] = [];
    rows$
      .pipe(
        batches({ lateness: 0, confirm: 1, idle: '1s', now$ }),
        sliding({ size: '10s', every: '1s', measures: hits }),
        alert({ value: 'hits', above: perSecond(0.2) }),
      )
      .subscribe(({ rows }) =>
        rows.forEach(({ was, state }) => {
          said.push(`${was} → ${state}`);
        }),
      );
    for (const row of rowsAt(0, 20, 20.1, 20.2, 21)) rows$.next(row);
    expect(said).toEqual(['no_data → ok', 'ok → firing']);
    for (const now of [100, 108, 115]) now$.next(seconds(now));
    expect(said).toEqual(['no_data → ok', 'ok → firing', 'firing → ok']);
  });

  test('lets go of now$ when the rows end, also where they all come at once, and passes its error', () => {
    const now$ = new Subject<number>();
    expect(heard(from(rowsAt(1)).pipe(batches({ now$ }))).end).toBe('complete');
    expect(now$.observed).toBe(false);
    const broken = new Error('The clock broke.');
    expect(heard(NEVER.pipe(batches<Timed>({ now$: throwError(() => broken) }))).end).toBe(broken);
    expect(heard(concat(from(rowsAt(1)), NEVER).pipe(batches({ now$: of(5) }))).end).toBe('open');
  });

  test('refuses idle without now$, and a lateness that is none', () => {
    expect(() => batches({ idle: '10s' } as never)).toThrow('batches: idle needs now$');
    expect(() => batches<Timed>({ lateness: 'soon' })).toThrow('soon');
  });

  test('gives what event time gives of the same rows in one chunk', () => {
    const row = fc.record({ time: fc.integer({ min: 0, max: 30_000 }), n: fc.nat(9) });
    const windows = tumbling({
      size: '5s',
      by: ['n'],
      measures: { hits: count<{ n: number; time: number }>() },
    });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 30 }), (rows) => {
        const chunks$: Observable<Chunk<(typeof rows)[number]>> = of(chunkOf(rows), END);
        const show = <O>(out$: Observable<Batch<O>>): string => {
          const { said } = heard(out$);
          return plain([said.flatMap((batch) => batch.rows), said.flatMap(({ rejected }) => rejected)]);
        };
        expect(show(from(rows).pipe(batches(), windows))).toBe(show(chunks$.pipe(eventTime(), windows)));
      }),
    );
  });
});
