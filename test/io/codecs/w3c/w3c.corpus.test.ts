import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isW3c, w3c } from '../../../../src/io/codecs/w3c/w3c.js';
import { isMissing, SHARED_DATA } from '../../../support/shared-data.js';
import { decodeLines, rowOf } from '../decode-lines.js';

// Log files of other projects with what those projects say is in them. They are not part of this repository.
const LNAV = 'http-logs/tstack__lnav';
const BEATS = 'http-logs/elastic__beats';
const MATOMO = 'http-logs/matomo-org__matomo-log-analytics';

const bytesOf = (file: string): Buffer => readFileSync(join(SHARED_DATA, file));
// biome-ignore lint/suspicious/noExplicitAny: expected files of many shapes, read field by field below
const jsonOf = (file: string): any => JSON.parse(bytesOf(file).toString('utf8'));
const firstLine = (file: string): string => bytesOf(file).toString('utf8').split('\n', 1)[0] ?? '';

/** The logs of IIS, whose `time-taken` is in milliseconds. By the W3C's draft it is in seconds. */
const IN_MILLISECONDS = [
  `${LNAV}/logfile_w3c.6`,
  `${LNAV}/logfile_w3c_big.0`,
  `${BEATS}/iis_7.5.log`,
  `${BEATS}/iis_ipv6zone.log`,
  `${MATOMO}/iis.log`,
];

