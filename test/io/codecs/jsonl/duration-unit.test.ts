import { expect, it } from 'vitest';
import { jsonl } from '../../../../src/io/codecs/jsonl/jsonl.js';

const TIME = '"time":"2026-03-02T10:00:00Z"';
const durationsOf = (durationUnit: 's' | 'ms' | 'us' | 'ns' | undefined, ...lines: string[]): unknown[] => {
  const decoder = jsonl(durationUnit === undefined ? {} : { durationUnit }).decoder('all');
  const text = lines.map((line) => `{${TIME},${line}}\n`).join('');
  return [...decoder.decode(Buffer.from(text)).rows, ...decoder.end().rows].map(({ duration }) => duration);
};

it.each([
  [undefined, 0.25],
  ['s', 250],
  ['ms', 0.25],
  ['us', 0.00025],
] as const)('a duration in %s', (unit, wanted) => {
  expect(durationsOf(unit, '"duration":0.25')).toEqual([wanted]);
});

it('says what numbers count, and nothing of texts with a unit of their own or of servers that are known', () => {
  const caddy = '"request":{"uri":"/","host":"example.com"},"status":200,"duration":0.25';
  expect(
    durationsOf('us', '"duration":"1500"', '"duration":"1.2ms"', '"duration":null', '"a":1', caddy),
  ).toEqual([1.5, 1.2, null, undefined, 250]);
});

it('says what numbers count in requests of which only the usual names tell', () => {
  const request = '"method":"GET","path":"/","status":200,"remote_ip":"192.0.2.1","level":"info","msg":"x"';
  expect(durationsOf('s', `${request},"duration":0.25`, `${request},"latency":0.5`)).toEqual(
    durationsOf('ms', `${request},"duration":250`, `${request},"latency":500`),
  );
});

it('refuses a unit that there is not', () => {
  expect(() => jsonl({ durationUnit: 'min' as 's' })).toThrow('it is s, ms, us or ns');
});
