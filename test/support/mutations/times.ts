import { clf, clock, iso, json, type Mutation, seconds } from './mutation.js';

const COUNT = `
    streams: { s: { window: 1m, measure: { x: count() }, to: [stdout] } }`;
const FULL = [
  { start: '2026-03-02T10:00:00.000Z', x: 60 },
  { start: '2026-03-02T10:01:00.000Z', x: 60 },
];

const inZone = (zone: string): string => `
    time: { zone: ${zone} }${COUNT}`;

/** A line a minute over the night in which New York sets its clocks back: 01:00 to 02:00 comes twice. */
const FALL_BACK = Array.from({ length: 240 }, (_, minute) => {
  const local = minute < 120 ? minute : minute - 60;
  const [hour, rest] = [Math.floor(local / 60), local % 60];
  return `2024-11-03 ${String(hour).padStart(2, '0')}:${String(rest).padStart(2, '0')}:00`;
});
const byHour = `
    time: { zone: America/New_York }
    streams: { s: { window: 1h, measure: { x: count() }, to: [stdout] } }`;
const FOUR_HOURS = ['04', '05', '06', '07'].map((hour) => ({
  start: `2024-11-03T${hour}:00:00.000Z`,
  x: 60,
}));

/** One that took 30 s, written when it had ended and stamped when it began. */
const withLong = (line: (second: number, took: number) => string): readonly string[] => [
  ...Array.from({ length: 90 }, (_, second) => line(second, 0)),
  line(60, 30),
  ...Array.from({ length: 30 }, (_, second) => line(90 + second, 0)),
];

const withWild = (
  wild: string,
  line: (second: number) => string = (second) => clf(second),
): readonly string[] => {
  const lines = seconds(line);
  return [...lines.slice(0, 30), wild, ...lines.slice(30)];
};

