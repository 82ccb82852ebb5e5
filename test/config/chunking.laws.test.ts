import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesFor, faultsOf, planOf, runConfig } from '../support/run-config.js';
import { runs } from '../support/runs.js';
import { MAY_9 } from './ready-made/hits.js';

const SIZES = [1, 7, 64];

const by = fc.constantFrom([], ['user'], ['code'], ['user', 'code']);
const condition = fc.constantFrom(
  'code >= 500',
  'ms < 100 && has(user)',
  'user != "ann"',
  'ms * 2 > code',
  '!has(most) || most > 9',
);
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });

const window = fc.oneof(
  fc.constantFrom<string | object>('10s', '1m', '7s'),
  fc.constantFrom<object>({ size: '10s', every: '2s' }, { size: '1m', every: '10s' }),
  fc.constantFrom<object>({ session: '5s' }, { session: '8s', max: '20s' }),
);

const MEASURES = {
  n: 'count()',
  slow: 'count(ms > 100)',
  rate: 'rate()',
  sum: 'sum(ms)',
  odd: 'sum(ms * 0.1)',
  p90: 'p90(ms)',
  mean: 'mean(ms)',
  users: 'distinct(user)',
  first: 'first(user)',
  last: 'last(ms)',
};

const measure = fc.uniqueArray(fc.constantFrom(...(Object.keys(MEASURES) as (keyof typeof MEASURES)[])), {
  maxLength: 4,
});

const level = fc.record({
  value: fc.constant('n'),
  above: fc.constantFrom(0, 1, 3),
  for: maybe(fc.constantFrom('4s', '2x')),
  hold: maybe(fc.constantFrom('5s', '2x')),
  given: maybe(fc.constantFrom('n > 1')),
  no_data: maybe(fc.constantFrom('ok', 'fire')),
});

const windowed = fc
  .record({
    from: fc.constantFrom('rows', 'rows', 'rejected'),
    window,
    by,
    names: measure,
    where: maybe(condition),
    max_keys: maybe(fc.constantFrom(1, 3)),
    early: maybe(fc.constantFrom('1s')),
    having: maybe(fc.constant('n > 1')),
    top: maybe(fc.constantFrom({ n: 1, by: 'n' }, { n: 2, by: 'n' })),
    alerts: fc.array(level, { maxLength: 2 }),
  })
  .map(({ from, names, alerts, by: key, where, top, max_keys, ...rest }) => ({
    ...rest,
    from,
    measure:
      from === 'rejected'
        ? { n: 'count()', kinds: 'distinct(reason)' }
        : { n: 'count()', ...Object.fromEntries(names.map((name) => [name, MEASURES[name]])) },
    ...(from === 'rows' && { where }),
    ...(from === 'rejected' ? { by: 'reason', top } : key.length > 0 && { by: key, top, max_keys }),
    alerts: Object.fromEntries(alerts.map((alert, i) => [`alert-${i}`, alert])),
    to: ['stdout'],
  }));

const rowwise = fc
  .record({
    where: maybe(condition),
    alert: fc.oneof(
      fc.record({
        if: condition,
        for: maybe(fc.constantFrom('3s', '2x')),
        remind: maybe(fc.constant('10s')),
      }),
      fc.record({ value: fc.constant('ms'), above: fc.constant(50), clear: maybe(fc.constant(20)) }),
      fc.record({ absent: fc.constantFrom('3s', '20s') }),
    ),
    by,
  })
  .map(({ where, alert, by: key }) => ({
    where,
    ...(key.length > 0 && { by: key }),
    to: ['stdout'],
    alerts: { each: alert },
  }));

/** Windows over the windows of the first stream, where it has some. */
const nested = fc
  .record({ window: fc.constantFrom('30s', '2m'), above: fc.nat(5) })
  .map(({ window: size, above }) => ({
    from: 's0',
    window: size,
    measure: { parts: 'count()', most: 'max(n)' },
    alerts: { busy: { value: 'most', above } },
    to: ['stdout'],
  }));

const config = fc
  .record({
    streams: fc.tuple(windowed, fc.oneof(windowed, rowwise)),
    over: maybe(nested),
    where: fc.option(condition, { nil: undefined, freq: 2 }),
    derive: maybe(fc.constant({ more: 'ms + 1', most: 'more * 2' })),
    lateness: fc.constantFrom('0s', '2s', '5s'),
    ahead: fc.constantFrom('1m', '1h'),
  })
  .map(({ streams, over, where, derive, lateness, ahead }) => ({
    version: 1,
    pipelines: {
      any: {
        source: { file: 'in.jsonl', format: 'jsonl', follow: false },
        time: { lateness, ahead },
        where,
        derive,
        streams: { s0: streams[0], s1: streams[1], ...(over !== undefined && { over }) },
        rejected: ['stdout'],
      },
    },
  }));

const line = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      step: fc.oneof(
        { weight: 15, arbitrary: fc.integer({ min: -2500, max: 4000 }) },
        fc.constantFrom(-20_000, 45_000, 200_000, 5_000_000),
      ),
      user: fc.constantFrom('ann', 'bob', 'é', '', null, 7),
      code: fc.constantFrom(200, 404, 500, 'abc'),
      ms: fc.constantFrom(0, 5, 99.5, 250, null, 'slow'),
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom('x', '{"a":1}', '', '{') },
);

const logOf = (lines: readonly (string | { readonly step: number })[]): Buffer => {
  let time = MAY_9;
  const texts = lines.map((one) => {
    if (typeof one === 'string') return one;
    const { step, ...fields } = one;
    time += step;
    return JSON.stringify({ time, ...fields });
  });
  return Buffer.from(`${texts.join('\n')}\n`);
};

/** What each stream says, in its order; which of two streams speaks first is no promise. */
const byStream = (outputs: readonly { readonly stream: string }[]): string => {
  const streams = new Map<string, string[]>();
  for (const one of outputs)
    streams.set(one.stream, [...(streams.get(one.stream) ?? []), JSON.stringify(one)]);
  // Of what several streams have turned away the order is none either.
  streams.get('rejected')?.sort();
  return JSON.stringify(
    [...streams].sort(([a], [b]) => (a < b ? -1 : 1)),
    null,
    1,
  );
};

describe('the chunking law of pipelines from configs', () => {
  it('holds for any config and any log: however the bytes are cut, the same is said', async () => {
    let said = 0;
    await fc.assert(
      fc.asyncProperty(
        config,
        fc.array(line, { minLength: 1, maxLength: 50, size: 'max' }),
        async (settings, lines) => {
          const plan = planOf(JSON.stringify(settings));
          const log = logOf(lines);
          const whole = await runConfig(plan, bytesFor(plan, log, 65_536));
          expect(faultsOf(whole.balance)).toEqual([]);
          const wanted = byStream(whole.outputs);
          for (const size of SIZES) {
            const cut = await runConfig(plan, bytesFor(plan, log, size));
            // Compared by hand: the difference of two long texts takes minutes to find.
            if (byStream(cut.outputs) !== wanted) {
              expect(byStream(cut.outputs).split('\n').slice(0, 400)).toEqual(
                wanted.split('\n').slice(0, 400),
              );
              throw new Error(`Chunks of ${size} bytes say something else.`);
            }
            expect(cut.balance).toEqual(whole.balance);
          }
          said += whole.outputs.length;
        },
      ),
      { numRuns: runs(50) },
    );
    // The configs are such that there is something to say.
    expect(said).toBeGreaterThan(1000);
  });
});
