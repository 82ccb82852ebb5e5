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

/** The rows in the order in which a replay of several files gives them: on in the one that is behind. */
const merged: readonly Word[] = [
  { time: 1, text: 'a', unit: '' },
  { time: 2, text: 'b', unit: '' },
  { time: 3, text: 'a', unit: '' },
  { time: 4, text: 'b', unit: '' },
  { time: 5, text: 'a', unit: '' },
];

for (const [name, pathIn] of [
  ['files by name', (directory: string) => [join(directory, 'a.log'), join(directory, 'b.log')]],
  ['files of a glob', (directory: string) => join(directory, '*.log')],
] as const) {
  sourceContract<Word>(name, {
    make: async () => {
      const directory = await temporaryDirectory();
      await writeFile(join(directory, 'a.log'), '1 a\n3 a\n5 a\nbroken\n');
      await writeFile(join(directory, 'b.log'), '2 b\n4 b\n');
      const path = pathIn(directory);
      return {
        source: file({ path, codec: wordsCodec, fields: 'all', clock: virtualClock(), readBytes: 4 }),
        rows: merged,
      };
    },
    makeLive: async () => {
      const directory = await temporaryDirectory();
      for (const log of ['a.log', 'b.log']) await writeFile(join(directory, log), '');
      const clock = virtualClock();
      let time = 0;
      return {
        source: file({ path: pathIn(directory), codec: wordsCodec, fields: 'all', clock, follow: true }),
        clock,
        append: async () => {
          const rows: Word[] = [];
          for (const log of ['a.log', 'b.log']) {
            rows.push({ time: ++time, text: log, unit: '' });
            await appendFile(join(directory, log), `${time} ${log}\n`);
          }
          return rows;
        },
      };
    },
  });
}
