import { of } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { Emitted } from '../../src/io/sinks/sink.js';
import { count, mean } from '../../src/operators/measures/index.js';
import { NONE_REJECTED } from '../../src/operators/rejected.js';
import { tumbling } from '../../src/operators/windows/tumbling.js';
import { readableRows } from '../../src/pipelines/readable-rows.js';

const START = Date.UTC(2026, 4, 9, 16);

const windowRows = (
  rows: readonly { readonly time: number; readonly path: string; readonly ms: number }[],
): Emitted[] => {
  const emitted: Emitted[] = [];
  of({ rows, watermark: Infinity, rejected: NONE_REJECTED })
    .pipe(tumbling({ size: '10s', by: ['path'], measures: { hits: count(), mean: mean('ms') } }))
    .subscribe((batch) => {
      for (const row of batch.rows) emitted.push({ pipeline: 'p', stream: 'paths', id: '', row });
    });
  return emitted;
};

const show = readableRows({ zone: 'UTC', colours: false });

describe('rows for people', () => {
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
});
