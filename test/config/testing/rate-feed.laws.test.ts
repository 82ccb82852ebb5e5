import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { feedSource, START } from '../../../src/config/testing/feed-source.js';
import { rateFeed } from '../../../src/config/testing/rate-feed.js';
import { expectedCount, parseRate } from '../../../src/operators/time/rate.js';
import { collect } from '../../support/collect.js';
import { startAt } from '../../support/start-at.js';
import { readFeeds } from './kit.js';

const rates = fc.oneof(
  fc.tuple(fc.integer({ min: 0, max: 300 }), fc.constantFrom('s', 'm', 'h')).map(([n, per]) => `${n}/${per}`),
  fc.constantFrom('0.07/s', '1.5/s', '3/s', '7/s', '0.333/s', '1000/s', '0.5/m'),
);
const lengths = fc.integer({ min: 1, max: 40_000 });

describe('rows at a rate', () => {
  it('are as many as the rate makes, each at exactly its number divided by the rate', async () => {
    await fc.assert(
      fc.asyncProperty(rates, lengths, async (text, milliseconds) => {
        const rate = parseRate(text);
        const { rows } = await readFeeds([rateFeed(rate, milliseconds, (time, i) => ({ time, i }))]);
        expect(rows).toHaveLength(expectedCount(rate, milliseconds));
        for (const [i, { time, i: number }] of rows.entries()) {
          expect(number).toBe(i);
          // Not as the feed computes it: one exact division for each row.
          expect(time).toBe(START + Number((BigInt(i) * BigInt(rate.milliseconds)) / BigInt(rate.events)));
          expect(time).toBeLessThan(START + milliseconds);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('let time go on by looks a second apart, to the end of each feed', async () => {
    await fc.assert(
      fc.asyncProperty(rates, fc.array(lengths, { minLength: 1, maxLength: 4 }), async (text, all) => {
        const feeds = all.map((length) => rateFeed(parseRate(text), length, (time) => ({ time })));
        const { looks, order, start, end, now } = await readFeeds(feeds);
        expect(order).toEqual(order.toSorted((a, b) => a - b));
        expect(start).toBe(START);
        expect([now, end]).toEqual([START + all.reduce((sum, n) => sum + n, 0), now]);
        expect(looks.at(-1)).toBe(now);
        expect(looks).toHaveLength(all.reduce((sum, n) => sum + Math.ceil(n / 1000), 0));
        for (const [i, look] of looks.entries())
          expect(look - (looks[i - 1] ?? START)).toBeLessThanOrEqual(1000);
      }),
      { numRuns: 40 },
    );
  });

  it('come after the look at their own instant, which finds what came before it', async () => {
    const chunks = await collect(
      feedSource([rateFeed(parseRate('2/s'), 3000, (time) => ({ time }))]).read(startAt()),
    );
    expect(chunks.map(({ rows, now }) => [rows.map(({ time }) => time - START), (now ?? 0) - START])).toEqual(
      [
        [[0, 500], 1000],
        [[1000, 1500], 2000],
        [[2000, 2500], 3000],
      ],
    );
  });

  it('do not take more looks than a day has seconds, however long the silence', async () => {
    const { looks, end } = await readFeeds([
      rateFeed(parseRate('0/s'), 365 * 86_400_000, (time) => ({ time })),
    ]);
    expect(looks.length).toBeLessThanOrEqual(86_400);
    expect(end).toBe(START + 365 * 86_400_000);
  });
});
