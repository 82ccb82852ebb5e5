import { describe, expect, test } from 'vitest';
import type { Transition } from '../../src/operators/alert/alert-options.js';
import { alertMessage } from '../../src/pipelines/alert-message.js';

const TIME = Date.UTC(2026, 4, 9, 16);
const transition = (more: Partial<Transition>): Transition => ({
  time: TIME,
  was: 'ok',
  state: 'firing',
  value: 1201,
  threshold: 1200,
  because: [],
  message: '',
  ...more,
});

describe('the usual words of an alert', () => {
  test.each([
    ['fraction', 0.061224, 'x = 6.1 %,'],
    ['size', 1224, 'x = 1.2 kB,'],
    ['duration', 812.3456, 'x = 812ms,'],
    ['rate', 17, 'x = 17.0/s,'],
    ['count', 12.25, 'x = 12.25,'],
    [undefined, 0.061224, 'x = 0.061224,'],
    [undefined, 0.1 + 0.2, 'x = 0.3,'],
    ['count', 0.1 + 0.2, 'x = 0.3,'],
    [undefined, 1.1e9 + 0.7, 'x = 1100000000.7,'],
  ] as const)('have the value by its unit: %s', (unit, value, words) => {
    const say = alertMessage({ name: 'a', value: 'x', unit, zone: 'UTC' });
    expect(say(transition({ value }))).toContain(words);
  });

  const say = alertMessage({ name: 'high-traffic', value: 'hits', zone: 'UTC' });

  test.each<[string, Partial<Transition>, string]>([
    ['firing', {}, 'High traffic generated an alert - hits = 1201, triggered at 2026-05-09T16:00:00.000Z'],
    [
      'recovery',
      { state: 'ok' },
      'High traffic alert recovered - hits = 1201, recovered at 2026-05-09T16:00:00.000Z',
    ],
    [
      'a first report',
      { state: 'ok', initial: true },
      'High traffic alert is ok - hits = 1201, at 2026-05-09T16:00:00.000Z',
    ],
    [
      'a reminder',
      { reminder: true },
      'High traffic alert (still) - hits = 1201, at 2026-05-09T16:00:00.000Z',
    ],
    [
      'no value',
      { state: 'ok', value: null },
      'High traffic alert recovered - hits = none, recovered at 2026-05-09T16:00:00.000Z',
    ],
    [
      'a key',
      { key: { section: '/api', zone: 3 } },
      '/api, 3: High traffic generated an alert - hits = 1201, triggered at 2026-05-09T16:00:00.000Z',
    ],
  ])('for %s', (_, more, text) => {
    expect(say(transition(more))).toBe(text);
  });

  test('leave out the value where the alert is a condition, and write times in the zone', () => {
    const down = alertMessage({ name: 'site.down', zone: 'Europe/Paris' });
    expect(down(transition({ value: null }))).toBe(
      'Site down generated an alert triggered at 2026-05-09T18:00:00.000+02:00',
    );
  });
});
