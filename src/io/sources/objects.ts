import type { Chunk } from '../../operators/chunk.js';
import { TidemarkError } from '../../operators/tidemark-error.js';
import type { ListingStore } from '../object-store/object-store.js';
import { Asking } from './objects/asking.js';
import type { ObjectsStart } from './objects/begin-at.js';
import { ObjectsRun } from './objects/objects-run.js';
import { type ReadingOptions, readingOptions } from './reading-options.js';
import type { Source, SourceRun, SourceStart } from './source.js';

export interface ObjectsOptions<T> extends Omit<ReadingOptions<T>, 'poll'> {
  /** Opens the bucket; what is opened is closed at the end of a run. */
  readonly open: () => Promise<ListingStore>;
  /** What all keys begin with. */
  readonly prefix: string;
  /** The bucket for people, as in `s3://bucket`. */
  readonly bucket: string;
  /** Whether an object is read, by what follows the prefix in its key; all by default. */
  readonly isWanted?: (key: string) => boolean;
  /** Look again for what comes; false by default. */
  readonly follow?: boolean;
  /** Where to begin where no position is given; 'beginning' by default. */
  readonly start?: ObjectsStart;
  /** Milliseconds between the beginnings of two looks; 60,000 by default. */
  readonly every?: number;
  /** Milliseconds that an object may come later than others that were written after it; an hour by default. */
  readonly lookBack?: number;
  /** In [0, 1), for the jitter of what is tried again. */
  readonly random?: () => number;
  /** Told, in a sentence, what whoever runs the program may want to know. */
  readonly onWarning?: (message: string) => void;
  readonly onInfo?: (message: string) => void;
}

const EVERY = 60_000;
const LOOK_BACK = 3_600_000;
/** Milliseconds for which a single pass asks a store that does not answer. */
const PATIENCE = 300_000;

/**
 * Reads the objects under a prefix, each once, in the order of the times that their keys tell, else of those at which they were
 * written. Whatever an object holds is told by its first bytes, and not by its name: gzip of any number of members, zstd, bzip2.
 *
 * Once: an object is known by its key and its ETag, for as long as `lookBack` after it was written; what was written before that is
 * known to have been read by its time. So one that comes late is read wherever its key sorts. What comes later than `lookBack` after
 * others that were written after it is not read, and how much that is is said. An object that is overwritten is read again, as
 * another one, which is said too.
 *
 * Exactly: the position says how far the object has been read that is under way, and it is read on from there, if it is still
 * the same. Bytes are decoded when all of a part (8 MiB at most) have come, and fit the object's checksum where it is no larger.
 *
 * What is missing, archived or overwritten meanwhile is said and counted as rejected. Throws TidemarkError 'unreadable' where a
 * store refuses to give anything, so that nothing is passed over; what may mend itself is waited for, by a single pass for five
 * minutes.
 *
 * Memory: what a look takes on (10,000 objects), and 32 MiB of parts; a prefix of any size takes no more. No more is remembered
 * than has come within `lookBack`.
 */
export const objects = <T>(options: ObjectsOptions<T>): Source<T> => {
  const { open, prefix, bucket, isWanted = () => true, follow = false, start = 'beginning' } = options;
  const { every = EVERY, lookBack = LOOK_BACK, random = Math.random } = options;
  const { onWarning: warn = () => undefined, onInfo: inform = () => undefined } = options;
  const { codec, fields, clock, readBytes } = readingOptions(options);
  for (const [name, value] of Object.entries({ every, lookBack }))
    if (!Number.isFinite(value) || value < 0)
      throw new TidemarkError(
        'bad-options',
        `${name} is ${value}: pass a number of milliseconds, 0 or more.`,
      );

  const nameOf = (key: string): string => `${bucket}/${key}`;

  async function* chunks(
    from: SourceStart,
    opened: (run: ObjectsRun<T>) => void,
  ): AsyncGenerator<Chunk<T>, void, undefined> {
    if (from.stop.aborted) return;
    const store = await open();
    const left = new AbortController();
    const signal = AbortSignal.any([from.stop, left.signal]);
    try {
      const patience = follow ? Infinity : PATIENCE;
      const asking = new Asking({ clock, random, signal, patience, warn });
      const run = new ObjectsRun<T>(
        { codec, fields, clock, readBytes, nameOf, warn, signal, follow, every, lookBack, start, inform },
        { store, asking, prefix, isWanted, signal },
        from,
      );
      opened(run);
      yield* run.chunks();
    } finally {
      left.abort();
      store.close();
    }
  }

  return {
    read(from): SourceRun<T> {
      let run: ObjectsRun<T> | undefined;
      const given = chunks(from, (opened) => {
        run = opened;
      });
      return {
        [Symbol.asyncIterator]: () => given,
        get lines() {
          return run?.lines ?? 0;
        },
      };
    },
  };
};
