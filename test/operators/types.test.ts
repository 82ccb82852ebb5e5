import { EMPTY, interval, map, type Observable } from 'rxjs';
import { describe, expect, expectTypeOf, test } from 'vitest';
import type { Sink } from '../../src/io/sinks/sink.js';
import type { Source } from '../../src/io/sources/source.js';
import {
  alert,
  type Batch,
  batches,
  type Chunk,
  compose,
  count,
  derive,
  distinct,
  eventTime,
  first,
  last,
  max,
  mean,
  min,
  type Operator,
  p95,
  rate,
  ratio,
  session,
  share,
  sliding,
  sum,
  type Transition,
  top,
  tumbling,
  where,
} from '../../src/operators.js';
import { pipeline } from '../../src/pipelines/pipeline.js';
import { memorySink } from '../../src/testing/memory-sink.js';

// What is refused here is refused by the compiler: `tsc -p tsconfig.json` fails where a line that is marked as an expected
// error has nothing wrong with it.

interface Hit {
  readonly time: number;
  readonly section: string;
  readonly bytes: number;
  readonly status: number;
  readonly duration?: number | null;
}

const hits$: Observable<Hit> = EMPTY;
const batches$ = hits$.pipe(batches({ lateness: '2s' }));

/** The fields of the rows of a stream, as people see them. */
type FieldsOf<S> =
  S extends Observable<Batch<infer O>> ? { readonly [K in keyof O]: O[K] } : 'no stream of batches';

/** What every window row has besides its key and its measures. */
interface Window {
  readonly start: number;
  readonly end: number;
  readonly time: number;
  readonly partial?: true;
  readonly early?: true;
  readonly windows?: number;
}

type Same<T> = { readonly [K in keyof T]: T[K] };

describe('types', () => {
  test('flow from plain rows to alerts without a type argument', () => {
    const transitions$ = hits$.pipe(
      batches({ lateness: '2s' }),
      where((row) => row.status >= 500),
      derive((row) => ({ kilobytes: row.bytes / 1000 })),
      tumbling({ size: '10s', by: ['section'], measures: { hits: count(), kilobytes: sum('kilobytes') } }),
      share({ of: 'hits', as: 'share' }),
      top({ by: 'share', n: 10, per: ['start'] }),
      alert({ value: 'share', above: 0.5, given: (row) => row.kilobytes > 3 }),
    );
    expectTypeOf(transitions$).toEqualTypeOf<Observable<Batch<Transition>>>();
  });

  test('give window rows their bounds, the key fields and the measures', () => {
    const windows$ = batches$.pipe(
      tumbling({
        size: '10s',
        by: ['section'],
        measures: {
          hits: count(),
          errors: count((row) => row.status >= 500),
          per_second: rate(),
          error_rate: ratio('errors', 'hits'),
          bytes: sum('bytes'),
          both: sum((row) => row.bytes + row.status),
          mean: mean('duration'),
          least: min('bytes'),
          most: max('bytes'),
          p95: p95('duration'),
          sections: distinct('section'),
          opened: first('section'),
          ended: last('status'),
        },
      }),
    );
    expectTypeOf<FieldsOf<typeof windows$>>().toEqualTypeOf<
      Same<
        Window & {
          section: string;
          hits: number;
          errors: number;
          per_second: number;
          error_rate: number | null;
          bytes: number;
          both: number;
          mean: number | null;
          least: number | null;
          most: number | null;
          p95: number | null;
          sections: number;
          opened: string | null;
          ended: number | null;
        }
      >
    >();
  });

  test('give rows of windows without a key no other fields', () => {
    const windows$ = batches$.pipe(sliding({ size: '2m', every: '1s', measures: { hits: count() } }));
    expectTypeOf<FieldsOf<typeof windows$>>().toEqualTypeOf<Same<Window & { hits: number }>>();
    const sessions$ = windows$.pipe(session({ gap: '1m', measures: { hits: sum('hits') } }));
    expectTypeOf<FieldsOf<typeof sessions$>>().toEqualTypeOf<Same<Window & { hits: number }>>();
  });

  test('take measures that were made elsewhere', () => {
    const some = { hits: count(), share: ratio('hits', 'hits') };
    const more = { ...some, errors: count<Hit>((row) => row.status >= 500), bytes: sum<Hit>('bytes') };
    const windows$ = batches$.pipe(tumbling({ size: '10s', by: ['section'], measures: more }));
    expectTypeOf<FieldsOf<typeof windows$>>().toEqualTypeOf<
      Same<Window & { section: string; hits: number; share: number | null; errors: number; bytes: number }>
    >();
    const fewer$ = batches$.pipe(tumbling({ size: '10s', by: ['section'], measures: some }));
    expectTypeOf<FieldsOf<typeof fewer$>>().toEqualTypeOf<
      Same<Window & { section: string; hits: number; share: number | null }>
    >();
  });

  test('are found from the measures where an operator stands alone', () => {
    const alone = tumbling({
      size: '10s',
      by: ['section'],
      measures: { errors: count((row: Hit) => row.status >= 500), all: count<Hit>() },
    });
    expectTypeOf(alone).toExtend<Operator<Hit, Window & { section: string; errors: number; all: number }>>();
  });

  test('flow through chunks and through compose', () => {
    const chunks$: Observable<Chunk<Hit>> = EMPTY;
    const busy$ = chunks$.pipe(
      eventTime({ lateness: '2s' }),
      compose(
        where((row) => row.status >= 500),
        tumbling({ size: '10s', by: ['section'], measures: { hits: count() } }),
        top({ by: 'hits', n: 10 }),
      ),
    );
    expectTypeOf<FieldsOf<typeof busy$>>().toEqualTypeOf<Same<Window & { section: string; hits: number }>>();
  });

  test('flow from the rows of a source to the sinks of a pipeline', () => {
    const source: Source<Hit> = { read: () => ({ async *[Symbol.asyncIterator]() {} }) };
    const told: Sink<{ readonly hits: number; readonly section: string }> = memorySink();
    const wrong: Sink<{ readonly hitss: number }> = memorySink();
    const built = pipeline('p').from(source);
    const busy = built.stream(
      'busy',
      compose(
        tumbling({ size: '10s', by: ['section'], measures: { hits: count() } }),
        top({ by: 'hits', n: 10 }),
      ),
      [told, memorySink()],
    );
    expect(busy.spec().streams[0]?.operators.map(({ operatorName }) => operatorName)).toEqual([
      'tumbling',
      'top',
    ]);
    const hits = tumbling({ size: '10s', measures: { hits: count<Hit>() } });
    // @ts-expect-error: the sink takes other rows.
    built.stream('s', hits, [wrong]);
    // @ts-expect-error: a row has no such field.
    built.stream('s', tumbling({ size: '10s', by: ['sektion'], measures: { hits: count() } }), [told]);
    const measures = { hits: count() };
    // @ts-expect-error: a row has no such field.
    built.stream('s', compose(tumbling({ size: '10s', measures }), top({ by: 'hitss', n: 3 })), []);
  });
});

