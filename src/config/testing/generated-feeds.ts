import { type Random, random } from '../../io/random.js';
import { parseRate } from '../../operators/time/rate.js';
import type { PipelinePlan } from '../compile/plan-pipeline.js';
import type { Parts, RowFields } from '../parts/part.js';
import type { Feed } from './feed-source.js';
import { sourceFields } from './feeds-of.js';
import { rateFeed } from './rate-feed.js';
import { areRequests, type Fields, sectionFor, usualFields } from './row-maker.js';

const PHASES = 6;
const RATES = ['0/s', '0/s', '6/m', '1/s', '7/s', '30/s', '200/s'];
/** One row in so many comes late, by up to so many milliseconds. */
const LATE_ONE_IN = 20;
const MOST_LATE = 5000;

type Make = () => unknown;

/** What requests have, rare things more often than they are. */
const REQUEST_VALUES: ReadonlyMap<string, readonly unknown[]> = new Map(
  Object.entries({
    host: ['192.0.2.1', '192.0.2.2', '198.51.100.7', '2001:db8::1'],
    user: [null, null, null, 'ann', 'bob'],
    method: ['GET', 'GET', 'GET', 'POST', 'PUT', 'DELETE', 'HEAD', null],
    path: ['/', '/api/users/7', '/api/orders?x=1', '/static/app.js', '/login', '*', null],
    protocol: ['HTTP/1.1', 'HTTP/2.0', null],
    status: [200, 200, 200, 204, 301, 404, 404, 499, 500, 503, null],
    agent: ['curl/8.9.1', 'Mozilla/5.0', null],
    referer: [null, 'https://shop.example.com/'],
    vhost: [null, 'www.example.com'],
  }),
);

/**
 * Feeds with random rates and field values, the same for the same seed: some minutes each, with silence, bursts, late
 * rows and values that are missing. Fields of open rows get values that stand in the pipeline's tests, or numbers.
 */
export const generatedFeeds = (
  plan: PipelinePlan,
  parts: Parts,
  seed: number,
  n: number,
): readonly Feed[] => {
  const draw = random(seed, n);
  const source = sourceFields(plan, parts);
  const usual = usualFields(source, plan.sources[0]?.tag);
  const makers = makersOf(plan, source, draw);
  const rowAt = (time: number) => {
    const fields: Record<string, unknown> = {};
    for (const [name, make] of makers) fields[name] = make();
    if ('section' in usual) fields.section = sectionFor(fields.path);
    const late = draw() % LATE_ONE_IN === 0 ? draw() % MOST_LATE : 0;
    return { ...usual, ...fields, time: time - late };
  };
  return Array.from({ length: PHASES }, () => {
    const rate = parseRate(pick(RATES, draw));
    return rateFeed(rate, 1000 * (10 + (draw() % 60)), rowAt);
  });
};

const pick = <T>(values: readonly T[], draw: Random): T => values[draw() % values.length] as T;

const makersOf = (
  { settings, needs, timeSettings }: PipelinePlan,
  source: RowFields,
  draw: Random,
): ReadonlyMap<string, Make> => {
  const inTests = valuesInTests(settings.tests ?? []);
  const isRequest = areRequests(source);
  const names = new Set([
    ...Object.keys(source.known),
    ...(source.open ? inTests.keys() : []),
    ...(source.open && needs !== 'all' ? needs : []),
  ]);
  for (const name of ['time', 'tag', '__proto__', timeSettings.field ?? 'time']) names.delete(name);
  if (isRequest) names.delete('section');
  return new Map(
    Array.from(names, (name): [string, Make] => {
      // Where nothing is said of fields, those of requests are most likely what they are called.
      const plain = isRequest || source.open ? REQUEST_VALUES.get(name) : undefined;
      const byType: Make =
        plain === undefined ? () => valueFor(source.known[name]?.type, draw) : () => pick(plain, draw);
      const known = inTests.get(name);
      return [name, known === undefined ? byType : () => (draw() % 3 > 0 ? pick(known, draw) : byType())];
    }),
  );
};

const valueFor = (type: string | undefined, draw: Random): unknown => {
  if (type === 'string') return pick(['a', 'b', 'c', 'd', '', null], draw);
  if (type === 'bool') return pick([true, false, null], draw);
  const size = draw() % 8;
  if (size === 0) return null;
  return size < 3 ? draw() % 3 : size < 6 ? draw() % 1000 : (draw() % 1e9) / 8;
};

/** What the tests of the pipeline put into fields. */
const valuesInTests = (
  tests: NonNullable<PipelinePlan['settings']['tests']>,
): ReadonlyMap<string, readonly unknown[]> => {
  const found = new Map<string, unknown[]>();
  const note = (row: Fields, taken: boolean): void => {
    for (const [name, value] of Object.entries(row)) {
      const values: readonly unknown[] = taken && Array.isArray(value) ? value : [value];
      found.set(name, [...(found.get(name) ?? []), ...values]);
    }
  };
  for (const test of tests) {
    if ('invariant' in test) continue;
    for (const feed of test.feed) {
      if ('rate' in feed) note(feed.row ?? {}, true);
      else if ('rows' in feed) for (const row of feed.rows) note(row, false);
    }
  }
  return found;
};
