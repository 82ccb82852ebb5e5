import { describe, expect, test } from 'vitest';
import { mergeSettings } from '../../src/config/merge-settings.js';

describe('settings over those of a ready-made pipeline', () => {
  test('are merged map by map, and replace anything else', () => {
    const under = { time: { lateness: '2s', idle: '10s' }, to: ['a', 'b'], window: '10s' };
    expect(mergeSettings(under, { time: { lateness: '5s' }, to: ['c'], window: { size: '2m' } })).toEqual({
      time: { lateness: '5s', idle: '10s' },
      to: ['c'],
      window: { size: '2m' },
    });
  });

  test('take out with null, at any depth', () => {
    const under = { streams: { a: { by: ['x'], top: { n: 1 } }, b: {} } };
    expect(mergeSettings(under, { streams: { a: { top: null }, b: null, c: null } })).toEqual({
      streams: { a: { by: ['x'] } },
    });
  });

  test('replace maps whole where a value is one thing or another', () => {
    expect(
      mergeSettings(
        { window: { size: '2m', every: '1s' } },
        { window: { session: '5m' } },
        new Set(['window']),
      ),
    ).toEqual({
      window: { session: '5m' },
    });
  });

  test('leave both sides as they were, and pollute nothing', () => {
    const under = { a: { b: 1 } };
    const over = JSON.parse('{"__proto__": {"polluted": true}, "a": {"c": 2}}') as unknown;
    const merged = mergeSettings(under, over);
    expect(under).toEqual({ a: { b: 1 } });
    expect((merged as { a: unknown }).a).toEqual({ b: 1, c: 2 });
    expect(({} as { polluted?: true }).polluted).toBeUndefined();
  });
});
