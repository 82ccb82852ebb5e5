import { describe, expect, it, test } from 'vitest';
import { auth } from '../../../../src/io/codecs/auth/auth.js';
import { auto } from '../../../../src/io/codecs/auto/auto.js';
import type { Codec } from '../../../../src/io/codecs/codec.js';
import { csv } from '../../../../src/io/codecs/csv/csv.js';
import type { Row } from '../../../../src/io/codecs/fields/row.js';
import { jsonl } from '../../../../src/io/codecs/jsonl/jsonl.js';
import { lines } from '../../../../src/io/codecs/lines/lines.js';
import { logfmt } from '../../../../src/io/codecs/logfmt/logfmt.js';
import { netfilter } from '../../../../src/io/codecs/netfilter/netfilter.js';
import { regex } from '../../../../src/io/codecs/regex/regex.js';
import { unwrap } from '../../../../src/io/codecs/unwrap/unwrap.js';

/** The times of a text that was written to last then, as ISO 8601 without their zone. */
const timesOf = (codec: Codec<Row>, text: string, written: string): string[] => {
  const decoder = codec.decoder('all', { written: () => Date.parse(written) });
  const rows = [...decoder.decode(Buffer.from(text)).rows, ...decoder.end().rows];
  return rows.map(({ time }) => new Date(time).toISOString().slice(0, 19));
};
const syslog = (...times: readonly string[]): string =>
  times
    .map((time) => `${time} web1 sshd[42]: Failed password for root from 192.0.2.7 port 4242 ssh2\n`)
    .join('');

const WRITTEN = '2026-01-02T08:00:00Z';
const OVER_NEW_YEAR = [
  'Nov 29 10:00:01',
  'Dec 31 23:59:59',
  'Jan  1 00:00:02',
  'Dec 31 23:59:58',
  'Jan  2 03:04:05',
];
const RIGHT = [
  '2025-11-29T10:00:01',
  '2025-12-31T23:59:59',
  '2026-01-01T00:00:02',
  '2025-12-31T23:59:58',
  '2026-01-02T03:04:05',
];

