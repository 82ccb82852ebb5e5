import { describe, expect, test } from 'vitest';
import { accessLogLines, logTime } from '../../../../src/pipelines/access-log/generator/access-log-lines.js';
import { START, traffic } from './traffic.js';

const COMBINED =
  /^(?<host>[0-9a-f.:]+) - (?<user>\S+) \[(?<date>\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000)\] "(?<method>[A-Z]+) (?<path>\/\S*) HTTP\/1\.1" (?<status>\d{3}) (?<size>\d+|-) "(?<referer>[^"]+)" "(?<agent>[^"]+)"$/;

const written = (asked: Parameters<typeof traffic>[0]): string =>
  [...accessLogLines(traffic(asked))].map(({ line }) => line).join('\n');

const sample = [...accessLogLines(traffic({ rate: '1000/s', for: '20s' }))].map(({ time, line }) => ({
  time,
  line,
  fields: COMBINED.exec(line)?.groups ?? {},
}));

const share = (test: (fields: Record<string, string>) => boolean): number =>
  sample.filter(({ fields }) => test(fields)).length / sample.length;

const distinct = (name: string): number => new Set(sample.map(({ fields }) => fields[name])).size;

describe('accessLogLines', () => {
  test('the same seed gives the same bytes', () => {
    expect(written({ seed: 5 })).toBe(written({ seed: 5 }));
  });

  test('another seed gives other lines at the same rate', () => {
    const [one, other] = [written({ seed: 5 }), written({ seed: 6 })];
    expect(one).not.toBe(other);
    expect(one.split('\n').length).toBe(other.split('\n').length);
  });

  test('a burst does not change which requests the log begins with', () => {
    const quiet = written({ for: '10s' });
    const busy = written({ for: '20s', bursts: ['30/s:10s@10s'] });
    expect(busy.startsWith(quiet.slice(0, quiet.lastIndexOf('\n')))).toBe(true);
  });

  test('every line is in the combined format, and shows the second of its time', () => {
    for (const { time, line, fields } of sample) {
      expect(line).toMatch(COMBINED);
      expect(fields.date).toBe(logTime(time));
    }
  });

  test('every line is ASCII, so that characters are bytes', () => {
    expect(sample.every(({ line }) => Buffer.byteLength(line) === line.length)).toBe(true);
  });

  test('a line has about 170 bytes on average', () => {
    const mean = sample.reduce((sum, { line }) => sum + line.length + 1, 0) / sample.length;
    expect(mean).toBeGreaterThan(160);
    expect(mean).toBeLessThan(180);
  });

  test('looks like a site: mostly successes, some of each failure, few users, a dozen sections, many hosts', () => {
    expect(share(({ status }) => status === '200')).toBeGreaterThan(0.8);
    for (const status of ['301', '304', '404', '500'])
      expect(share((fields) => fields.status === status)).toBeGreaterThan(0.003);
    expect(share(({ user }) => user === '-')).toBeGreaterThan(0.9);
    expect(share(({ host }) => host?.includes(':') === true)).toBeGreaterThan(0.02);
    expect(share(({ size }) => size === '-')).toBe(share(({ status }) => status === '304'));
    const sections = new Set(sample.map(({ fields }) => fields.path?.split(/[/?]/)[1]));
    expect(sections.size).toBeGreaterThanOrEqual(12);
    expect(sections.size).toBeLessThanOrEqual(20);
    expect(distinct('host')).toBeGreaterThan(500);
    expect(distinct('method')).toBeGreaterThanOrEqual(4);
    expect(distinct('agent')).toBeGreaterThanOrEqual(8);
  });
});

describe('logTime', () => {
  test.each([
    [START, '09/May/2026:16:00:00 +0000'],
    [START + 999, '09/May/2026:16:00:00 +0000'],
    [-1, '31/Dec/1969:23:59:59 +0000'],
  ])('writes %d as %s', (time, text) => {
    expect(logTime(time)).toBe(text);
  });
});
