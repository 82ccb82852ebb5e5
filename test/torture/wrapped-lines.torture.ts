import { expect, test } from 'vitest';
import { accessLog } from '../../src/io/codecs/access-log/access-log.js';
import type { Codec } from '../../src/io/codecs/codec.js';
import type { Row } from '../../src/io/codecs/fields/row.js';
import { unwrap } from '../../src/io/codecs/unwrap/unwrap.js';
import { seededRandom } from '../../src/testing/seeded-random.js';
import { decodeAll } from '../io/codecs/decode-all.js';
import {
  decodedInPieces,
  mutatedLines,
  prefixed,
  wrappedCodecs,
} from '../io/codecs/unwrap/wrapped-line-cases.js';

const SEED = Number(process.env.TIDEMARK_SEED ?? Math.floor(Math.random() * 2 ** 31));
const LINES = Number(process.env.TIDEMARK_LINES ?? 3_000_000);
const AT_ONCE = 5000;

test(`${LINES} mutated lines in everything that may stand around them: no crash, the same in pieces, memory flat (TIDEMARK_SEED=${SEED})`, () => {
  const random = seededRandom(SEED);
  const codecs = wrappedCodecs();
  let resident = 0;
  for (let done = 0, turn = 0; done < LINES; done += AT_ONCE, turn++) {
    const codec = codecs[turn % codecs.length];
    if (codec === undefined) throw new Error('There are no codecs.');
    const bytes = mutatedLines(random, AT_ONCE);
    expect([turn, decodedInPieces(codec, bytes, random)]).toEqual([turn, decodeAll(codec, bytes)]);
    if (done < LINES / 4) resident = process.memoryUsage().rss;
  }
  const grown = (process.memoryUsage().rss - resident) / 2 ** 20;
  console.log(`${grown.toFixed(0)} MB more than after a quarter; seed ${SEED}`);
  expect(grown).toBeLessThan(128);
}, 3_600_000);

test(`${LINES} lines with anything in front give no other client (TIDEMARK_SEED=${SEED})`, () => {
  const random = seededRandom(SEED);
  const codec = unwrap(accessLog() as Codec<Row>);
  for (let done = 0; done < LINES; done++) {
    const line = prefixed(random);
    for (const row of decodeAll(codec, line).rows as readonly Record<string, unknown>[]) {
      if (row.host !== '192.0.2.1' || row.user !== 'bob')
        expect([line, row.host, row.user]).toEqual([line, '192.0.2.1', 'bob']);
    }
  }
}, 3_600_000);
