import { describe, expect, it } from 'vitest';
import {
  isExpected,
  parseExpectation,
  transitionDifferences,
} from '../../../src/config/testing/expectation.js';
import type { Transition } from '../../../src/operators/alert/alert-options.js';

const fired: Transition = {
  time: 60_000,
  was: 'no_data',
  state: 'firing',
  value: 0.3,
  threshold: 0.05,
  key: { section: '/api', host: null },
  message: 'Too many.',
  severity: 'page',
  because: [],
};

const misses = (written: Record<string, unknown>, sinceStart = 60_000): readonly string[] =>
  transitionDifferences(parseExpectation(written), sinceStart, fired);

describe('when something is expected', () => {
  it.each([
    [{ at: '61s' }, [61_000, 61_000]],
    [{ at: 0 }, [0, 0]],
    [{ within: '60s..130s' }, [60_000, 130_000]],
    [{ within: '1.5s..2.5s' }, [1500, 2500]],
    [{ within: '..2m' }, [-Infinity, 120_000]],
    [{ within: '1m..' }, [60_000, Infinity]],
    [{ state: 'ok' }, undefined],
  ])('%j is %j', (written, when) => {
    expect(parseExpectation(written).when).toEqual(when);
  });

  it.each([
    [{ at: 61 }, '61 has no unit.'],
    [{ at: '61' }, 'no unit'],
    [{ within: '60s' }, 'no range of times'],
    [{ within: '..' }, 'no range of times'],
    [{ within: '3m..2m' }, 'ends before it begins'],
    [{ within: 7 }, 'no range of times'],
    [{ at: '1s', within: '1s..2s' }, 'exclude each other'],
  ])('%j is refused: %s', (written, why) => {
    expect(() => parseExpectation(written)).toThrow(why);
  });
});

describe('a transition', () => {
  it('fits an expectation that names some of its fields, and fields of its key by their names', () => {
    expect(misses({})).toEqual([]);
    expect(misses({ state: 'firing', section: '/api', severity: 'page', within: '60s..60s' })).toEqual([]);
    expect(misses({ key: { section: '/api' }, message: 'Too many.' })).toEqual([]);
    expect(misses({ host: null, initial: false, reminder: false })).toEqual([]);
  });

  it('does not fit where one differs, and which ones is said', () => {
    expect(misses({ state: 'ok', value: 0.3, section: '/', at: '61s' })).toEqual(['state', 'section', 'at']);
    expect(misses({ key: { section: '/b' } })).toEqual(['key']);
    expect(misses({ within: '60.001s..' })).toEqual(['within']);
    expect(misses({ initial: true })).toEqual(['initial']);
  });

  it('has the value exactly: 0.1 + 0.2 is not 0.3', () => {
    expect(isExpected('value', 0.1 + 0.2, 0.3)).toBe(false);
    expect(isExpected('value', 3, '3')).toBe(false);
  });
});

describe('a value', () => {
  it('that is null is one that is missing, and nothing else', () => {
    expect(isExpected('p95', null, null)).toBe(true);
    expect(isExpected('p95', undefined, null)).toBe(true);
    expect(isExpected('p95', 0, null)).toBe(false);
    expect(isExpected('p95', undefined, 0)).toBe(false);
  });

  it('of a window’s time may be written as people write it', () => {
    expect(isExpected('start', Date.UTC(2026, 0, 1), '2026-01-01T00:00:00Z')).toBe(true);
    expect(isExpected('start', Date.UTC(2026, 0, 1), 'yesterday')).toBe(false);
    expect(isExpected('hits', 1549573860, '1549573860')).toBe(false);
  });

  it('that is a list or a map is compared to the bottom', () => {
    expect(isExpected('tags', ['a', { b: 1 }], ['a', { b: 1 }])).toBe(true);
    expect(isExpected('tags', ['a', { b: 1 }], ['a', { b: 2 }])).toBe(false);
  });
});
