import fc from 'fast-check';
import { expect, it } from 'vitest';
import { runs } from '../../support/runs.js';
import { SharedSchedules, START } from './shared-schedules.js';

const INTERVAL = 10_000;
const LEASE = INTERVAL / 2;

/** What happens to one of the processes, and how long nothing happens after it. */
const event = fc.record({
  kind: fc.constantFrom('begin' as const, 'kill' as const, 'end' as const, 'pause' as const, 'wait' as const),
  who: fc.nat(5),
  length: fc.integer({ min: 0, max: 3 * LEASE }),
});

it('processes that come, go, die and stand still give no tick twice, and leave no target alone for longer than two intervals', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 12 }), async (events) => {
      const all = new SharedSchedules(
        Array.from({ length: 30 }, (_, i) => ({ name: `https://site-${i}.example.com/`, every: INTERVAL })),
        LEASE,
      );
      // One of them is always there.
      const last = all.begin('always');
      const others = [all.begin('p0')];
      await all.clock.advance(2000);
      for (const { kind, who, length } of events) {
        const one = others[who % Math.max(1, others.length)];
        if (kind === 'begin') others.push(all.begin(`p${others.length}-${all.clock.now()}`));
        else if (one === undefined || kind === 'wait') await all.clock.advance(length);
        else if (kind === 'pause') {
          one.pause();
          await all.clock.advance(length);
          one.resume();
        } else {
          others.splice(others.indexOf(one), 1);
          if (kind === 'kill') one.kill();
          else await one.end();
        }
        await all.clock.advance(length / 4);
      }
      await all.clock.advance(2 * INTERVAL);
      expect(all.doubled()).toEqual([]);
      // Several that die one after the other are an interval each: what one takes over it may leave again.
      const kills = events.filter(({ kind }) => kind === 'kill' || kind === 'pause').length;
      expect(all.longestGap(START + INTERVAL, all.clock.now())).toBeLessThanOrEqual(
        2 * INTERVAL + Math.max(0, kills - 1) * INTERVAL,
      );
      for (const one of [last, ...others]) await one.end();
    }),
    { numRuns: runs(12) },
  );
});