describe.skipIf(isMissing(LNAV, BEATS, MATOMO))('W3C logs of other projects', () => {
  test.each([
    `${LNAV}/logfile_w3c.0`,
    `${LNAV}/logfile_w3c.6`,
    `${LNAV}/logfile_w3c_big.0`,
    `${BEATS}/iis_7.5.log`,
    `${BEATS}/iis_ipv6zone.log`,
    `${MATOMO}/iis.log`,
    `${MATOMO}/netscaler.log`,
    `${MATOMO}/shoutcast.log`,
    `${MATOMO}/amazon_cloudfront_web.log`,
  ])('%s: every entry is a row with each value that a plain split gives', (file) => {
    const { rows, rejected } = decodeLines(w3c(), bytesOf(file));
    expect(rejected).toEqual([]);
    expect(isW3c(firstLine(file))).toBe(true);
    const inMilliseconds = IN_MILLISECONDS.includes(file);
    let names: string[] = [];
    const want: Record<string, string>[] = [];
    for (const line of bytesOf(file).toString('utf8').split(/\r?\n/)) {
      if (line.startsWith('#Fields:')) names = line.slice(8).trim().split(/\s+/);
      if (line === '' || line.startsWith('#')) continue;
      const values = line.match(/"[^"]*"|\S+/g) ?? [];
      want.push(Object.fromEntries(names.map((name, i) => [name, values[i] ?? ''])));
    }
    expect(rows).toHaveLength(want.length);
    for (const [i, entry] of want.entries()) {
      const own = Object.keys(entry).map((name) =>
        name
          .toLowerCase()
          .replace(/[^a-z0-9]+/g, '_')
          .replace(/_$/, ''),
      );
      const row = decodeLines(w3c(), bytesOf(file), own).rows[i]!;
      expect(row.time).toBe(Date.parse(`${entry.date}T${entry.time}Z`));
      for (const [k, value] of Object.values(entry).entries()) {
        const name = own[k]!;
        if (name === 'date' || name === 'time') continue;
        const logged = value.replaceAll('"', '');
        // On purpose: durations are in milliseconds here.
        const inSeconds = name === 'x_duration' || (name === 'time_taken' && !inMilliseconds);
        const wanted = inSeconds ? String(Number(logged) * 1000) : logged;
        expect([name, String(row[name] ?? '-')]).toEqual([name, wanted]);
      }
    }
  });

  test('lnav: a log of http.sys with comments behind its directives', () => {
    expect(rowOf(w3c(), bytesOf(`${LNAV}/logfile_w3c.0`))).toStrictEqual({
      time: Date.parse('2002-05-02T17:42:15Z'),
      host: '172.22.255.255',
      user: null,
      method: 'GET',
      path: '/images/picture.jpg',
      section: '/images',
      status: 200,
      agent: 'Mozilla/4.0 (compatible;MSIE 5.5; Windows 2000 Server)',
      s_ip: '172.30.255.255',
      s_port: 80,
    });
  });

  test('lnav: an agent that is not ASCII', () => {
    const rendered: string = jsonOf(`${LNAV}/expected/check_output_facts.json`)['logfile_w3c.6'].rendered[0];
    const row = rowOf(w3c(), bytesOf(`${LNAV}/logfile_w3c.6`), ['cs_user_agent', 'duration', 'host', 'size']);
    expect(rendered).toContain(` ${row.cs_user_agent} `);
    expect(row).toMatchObject({
      time: Date.parse(`${rendered.slice(0, 19).replace(' ', 'T')}Z`),
      host: '157.55.39.146',
      size: 1405,
      duration: 283,
    });
  });

  test('lnav: a day of IIS, in which #Fields is repeated', () => {
    const file = `${LNAV}/logfile_w3c_big.0`;
    const { rows } = decodeLines(w3c(), bytesOf(file));
    const entries = bytesOf(file)
      .toString('utf8')
      .split('\n')
      .filter((line) => /^\d/.test(line));
    expect(rows).toHaveLength(entries.length);
    expect(rows.map((row) => row.duration)).toEqual(
      entries.map((line) => Number(line.trim().split(' ').at(-1))),
    );
    expect(rows.filter((row) => row.section === '/robots.txt')).toHaveLength(
      entries.filter((line) => line.includes(' /robots.txt ')).length,
    );
    // A resume in the middle of the file gives the same rows.
    const bytes = bytesOf(file);
    const first = w3c().decoder('all');
    const before = first.decode(bytes.subarray(0, 20_000)).rows;
    const second = w3c().decoder('all', { saved: structuredClone(first.save()) });
    const after = second.decode(bytes.subarray(20_000 - first.pending)).rows;
    expect([...before, ...after, ...second.end().rows]).toEqual(rows);
  });

  test('beats: addresses that are none and IPv6 zones are kept as they are', () => {
    const { rows } = decodeLines(w3c(), bytesOf(`${BEATS}/iis_7.5.log`));
    expect(rows.map((row) => row.host)).toEqual([
      '[10.100.118.31](http://10.100.118.31)',
      '10.0.140.2',
      '10.0.140.2',
      '2001:cdba:0000:0000:0000:0000:3257:9652',
    ]);
    expect(rows.map((row) => row.duration)).toEqual([792, 15, 15, 15]);
    expect(rowOf(w3c(), bytesOf(`${BEATS}/iis_ipv6zone.log`))).toMatchObject({
      host: '::1%0',
      s_ip: '::1%0',
      vhost: 'example.com',
      protocol: 'HTTP/1.1',
      size: 123,
      cs_bytes: 456,
      duration: 789,
    });
  });

  test('matomo: iis', () => {
    const want = jsonOf(`${MATOMO}/expected.json`).groups.iis;
    const row = rowOf(w3c(), bytesOf(`${MATOMO}/iis.log`));
    expect(row).toMatchObject({
      time: Date.parse(`${want.date.replace(' ', 'T')}Z`),
      // On purpose: the path of an access log has its query.
      path: `${want.path}?${want.query_string}`,
      host: want.ip,
      // On purpose: `-` is null here.
      referer: null,
      // On purpose: spaces are spaces here. Its later steps do the same.
      agent: want.user_agent.replaceAll('+', ' '),
      status: Number(want.status),
      size: Number(want.length),
      vhost: want.host,
      user: 'theuser',
      duration: 1687,
      cs_cookie:
        'ASP.NET_SessionId=sldfkjs; __utma=21468.206199.142713.144683.183.1; utmccn=(direct)|utmcsr=(direct)|utmcmd=(none)',
      sc_substatus: 654,
    });
  });

  test.each(['netscaler', 'shoutcast', 'amazon_cloudfront_web'])('matomo: %s', (name) => {
    const [want] = jsonOf(`${MATOMO}/expected.json`).hits[`test_${name}_parsing`].hits;
    const row = rowOf(w3c(), bytesOf(`${MATOMO}/${name}.log`));
    expect(row).toMatchObject({
      time: Date.parse(`${want.date}Z`),
      status: Number(want.status),
      host: want.ip,
      path: want.full_path,
      duration: want.generation_time_milli,
    });
    expect(row.user ?? null).toBe(want.userid);
    expect(row.referer ?? '').toBe(want.referrer);
    // On purpose: `+` is a space here, in all logs that separate by blanks.
    expect(row.agent).toBe(name === 'netscaler' ? want.user_agent.replaceAll('+', ' ') : want.user_agent);
    if (want.length !== undefined) expect(row.size).toBe(want.length);
  });
});
