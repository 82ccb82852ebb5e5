import { describe, expect, test } from 'vitest';
import { firstConfig } from '../../../src/config/look/first-config.js';
import { lookAt } from '../../../src/config/look/look-at.js';
import { builtParts } from '../../../src/config/parts/built-parts.js';
import { codecOf } from '../../../src/config/parts/format.js';
import { TEXT_SAMPLES } from '../../io/codecs/text-samples.js';

const written = () => Date.UTC(2024, 11, 31);

/** Each line as a container's runtime keeps it. */
const inDocker = (text: string): string =>
  text
    .split('\n')
    .map(
      (line) => `${JSON.stringify({ log: `${line}\n`, stream: 'stdout', time: '2024-05-01T12:00:09Z' })}\n`,
    )
    .join('');

const CASES = Object.entries(TEXT_SAMPLES).flatMap(([name, { rows }]) => {
  const text = rows.join('\n');
  return [
    [name, `${text}\n`, rows.length] as const,
    ...(name === 'mysql-slow' ? [] : [[`${name} of Docker`, inDocker(text), rows.length] as const]),
  ];
});

describe('the config that a look gives to begin with reads what the look has read', () => {
  test.each(CASES)('%s', (_, text, count) => {
    const sample = { bytes: Buffer.from(text), isWhole: true, size: undefined, warnings: [] };
    const found = lookAt('a.log', sample, builtParts);
    const around = firstConfig([found])?.includes('unwrap: auto') ? { wrapping: 'auto' as const } : {};
    const decoder = codecOf(found.format, builtParts, {}, { around }).decoder('all', { written });
    const decoded = [decoder.decode(sample.bytes), decoder.end()];
    expect(decoded.flatMap(({ rejected }) => rejected)).toEqual([]);
    expect(decoded.flatMap(({ rows }) => rows)).toHaveLength(count);
  });
});
