import { describe, expect, it } from 'vitest';
import { hit, hits, textOf } from './hits.js';

describe('the text of the access-log monitor', () => {
  it('has nothing for no rows', async () => {
    expect(await textOf([])).toBe('');
  });

  it('shows a period, its sections below it, and a transition after the period that it ends with', async () => {
    const text = await textOf(
      [
        hit(0, { section: '/a', size: 1500, host: 'x' }),
        hit(1, { section: '/a', host: 'y' }),
        hit(1, { section: '/a', status: 404, host: 'x' }),
        hit(2, { section: '/b', status: 503, size: 999, duration: 1234.5678 }),
        hit(13, { section: '/b' }),
      ],
      { threshold: { events: 1, milliseconds: 1000 }, window: '2s', period: '5s' },
    );
    expect(text).toBe(`!! High traffic generated an alert - hits = 3, triggered at 2026-05-09T16:00:01.000Z
ok High traffic alert recovered - hits = 1, recovered at 2026-05-09T16:00:03.000Z

2026-05-09 16:00:00 – 16:00:05  summary (partial)  hits 4  rate 0.8/s  size 2.5 kB  mean_size 625 B
    clients 2  errors 2  status_2xx 2  status_4xx 1  status_5xx 1
2026-05-09 16:00:00 – 16:00:05  sections (partial)
  section  hits  errors    size     p95   share
  /a          3       0  1.5 kB       -  75.0 %
  /b          1       1   999 B  1.235s  25.0 %

2026-05-09 16:00:05 – 16:00:10  summary  hits 0  rate 0.0/s  size 0 B

2026-05-09 16:00:10 – 16:00:15  summary  hits 1  rate 0.2/s  size 0 B  mean_size 0 B  status_2xx 1
2026-05-09 16:00:10 – 16:00:15  sections
  section  hits  size    share
  /b          1   0 B  100.0 %
`);
  });

  it('shows a run of empty periods where it was, with the days that it reached over', async () => {
    const text = await textOf([hit(0), hit(3 * 86_400), hit(3 * 86_400 + 10)]);
    const periods = text.split('\n').filter((line) => /^2026.*summary/.test(line));
    expect(periods.slice(-4, -2)).toEqual([
      '2026-05-09 17:00:00 – 17:00:10  summary  hits 0  rate 0.0/s  size 0 B',
      '2026-05-09 17:00:10 – 2026-05-12 16:00:00  summary  nothing in 25559 windows',
    ]);
    expect(periods.at(-1)).toMatch(/^2026-05-12 16:00:10 – 16:00:20 {2}summary {2}hits 1 /);
  });

  it('does not name the next day for a period that ends with its own', async () => {
    expect(await textOf([hit(8 * 3600 - 5)])).toContain('2026-05-09 23:59:50 – 00:00:00  summary (partial)');
  });

  it('shows hostile section names harmlessly, and the columns in their places', async () => {
    const names = ['/\u001b[31m\r\n', '/\u202egpj\u200f', `/${'x'.repeat(100_000)}`, '/ok'];
    const text = await textOf(names.map((section) => hit(0, { section })));
    expect(text.split('\n').slice(4)).toEqual([
      '  section                                   hits  size   share',
      '  /\\x1b[31m\\x0d\\x0a                            1   0 B  25.0 %',
      '  /ok                                          1   0 B  25.0 %',
      `  /${'x'.repeat(38)}…     1   0 B  25.0 %`,
      '  /\\u{202e}gpj\\u{200f}                         1   0 B  25.0 %',
      '',
    ]);
  });

  it('is painted only where it is told to', async () => {
    const burst = hits(0, 3);
    const options = { threshold: { events: 1, milliseconds: 1000 }, window: '2s' };
    expect(await textOf(burst, options)).not.toContain('\u001b');
    const painted = await textOf(burst, { ...options, colours: true });
    expect(painted).toContain('\u001b[1m2026-05-09 16:00:00 – 16:00:10\u001b[22m');
    expect(painted).toContain('\u001b[1m\u001b[31m!!\u001b[39m\u001b[22m High traffic');
  });

  it('is the same for any zone but the times', async () => {
    expect(await textOf([hit(0)], { zone: 'America/St_Johns' })).toContain('2026-05-09 13:30:00 – 13:30:10');
  });
});
