import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fanIn } from '../../../src/io/sources/fan-in.js';
import { file } from '../../../src/io/sources/file.js';
import { virtualClock } from '../../../src/testing/virtual-clock.js';
import { sourceContract } from '../../contracts/source-contract.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { type Word, wordsCodec } from '../../support/words-codec.js';

const LOGS = ['a', 'b', 'c'];

/** The rows in the order in which a replay gives them: on in the one that is behind. */
const MERGED: readonly Word[] = [
  { time: 1, text: 'a', unit: '' },
  { time: 2, text: 'b', unit: '' },
  { time: 3, text: 'c', unit: '' },
  { time: 4, text: 'a', unit: '' },
  { time: 5, text: 'b', unit: '' },
  { time: 6, text: 'c', unit: '' },
  { time: 7, text: 'a', unit: '' },
];

for (const [kind, pathOf] of [
  ['plain files', (directory: string, log: string) => join(directory, `${log}.log`)],
  ['globs', (directory: string, log: string) => join(directory, `${log}.l*g`)],
] as const) {
  sourceContract<Word>(`fanIn of ${kind}`, {
    make: async () => {
      const directory = await temporaryDirectory();
      await writeFile(join(directory, 'a.log'), '1 a\n4 a\n7 a\nbroken\n');
      await writeFile(join(directory, 'b.log'), '2 b\n5 b\n');
      await writeFile(join(directory, 'c.log'), '3 c\n6 c\n');
      const clock = virtualClock();
      const reading = { codec: wordsCodec, fields: 'all', clock, readBytes: 4 } as const;
      const members = LOGS.map((name) => ({
        name,
        source: file({ ...reading, path: pathOf(directory, name) }),
      }));
      return { source: fanIn(members), rows: MERGED };
    },
    skip: [
      {
        test: 'says the time only when everything that was there before has been handed over',
        reason:
          'Members look each in their own time, so an instant that is said may be one from before the rows were written. fan-in.test.ts has the law with instants.',
      },
    ],
    makeLive: async () => {
      const directory = await temporaryDirectory();
      for (const log of LOGS) await writeFile(join(directory, `${log}.log`), '');
      const clock = virtualClock();
      const reading = { codec: wordsCodec, fields: 'all', clock, follow: true, watch: false } as const;
      const members = LOGS.map((name) => ({
        name,
        source: file({ ...reading, path: pathOf(directory, name) }),
      }));
      let time = 0;
      let round = 0;
      return {
        source: fanIn(members),
        clock,
        append: async () => {
          // One file each time: which of several members is read first is up to the disk.
          const log = LOGS[round++ % LOGS.length] ?? '';
          const rows = [++time, ++time].map((at) => ({ time: at, text: log, unit: '' }));
          await appendFile(join(directory, `${log}.log`), rows.map((row) => `${row.time} ${log}\n`).join(''));
          return rows;
        },
      };
    },
  });
}
