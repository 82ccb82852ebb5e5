import type { Chunk } from '../../operators/chunk.js';
import type { Source, SourceRun } from './source.js';

/** A source that is made when its first chunk is asked for, because what makes it has to be loaded first. */
export const lateSource = <T>(make: () => Promise<Source<T>>): Source<T> => ({
  read(start) {
    let run: SourceRun<T> | undefined;
    async function* chunks(): AsyncGenerator<Chunk<T>, void, undefined> {
      const source = await make();
      run = source.read(start);
      yield* run;
    }
    const iterator = chunks();
    return {
      [Symbol.asyncIterator]: () => iterator,
      // Nothing of a run that has not begun is there to be told.
      acknowledge: async (position) => run?.acknowledge?.(position),
      get commitDue() {
        return run?.commitDue;
      },
      get lines() {
        return run?.lines;
      },
      close: async () => run?.close?.(),
    };
  },
});
