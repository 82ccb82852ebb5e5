import { of } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { Emitted } from '../../../src/io/sinks/sink.js';
import type { Unit, UnitOf } from '../../../src/io/text/value-text.js';
import type { Transition } from '../../../src/operators/alert/alert-options.js';
import { count, mean, rate, ratio, sum } from '../../../src/operators/measures/index.js';
import type { Measures } from '../../../src/operators/measures/measure.js';
import { NONE_REJECTED } from '../../../src/operators/rejected.js';
import { tumbling } from '../../../src/operators/windows/tumbling.js';
import type { AlertFacts } from '../../../src/pipelines/text/alert-words.js';
import { readableRows } from '../../../src/pipelines/text/readable-rows.js';

const START = Date.UTC(2026, 4, 9, 16);

interface Row {
  readonly time: number;
  readonly path: string;
  readonly ms: number;
}

const windowRows = (
  rows: readonly Row[],
  more: Measures<Row> = {},
  by: readonly 'path'[] = ['path'],
): Emitted[] => {
  const emitted: Emitted[] = [];
  of({ rows, watermark: Infinity, rejected: NONE_REJECTED })
    .pipe(tumbling({ size: '10s', by, measures: { hits: count(), mean: mean('ms'), ...more } }))
    .subscribe((batch) => {
      for (const row of batch.rows) emitted.push({ pipeline: 'p', stream: 'paths', id: '', row });
    });
  return emitted;
};

const show = readableRows({ zone: 'UTC', colours: false });

