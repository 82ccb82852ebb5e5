import { expect, test } from 'vitest';
import { recognise } from '../../../../src/io/codecs/auto/auto.js';
import { jetty } from '../../../../src/io/codecs/jetty/jetty.js';
import { tomcat } from '../../../../src/io/codecs/tomcat/tomcat.js';
import { rowOf } from '../decode-lines.js';

const COMBINED = '192.0.2.7 - jo [01/May/2024:12:00:00 +0000] "GET /a/b HTTP/1.1" 200 612 "-" "curl/8.5"';
const at = Date.parse('2024-05-01T12:00:00Z');

test('Tomcat stamps the end of a request, and its durations are in the unit that is said, or in none', () => {
  expect(rowOf(tomcat({ durationUnit: 'ms' }), `${COMBINED} 42`)).toMatchObject({ time: at, duration: 42 });
  expect(rowOf(tomcat({ durationUnit: 'us' }), `${COMBINED} 42000`)).toMatchObject({
    time: at,
    duration: 42,
  });
  expect(rowOf(tomcat(), `${COMBINED} 42`).duration).toBe(null);
});

test('Jetty stamps the beginning of a request, and its latency is in milliseconds', () => {
  expect(rowOf(jetty(), `${COMBINED} 42`)).toMatchObject({ time: at + 42, duration: 42, section: '/a' });
  expect(rowOf(jetty({ stamp: 'end' }), `${COMBINED} 42`)).toMatchObject({ time: at, duration: 42 });
  expect(rowOf(jetty(), COMBINED)).toMatchObject({ time: at, agent: 'curl/8.5' });
});

test('varnishncsa writes the combined format, with the site in the request', () => {
  const line = COMBINED.replace('/a/b', 'http://www.example.com/a/b');
  expect(recognise(line)).toBe('access-log');
  expect(rowOf(tomcat(), line)).toMatchObject({ section: '/a' });
});
