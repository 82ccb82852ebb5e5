import { describe, expect, test } from 'vitest';
import { firstConfig } from '../../../src/config/look/first-config.js';
import { lookAt } from '../../../src/config/look/look-at.js';
import { unwrapOptions } from '../../../src/config/parts/around-lines.js';
import { builtParts } from '../../../src/config/parts/built-parts.js';
import { codecOf } from '../../../src/config/parts/format.js';
import type { Codec } from '../../../src/io/codecs/codec.js';
import type { Row } from '../../../src/io/codecs/fields/row.js';
import { SITUATIONS } from '../../io/codecs/auto/situations.js';
import { SAMPLES } from '../../io/codecs/format-samples.js';
import { PRESET_SAMPLES } from '../../io/codecs/jsonl/preset-samples.js';
import { TEXT_SAMPLES } from '../../io/codecs/text-samples.js';
import { diagnose } from '../bad-configs/diagnose.js';

const written = () => Date.UTC(2024, 11, 31);

/** Each line as a container's runtime keeps it. */
const inDocker = (text: string): string =>
  text
    .split('\n')
    .map(
      (line) => `${JSON.stringify({ log: `${line}\n`, stream: 'stdout', time: '2024-05-01T12:00:09Z' })}\n`,
    )
    .join('');

const TRACE =
  '2024-05-01 12:00:01 ERROR a\njava.io.IOException: b\n\tat c.d(E.java:1)\n2024-05-01 12:00:02 INFO e\n';
const OBJECTS = '{\n  "time": "2024-05-01T12:00:01Z",\n  "a": 1\n}\n'.repeat(2);

/** Of these auto, and so a look, reads no records of several lines in a container's log: their lines are rejected, and said. */
const SEVERAL_LINES = ['mysql-slow', 'postgresql-csv'];

const CASES: readonly (readonly [string, string | Buffer])[] = [
  ...Object.entries(TEXT_SAMPLES).flatMap(([name, { rows }]) => {
    const text = rows.join('\n');
    return [
      [name, `${text}\n`] as const,
      ...(SEVERAL_LINES.includes(name) ? [] : [[`${name} of Docker`, inDocker(text)] as const]),
    ];
  }),
  ...Object.entries(SAMPLES).map(([name, text]) => [`a sample of ${name}`, `${text}\n`] as const),
  ...SITUATIONS.map(({ name, input }) => [name, input] as const),
  ...PRESET_SAMPLES.map(({ name, line }) => [name, `${JSON.stringify(line)}\n`] as const),
  ['stack traces', TRACE],
  ['stack traces in Docker', inDocker(TRACE)],
  ['stack traces in UTF-16', Buffer.from(`\u{feff}${TRACE}`, 'utf16le')],
  ['objects over several lines', OBJECTS],
];

/** The codec that a config of one pipeline gives its source. */
const codecIn = (config: string): Codec<Row> => {
  const loaded = diagnose(config, { parts: builtParts });
  expect(loaded.text).toBe('');
  const [pipeline] = loaded.plans[0]?.pipelines ?? [];
  const settings = (pipeline?.sources[0]?.settings ?? {}) as Parameters<typeof unwrapOptions>[0] & {
    readonly format?: string;
  };
  return codecOf(settings.format, builtParts, pipeline?.timeSettings ?? {}, {
    around: unwrapOptions(settings),
  });
};

describe('the config that a look gives to begin with passes check and reads what the look has read', () => {
  test.each(CASES)('%s', (_, text) => {
    const sample = {
      bytes: Buffer.from(text),
      isWhole: true,
      size: undefined,
      warnings: [],
      written: written(),
    };
    const found = lookAt('a.log', sample, builtParts);
    const config = firstConfig([found]);
    expect(config === undefined).toBe(found.rows === 0);
    if (config === undefined) return;
    const decoder = codecIn(config).decoder('all', { written });
    const decoded = [decoder.decode(sample.bytes), decoder.end()];
    const rows = decoded.flatMap((part) => part.rows);
    expect(rows).toHaveLength(found.rows);
    // What a syslog says of a line is a field of some formats, and of what stands around it in others.
    expect(rows.slice(0, 3).map(({ time }) => time)).toEqual(found.first.map(({ time }) => time));
  });
});
