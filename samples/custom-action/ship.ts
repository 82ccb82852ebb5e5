import { acting, pipeline, type RunOptions, run, type Sink } from 'tidemark';
import { type Moved, moveTo, type Ready } from './move-to.js';
import { readyFiles } from './ready-files.js';

/** Moves the files of one directory to another, and tells the sink what became of each. */
export const ship = (from: string, to: string, sink: Sink, options: RunOptions) =>
  run(
    pipeline('ship')
      .from(acting<Ready, Moved>(readyFiles(from), moveTo(to), { concurrency: 4 }))
      .stream('moved', [], [sink])
      .spec(),
    options,
  );
