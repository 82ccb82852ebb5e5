import { expect, test } from 'vitest';
import { FORMATS } from '../../src/io/codecs/formats.js';
import { TEXT_FORMATS } from '../../src/io/codecs/text-formats.js';
import { OTHER_LINES } from '../io/codecs/decode-lines.js';
import { TEXT_SAMPLES } from '../io/codecs/text-samples.js';
import { mutatedLines } from '../support/mutated-lines.js';

const SEED = Number(process.env.TIDEMARK_SEED ?? Math.floor(Math.random() * 2 ** 31));
const LINES = Number(process.env.TIDEMARK_LINES ?? 20_000_000);
const BATCH = 20_000;
const SAMPLES = [
  ...OTHER_LINES,
  ...TEXT_FORMATS.flatMap(({ name }) =>
    [...TEXT_SAMPLES[name].rows, ...TEXT_SAMPLES[name].rejected].flatMap((each) => each.split('\n')),
  ),
];

test(`${LINES} mutated lines over all formats: nothing throws, every line is accounted for, and memory stays as it is (TIDEMARK_SEED=${SEED})`, () => {
  const decoders = FORMATS.map(({ name, codec }) => ({
    name,
    decoder: codec({ year: 2024 }).decoder('all'),
  }));
  const lines = mutatedLines(SAMPLES, SEED);
  let decoded = 0;
  let slowest = 0;
  let resident = 0;
  while (decoded < LINES) {
    const text = Array.from({ length: BATCH }, () => lines.next().value).join('\n');
    const bytes = Buffer.from(`${text}\n`);
    for (const { name, decoder } of decoders) {
      const before = decoder.lines;
      const start = process.cpuUsage();
      const { rows, rejected } = decoder.decode(bytes);
      slowest = Math.max(slowest, process.cpuUsage(start).user / 1000);
      expect([name, rows.length + rejected.length]).toEqual([name, decoder.lines - before]);
      if (rows.some(({ time }) => !Number.isFinite(time))) throw new Error(`${name}: a row without a time`);
      decoded += BATCH;
    }
    // What is remembered is full, and code is compiled, long before that.
    if (decoded < LINES / 4) resident = Math.max(resident, process.memoryUsage().rss);
  }
  const grown = (process.memoryUsage().rss - resident) / 2 ** 20;
  console.log(
    `${(resident / 2 ** 20).toFixed(0)} MB after a quarter, ${grown.toFixed(0)} MB more in the end; the slowest batch of ${BATCH} lines took ${slowest.toFixed(0)} ms of CPU; seed ${SEED}`,
  );
  expect(grown).toBeLessThan(64);
  // About what a second is for on a slow machine; what is not linear takes minutes.
  expect(slowest).toBeLessThan(20_000);
});
