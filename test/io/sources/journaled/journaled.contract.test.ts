import { onTestFinished } from 'vitest';
import { journaled } from '../../../../src/io/sources/journaled.js';
import type { Source } from '../../../../src/io/sources/source.js';
import { virtualClock } from '../../../../src/testing/virtual-clock.js';
import { sourceContract } from '../../../contracts/source-contract.js';
import { startAt } from '../../../support/start-at.js';
import { temporaryDirectory } from '../../../support/temporary-directory.js';
import { until } from '../../../support/until.js';
import { judge, type Row, startLive } from './kit.js';

/** What a run reads of a journal of earlier ones: the source until it says the time for the first time. */
const replayOf = (source: Source<Row>): Source<Row> => ({
  read: (start) => {
    const run = source.read(start);
    async function* replay() {
      try {
        for await (const chunk of run) {
          if (chunk.now !== undefined) return;
          yield chunk;
        }
      } finally {
        await run.close?.();
      }
    }
    return replay();
  },
});

sourceContract<Row>('journaled', {
  make: async () => {
    const directory = await temporaryDirectory();
    const { send, chunks, stop } = await startLive(directory);
    for (const text of ['a', 'b,c', 'd,e,f', 'g', 'h,i']) await send(text);
    await stop();
    const source = journaled({ directory, judge, clock: virtualClock(), mostRows: 3 });
    return { source: replayOf(source), rows: chunks.flatMap(({ rows }) => rows) };
  },
  makeLive: async () => {
    const directory = await temporaryDirectory();
    const clock = virtualClock(1);
    const source = journaled({ directory, judge, clock });
    // Only who reads it can append to it: the run has begun, and has said the time once.
    const controller = new AbortController();
    const begunRun = source.read(startAt(undefined, controller.signal));
    const run = begunRun[Symbol.asyncIterator]();
    await run.next();
    onTestFinished(async () => {
      controller.abort();
      await begunRun.close?.();
    });
    const begun: Source<Row> = {
      read: ({ stop }) => {
        stop.addEventListener('abort', () => controller.abort());
        return { [Symbol.asyncIterator]: () => run };
      },
    };
    let next = 0;
    return {
      source: begun,
      clock,
      append: async () => {
        const texts = Array.from({ length: 3 }, () => `${++next}`);
        const { journalBytes } = source;
        const rows = texts.map((text) => ({ time: clock.now(), text }));
        for (const text of texts) void source.accept(Buffer.from(text), undefined);
        // On disk; folded it is when the test pulls.
        await until(() => source.journalBytes >= journalBytes + 3 * 28);
        return rows;
      },
    };
  },
  skip: [
    { test: 'keeps two runs at the same time apart', reason: 'A journal has one owner.' },
    {
      test: 'has lines to count',
      reason: 'It has batches and no lines, and refuses where another would reject.',
    },
  ],
});