describe('a year that is not written', () => {
  const formats: Readonly<Record<string, readonly [Codec<Row>, (time: string) => string]>> = {
    lines: [lines(), (time) => `${time} web1 cron[1]: x`],
    'lines with a priority': [lines(), (time) => `<13>${time} web1 cron[1]: x`],
    'lines with a pattern': [
      lines({ time: { format: 'MMM d HH:mm:ss' } }),
      (time) => `${time.replace('  ', ' ')} x`,
    ],
    auto: [auto(), (time) => `${time} web1 sshd[42]: x`],
    auth: [auth.codec(), (time) => `${time} web1 sshd[42]: Connection closed by 192.0.2.7 port 4242`],
    'auth under unwrap': [unwrap(auth.codec()), (time) => `<38>${time} web1 sudo: x`],
    netfilter: [
      netfilter.codec(),
      (time) => `${time} web1 kernel: [1.0] IN=eth0 OUT= SRC=192.0.2.7 DST=198.51.100.1 LEN=60 PROTO=TCP`,
    ],
    regex: [regex('^(?<time>\\w{3} [ \\d]\\d \\S+) (?<host>\\S+)'), (time) => `${time} web1`],
    csv: [csv(), (time) => `${time},5`],
    jsonl: [jsonl(), (time) => JSON.stringify({ time, n: 1 })],
    'jsonl with a pattern': [
      jsonl({ time: { field: 'at', format: 'dd/MM HH:mm:ss' } }),
      (time) => {
        const date = new Date(`${time} 2024 UTC`).toISOString();
        return JSON.stringify({ at: `${date.slice(8, 10)}/${date.slice(5, 7)} ${date.slice(11, 19)}` });
      },
    ],
    logfmt: [logfmt(), (time) => `time="${time}" n=1`],
  };

  it.each(Object.keys(formats))(
    'comes from when the input was written, and rolls over at New Year: %s',
    (name) => {
      const [codec, line] = formats[name] ?? [];
      if (codec === undefined || line === undefined) throw new Error('There is no such format.');
      const header = name === 'csv' ? 'time,n\n' : '';
      const text = `${header}${OVER_NEW_YEAR.map(line).join('\n')}\n`;
      expect(timesOf(codec, text, WRITTEN)).toEqual(RIGHT);
    },
  );

  test('is the latest that can be, but for a day: clocks and zones differ', () => {
    const first = (time: string, written: string) => timesOf(lines(), syslog(time), written)[0];
    expect(first('Nov 29 10:00:01', '2025-11-29T10:00:01Z')).toBe('2025-11-29T10:00:01');
    expect(first('Nov 29 10:00:01', '2025-11-28T23:00:00Z')).toBe('2025-11-29T10:00:01');
    expect(first('Nov 29 10:00:01', '2025-11-27T10:00:00Z')).toBe('2024-11-29T10:00:01');
    expect(first('Jan  1 01:00:00', '2025-12-31T22:00:00Z')).toBe('2026-01-01T01:00:00');
    expect(first('Feb 29 10:00:01', '2027-03-01T00:00:00Z')).toBe('2024-02-29T10:00:01');
    expect(first('Feb 30 10:00:01', '2027-03-01T00:00:00Z')).toBeUndefined();
  });

  test('goes on over months of silence, and is not told wrong by a wild line', () => {
    expect(timesOf(lines(), syslog('Jan  3 00:00:00', 'Aug 20 00:00:00'), '2025-09-01T00:00:00Z')).toEqual([
      '2025-01-03T00:00:00',
      '2025-08-20T00:00:00',
    ]);
    const wild = syslog('Jan  3 00:00:00', 'Jul  9 00:00:00', 'Jan  3 00:00:01', 'Jan  3 00:00:02');
    expect(timesOf(lines(), wild, '2025-01-03T00:01:00Z')).toEqual([
      '2025-01-03T00:00:00',
      '2024-07-09T00:00:00',
      '2025-01-03T00:00:01',
      '2025-01-03T00:00:02',
    ]);
  });

  test('is in the zone of the log', () => {
    const inBerlin = lines({ time: { zone: 'Europe/Berlin' } });
    expect(timesOf(inBerlin, syslog('Jan  1 00:30:00'), '2026-01-01T05:00:00Z')).toEqual([
      '2025-12-31T23:30:00',
    ]);
  });

  test('is the same where reading stops and goes on', () => {
    const inBerlin = { time: { zone: 'Europe/Berlin' } };
    for (const codec of [lines(), lines(inBerlin), auth.codec(), auth.codec(inBerlin)]) {
      const text = OVER_NEW_YEAR.map((time) => syslog(time));
      const whole = timesOf(codec, text.join(''), WRITTEN);
      let saved: unknown;
      const pieces = text.map((one) => {
        const decoder = codec.decoder('all', { saved, written: () => Date.parse(WRITTEN) });
        const { rows } = decoder.decode(Buffer.from(one));
        saved = structuredClone(decoder.save());
        return new Date(rows[0]?.time ?? 0).toISOString().slice(0, 19);
      });
      expect(pieces).toEqual(whole);
    }
  });

  test('is the one that is said for the first line, where it is', () => {
    expect(timesOf(lines({ year: 2019 }), syslog('Nov 29 10:00:01'), WRITTEN)).toEqual([
      '2019-11-29T10:00:01',
    ]);
  });

  test('is not guessed where nobody knows when the input was written, nor of a time of day', () => {
    const decoder = lines().decoder('all');
    expect(decoder.decode(Buffer.from(syslog('Nov 29 10:00:01'))).rejected).toMatchObject([
      { reason: 'no-time' },
    ]);
    expect(() => lines({ time: { format: 'HH:mm:ss' } })).toThrow('a month and a day');
  });
});