/** Zones, stamps and clocks that are not what one thinks. */
export const TIMES: readonly Mutation[] = [
  {
    name: 'times of New York in a zone of its own',
    format: 'csv',
    lines: ['time,a', ...seconds((second) => `2026-03-02 ${clock(second).replace(/^10/, '05')},1`)],
    pipeline: inZone('America/New_York'),
    right: FULL,
  },
  {
    name: 'a zone that there is not',
    lines: json(() => ({})),
    pipeline: inZone('Europe/Berln'),
    said: /zone/i,
  },
  {
    name: 'times with an offset of their own',
    lines: seconds((second) =>
      JSON.stringify({ time: `2026-03-02T${clock(second).replace(/^10/, '15')}+05:00` }),
    ),
    pipeline: COUNT,
    right: FULL,
  },
  {
    name: 'an hour that comes twice, in CSV',
    format: 'csv',
    lines: ['time,a', ...FALL_BACK.map((time) => `${time},1`)],
    pipeline: byHour,
    right: FOUR_HOURS,
  },
  {
    name: 'an hour that comes twice, in plain lines',
    format: 'lines',
    lines: FALL_BACK.map((time) => `${time} hello`),
    pipeline: byHour,
    right: FOUR_HOURS,
  },
  {
    name: 'an hour that comes twice, in logfmt',
    format: 'logfmt',
    lines: FALL_BACK.map((time) => `time="${time}" a=1`),
    pipeline: byHour,
    right: FOUR_HOURS,
  },
  {
    name: 'an hour that comes twice, in JSON',
    lines: FALL_BACK.map((time) => JSON.stringify({ time })),
    pipeline: byHour,
    right: FOUR_HOURS,
  },
  {
    name: 'an hour that comes twice, in a pattern',
    format: String.raw`{ regex: '^(?<time>\S+ \S+) (?<a>\d)$' }`,
    lines: FALL_BACK.map((time) => `${time} 1`),
    pipeline: byHour,
    right: FOUR_HOURS,
  },
  {
    name: 'Apache stamps the beginning (%D)',
    format: '{ access-log: { duration: us } }',
    lines: withLong((second, took) => clf(second, ` "-" "curl/8" ${took * 1_000_000}`)),
    pipeline: `
    time: { stamp: start }${COUNT}`,
    right: [FULL[0] ?? {}, { start: '2026-03-02T10:01:00.000Z', x: 61 }],
  },
  {
    name: 'Apache stamps the beginning, unsaid',
    format: '{ access-log: { duration: us } }',
    lines: withLong((second, took) => clf(second, ` "-" "curl/8" ${took * 1_000_000}`)),
    pipeline: COUNT,
    right: [FULL[0] ?? {}, { start: '2026-03-02T10:01:00.000Z', x: 61 }],
  },
  {
    name: 'a share of rows is later than the lateness',
    format: 'access-log',
    lines: seconds((second) => clf(second % 3 === 0 && second > 70 ? second - 65 : second)),
    pipeline: `
    time: { lateness: 2s }${COUNT}`,
    said: /late.*lateness/is,
  },
  {
    name: 'a lateness that holds them all',
    format: 'access-log',
    lines: seconds((second) => clf(second % 3 === 0 && second > 70 ? second - 65 : second)),
    pipeline: `
    time: { lateness: 2m }
    streams: { s: { window: 10m, measure: { x: count() }, to: [stdout] } }`,
    right: [{ x: 120 }],
  },
  {
    name: 'one row is a year ahead',
    format: 'access-log',
    lines: withWild(clf(30).replace('2026', '2027')),
    pipeline: COUNT,
    right: FULL,
  },
  {
    name: 'one row is an hour ahead',
    format: 'access-log',
    lines: withWild(clf(3630)),
    pipeline: COUNT,
    right: FULL,
  },
  {
    name: 'one row is half an hour ahead, where that may be',
    format: 'access-log',
    lines: withWild(clf(1830)),
    pipeline: `
    time: { ahead: 2h }${COUNT}`,
    right: FULL,
  },
  {
    name: 'one row is of 1970',
    lines: withWild('{"time":0}', (second) => JSON.stringify({ time: iso(second) })),
    pipeline: COUNT,
    right: FULL,
  },
  {
    name: 'the field of the time is not there',
    lines: json(() => ({})),
    pipeline: `
    time: { field: ts }${COUNT}`,
    said: /\bts\b/,
  },
  {
    name: 'the time has another name in the row',
    lines: seconds((second) => JSON.stringify({ eventTime: iso(second) })),
    pipeline: `
    time: { field: event_time }${COUNT}`,
    right: FULL,
  },
  {
    name: 'the time by the name it is written with',
    lines: seconds((second) => JSON.stringify({ eventTime: iso(second) })),
    pipeline: `
    time: { field: eventTime }${COUNT}`,
    right: FULL,
  },
  {
    name: 'a third of the lines have no time',
    lines: seconds((second) =>
      second % 3 === 0 ? '{"level":"info"}' : JSON.stringify({ time: iso(second) }),
    ),
    pipeline: COUNT,
    said: /no.time/i,
  },
  {
    name: 'days of Berlin, one of them with 23 hours',
    lines: Array.from({ length: 72 }, (_, hour) =>
      JSON.stringify({ time: new Date(Date.UTC(2026, 2, 27, 23) + hour * 3_600_000).toISOString() }),
    ),
    pipeline: `
    streams: { s: { window: { size: 1d, zone: Europe/Berlin }, measure: { x: count() }, to: [stdout] } }`,
    right: [
      { start: '2026-03-27T23:00:00.000Z', x: 24 },
      { start: '2026-03-28T23:00:00.000Z', end: '2026-03-29T22:00:00.000Z', x: 23 },
    ],
  },
  {
    name: 'days that begin at six',
    lines: Array.from({ length: 72 }, (_, hour) =>
      JSON.stringify({ time: new Date(Date.UTC(2026, 2, 1, 6) + hour * 3_600_000).toISOString() }),
    ),
    pipeline: `
    streams: { s: { window: { size: 1d, offset: 6h }, measure: { x: count() }, to: [stdout] } }`,
    right: [{ start: '2026-03-01T06:00:00.000Z', x: 24 }],
  },
];
