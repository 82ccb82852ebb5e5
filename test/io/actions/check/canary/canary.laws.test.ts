import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Asking,
  asked,
  blame,
  type CanaryState,
  isLost,
  NO_CANARY_YET,
} from '../../../../../src/io/actions/check/canary/canary-state.js';

/** Askings one after the other, the first at 1. */
const askings = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 10 }), fc.integer({ min: 1, max: 10 }), fc.boolean()))
  .map((parts) => {
    let time = 1;
    return parts.map(([pause, length, isAnswered]): Asking => {
      const began = time + pause;
      time = began + length;
      return { began, ended: time, isAnswered };
    });
  });

const failure = fc
  .tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 30 }))
  .map(([began, length]) => ({ began, ended: began + length }));

const after = (all: readonly Asking[]): CanaryState => all.reduce(asked, NO_CANARY_YET);

test('before anybody was asked, that is what is to be done', () => {
  expect(blame(NO_CANARY_YET, { began: 0, ended: 1 })).toBe('ask');
});

test('law: as long as somebody always answers, we are never to blame', () => {
  fc.assert(
    fc.property(askings, failure, (all, failure) => {
      const state = after(all.map((asking) => ({ ...asking, isAnswered: true })));
      const isSince = all.some(({ began }) => began >= failure.ended);
      expect(blame(state, failure)).toBe(isSince ? 'site' : 'ask');
    }),
  );
});

test('law: while nobody answers, every failure since the last answer is ours', () => {
  fc.assert(
    fc.property(askings, failure, (all, failure) => {
      const last = all.at(-1);
      fc.pre(last !== undefined);
      const state = after([...all, { ...last, began: last.ended, ended: last.ended + 1, isAnswered: false }]);
      const answered = all.findLast(({ isAnswered }) => isAnswered)?.began ?? -Infinity;
      expect(isLost(state)).toBe(true);
      expect(blame(state, failure)).toBe(failure.ended >= answered ? 'us' : 'site');
    }),
  );
});

test('law: after an outage only what was under way in it is ours', () => {
  fc.assert(
    fc.property(askings, failure, (all, failure) => {
      const end = (all.at(-1)?.ended ?? 0) + 1;
      const state = after([
        ...all,
        { began: end, ended: end + 1, isAnswered: false },
        { began: end + 1, ended: end + 2, isAnswered: true },
        { began: end + 50, ended: end + 51, isAnswered: true },
      ]);
      if (failure.began > end + 2)
        expect(blame(state, failure)).toBe(failure.ended > end + 50 ? 'ask' : 'site');
      else if (failure.ended >= end) expect(blame(state, failure)).toBe('us');
    }),
  );
});

test('law: it is lost exactly while the last asking was not answered, and outages do not overlap', () => {
  fc.assert(
    fc.property(askings, (all) => {
      let state = NO_CANARY_YET;
      let ended = -Infinity;
      for (const asking of all) {
        const before = state;
        state = asked(state, asking);
        expect(isLost(state)).toBe(!asking.isAnswered);
        if (!isLost(before) && isLost(state)) expect(state.outage?.from).toBeGreaterThanOrEqual(ended - 10);
        if (isLost(before) && !isLost(state)) ended = state.outage?.to ?? Number.NaN;
      }
    }),
  );
});
