import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { file } from '../../../src/io/sources/file.js';
import { virtualClock } from '../../../src/testing/virtual-clock.js';
import { sourceContract } from '../../contracts/source-contract.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { type Word, wordsCodec } from '../../support/words-codec.js';

const TEXT =
  '#unit s\n1 one\n2 zwölf 😀\nbroken\n3 three\n\n#unit ms\n4 four\nbroken too\n5 five\n6 six without an end';
const ROWS: readonly Word[] = [
  { time: 1, text: 'one', unit: 's' },
  { time: 2, text: 'zwölf 😀', unit: 's' },
  { time: 3, text: 'three', unit: 's' },
  { time: 4, text: 'four', unit: 'ms' },
  { time: 5, text: 'five', unit: 'ms' },
  { time: 6, text: 'six without an end', unit: 'ms' },
];

for (const readBytes of [1, 11, 64]) {
  sourceContract<Word>(`file, ${readBytes} bytes at a time,`, {
    make: async () => {
      const path = join(await temporaryDirectory(), 'words.txt');
      await writeFile(path, TEXT);
      return {
        source: file({ path, codec: wordsCodec, fields: 'all', clock: virtualClock(), readBytes }),
        rows: ROWS,
      };
    },
    makeLive: async () => {
      const path = join(await temporaryDirectory(), 'words.txt');
      await writeFile(path, '');
      const clock = virtualClock();
      let time = 0;
      return {
        source: file({ path, codec: wordsCodec, fields: 'all', clock, readBytes, follow: true }),
        clock,
        append: async () => {
          const rows = [++time, ++time, ++time].map((at) => ({ time: at, text: `word ${at}`, unit: '' }));
          await appendFile(path, rows.map((row) => `${row.time} ${row.text}\n`).join(''));
          return rows;
        },
      };
    },
  });
}
