import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { checkTable } from '../../../src/cli/web-monitor/check-table.js';
import { listedTargets } from '../../../src/cli/web-monitor/listed-targets.js';
import { standingText } from '../../../src/cli/web-monitor/live-line.js';
import { phaseBar } from '../../../src/cli/web-monitor/phase-bar.js';
import { Standing } from '../../../src/cli/web-monitor/standing.js';
import { checkRow } from '../../../src/io/actions/check/check-row.js';
import type { Verdict } from '../../../src/io/actions/check/verdict.js';

const rowOf = (name: string, verdict: Partial<Verdict>) =>
  checkRow(
    { kind: 'gone', url: name, name, tags: {}, group: undefined, maintenance: [] },
    { time: 0, lag: 0 },
    { class: 'ok', timings: {}, ...verdict },
  );

const ROWS = [
  rowOf('https://a.example.com/', {
    status: 200,
    total: 81,
    timings: { dns: 1, connect: 10, tls: 30, wait: 40 },
  }),
  rowOf('https://b.example.com/', {
    class: 'timeout',
    phase: 'tls',
    detail: 'no answer in 10s',
    timings: { dns: 1, connect: 20 },
  }),
  rowOf('https://c.example.com/', {
    class: 'slow',
    status: 200,
    total: 2500,
    timings: { wait: 2500 },
    note: 'reused',
  }),
  rowOf('https://d.example.com/', { status: 200, total: 900, timings: { wait: 900 } }),
  rowOf('https://e.example.com/', { class: 'unknown', detail: 'our own network is down' }),
  rowOf('https://f.example.com/\u001b[2J', {
    class: 'status',
    status: 503,
    total: 30,
    timings: { wait: 30 },
  }),
];

const standingOf = (rows: typeof ROWS): Standing => {
  const standing = new Standing();
  for (const row of rows) standing.note(row);
  return standing;
};

describe('what a terminal is told of checks', () => {
  it('is a table, the worst first and of those the slowest, with the phases as a bar', () => {
    expect(checkTable(standingOf(ROWS).worstFirst(), false)).toBe(`\
status              503     30ms  wwwwwwwwwwww  https://f.example.com/\\x1b[2J
timeout (tls)                  -  dccccccccccc  https://b.example.com/         no answer in 10s
slow                200     2.5s  wwwwwwwwwwww  https://c.example.com/         reused
unknown                        -                https://e.example.com/         our own network is down
up                  200    900ms  wwwwwwwwwwww  https://d.example.com/
up                  200     81ms  dccttttwwwww  https://a.example.com/

2 up, 1 slow, 2 down, 1 unknown
`);
  });

  it('has colours only where they are asked for', () => {
    expect(checkTable(ROWS, false)).not.toContain('\u001b');
    expect(checkTable(ROWS, true)).toContain('\u001b[');
  });

  it('shows every phase that took any time, in as many letters as its share', () => {
    expect(phaseBar({}, false)).toBe(' '.repeat(12));
    expect(phaseBar({ dns: 0, connect: 1, wait: 1, body: null }, false)).toBe('ccccccwwwwww');
    expect(phaseBar({ dns: 0.1, connect: 1, tls: 98, wait: 1 }, false)).toMatch(/^dct+w$/);
    expect(phaseBar({ dns: 0.1, connect: 1, tls: 98, wait: 1 }, false)).toHaveLength(12);
  });

  it('counts each target as it stood last; a check that was left out says nothing new', () => {
    const standing = standingOf(ROWS);
    standing.note(rowOf('https://b.example.com/', {}));
    standing.note(rowOf('https://a.example.com/', { class: 'missed' }));
    expect(standingText(standing)).toBe('3 up, 1 slow, 1 down, 1 unknown');
    expect(standingText(new Standing())).toBe('');
  });

  it('counts no target that is none any more, whatever comes of a check that was under way', () => {
    const standing = standingOf(ROWS);
    standing.keep(new Set(['https://a.example.com/', 'https://new.example.com/']));
    expect(standingText(standing)).toBe('1 up, 0 slow, 0 down');
    standing.note(rowOf('https://b.example.com/', { class: 'timeout' }));
    standing.note(rowOf('https://new.example.com/', { class: 'timeout' }));
    expect(standingText(standing)).toBe('1 up, 0 slow, 1 down');
  });
});

describe('a list on standard input', () => {
  it('is read to its end, without comments', async () => {
    const input = new PassThrough();
    input.end('https://a.example.com/#x # one\n\n# none\r\nhttps://b.example.com/\r\n');
    expect(await listedTargets(input)).toEqual({
      targets: ['https://a.example.com/#x', 'https://b.example.com/'],
      isOpen: false,
    });
  });

  it('is whole when nothing more comes of a writer that goes on', async () => {
    const input = new PassThrough();
    input.write('https://a.example.com/\nhttps://b');
    input.write('.example.com/\n');
    expect(await listedTargets(input, 1)).toEqual({
      targets: ['https://a.example.com/', 'https://b.example.com/'],
      isOpen: true,
    });
  });

  it('is not cut in the middle of a line, however slowly that comes', async () => {
    const input = new PassThrough();
    const listed = listedTargets(input, 1);
    input.write('https://a.example.com/\nhttps://b.exam');
    // Silence of many times as long as that after a line.
    await new Promise((resolve) => {
      setTimeout(resolve, 30);
    });
    input.write('ple.com/\n');
    expect(await listed).toEqual({
      targets: ['https://a.example.com/', 'https://b.example.com/'],
      isOpen: true,
    });
  });
});
