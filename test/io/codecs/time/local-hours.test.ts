import { deserialize, serialize } from 'node:v8';
import { DateTime } from 'luxon';
import { describe, expect, test } from 'vitest';
import { auto } from '../../../../src/io/codecs/auto/auto.js';
import type { Codec } from '../../../../src/io/codecs/codec.js';
import { csv } from '../../../../src/io/codecs/csv/csv.js';
import type { Row } from '../../../../src/io/codecs/fields/row.js';
import { jsonl } from '../../../../src/io/codecs/jsonl/jsonl.js';
import { lines } from '../../../../src/io/codecs/lines/lines.js';
import { logfmt } from '../../../../src/io/codecs/logfmt/logfmt.js';
import { nginx } from '../../../../src/io/codecs/nginx/nginx.js';
import { regex } from '../../../../src/io/codecs/regex/regex.js';
import { LocalClock } from '../../../../src/io/codecs/time/local-clock.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Zone, and an instant near which its clock is put back or forward. */
const CHANGES: readonly (readonly [zone: string, change: string])[] = [
  ['America/New_York', '2024-11-03T06:00:00Z'],
  ['America/New_York', '2024-03-10T07:00:00Z'],
  ['Europe/Berlin', '2024-10-27T01:00:00Z'],
  ['Europe/Berlin', '2024-03-31T01:00:00Z'],
  ['Europe/London', '2024-10-27T01:00:00Z'],
  ['Australia/Sydney', '2024-04-06T16:00:00Z'],
  ['Australia/Sydney', '2024-10-05T16:00:00Z'],
  ['Australia/Lord_Howe', '2024-04-06T15:00:00Z'],
  ['Australia/Lord_Howe', '2024-10-05T15:30:00Z'],
  ['America/Santiago', '2024-04-07T03:00:00Z'],
  ['Pacific/Auckland', '2024-04-06T14:00:00Z'],
  ['Asia/Beirut', '2024-10-26T21:00:00Z'],
  ['Africa/Casablanca', '2024-03-10T02:00:00Z'],
  ['America/Sao_Paulo', '2018-02-18T02:00:00Z'],
  ['Pacific/Apia', '2011-12-30T10:00:00Z'],
  ['Asia/Kathmandu', '1985-12-31T18:30:00Z'],
];

/** Every `step`, from two hours before the change to two hours after. */
const around = (change: string, step: number): number[] =>
  Array.from({ length: (4 * HOUR) / step }, (_, i) => Date.parse(change) - 2 * HOUR + i * step);

/** Many patterns are written at the same moments, and the hour of each is what takes time to find out. */
const moments = new Map<string, DateTime>();

const local =
  (zone: string, pattern: string) =>
  (instant: number): string => {
    const name = `${zone} ${instant}`;
    const moment = moments.get(name) ?? DateTime.fromMillis(instant, { zone, locale: 'en-US' });
    moments.set(name, moment);
    return moment.toFormat(pattern);
  };

const timesOf = (codec: Codec<Row>, texts: readonly string[], cut = Infinity): number[] => {
  const bytes = Buffer.from(texts.map((text) => `${text}\n`).join(''));
  const times: number[] = [];
  let decoder = codec.decoder([]);
  for (let from = 0; from < bytes.length; from += cut) {
    times.push(
      ...decoder.decode(bytes.subarray(from, Math.min(bytes.length, from + cut))).rows.map((r) => r.time),
    );
    if (cut === Infinity) break;
    // Resumed where the last whole line ended, as after a restart.
    const { pending } = decoder;
    const saved: unknown = deserialize(serialize(decoder.save()));
    decoder = codec.decoder([], { offset: 0, saved });
    from -= pending;
  }
  // Lines that were held until more would come.
  times.push(...decoder.end().rows.map((r) => r.time));
  return times;
};