describe('rows for people', () => {
  test('have their times in the zone of their stream', () => {
    const rows = windowRows([{ time: START, path: '/', ms: 1 }]);
    const inZone = readableRows({
      zone: 'UTC',
      zoneOf: (stream) => (stream === 'paths' ? 'Asia/Tokyo' : 'UTC'),
      colours: false,
    });
    expect(inZone(rows)).toContain('2026-05-10 01:00:00 – 01:00:10');
    expect(inZone(rows.map((one) => ({ ...one, stream: 'other' })))).toContain(
      '2026-05-09 16:00:00 – 16:00:10',
    );
  });

  test('of one window are a table below its time', () => {
    const rows = windowRows([
      { time: START, path: '/api', ms: 1 },
      { time: START + 1, path: '/api', ms: 2 },
      { time: START + 2, path: '/long/path', ms: 1000 },
    ]);
    expect(show(rows.slice(0, 2))).toBe(`
2026-05-09 16:00:00 – 16:00:10  paths (partial)
  path        hits  mean
  /api           2   1.5
  /long/path     1  1000
`);
  });

  test('stand under each other whatever characters the keys have', () => {
    const rows = windowRows([
      { time: START, path: '/日本語', ms: 1 },
      { time: START + 1, path: '/cafe\u0301', ms: 2 },
      { time: START + 2, path: '/👍🏽', ms: 3 },
      { time: START + 3, path: '/plain', ms: 4 },
    ]);
    expect(show(rows.slice(0, 3))).toBe(`
2026-05-09 16:00:00 – 16:00:10  paths (partial)
  path     hits  mean
  /cafe\u0301       1     2
  /plain      1     4
  /日本語     1     1
`);
  });

  test('have their values by their units, and without what is nothing in all of them', () => {
    const units: Readonly<Record<string, Unit>> = {
      ...{ hits: 'count', errors: 'count', slow: 'count', rate: 'rate' },
      ...{ size: 'size', mean: 'duration', part: 'fraction' },
    };
    const unitOf: UnitOf = (stream, field) => (stream === 'paths' ? units[field] : undefined);
    const shown = readableRows({ zone: 'UTC', colours: false, unitOf });
    const rows = windowRows(
      [
        { time: START, path: '/a', ms: 812.4 },
        { time: START + 1, path: '/b', ms: 0 },
        { time: START + 2, path: '/b', ms: 0.000123 },
      ],
      {
        errors: count<Row>(({ ms }) => ms > 800),
        slow: count<Row>(({ ms }) => ms > 9000),
        rate: rate(),
        size: sum<Row>(({ ms }) => ms * 1000),
        part: ratio('errors', 'hits'),
        nothing: mean<Row>(() => null),
      },
    );
    expect(shown(rows.slice(0, 2))).toBe(`
2026-05-09 16:00:00 – 16:00:10  paths (partial)
  path  hits         mean  errors   rate      size     part
  /a       1        812ms       1  0.1/s  812.4 kB  100.0 %
  /b       2  0.0000615ms       0  0.2/s       0 B    0.0 %
`);
    const bare = { time: START, size: 1224, part: 0.512821, n: 0.512821, error: null };
    const of = (stream: string) => shown([{ pipeline: 'p', stream, id: '', row: bare }]);
    expect(of('paths')).toBe('2026-05-09 16:00:00  paths  size=1.2 kB part=51.3 % n=0.512821 error=-\n');
    expect(of('other')).toBe('2026-05-09 16:00:00  other  size=1224 part=0.512821 n=0.512821 error=-\n');
  });

  test('of one window without keys are one line, and stand beside the other streams of the window', () => {
    const rows = [0, 1].flatMap((window) =>
      ['one', 'two'].map((stream): Emitted => {
        const [emitted] = windowRows([{ time: START + window * 10_000, path: '', ms: 1 }], {}, []);
        return { pipeline: 'p', stream, id: '', row: emitted?.row };
      }),
    );
    // Streams emit in turns, one after the other.
    const inTurns = [rows[0], rows[2], rows[1], rows[3]].flatMap((row) => row ?? []);
    expect(show(inTurns)).toBe(`
2026-05-09 16:00:00 – 16:00:10  one (partial)  hits 1  mean 1
2026-05-09 16:00:00 – 16:00:10  two (partial)  hits 1  mean 1

2026-05-09 16:00:10 – 16:00:20  one (partial)  hits 1  mean 1
2026-05-09 16:00:10 – 16:00:20  two (partial)  hits 1  mean 1
`);
  });

  test('hold nothing that a terminal obeys', () => {
    const text = show(windowRows([{ time: START, path: '\u001b[2J\n', ms: 1 }]));
    expect(text).toContain('\\x1b[2J\\x0a');
    expect(text).not.toContain('\u001b');
  });

  test('that are no windows are a line of fields each', () => {
    const row = { time: START, reason: 'malformed', detail: null, offset: 12 };
    expect(show([{ pipeline: 'p', stream: 'bad', id: '', row }])).toBe(
      '2026-05-09 16:00:00  bad  reason=malformed detail=- offset=12\n',
    );
  });

  test('that are transitions are a line with their message', () => {
    const row = {
      time: START,
      was: 'ok',
      state: 'firing',
      value: 1,
      threshold: 0,
      because: [],
      message: 'It burns.',
    };
    expect(show([{ pipeline: 'p', stream: 's', id: '', row }])).toBe('!! It burns.\n');
    expect(show([{ pipeline: 'p', stream: 's', id: '', row: { ...row, state: 'ok' } }])).toBe(
      'ok It burns.\n',
    );
  });

  describe('that are transitions of an alert that is known', () => {
    const said = (
      facts: Partial<AlertFacts>,
      transition: Partial<Transition>,
      message = 'High traffic generated an alert - x = 7, triggered at 2026-05-09T16:00:00.000Z',
    ): string => {
      const row = {
        ...{ time: START, alert: 'high-traffic', was: 'ok', state: 'firing', value: 7, threshold: 5 },
        ...{ because: [], message },
        ...transition,
      };
      const alertOf = () => ({ value: 'x', absent: false, worded: [], ...facts });
      return readableRows({ zone: 'UTC', colours: false, alertOf })([
        { pipeline: 'p', stream: 's', id: '', row },
      ]);
    };

    test('have the level behind the usual words, and the severity', () => {
      const words = '!! High traffic generated an alert - x = 7, triggered at 2026-05-09T16:00:00.000Z';
      expect(said({}, {})).toBe(`${words} (level 5)\n`);
      expect(said({}, { severity: 'page' })).toBe(`${words} (page, level 5)\n`);
      expect(said({}, { value: null, threshold: null })).toBe(`${words}\n`);
    });

    test('have everything around words of one’s own', () => {
      const worded = ['firing'] as const;
      expect(said({ worded }, { severity: 'page' }, '/api burns')).toBe(
        '!! 2026-05-09 16:00:00  high-traffic  /api burns (page, x 7, level 5)\n',
      );
      expect(said({ worded, unit: 'fraction' }, { value: 0.1 + 0.2, threshold: 0.05 }, 'It burns')).toBe(
        '!! 2026-05-09 16:00:00  high-traffic  It burns (x 30.0 %, level 5.0 %)\n',
      );
      expect(said({ worded, unit: 'duration' }, { value: 812, threshold: 500 }, 'Slow')).toContain(
        'x 812ms, level 500ms',
      );
      expect(said({ worded, value: undefined }, { value: null, threshold: null }, 'It burns')).toBe(
        '!! 2026-05-09 16:00:00  high-traffic  It burns\n',
      );
    });

    test('never show a value as its level that is not', () => {
      const worded = ['firing'] as const;
      expect(said({ worded, unit: 'size' }, { value: 1_000_001, threshold: 1_000_000 }, '.')).toContain(
        'x 1000001 B, level 1000000 B',
      );
      expect(said({ worded, unit: 'duration' }, { value: 500.25, threshold: 500 }, '.')).toContain(
        'x 500.25ms, level 500ms',
      );
      expect(said({ worded, unit: 'fraction' }, { value: 0.0501, threshold: 0.05 }, '.')).toContain(
        'x 5.01 %, level 5 %',
      );
    });

    test('of silence say how long nothing has come', () => {
      const facts = { value: undefined, absent: true };
      expect(said(facts, { value: 300_000, threshold: 300_000, severity: 'warn' }, 'Web is silent')).toBe(
        '!! Web is silent (warn, nothing for 5m)\n',
      );
    });
  });
});
