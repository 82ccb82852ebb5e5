import { describe, expect, test } from 'vitest';
import type { Saved } from '../../src/io/state/state-store.js';
import { audit } from '../../src/pipelines/audit.js';
import type { Balance } from '../../src/pipelines/balance.js';

const balance: Balance = {
  lines: 100,
  rows: 90,
  held: 1,
  rejected: { malformed: 7, future: 2 },
  streams: [
    {
      name: 'summary',
      meaning: 'x',
      rows: 90,
      counted: 80,
      filtered: 6,
      rejected: { late: 3, 'late: idle': 1 },
      emitted: 9,
    },
  ],
  sinks: [{ name: 'file out', emitted: 9, skipped: 1, composed: 7, stored: 4, dead: 1 }],
};

const savedWith = (changed: Partial<Balance>): Saved => ({
  sequence: 3,
  position: { offset: 10 },
  states: { balance: { ...balance, ...changed } },
  keyed: {},
  sinks: {},
  remembered: new Map(),
  kept: {},
  lastDelivery: 4,
  waiting: { 'file out': { deliveries: 1, rows: 2, bytes: 10, oldest: 0 } },
});

describe('audit', () => {
  test('finds no fault in a balance that adds up, and says what waits', () => {
    const report = audit('p', savedWith({}));
    expect(report?.faults).toEqual([]);
    expect(report?.sinks[0]).toMatchObject({ waiting: 2, held: 1 });
  });

  test('says nothing of a pipeline that has counted nothing', () => {
    expect(audit('p', { ...savedWith({}), states: {} })).toBeUndefined();
  });

  test.each<[string, Partial<Balance>, string]>([
    ['a line', { lines: 101 }, 'lines: 101 is not 90 rows + 1 held + 9 rejected = 100.'],
    ['a row', { rows: 91 }, 'lines: 100 is not 91 rows + 1 held + 9 rejected = 101.'],
    [
      'a row of a stream',
      { streams: balance.streams.map((one) => ({ ...one, counted: 79 })) },
      'rows of stream summary: 90 is not 79 counted + 6 filtered + 4 rejected = 89.',
    ],
    [
      'a row for a sink',
      { sinks: balance.sinks.map((one) => ({ ...one, stored: 3 })) },
      'rows for file out: 7 is not 3 stored + 1 dead + 2 waiting = 6.',
    ],
    [
      'a row that a sink never had',
      { sinks: balance.sinks.map((one) => ({ ...one, emitted: 7 })) },
      'rows for file out: 1 more are in deliveries than were emitted.',
    ],
  ])('misses %s that has disappeared', (_, changed, fault) => {
    expect(audit('p', savedWith(changed))?.faults).toEqual([fault]);
  });
});
