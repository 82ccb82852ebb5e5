import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HttpSinkOptions, httpSink } from '../../../src/io/sinks/http.js';
import type { Emitted } from '../../../src/io/sinks/sink.js';
import { composeWith } from '../../support/drive-sink.js';
import { rowsOf } from '../../support/sink-rows.js';

/** Composes one commit after the other; answers with the ids in each delivery, commit by commit. */
const batches = (
  batch: NonNullable<HttpSinkOptions['batch']>,
  commits: readonly (readonly [rows: readonly Emitted[], watermark: number])[],
  options: Partial<HttpSinkOptions> = {},
): string[][] => {
  const sink = httpSink({ url: 'http://x.example', body: '{id}', batch, ...options });
  let saved: unknown;
  return commits.map(([rows, watermark]) => {
    const composed = composeWith(sink, rows, saved, watermark);
    saved = structuredClone(composed.saved);
    return composed.deliveries.map(({ body }) => (body as { text: string }).text.replaceAll('\n', ' '));
  });
};

const transition = (id: string, initial: boolean, state = 'ok'): Emitted => ({
  pipeline: 'p',
  stream: 's',
  id,
  row: { time: 0, was: 'no_data', state, because: [], ...(initial && { initial }) },
});

describe('the batches of an httpSink', () => {
  it('are the rows of one commit when nothing is said', () => {
    expect(
      batches({}, [
        [rowsOf('a', 'b'), 0],
        [rowsOf('c'), 0],
        [[], 0],
      ]),
    ).toEqual([['a b'], ['c'], []]);
  });

  it('go when they are full, also over several commits', () => {
    expect(
      batches({ every: '10s', max: 2 }, [
        [rowsOf('a'), 0],
        [rowsOf('b', 'c', 'd', 'e'), 0],
        [rowsOf('f'), 0],
      ]),
    ).toEqual([[], ['a b', 'c d'], ['e f']]);
  });

  it('go when the watermark has moved on since their first row came', () => {
    expect(
      batches({ every: '10s' }, [
        [rowsOf('a'), 1000],
        [rowsOf('b'), 5000],
        [[], 10_999],
        [[], 11_000],
        [rowsOf('c'), 12_000],
        [[], 21_999],
        [[], 22_000],
      ]),
    ).toEqual([[], [], [], ['a b'], [], [], ['c']]);
  });

  it('measure the age of what is left from the commit that brought it', () => {
    expect(
      batches({ every: '10s', max: 2 }, [
        [rowsOf('a'), 0],
        [rowsOf('b', 'c'), 9000],
        [[], 10_000],
        [[], 19_000],
      ]),
    ).toEqual([[], ['a b'], [], ['c']]);
  });

  it('go when the input has ended, and before there is any watermark', () => {
    expect(
      batches({ every: '10s' }, [
        [rowsOf('a'), 0],
        [[], Number.POSITIVE_INFINITY],
      ]),
    ).toEqual([[], ['a']]);
    expect(batches({ every: '10s' }, [[rowsOf('a'), Number.NEGATIVE_INFINITY]])).toEqual([['a']]);
    expect(batches({ every: '10s' }, [[rowsOf('a'), Number.POSITIVE_INFINITY]])).toEqual([['a']]);
  });

  it('leave out transitions that only say that all is well at the start, unless they are asked for', () => {
    const commits = [[[transition('first', true), transition('second', false)], 0]] as const;
    expect(batches({}, commits)).toEqual([['second']]);
    expect(batches({}, commits, { initial: true })).toEqual([['first second']]);
  });

  it('never leave out an alert that fires, not even in its first full window', () => {
    expect(batches({}, [[[transition('first', true, 'firing')], 0]])).toEqual([['first']]);
  });

  it('leave nothing out without saying how many', () => {
    const rows = [transition('first', true), transition('second', false), transition('third', true)];
    const skippedOf = (initial: boolean) =>
      composeWith(httpSink({ url: 'http://x.example', initial }), rows, undefined, 0).skipped;
    expect([skippedOf(false), skippedOf(true)]).toEqual([2, 0]);
  });

  it('hold every row once and in order, never more than the most, however the rows come', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ count: fc.nat(7), step: fc.nat(4000) }), { maxLength: 30 }),
        fc.integer({ min: 1, max: 5 }),
        fc.constantFrom(0, 1000, 10_000),
        (commits, max, every) => {
          let made = 0;
          let watermark = 0;
          const told = commits.map(({ count, step }) => {
            watermark += step;
            return [rowsOf(...Array.from({ length: count }, () => `${made++}`)), watermark] as const;
          });
          const given = batches({ every, max }, [...told, [[], Number.POSITIVE_INFINITY]]).flat();
          expect(given.flatMap((batch) => batch.split(' '))).toEqual(
            Array.from({ length: made }, (_, i) => `${i}`),
          );
          expect(given.every((batch) => batch.split(' ').length <= max)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});
