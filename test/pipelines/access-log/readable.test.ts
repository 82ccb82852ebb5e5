import { describe, expect, it } from 'vitest';
import type { AccessLogRow } from '../../../src/io/codecs/access-log/access-log-row.js';
import type { Emitted } from '../../../src/io/sinks/sink.js';
import type { accessLog } from '../../../src/pipelines/access-log/access-log.js';
import { readable } from '../../../src/pipelines/access-log/readable.js';
import { hit, MAY_9, rowsOf } from './hits.js';

const plain = readable({ zone: 'UTC', colours: false });

/** What the monitor shows of these rows, all in one delivery. */
const shown = async (rows: readonly AccessLogRow[], options: Partial<Parameters<typeof accessLog>[0]> = {}) =>
  plain(await rowsOf(rows, options));

describe('readable', () => {
  it('writes nothing for no rows', () => {
    expect(plain([])).toBe('');
  });

  it('shows a period, its sections below it, and a transition after the period that it ends with', async () => {
    const text = await shown(
      [
        hit(0, { section: '/a', size: 1500 }),
        hit(1, { section: '/a' }),
        hit(1, { section: '/a', status: 404 }),
        hit(2, { section: '/b', status: 503, size: 999 }),
        hit(13, { section: '/b' }),
      ],
      { threshold: { events: 1, milliseconds: 1000 }, window: '2s', period: '5s' },
    );
    expect(text).toBe(`!! High traffic generated an alert - hits = 3, triggered at 2026-05-09T16:00:01.000Z
ok High traffic alert recovered - hits = 1, recovered at 2026-05-09T16:00:03.000Z

2026-05-09 16:00:00 – 16:00:05  4 requests  0.8/s  2.5 kB  4xx 1  5xx 1  (partial)
  /a                                      3   75.0 %    1.5 kB
  /b                                      1   25.0 %     999 B  5xx 1

2026-05-09 16:00:05 – 16:00:10  0 requests  0.0/s  0 B  4xx 0  5xx 0

2026-05-09 16:00:10 – 16:00:15  1 request  0.2/s  0 B  4xx 0  5xx 0
  /b                                      1  100.0 %       0 B
`);
  });

  it('shows a run of empty periods where it was, with the days that it reached over', async () => {
    const text = await shown([hit(0), hit(3 * 86_400), hit(3 * 86_400 + 10)]);
    const blocks = text.split('\n').filter((line) => line.startsWith('2026'));
    expect(blocks.slice(-4)).toEqual([
      '2026-05-09 17:00:00 – 17:00:10  0 requests  0.0/s  0 B  4xx 0  5xx 0',
      '2026-05-09 17:00:10 – 2026-05-12 16:00:00  no requests in 25559 periods',
      '2026-05-12 16:00:00 – 16:00:10  1 request  0.1/s  0 B  4xx 0  5xx 0',
      '2026-05-12 16:00:10 – 16:00:20  1 request  0.1/s  0 B  4xx 0  5xx 0',
    ]);
  });

  it('does not name the next day for a period that ends with its own', async () => {
    const rows = await rowsOf([hit(8 * 3600 - 5)]);
    expect(plain(rows)).toContain('2026-05-09 23:59:50 – 00:00:00  1 request');
  });

  it('shows hostile section names harmlessly, and the columns in their places', async () => {
    const names = ['/\u001b[31m\r\n', '/\u202egpj\u200f', `/${'x'.repeat(100_000)}`, '/ok'];
    const text = await shown(names.map((section) => hit(0, { section })));
    expect(text).toBe(`
2026-05-09 16:00:00 – 16:00:10  4 requests  0.4/s  0 B  4xx 0  5xx 0  (partial)
  /\\x1b[31m\\x0d\\x0a                       1   25.0 %       0 B
  /ok                                     1   25.0 %       0 B
  /xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…        1   25.0 %       0 B
  /\\u{202e}gpj\\u{200f}                    1   25.0 %       0 B
`);
  });

  it('paints only where it is told to', async () => {
    const rows: readonly Emitted[] = await rowsOf([hit(0), hit(0), hit(0)], {
      threshold: { events: 1, milliseconds: 1000 },
      window: '2s',
    });
    expect(plain(rows)).not.toContain('\u001b');
    const painted = readable({ zone: 'UTC', colours: true })(rows);
    expect(painted).toContain('\u001b[1m2026-05-09 16:00:00 – 16:00:10\u001b[22m');
    expect(painted).toContain('\u001b[1m\u001b[31m!!\u001b[39m\u001b[22m High traffic');
  });

  it('shows the same for any zone but the times', async () => {
    const rows = await rowsOf([hit(0)]);
    expect(MAY_9).toBe(Date.UTC(2026, 4, 9, 16));
    expect(readable({ zone: 'America/St_Johns', colours: false })(rows)).toContain(
      '2026-05-09 13:30:00 – 13:30:10',
    );
  });
});
