import { describe, expect, it } from 'vitest';
import type { AccessLogRow } from '../../../src/io/codecs/access-log/access-log-row.js';
import type { Emitted } from '../../../src/io/sinks/sink.js';
import { hit, hits, MAY_9, type Preset, rowsOf } from './hits.js';

type Fields = Readonly<Record<string, unknown>>;

const ofStream = (rows: readonly Emitted[], name: string): readonly Fields[] =>
  rows.filter(({ stream }) => stream === name).map(({ row }) => row as Fields);

const summaries = async (rows: readonly AccessLogRow[], options?: Preset) =>
  ofStream(await rowsOf(rows, options), 'summary');
const sections = async (rows: readonly AccessLogRow[], options?: Preset) =>
  ofStream(await rowsOf(rows, options), 'sections');
const alerts = async (rows: readonly AccessLogRow[], options?: Preset) =>
  ofStream(await rowsOf(rows, options), 'alerts');

/** So many requests in the first two minutes, all in one second in their middle. */
const inTwoMinutes = (n: number): AccessLogRow[] => [hit(0), ...hits(60, n - 1)];

describe('the summary of the access-log monitor', () => {
  it('has one row a period, with every field', async () => {
    const statuses = [100, 200, 204, 301, 404, 499, 500, 599, 600, null];
    const rows = statuses.map((status, i) => hit(i / 2, { status, size: 10 ** i }));
    expect(await summaries(rows)).toEqual([
      {
        start: MAY_9,
        end: MAY_9 + 10_000,
        hits: 10,
        rate: 1,
        size: 1_111_111_111,
        mean_size: 111_111_111.1,
        clients: 0,
        errors: 4,
        status_1xx: 1,
        status_2xx: 2,
        status_3xx: 1,
        status_4xx: 2,
        status_5xx: 2,
        status_other: 2,
        partial: true,
      },
    ]);
  });

  it('counts every row in exactly one period, half-open, and says the empty ones', async () => {
    const rows = [hit(9.999), hit(10), hit(19.999), hit(40)];
    const said = (await summaries(rows)).map(({ start, hits: n }) => [(Number(start) - MAY_9) / 1000, n]);
    expect(said).toEqual([
      [0, 1],
      [10, 2],
      [20, 0],
      [30, 0],
      [40, 1],
    ]);
  });

  it('has periods of the length that it is given', async () => {
    const said = await summaries([hit(0), hit(59), hit(60)], { period: '1m' });
    expect(said).toMatchObject([
      { end: MAY_9 + 60_000, hits: 2, rate: 2 / 60 },
      { end: MAY_9 + 120_000, hits: 1, rate: 1 / 60 },
    ]);
  });

  it('counts different clients, and means over what there is', async () => {
    const hosts = ['a', 'b', 'a', undefined, null, 'c', 'a'];
    const said = await summaries([...hosts.map((host, i) => hit(i, { host, size: i })), hit(25)]);
    expect(said).toMatchObject([
      { hits: 7, clients: 3, mean_size: 3 },
      { hits: 0, clients: 0, mean_size: null },
      { hits: 1, clients: 0, mean_size: 0 },
    ]);
  });

  it('is partial in its first period only', async () => {
    expect((await summaries([hit(3), hit(13), hit(23)])).map(({ partial }) => partial)).toEqual([
      true,
      undefined,
      undefined,
    ]);
  });
});

describe('the sections of the access-log monitor', () => {
  it('are told apart by the site too, where that is asked for', async () => {
    const rows = ['a.example', 'b.example', 'a.example', null].map((vhost) =>
      hit(0, { vhost, section: '/api' }),
    );
    const shown = (all: readonly Fields[]) => all.map(({ vhost, section, hits }) => [vhost, section, hits]);
    expect(shown(await sections(rows, { bySite: true }))).toEqual([
      ['a.example', '/api', 2],
      [null, '/api', 1],
      ['b.example', '/api', 1],
    ]);
    expect(shown(await sections(rows))).toEqual([[undefined, '/api', 4]]);
  });

  it('are the busiest first, with every field', async () => {
    const rows = [
      ...hits(0, 1, { section: '/b', size: 5, status: 404 }),
      ...hits(1, 3, { section: '/a', size: 7, status: 500 }),
    ];
    const bounds = { start: MAY_9, end: MAY_9 + 10_000, partial: true };
    expect(await sections(rows)).toEqual([
      { ...bounds, section: '/a', hits: 3, errors: 3, size: 21, p95: null, share: 0.75 },
      { ...bounds, section: '/b', hits: 1, errors: 0, size: 5, p95: null, share: 0.25 },
    ]);
  });

  it('have errors from the status 500 on, without an end', async () => {
    const said = await sections([499, 500, 599, 600, 999, null].map((status) => hit(0, { status })));
    expect(said.map(({ errors }) => errors)).toEqual([4]);
  });

  it('are never said without a hit', async () => {
    const said = await sections([
      hit(0, { section: '/a' }),
      hit(10, { section: '/b' }),
      hit(35, { section: '/a' }),
    ]);
    expect(said.map(({ section, hits: n }) => [section, n])).toEqual([
      ['/a', 1],
      ['/b', 1],
      ['/a', 1],
    ]);
  });

  it('are at most as many as asked for in each period, and their shares are of the whole period', async () => {
    const rows = [0, 10].flatMap((second) =>
      Array.from({ length: 12 }, (_, i) => hits(second, i + 1, { section: `/${i + 1}` })).flat(),
    );
    const said = await sections(rows, { top: 3 });
    expect(said.map(({ section }) => section)).toEqual(['/12', '/11', '/10', '/12', '/11', '/10']);
    expect(said[0]?.share).toBe(12 / 78);
    expect((await sections(rows)).length).toBe(2 * 10);
  });

  it('have shares that add up to 1', async () => {
    const rows = Array.from({ length: 700 }, (_, i) => hit(i % 10, { section: `/${(i * i) % 97}` }));
    const said = await sections(rows, { top: 1000 });
    expect(said.reduce((sum, { hits: n }) => sum + Number(n), 0)).toBe(700);
    expect(said.reduce((sum, { share }) => sum + Number(share), 0)).toBeCloseTo(1, 12);
  });

  it('of equal hits stand in the order of their names, however the log had them', async () => {
    const names = ['/b', '/a', '/c'];
    const said = await sections(names.map((section) => hit(0, { section })));
    expect(said.map(({ section }) => section)).toEqual(['/a', '/b', '/c']);
  });
});

