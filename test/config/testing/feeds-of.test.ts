import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { START } from '../../../src/config/testing/feed-source.js';
import { feedsOf } from '../../../src/config/testing/feeds-of.js';
import { generatedFeeds } from '../../../src/config/testing/generated-feeds.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { PARTS, planOf, readFeeds } from './kit.js';

const config = (feed: string, source = 'format: access-log', time = ''): string => `
version: 1
pipelines:
  web:
    source: { file: access.log, ${source} }
    ${time}
    streams: { traffic: { window: 10s, measure: { hits: count() } } }
    tests:
      - { name: it, feed: ${feed}, expect: {} }
`;

const read = async (feed: string, source?: string, time?: string) => {
  const plan = planOf(config(feed, source, time));
  const [test] = plan.settings.tests ?? [];
  return readFeeds(feedsOf(plan, PARTS, test !== undefined && 'feed' in test ? test.feed : []));
};

const fieldsOf = (rows: readonly object[], ...names: readonly string[]): unknown[] =>
  rows.map((row) => names.map((name) => (row as Record<string, unknown>)[name]));

describe('the rows of a feed', () => {
  it('are usual requests where the format is one of requests', async () => {
    const { rows } = await read('[{ rate: 1/s, for: 1s }]');
    expect(rows).toEqual([
      {
        time: START,
        host: '192.0.2.1',
        user: null,
        method: 'GET',
        path: '/',
        section: '/',
        protocol: 'HTTP/1.1',
        status: 200,
        size: 0,
        referer: null,
        agent: 'tidemark test',
        vhost: null,
        duration: 0,
      },
    ]);
  });

  it('have only what the test says where the format is open, and the tag of the source', async () => {
    const { rows } = await read('[{ rate: 1/s, for: 1s, row: { ms: 7 } }]', 'format: jsonl, tag: a');
    expect(rows).toEqual([{ time: START, tag: 'a', ms: 7 }]);
  });

  it('take the values of a list in turn, each list for itself', async () => {
    const { rows } = await read('[{ rate: 1/s, for: 5s, row: { status: [200, 500], size: [1, 2, 3] } }]');
    expect(fieldsOf(rows, 'status', 'size')).toEqual([
      [200, 1],
      [500, 2],
      [200, 3],
      [500, 1],
      [200, 2],
    ]);
  });

  it('have the section of their path, unless it is given', async () => {
    const { rows } = await read(
      '[{ rate: 1/s, for: 2s, row: { path: [/api/x, /b?q] } }, { rate: 1/s, for: 1s, row: { path: /api/x, section: /other } }, { rows: [{ path: null }] }]',
    );
    expect(fieldsOf(rows, 'section')).toEqual([['/api'], ['/b'], ['/other'], ['(other)']]);
  });
});

describe('rows that are written out', () => {
  it('come a second apart, from where the feed before them has ended', async () => {
    const { rows, end } = await read('[{ rate: 0/s, for: 30s }, { rows: [{ status: 500 }, {}] }]');
    expect(fieldsOf(rows, 'time', 'status')).toEqual([
      [START + 30_000, 500],
      [START + 31_000, 200],
    ]);
    expect(end).toBe(START + 32_000);
  });

  it('begin as long after the start as at says', async () => {
    const { rows, looks } = await read('[{ rate: 0/s, for: 30s }, { rows: [{}, {}], at: 45s }]');
    expect(fieldsOf(rows, 'time')).toEqual([[START + 45_000], [START + 46_000]]);
    // Time goes on until they come.
    expect(looks).toContain(START + 44_000);
  });

  it('may have times of their own, and virtual time begins with the first', async () => {
    const { rows, start, end } = await read(
      '[{ rows: [{ time: 2024-05-01T12:00:00Z }, { time: 1714564805000 }, { status: 404 }] }, { rate: 1/s, for: 1s }]',
    );
    const noon = Date.UTC(2024, 4, 1, 12);
    expect(fieldsOf(rows, 'time')).toEqual([[noon], [noon + 5000], [noon + 6000], [noon + 7000]]);
    expect([start, end]).toEqual([noon, noon + 8000]);
  });

  it('let time go on between them, as a live source does', async () => {
    const { order } = await read(
      '[{ rows: [{ time: 2024-05-01T12:00:00Z }, { time: 2024-05-01T12:00:03Z }, { time: 2024-05-01T12:00:01Z }] }]',
    );
    const noon = Date.UTC(2024, 4, 1, 12);
    expect(order.map((time) => (time - noon) / 1000)).toEqual([0, 1, 2, 3, 3, 1]);
  });

  it('have their time in the field that the pipeline names, written as it says', async () => {
    const { rows } = await read(
      '[{ rows: [{ at_s: 1714564800.5, user: ann }] }]',
      'format: jsonl',
      'time: { field: at_s, format: epoch }',
    );
    expect(rows).toEqual([{ time: 1714564800500, at_s: 1714564800.5, user: 'ann' }]);
  });
});

describe('a file as a feed', () => {
  it('is read in the format of the source; only its rows move time, and time goes on from there', async () => {
    const path = join(await temporaryDirectory(), 'access.log');
    const line = (second: string, status: number): string =>
      `192.0.2.7 - - [09/May/2024:16:00:${second} +0000] "GET /api/user HTTP/1.0" ${status} 123\n`;
    await writeFile(path, line('00', 200) + line('39', 503));
    const { rows, looks, start, end } = await read(`[{ file: ${path} }, { rate: 1/s, for: 2s }]`);
    const four = Date.UTC(2024, 4, 9, 16);
    expect(fieldsOf(rows, 'time', 'status', 'section')).toEqual([
      [four, 200, '/api'],
      [four + 39_000, 503, '/api'],
      [four + 39_000, 200, '/'],
      [four + 40_000, 200, '/'],
    ]);
    expect(looks).toEqual([four + 40_000, four + 41_000]);
    expect([start, end]).toEqual([four, four + 41_000]);
  });
});

describe('generated feeds', () => {
  const plan = planOf(config('[{ rate: 1/s, for: 1s, row: { path: /rare } }]'));
  const generate = (seed: number, n = 1) => readFeeds(generatedFeeds(plan, PARTS, seed, n));

  it('are the same for the same seed and number, and others for others', async () => {
    const first = await generate(1);
    expect(await generate(1)).toEqual(first);
    expect((await generate(2)).rows).not.toEqual(first.rows);
    expect((await generate(1, 2)).rows).not.toEqual(first.rows);
  });

  it('are some minutes long, and have late rows, errors, missing values and what the tests name', async () => {
    const all = await Promise.all([1, 2, 3].map((n) => generate(1, n)));
    for (const { end } of all) expect(end - START).toBeGreaterThanOrEqual(60_000);
    const rows = all.flatMap((one) => one.rows);
    expect(rows.length).toBeGreaterThan(1000);
    expect(rows.some(({ status }) => status === null)).toBe(true);
    expect(rows.some(({ status }) => status === 503)).toBe(true);
    expect(rows.some(({ path, section }) => path === '/rare' && section === '/rare')).toBe(true);
    expect(rows.some(({ time }, i) => time < (rows[i - 1]?.time ?? 0))).toBe(true);
  });
});
