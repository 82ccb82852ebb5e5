import { describe, expect, test } from 'vitest';
import { auto } from '../../../../src/io/codecs/auto/auto.js';
import type { Decoded, Decoder } from '../../../../src/io/codecs/codec.js';
import type { Row } from '../../../../src/io/codecs/fields/row.js';
import { PRESET_SAMPLES } from '../jsonl/preset-samples.js';
import { FORMAT_SITUATIONS } from './format-situations.js';
import { PASSED_ON } from './passed-on.js';
import { SITUATIONS, type Situation } from './situations.js';

const written = (): number => Date.UTC(2024, 5, 1);

interface Found {
  readonly formats: readonly string[];
  readonly rows: readonly Row[];
  readonly rejected: readonly { readonly reason: string; readonly offset?: number | undefined }[];
}

/** In pieces of so many bytes, with a decoder that goes on from what was saved after so many of those. */
const decoded = (input: string | Buffer, size: number, resumeAfter = Number.POSITIVE_INFINITY): Found => {
  const bytes = Buffer.from(input);
  const formats: string[] = [];
  const codec = auto({ onFormat: (name) => formats.push(name), onChange: (name) => formats.push(name) });
  const parts: Decoded<Row>[] = [];
  let decoder: Decoder<Row> = codec.decoder('all', { written });
  let pieces = 0;
  for (let at = 0; at < bytes.length; ) {
    parts.push(decoder.decode(bytes.subarray(at, at + size)));
    at = Math.min(bytes.length, at + size);
    if (++pieces !== resumeAfter) continue;
    at -= decoder.pending;
    decoder = codec.decoder('all', { offset: at, saved: structuredClone(decoder.save()), written });
  }
  parts.push(decoder.end());
  return {
    formats,
    rows: parts.flatMap(({ rows }) => rows),
    rejected: parts.flatMap(({ rejected }) => rejected),
  };
};

const iso = (time: unknown): unknown => (typeof time === 'number' ? new Date(time).toISOString() : time);

const PRESETS: readonly Situation[] = PRESET_SAMPLES.map(({ preset, name, line, request, others }) => ({
  name: `${preset}: ${name}`,
  input: `${JSON.stringify(line)}\n`,
  formats: ['jsonl'],
  rows: [{ ...request, ...others }],
}));

const CASES = [...SITUATIONS, ...PASSED_ON, ...FORMAT_SITUATIONS, ...PRESETS].map(
  (situation) => [situation.name, situation] as const,
);

test('there are enough of them', () => {
  expect(new Set(CASES.map(([name]) => name)).size).toBe(CASES.length);
  expect(CASES.length).toBeGreaterThan(100);
});

describe.each(CASES)('%s', (_, { input, formats, rows, rejected = [] }) => {
  const whole = decoded(input, Number.MAX_SAFE_INTEGER);

  test('is taken for what it is, and read', () => {
    expect(whole.formats).toEqual(formats);
    expect(whole.rejected.map(({ reason }) => reason)).toEqual(rejected);
    expect(whole.rows.map((row) => ({ ...row, time: iso(row.time) }))).toMatchObject(rows);
  });

  test('is the same in any pieces, and from any place on', () => {
    for (const size of [1, 7, 64]) expect(decoded(input, size)).toEqual(whole);
    const pieces = Math.ceil(Buffer.byteLength(input) / 7);
    for (const part of [0.3, 0.5, 0.8]) {
      const { rows: found, rejected: turned } = decoded(input, 7, Math.ceil(pieces * part));
      expect(found).toEqual(whole.rows);
      expect(turned).toEqual(whole.rejected);
    }
  });
});
