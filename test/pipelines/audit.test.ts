import { describe, expect, test } from 'vitest';
import type { Saved } from '../../src/io/state/state-store.js';
import { audit } from '../../src/pipelines/audit.js';
import type { Balance } from '../../src/pipelines/balance.js';
import { savedBalance } from '../../src/pipelines/saved-balance.js';

const balance: Balance = {
  lines: 100,
  rows: 90,
  held: 1,
  rejected: { malformed: 7, future: 2 },
  streams: [
    {
      ...{ name: 'summary', as: 'summary', isOut: true },
      signature: 'x',
      rows: 90,
      counted: 80,
      filtered: 6,
      rejected: { late: 3, 'late: idle': 1 },
      emitted: 9,
    },
  ],
  sinks: [
    {
      ...{ key: 'out', name: 'out', destination: 'file /out', emitted: 19, skipped: 1, composed: 17 },
      ...{ stored: 4, dead: 1, refused: 3, dropped: 7, waiting: 0, held: 0, lost: 0 },
    },
  ],
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
  waiting: { out: { deliveries: 1, rows: 2, bytes: 10, oldest: 0 } },
});

describe('audit', () => {
  test('reads the sinks of a state in which they had one name, and no rows were refused or dropped', () => {
    const old = { name: 'file /out', emitted: 9, skipped: 1, composed: 7, stored: 4, dead: 1 };
    const saved = savedWith({ sinks: [old] as unknown as Balance['sinks'] });
    const waiting = { 'file /out': { deliveries: 1, rows: 2, bytes: 10, oldest: 0 } };
    expect(audit('p', { ...saved, waiting })).toMatchObject({
      faults: [],
      sinks: [
        { ...old, key: 'file /out', destination: 'file /out', refused: 0, dropped: 0, waiting: 2, held: 1 },
      ],
    });
  });

  test('reads the streams of a state in which the signature of their operators was called their meaning', () => {
    const old = balance.streams.map(({ signature, ...rest }) => ({ ...rest, meaning: signature }));
    const saved = savedWith({ streams: old as unknown as Balance['streams'] });
    expect(savedBalance(saved)?.streams).toEqual(balance.streams);
  });

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
      'rows for out (file /out): 17 is not 3 stored + 1 dead + 3 refused + 7 dropped + 2 waiting = 16.',
    ],
    [
      'a row that was dropped',
      { sinks: balance.sinks.map((one) => ({ ...one, dropped: 6 })) },
      'rows for out (file /out): 17 is not 4 stored + 1 dead + 3 refused + 6 dropped + 2 waiting = 16.',
    ],
    [
      'a row that was refused',
      { sinks: balance.sinks.map((one) => ({ ...one, refused: 2 })) },
      'rows for out (file /out): 17 is not 4 stored + 1 dead + 2 refused + 7 dropped + 2 waiting = 16.',
    ],
    [
      'a row that a sink never had',
      { sinks: balance.sinks.map((one) => ({ ...one, emitted: 17 })) },
      'rows for out (file /out): 1 more are in deliveries than were emitted.',
    ],
    [
      'a sink for which something waits',
      { sinks: [] },
      'rows for out: 2 wait, and the balance knows of no such sink.',
    ],
  ])('misses %s that has disappeared', (_, changed, fault) => {
    expect(audit('p', savedWith(changed))?.faults).toEqual([fault]);
  });
});