describe('a field that a row has not is refused', () => {
  test('by windows and sessions, as a key', () => {
    const measures = { hits: count() };
    // @ts-expect-error
    batches$.pipe(tumbling({ size: '10s', by: ['sektion'], measures }));
    // @ts-expect-error
    batches$.pipe(sliding({ size: '10s', every: '1s', by: ['section', 'sektion'], measures }));
    // @ts-expect-error
    batches$.pipe(session({ gap: '10s', by: ['sektion'], measures }));
  });

  test('by measures', () => {
    // @ts-expect-error
    batches$.pipe(tumbling({ size: '10s', measures: { n: sum('bytess') } }));
    // @ts-expect-error
    batches$.pipe(tumbling({ size: '10s', measures: { n: mean('bytess') } }));
    // @ts-expect-error
    batches$.pipe(tumbling({ size: '10s', measures: { n: p95('bytess') } }));
    // @ts-expect-error
    batches$.pipe(sliding({ size: '10s', every: '1s', measures: { n: max('bytess') } }));
    // @ts-expect-error
    batches$.pipe(tumbling({ size: '10s', measures: { n: distinct('bytess') } }));
    // @ts-expect-error
    batches$.pipe(session({ gap: '10s', measures: { n: first('bytess') } }));
    // @ts-expect-error
    batches$.pipe(tumbling({ size: '10s', measures: { n: count((row) => row.bytess > 3) } }));
    // @ts-expect-error: a text has no sum.
    batches$.pipe(tumbling({ size: '10s', measures: { n: sum('section') } }));
  });

  test('by where, derive, share and top', () => {
    const windows$ = batches$.pipe(tumbling({ size: '10s', by: ['section'], measures: { hits: count() } }));
    // @ts-expect-error
    batches$.pipe(where((row) => row.statuss === 500));
    // @ts-expect-error
    batches$.pipe(derive((row) => ({ more: row.bytess + 1 })));
    // @ts-expect-error
    windows$.pipe(share({ of: 'hitss', as: 'share' }));
    // @ts-expect-error
    windows$.pipe(top({ by: 'hitss', n: 3 }));
    // @ts-expect-error: a text is no rank.
    windows$.pipe(top({ by: 'section', n: 3 }));
    // @ts-expect-error
    windows$.pipe(top({ by: 'hits', n: 3, per: ['sektion'] }));
    // @ts-expect-error: it is not in the key of the windows.
    windows$.pipe(top({ by: 'hits', n: 3, per: ['status'] }));
  });

  test('by alert, as its value, in its conditions and as its key', () => {
    const windows$ = batches$.pipe(tumbling({ size: '10s', by: ['section'], measures: { hits: count() } }));
    // @ts-expect-error
    windows$.pipe(alert({ value: 'hitss', above: 3 }));
    // @ts-expect-error
    windows$.pipe(alert({ value: (row) => row.hitss, above: 3 }));
    // @ts-expect-error: a text is no value.
    windows$.pipe(alert({ value: 'section', above: 3 }));
    // @ts-expect-error
    windows$.pipe(alert({ value: 'hits', above: 3, given: (row) => row.hitss > 3 }));
    // @ts-expect-error
    batches$.pipe(alert({ value: 'bytes', above: 3, by: ['sektion'] }));
  });

  test('by batches, as the time', () => {
    const rows$: Observable<{ readonly at: number; readonly when: string }> = EMPTY;
    const timed$ = rows$.pipe(batches({ time: 'at' }));
    expectTypeOf<FieldsOf<typeof timed$>>().toEqualTypeOf<Same<{ at: number; when: string; time: number }>>();
    const retimed$ = EMPTY.pipe(batches({ time: (row: { readonly time: string }) => Number(row.time) }));
    expectTypeOf<FieldsOf<typeof retimed$>>().toEqualTypeOf<Same<{ time: number }>>();
    // @ts-expect-error: these rows have no time.
    rows$.pipe(batches({ lateness: '2s' }));
    // @ts-expect-error
    rows$.pipe(batches({ time: 'att' }));
    // @ts-expect-error: a text is no time.
    rows$.pipe(batches({ time: 'when' }));
    // @ts-expect-error: nobody would know how long it is silent.
    expect(() => hits$.pipe(batches({ idle: '10s' }))).toThrow('batches: idle needs now$');
    hits$.pipe(batches({ idle: '10s', now$: interval(1000).pipe(map(() => 0)) }));
  });
});
