import { PassThrough, Readable } from 'node:stream';
import { stdin } from '../../../src/io/sources/stdin.js';
import { virtualClock } from '../../../src/testing/virtual-clock.js';
import { sourceContract } from '../../contracts/source-contract.js';
import { type Word, wordsCodec } from '../../support/words-codec.js';

const ROWS: readonly Word[] = Array.from({ length: 20 }, (_, i) => ({
  time: i,
  text: `wörd ${i}`,
  unit: '',
}));
const BYTES = Buffer.from(`${ROWS.map(({ time, text }) => `${time} ${text}\n`).join('')}broken`);

const ONCE = 'Standard input can be read once.';

sourceContract<Word>('stdin', {
  make: async () => {
    const pieces = Array.from({ length: Math.ceil(BYTES.length / 10) }, (_, i) =>
      BYTES.subarray(i * 10, i * 10 + 10),
    );
    const input = Readable.from(pieces, { objectMode: false });
    return {
      source: stdin({ codec: wordsCodec, fields: 'all', live: false, clock: virtualClock(), input }),
      rows: ROWS,
    };
  },
  makeLive: async () => {
    const input = new PassThrough();
    const clock = virtualClock();
    let time = 0;
    return {
      source: stdin({ codec: wordsCodec, fields: 'all', live: true, clock, input }),
      clock,
      append: async () => {
        const rows = [++time, ++time].map((at) => ({ time: at, text: `word ${at}`, unit: '' }));
        for (const row of rows) input.write(`${row.time} ${row.text}\n`);
        return rows;
      },
    };
  },
  skip: [
    { test: 'resumes from every position with exactly the rows that come after it', reason: ONCE },
    { test: 'rejects after a resume what it would have rejected, at the same offsets', reason: ONCE },
    { test: 'gives every run of the same source all of its rows', reason: ONCE },
    { test: 'keeps two runs at the same time apart', reason: ONCE },
    { test: 'can be read again after a consumer that left early', reason: ONCE },
  ],
});