describe('the alerts of the access-log monitor', () => {
  it.each([1199, 1200])('say nothing after the first report at %d hits in two minutes', async (n) => {
    const said = await alerts([hit(0), ...hits(200, n), hit(400)]);
    expect(said).toMatchObject([
      {
        // The first window that is full: its first second has been seen from its beginning.
        time: MAY_9 + 120_000,
        was: 'no_data',
        state: 'ok',
        initial: true,
        value: 0,
        threshold: 1200,
        message: 'High traffic alert is ok - hits = 0, at 2026-05-09T16:02:00.000Z',
      },
    ]);
  });

  it('fire at 1201 hits in two minutes and recover when the window has moved on, each in exact words', async () => {
    const said = await alerts([...inTwoMinutes(1201), hit(300)]);
    expect(said.map(({ message }) => message)).toEqual([
      'High traffic generated an alert - hits = 1201, triggered at 2026-05-09T16:01:00.000Z',
      'High traffic alert recovered - hits = 0, recovered at 2026-05-09T16:03:00.000Z',
    ]);
  });

  it('stay firing at exactly the threshold, and recover below it', async () => {
    // 1201 hits, then 1200 from 16:02:00 on, then 1199 from 16:02:10 on.
    const rows = [hit(0), hit(10), ...hits(60, 1199), hit(179)];
    const said = await alerts(rows);
    expect(
      said.map(({ time, was, state, value }) => [(Number(time) - MAY_9) / 1000, was, state, value]),
    ).toEqual([
      [60, 'no_data', 'firing', 1201],
      [130, 'firing', 'ok', 1199],
    ]);
  });

  it('say everything that a transition has', async () => {
    const [fired] = await alerts(inTwoMinutes(1201));
    expect(fired).toEqual({
      time: MAY_9 + 60_000,
      alert: 'high-traffic',
      was: 'no_data',
      state: 'firing',
      value: 1201,
      threshold: 1200,
      because: [
        { start: MAY_9, value: 1 },
        { start: MAY_9 + 60_000, value: 1200 },
      ],
      message: 'High traffic generated an alert - hits = 1201, triggered at 2026-05-09T16:01:00.000Z',
    });
  });

  it('are initial in the first report only', async () => {
    const rows = [hit(0), ...hits(200, 1201), hit(600), ...hits(700, 1201), hit(1000)];
    const said = await alerts(rows);
    expect(said.map(({ state, initial }) => [state, initial])).toEqual([
      ['ok', true],
      ['firing', undefined],
      ['ok', undefined],
      ['firing', undefined],
      ['ok', undefined],
    ]);
  });

  it('name times in the zone that is chosen', async () => {
    const [fired] = await alerts(inTwoMinutes(1201), { zone: 'Europe/Paris' });
    expect(fired?.message).toBe(
      'High traffic generated an alert - hits = 1201, triggered at 2026-05-09T18:01:00.000+02:00',
    );
  });

  it('compare rates exactly: 0.07 a second over 100 s is 7', async () => {
    const options = { threshold: { events: 7, milliseconds: 100_000 }, window: '100s' };
    const states = async (n: number) =>
      (await alerts([hit(0), ...hits(50, n), hit(300)], options)).map(({ state }) => state);
    expect(await states(6)).toEqual(['ok']);
    expect(await states(7)).toEqual(['firing', 'ok']);
  });

  it('recover at the computed second when the input ends while they fire', async () => {
    // The hit of 16:00:00 leaves the window first, and 1200 hits change nothing.
    const said = await alerts(inTwoMinutes(1201));
    expect(said.at(-1)).toMatchObject({ state: 'ok', time: MAY_9 + 180_000, value: 0 });
  });
});

describe('the access-log monitor', () => {
  it('counts a row within the lateness, and not one behind it', async () => {
    // As many as it takes for time to follow.
    const several = (second: number) => Array.from({ length: 8 }, () => hit(second));
    const rows = [...several(0), ...several(11.9), hit(9.9), ...several(12), hit(9.8)];
    expect((await summaries(rows, { lateness: '2s' })).map(({ hits: n }) => n)).toEqual([9, 16]);
    expect((await summaries(rows, { lateness: '5s' })).map(({ hits: n }) => n)).toEqual([10, 16]);
  });
});
