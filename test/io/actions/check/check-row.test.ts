import { describe, expect, test } from 'vitest';
import { CHECK_ABOUT } from '../../../../src/io/actions/check/check-about.js';
import { checkRow, missedRow } from '../../../../src/io/actions/check/check-row.js';
import type { Verdict } from '../../../../src/io/actions/check/verdict.js';
import { httpTarget } from '../../../support/check/http-target.js';

const DAY = 86_400_000;
const time = Date.UTC(2026, 4, 6);
const ok: Verdict = { class: 'ok', timings: {} };

test('everything that is known of a check is in its row', () => {
  const target = httpTarget('https://a.example/', {
    name: 'shop',
    group: 'eu',
    tags: { team: 'web', 'Cost Centre': '7' },
    maintenance: [{ start: time, end: time + 1 }],
    expect: { certificate: 21 * DAY },
  });
  const verdict: Verdict = {
    class: 'slow',
    phase: 'wait',
    detail: 'it took long',
    status: 200,
    timings: { dns: 1.23456, connect: 0, tls: 3, wait: 4, body: 5 },
    total: 13.23456,
    bytes: 6,
    redirects: 1,
    finalUrl: 'https://b.example/',
    address: '192.0.2.1',
    family: 4,
    isReused: false,
    certificate: { expires: time + 5 * DAY, subject: 'CN=intermediate', host: 'b.example' },
    note: 'lenient: bare LF',
  };
  const row = checkRow(target, { time, lag: 0.12345, location: 'berlin' }, verdict);
  expect(row).toEqual({
    time,
    url: 'https://a.example/',
    name: 'shop',
    class: 'slow',
    phase: 'wait',
    detail: 'it took long',
    status: 200,
    total: 13.235,
    dns: 1.235,
    connect: 0,
    proxy: null,
    tls: 3,
    wait: 4,
    body: 5,
    lag: 0.123,
    bytes: 6,
    redirects: 1,
    final_url: 'https://b.example/',
    address: '192.0.2.1',
    family: 4,
    reused: false,
    certificate: 5 * DAY,
    certificate_of: 'CN=intermediate on b.example',
    certificate_due: true,
    note: 'lenient: bare LF',
    maintenance: true,
    group: 'eu',
    every: 60_000,
    location: 'berlin',
    moved: false,
    tag_team: 'web',
    tag_cost_centre: '7',
  });
});

test('what is not known is null, and every field is documented', () => {
  const row = checkRow(httpTarget('https://a.example/'), { time }, ok);
  expect(Object.keys(row).filter((name) => name !== 'time')).toEqual(CHECK_ABOUT.map(({ name }) => name));
  const known = Object.entries(row).filter(([, value]) => value !== null);
  expect(Object.fromEntries(known)).toEqual({
    time,
    url: 'https://a.example/',
    name: 'https://a.example/',
    class: 'ok',
    maintenance: false,
    every: 60_000,
    location: 'default',
    moved: false,
  });
});

test('a tag is a field of its own, whatever it is called', () => {
  const tags = { class: 'a', time: 'b', Team: 'c', team: 'd', '': 'e', __proto__: 'f' };
  const row = checkRow(httpTarget('https://a.example/', { tags }), { time }, ok);
  expect(row).toMatchObject({
    time,
    class: 'ok',
    tag_class: 'a',
    tag_time: 'b',
    tag_team: 'c',
    tag_team_2: 'd',
  });
});

test('no text of outside is long, or more than a line', () => {
  const text = `a\nb\u202e${'c'.repeat(500)}`;
  const row = checkRow(
    httpTarget('https://a.example/'),
    { time },
    { ...ok, detail: text, note: text, certificate: { expires: 0, subject: text, host: 'a' } },
  );
  for (const shown of [row.detail, row.note, row.certificate_of]) {
    expect(shown).toHaveLength(300);
    expect(shown).toMatch(/^a\\x0ab\\u\{202e\}c+…$/);
  }
});

describe('certificate_due', () => {
  const due = (days: number, certificate: number | undefined): boolean | null =>
    checkRow(
      httpTarget('https://a.example/', {
        expect: { certificate },
        tls: { insecure: true, ca: undefined, client: undefined },
      }),
      { time },
      { ...ok, certificate: { expires: time + days * DAY, subject: 'CN=a', host: 'a.example' } },
    ).certificate_due;

  test('TLS-11: it is where the weakest of the chain expires sooner than is expected', () => {
    expect(due(5, 21 * DAY)).toBe(true);
    expect(due(21, 21 * DAY)).toBe(false);
  });

  test('TLS-14: it is where a certificate has expired that nobody verifies', () =>
    expect(due(-1, 21 * DAY)).toBe(true));

  test('nothing is due where nothing is expected, and nothing is known without a certificate', () => {
    expect(due(-1, undefined)).toBe(false);
    expect(checkRow(httpTarget('http://a.example/'), { time }, ok).certificate_due).toBeNull();
  });
});

test('what was missed of a target that is gone has its name', () => {
  expect(missedRow({ target: 'shop', time }, undefined, 'why')).toMatchObject({
    time,
    name: 'shop',
    url: 'shop',
    class: 'missed',
    detail: 'why',
    lag: null,
  });
});
