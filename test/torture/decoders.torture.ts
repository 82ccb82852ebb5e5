import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { auto } from '../../src/io/codecs/auto/auto.js';
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

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Mebibytes that are held: objects, and bytes outside the heap. */
const held = (): number => {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
};

test(`${LINES} mutated lines over all formats and auto: nothing throws, every line is accounted for, and memory stays as it is (TIDEMARK_SEED=${SEED})`, () => {
  const decoders = [{ name: 'auto', codec: auto }, ...FORMATS].map(({ name, codec }) => ({
    name,
    decoder: codec({ year: 2024 }).decoder('all'),
  }));
  const lines = mutatedLines(SAMPLES, SEED);
  let decoded = 0;
  let slowest = 0;
  const quarters: number[] = [];
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
    while (decoded >= ((quarters.length + 1) * LINES) / 4) quarters.push(held());
  }
  const resident = process.memoryUsage().rss / 2 ** 20;
  console.log(
    `held after each quarter: ${quarters.map((one) => one.toFixed(1)).join(', ')} MB (resident ${resident.toFixed(0)} MB); the slowest batch of ${BATCH} lines took ${slowest.toFixed(0)} ms of CPU; seed ${SEED}`,
  );
  // What is remembered is full, and code is compiled, long before the first quarter is over.
  const [first = Number.NaN, ...others] = quarters;
  expect(Math.max(...others) - first).toBeLessThan(16);
  // About what a second is for on a slow machine; what is not linear takes minutes.
  expect(slowest).toBeLessThan(20_000);
});
