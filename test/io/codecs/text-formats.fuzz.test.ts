import { expect, test } from 'vitest';
import { FORMATS } from '../../../src/io/codecs/formats.js';
import { TEXT_FORMATS } from '../../../src/io/codecs/text-formats.js';
import { mutatedLines } from '../../support/mutated-lines.js';
import { decodeAll } from './decode-all.js';
import { OTHER_LINES } from './decode-lines.js';
import { TEXT_SAMPLES } from './text-samples.js';

const LINES = 1500;
const SEED = Number(process.env.TIDEMARK_SEED ?? 20_261_122);
const SAMPLES = TEXT_FORMATS.flatMap(({ name }) => {
  const { rows, rejected } = TEXT_SAMPLES[name];
  return [...rows, ...rejected].flatMap((each) => each.split('\n'));
});

test.each(FORMATS.map((format) => [format.name, format] as const))(
  'the format %s takes whatever comes: each line is a row with a time, or rejected, or neither',
  (_, format) => {
    const lines = mutatedLines([...SAMPLES, ...OTHER_LINES], SEED);
    const text = Array.from({ length: LINES }, () => lines.next().value);
    const { rows, rejected } = decodeAll(format.codec({ year: 2024 }), text.join('\n'));
    expect(rows.length + rejected.length).toBeLessThanOrEqual(text.join('\n').split('\n').length);
    for (const { time } of rows) expect(Number.isFinite(time)).toBe(true);
    for (const line of text) expect(typeof format.recognises(line)).toBe('boolean');
  },
);
