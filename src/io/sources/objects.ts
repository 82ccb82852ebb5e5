import type { Chunk } from '../../operators/chunk.js';
import { TidemarkError } from '../../operators/tidemark-error.js';
import type { NotificationQueue } from '../object-store/notification-queue.js';
import type { ListingStore } from '../object-store/object-store.js';
import { Asking } from './objects/asking.js';
import type { ObjectsStart } from './objects/begin-at.js';
import { listedObjects } from './objects/listed-objects.js';
import { namedObjects } from './objects/named-objects.js';
import { ObjectsReader } from './objects/objects-reader.js';
import type { ParquetLines } from './objects/parquet/line-writer.js';
import { QueuedObjects } from './objects/queued-objects.js';
import { isSavedPosition } from './objects/saved-objects.js';
import { unreadableStore } from './objects/unreadable-store.js';
import { type ReadingOptions, readingOptions } from './reading-options.js';
import type { Source, SourceRun, SourceStart } from './source.js';

export interface ObjectsOptions<T> extends Omit<ReadingOptions<T>, 'poll'> {
  /** Opens the bucket; what is opened is closed at the end of a run. */
  readonly open: () => Promise<ListingStore>;
  /** What all keys begin with. */
  readonly prefix: string;
  /** Path of a file that says which objects are read, a key or an address on each line: nothing is listed then. */
  readonly keys?: string | undefined;
  /** Opens the queue that says what is written into the bucket: nothing is listed then. */
  readonly queue?: (() => Promise<NotificationQueue>) | undefined;
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
  /** The lines that rows of Parquet files are made, so that the codec reads them; 'auto' by default: by their columns. */
  readonly parquet?: ParquetLines;
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
 * Where a file of keys says what is read, the position is the place in it. Where a queue does, its messages are removed when what they
 * name is committed; one that comes again within `lookBack` is known.
 *
 * What is missing, archived or overwritten meanwhile is said and counted as rejected. Throws TidemarkError 'unreadable' where a
 * store refuses to give anything, so that nothing is passed over; what may mend itself is waited for, by a single pass for five
 * minutes.
 *
 * Memory: what a look takes on (10,000 objects), and 32 MiB of parts; a prefix of any size takes no more. No more is remembered
 * than has come within `lookBack`.
 */
export const objects = <T>(options: ObjectsOptions<T>): Source<T> => {
  const { open, prefix, bucket, keys, queue } = options;
  const { isWanted = () => true, follow = false, start = 'beginning' } = options;
  const { every = EVERY, lookBack = LOOK_BACK, random = Math.random, parquet = 'auto' } = options;
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
    opened: (reader: ObjectsReader<T>, queued: QueuedObjects | undefined) => void,
    keep: (left: () => void) => void,
  ): AsyncGenerator<Chunk<T>, void, undefined> {
    if (from.stop.aborted) return;
    const store = await open();
    const left = new AbortController();
    const signal = AbortSignal.any([from.stop, left.signal]);
    try {
      const patience = follow ? Infinity : PATIENCE;
      const asking = new Asking({ clock, random, signal, patience, warn });
      const shared = { clock, nameOf, warn, signal, follow, every, lookBack, asking };
      const looking = { store, asking, prefix, isWanted, signal };
      const reader = new ObjectsReader<T>({ codec, fields, readBytes, parquet, ...shared }, looking, from);
      if (keys !== undefined) {
        opened(reader, undefined);
        yield* namedObjects(reader, looking, { ...shared, keys, bucket });
      } else if (queue !== undefined) {
        const named = await queue();
        // What is committed in the end is still to be removed from it.
        keep(() => named.close());
        const queued = new QueuedObjects(named, {
          ...shared,
          bucket: bucket.slice('s3://'.length),
          prefix,
          isWanted,
        });
        opened(reader, queued);
        yield* queued.chunks(reader);
      } else {
        opened(reader, undefined);
        yield* listedObjects(reader, looking, { ...shared, start, inform });
      }
    } catch (error) {
      if (!signal.aborted) throw unreadableStore(error);
    } finally {
      left.abort();
      store.close();
    }
  }

  return {
    read(from): SourceRun<T> {
      let reader: ObjectsReader<T> | undefined;
      let queued: QueuedObjects | undefined;
      let close = (): void => undefined;
      const given = chunks(
        from,
        (...opened) => {
          [reader, queued] = opened;
        },
        (left) => {
          close = left;
        },
      );
      return {
        [Symbol.asyncIterator]: () => given,
        get lines() {
          return reader?.lines ?? 0;
        },
        async acknowledge(position) {
          if (isSavedPosition(position)) await queued?.acknowledge(position.turn ?? 0);
        },
        async close() {
          close();
        },
      };
    },
  };
};
