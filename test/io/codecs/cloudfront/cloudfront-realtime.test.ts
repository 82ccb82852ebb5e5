import { describe, expect, test } from 'vitest';
import { cloudfrontRealtime } from '../../../../src/io/codecs/cloudfront/cloudfront-realtime.js';
import { decodeLines } from '../decode-lines.js';

const FIELDS = ['timestamp', 'c-ip', 'sc-status', 'cs-uri-stem', 'time-taken', 'cs-user-agent'];
const decode = (line: string, fields: readonly string[] = FIELDS) =>
  decodeLines(cloudfrontRealtime({ fields }), line);

describe('a real-time log of CloudFront', () => {
  test('has the fields that were chosen for it, in their order', () => {
    expect(decode('1714564801.5\t192.0.2.1\t200\t/a/b\t0.012\tcurl%2F8').rows).toEqual([
      {
        time: Date.parse('2024-05-01T12:00:01.5Z'),
        host: '192.0.2.1',
        status: 200,
        path: '/a/b',
        section: '/a',
        duration: 12,
        agent: 'curl/8',
      },
    ]);
    expect(cloudfrontRealtime({ fields: FIELDS }).fields).toEqual(
      ['time', 'host', 'path', 'section', 'status', 'agent', 'duration'].concat([
        'c_ip',
        'sc_status',
        'cs_uri_stem',
        'time_taken',
        'cs_user_agent',
      ]),
    );
  });

  test('is rejected where its fields are others, rather than read as what it is not', () => {
    for (const line of [
      '1714564801.5\t200\t192.0.2.1\t/a/b\t0.012\tcurl',
      '1714564801.5\t192.0.2.1\t/a/b\t200\t0.012\tcurl',
      '1714564801.5\t192.0.2.1\t200\t/a/b\tcurl\t0.012',
    ])
      expect(decode(line).rejected).toMatchObject([
        {
          reason: 'malformed',
          detail: expect.stringContaining('in the order of the real-time configuration'),
        },
      ]);
    expect(decode('1714564801.5\t192.0.2.1\t200\t/a').rejected[0]?.detail).toBe(
      'It has 4 fields, and 6 are expected; say which in the order of the real-time configuration.',
    );
    expect(decode('yesterday\t192.0.2.1\t200\t/a\t0.1\tcurl').rejected).toMatchObject([
      { reason: 'malformed' },
    ]);
  });

  test('is refused where the fields cannot be', () => {
    for (const [fields, why] of [
      [['c-ip'], 'timestamp'],
      [['timestamp', 'c-ip', 'c-ip'], 'each once'],
      [['timestamp', 'cs(Host)'], 'No field is called'],
    ] as const)
      expect(() => cloudfrontRealtime({ fields })).toThrow(why);
  });
});