describe('local hours that come twice, or are skipped', () => {
  const ISO = 'yyyy-MM-dd HH:mm:ss';
  const formats: readonly (readonly [
    name: string,
    make: (zone: string) => Codec<Row>,
    line: (zone: string) => (instant: number) => string,
    header?: string,
  ])[] = [
    ['lines', (zone) => lines({ time: { zone } }), (zone) => (at) => `${local(zone, ISO)(at)} hello`],
    [
      'lines of syslog',
      (zone) => lines({ time: { zone }, year: 2024 }),
      (zone) => (at) =>
        `${local(zone, 'LLL')(at)} ${local(zone, 'd')(at).padStart(2)} ${local(zone, 'HH:mm:ss')(at)} h a: b`,
    ],
    ['csv', (zone) => csv({ time: { zone } }), (zone) => (at) => `${local(zone, ISO)(at)},1`, 'time,n'],
    ['jsonl', (zone) => jsonl({ time: { zone } }), (zone) => (at) => `{"time":"${local(zone, ISO)(at)}"}`],
    ['logfmt', (zone) => logfmt({ time: { zone } }), (zone) => (at) => `time="${local(zone, ISO)(at)}" a=1`],
    [
      'regex with a pattern',
      (zone) => regex('^(?<time>\\S+ \\S+) x$', { time: { zone, format: 'dd/MM/yyyy HH:mm:ss' } }),
      (zone) => (at) => `${local(zone, 'dd/MM/yyyy HH:mm:ss')(at)} x`,
    ],
    [
      'nginx without an offset',
      (zone) => nginx('$remote_addr [$time] $status', { time: { zone, field: 'time' } }),
      (zone) => (at) => `1.2.3.4 [${local(zone, 'dd/LLL/yyyy:HH:mm:ss')(at)}] 200`,
    ],
    ['auto', (zone) => auto({ time: { zone } }), (zone) => (at) => `{"time":"${local(zone, ISO)(at)}"}`],
  ];

  for (const [name, make, line, header] of formats)
    describe(name, () => {
      test.each(CHANGES.filter(([, change]) => name !== 'lines of syslog' || change.startsWith('2024')))(
        'are resolved by what came before: %s %s',
        (zone, change) => {
          for (const step of [10_000, 5 * MINUTE]) {
            const instants = around(change, step);
            const texts = [...(header === undefined ? [] : [header]), ...instants.map(line(zone))];
            expect(timesOf(make(zone), texts)).toEqual(instants);
            // Where reading resumes makes no difference.
            if (step > 10_000) expect(timesOf(make(zone), texts, 1000)).toEqual(instants);
          }
        },
      );
    });

  test('stay as they are where lines are out of order by seconds', () => {
    for (const [zone, change] of CHANGES) {
      const instants = around(change, 10_000).flatMap((at, i) => (i % 7 === 0 ? [at, at - 15_000] : [at]));
      const clock = new LocalClock(zone);
      const text = local(zone, "yyyy-MM-dd'T'HH:mm:ss'Z'");
      expect(instants.map((at) => clock.epochOf(Date.parse(text(at))))).toEqual(instants);
    }
  });

  test('are not decided by a single wild line', () => {
    const zone = 'America/New_York';
    const instants = around('2024-11-03T06:00:00Z', 10_000);
    const text = local(zone, "yyyy-MM-dd'T'HH:mm:ss'Z'");
    for (const off of [-3 * HOUR, -30 * MINUTE, 30 * MINUTE, 59 * MINUTE, 26 * HOUR]) {
      for (let place = 1; place < instants.length; place += 170) {
        const clock = new LocalClock(zone);
        const read = (at: number): number => clock.epochOf(Date.parse(text(at)));
        const times = instants.flatMap((at, i) => {
          const time = read(at);
          if (i === place) read(at + off);
          return [time];
        });
        expect(times.filter((time, i) => time !== instants[i])).toEqual([]);
      }
    }
  });

  test('come again where time goes back by more than two minutes', () => {
    const lastOf = (...clocks: readonly string[]): string => {
      const clock = new LocalClock('America/New_York');
      const [last = Number.NaN] = clocks
        .map((at) => clock.epochOf(Date.parse(`2024-11-03T${at}Z`)))
        .reverse();
      return new Date(last).toISOString().slice(11, 19);
    };
    expect(lastOf('01:30:00', '01:28:30')).toBe('05:28:30');
    expect(lastOf('01:30:00', '01:28:00')).toBe('05:28:00');
    expect(lastOf('01:30:00', '01:27:59')).toBe('06:27:59');
    // In a log with a line now and then, too, where every time is a jump.
    expect(lastOf('00:30:00', '00:55:00', '01:40:00', '01:10:00')).toBe('06:10:00');
  });

  test('are the first of two, and what the clock would have shown, where nothing came before', () => {
    const at = (zone: string, text: string): string =>
      new Date(new LocalClock(zone).epochOf(Date.parse(text))).toISOString();
    expect(at('America/New_York', '2024-11-03T01:30:00Z')).toBe('2024-11-03T05:30:00.000Z');
    expect(at('Europe/Berlin', '2024-10-27T02:30:00Z')).toBe('2024-10-27T00:30:00.000Z');
    expect(at('Australia/Lord_Howe', '2024-04-07T01:45:00Z')).toBe('2024-04-06T14:45:00.000Z');
    expect(at('America/New_York', '2024-03-10T02:30:00Z')).toBe('2024-03-10T07:30:00.000Z');
    expect(at('Europe/Berlin', '2024-03-31T02:30:00Z')).toBe('2024-03-31T01:30:00.000Z');
    expect(at('UTC+2', '2024-03-31T02:30:00Z')).toBe('2024-03-31T00:30:00.000Z');
  });

  test('take what is no local time as it is', () => {
    const read = regex('^(?<time>.+)$', {
      time: { zone: 'Europe/Berlin', format: "yyyy-MM-dd'T'HH:mm:ssZZ" },
    });
    expect(timesOf(read, ['2024-10-27T02:30:00+01:00'])).toEqual([Date.parse('2024-10-27T01:30:00Z')]);
    const week = jsonl({ time: { zone: 'Europe/Berlin' } });
    const texts = ['2024-W43-7T02:30:00', '20241027T023000+0100', '20241027T023000Z', '2024-301'];
    expect(
      timesOf(
        week,
        texts.map((time) => JSON.stringify({ time })),
      ),
    ).toEqual(
      ['2024-10-27T00:30:00Z', '2024-10-27T01:30:00Z', '2024-10-27T02:30:00Z', '2024-10-26T22:00:00Z'].map(
        Date.parse,
      ),
    );
  });
});
