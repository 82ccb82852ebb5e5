import { describe, expect, test } from 'vitest';
import { codecOf, formatFields } from '../../src/config/parts/format.js';
import { FORMATS } from '../../src/config/parts/formats.js';
import type { Parts } from '../../src/config/parts/part.js';
import { presetReference } from '../../src/config/reference/format-reference.js';
import { PRESET_NAMES } from '../../src/io/codecs/jsonl/presets/presets.js';

const PARTS = { formats: FORMATS } as unknown as Parts;

describe('a preset that a config names', () => {
  test.each(PRESET_NAMES)('has fields with their units: %s', (name) => {
    const { known, open } = formatFields({ json: name }, PARTS, false);
    expect(open).toBe(true);
    expect(known).toMatchObject({
      path: { type: 'string' },
      section: { type: 'string' },
      status: { type: 'number' },
    });
    if (name !== 'aws-waf') expect(known.duration).toEqual({ type: 'number', unit: 'duration' });
  });

  test('gives units to what it measures besides, and to no field of others', () => {
    const traefik = formatFields({ json: 'traefik' }, PARTS, false).known;
    expect(traefik).toMatchObject({ origin_duration: { type: 'number', unit: 'duration' } });
    expect(formatFields({ json: 'caddy' }, PARTS, false).known.origin_duration).toBeUndefined();
    expect(formatFields('jsonl', PARTS, false).known.duration?.unit).toBeUndefined();
  });

  test('reads its requests alone', () => {
    const decoder = codecOf({ json: 'traefik' }, PARTS, {}).decoder(['section', 'duration']);
    const line = {
      RequestPath: '/a/b',
      DownstreamStatus: 200,
      Duration: 2_500_000,
      time: '2026-05-09T16:00:00Z',
    };
    const lines = [line, { level: 'info', msg: 'Starting', time: '2026-05-09T16:00:00Z' }];
    const { rows, rejected } = decoder.decode(
      Buffer.from(lines.map((one) => `${JSON.stringify(one)}\n`).join('')),
    );
    expect(rows).toEqual([{ time: Date.parse('2026-05-09T16:00:00Z'), section: '/a', duration: 2.5 }]);
    expect(rejected).toMatchObject([{ reason: 'not-a-request' }]);
  });
});

test('who writes JSON has fields to be listed, with their units', () => {
  expect(presetReference('gcp')?.fields).toContainEqual(
    expect.objectContaining({ name: 'duration', unit: 'duration', original: 'http_request_latency' }),
  );
  expect(presetReference('nobody')).toBeUndefined();
});
