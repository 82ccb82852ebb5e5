import type { Source, SourceRun } from '../../src/io/sources/source.js';

/** A source whose last run a test can ask. */
export type Observed<T, S extends Source<T>> = S & {
  readonly run: SourceRun<T> | undefined;
  readonly lines: number | undefined;
};

/** The same source, which remembers the run that it began last. */
export const observed = <T, S extends Source<T>>(source: S & Source<T>): Observed<T, S> => {
  let run: SourceRun<T> | undefined;
  const seen: Source<T> & { readonly run: SourceRun<T> | undefined; readonly lines: number | undefined } = {
    read: (start) => {
      run = source.read(start);
      return run;
    },
    get run() {
      return run;
    },
    get lines() {
      return run?.lines;
    },
  };
  // What else the source has is looked up at each call, too.
  const all = { ...Object.getOwnPropertyDescriptors(source), ...Object.getOwnPropertyDescriptors(seen) };
  return Object.defineProperties({}, all) as Observed<T, S>;
};
