import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { acting } from '../../../src/io/actions/acting.js';
import type { Action } from '../../../src/io/actions/action.js';
import { file } from '../../../src/io/sources/file.js';
import { forwardingRun } from '../../../src/io/sources/forwarding-run.js';
import type { Source } from '../../../src/io/sources/source.js';
import type { Chunk } from '../../../src/operators/chunk.js';
import { virtualClock } from '../../../src/testing/virtual-clock.js';
import { sourceContract } from '../../contracts/source-contract.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { type Word, wordsCodec } from '../../support/words-codec.js';

/** Says of every row what it was, performed or not: so what comes out is what went in. */
const echo = (intent: 'first' | 'none'): Action<Word, Word> => ({
  intent,
  keepsTime: true,
  key: ({ time, text }) => `${time} ${text}`,
  missed: (row) => row,
  perform: async (row) => row,
});

/** Says that all is committed that it was asked for more after, as a loop does. */
const committing = <T>(source: Source<T>): Source<T> => ({
  read: (start) => {
    const run = source.read(start);
    async function* chunks(): AsyncGenerator<Chunk<T>> {
      for await (const chunk of run) {
        yield chunk;
        await run.acknowledge?.(chunk.position);
      }
    }
    return forwardingRun(run, chunks());
  },
});

for (const intent of ['first', 'none'] as const) {
  // One at a time, so that outcomes come in the order of their rows.
  const echoing = (source: Source<Word>) =>
    committing(acting<Word, Word>(source, echo(intent), { concurrency: 1 }));

  sourceContract<Word>(`a file under an action of intent ${intent}`, {
    make: async () => {
      const path = join(await temporaryDirectory(), 'words.log');
      await writeFile(path, '1 a\n2 b\nbroken\n3 c\n4 d\n5 e\n');
      const source = file({ path, codec: wordsCodec, fields: 'all', clock: virtualClock(), readBytes: 4 });
      return {
        source: echoing(source),
        rows: ['a', 'b', 'c', 'd', 'e'].map((text, i) => ({ time: i + 1, text, unit: '' })),
      };
    },
    makeLive: async () => {
      const path = join(await temporaryDirectory(), 'words.log');
      await writeFile(path, '');
      const clock = virtualClock();
      let time = 0;
      return {
        source: echoing(file({ path, codec: wordsCodec, fields: 'all', clock, follow: true, watch: false })),
        clock,
        append: async () => {
          const rows = [++time, ++time].map((at) => ({ time: at, text: 'w', unit: '' }));
          await appendFile(path, rows.map((row) => `${row.time} w\n`).join(''));
          return rows;
        },
      };
    },
    skip: [
      {
        test: 'says the time only when everything that was there before has been handed over',
        reason: 'Time goes on while rows are out: they hold the watermark by `pendingSince`.',
      },
    ],
  });
}
