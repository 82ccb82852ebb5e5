import { randomBytes } from 'node:crypto';
import type { LocalOffsets } from '../../operators/operator.js';
import { TidemarkError } from '../../operators/tidemark-error.js';
import { type Duration, toMilliseconds } from '../../operators/time/duration.js';
import type { ObjectStoreSettings } from '../object-store/object-store-settings.js';
import { parseS3Address } from '../object-store/parse-s3-address.js';
import { s3AddressText } from '../object-store/s3-address.js';
import type { OverwriteGuard } from '../object-store/store-abilities.js';
import { ObjectComposer } from './s3/object-composer.js';
import type { ObjectFormat } from './s3/object-format.js';
import { loadFormat, type ObjectFormatName } from './s3/object-formats.js';
import type { S3Body, S3Memory } from './s3/object-memory.js';
import type { ObjectWriter } from './s3/object-writer.js';
import { type TimePartition, timePartition } from './s3/time-partition.js';
import type { Sink } from './sink.js';

export interface S3SinkOptions {
  /** `s3://bucket` or `s3://bucket/a/prefix`. */
  readonly address: string;
  /** How the bucket is reached, and how objects are written there. Default: as AWS's tools are set. */
  readonly store?: Omit<ObjectStoreSettings, 'bucket'>;
  /** What people call this output; its destination by default. */
  readonly name?: string;
  /** `jsonl.gz` by default. */
  readonly format?: ObjectFormatName;
  /** An object is closed when its first row has waited so long, by the event time of the pipeline. 5m by default. */
  readonly every?: Duration;
  /** Bytes of one object, at most; 64 MiB by default. A row that is longer has one of its own. */
  readonly size?: number;
  /** Which times are together in keys; `hour` by default. */
  readonly partition?: TimePartition;
  /** The clock by which hours and days are told, as `zoneOffsets` makes it; UTC by default. */
  readonly offsets?: LocalOffsets;
  /** Fields of rows by which objects are divided besides, each a part of the key. */
  readonly by?: readonly string[];
  /** Objects that are sent at once; 4 by default. */
  readonly concurrency?: number;
  /** `head`: look before each write, for stores that ignore If-None-Match. */
  readonly guard?: OverwriteGuard;
  /** For what is under way, so that the next run takes it back where this one is killed. Absent: a rule of the bucket has to. */
  readonly directory?: string;
  /** Told, in a sentence, what whoever runs the program may want to know. */
  readonly onWarning?: (message: string) => void;
}

/**
 * Stores rows as objects of a bucket, each exactly once: a commit fixes key and bytes, held back in the state until the object is closed by size or
 * age, and an object is written where there is none, or compared. Keys are
 * `PREFIX/PIPELINE/STREAM/year=2026/month=11/day=29/hour=10/20261129T100000Z-ID-NUMBER-HASH.jsonl.gz`, by each row's own `time`; a late row begins another
 * object there. With a state store rows are held back over a stop; without one they are in memory until then.
 *
 * Any failure of the store is retryable, and the rows wait. Throws TidemarkError 'bad-options' for options that make no sense; `prepare` rejects with
 * that for a bucket that is not there, may not be written to, or ignores conditions.
 *
 * @example
 * ```ts
 * import { s3Sink } from 'tidemark';
 *
 * const lake = s3Sink({ address: 's3://example-lake/tidemark', format: 'jsonl.gz', every: '5m' });
 * ```
 */
export const s3Sink = (options: S3SinkOptions): Sink => {
  const { format: formatName = 'jsonl.gz', partition = 'hour', offsets = [], by = [] } = options;
  const { concurrency = 4, guard = 'conditional', onWarning: warn = () => undefined } = options;
  const { bucket, prefix } = parseS3Address(options.address);
  const size = options.size ?? 64 * 1024 * 1024;
  const every = toMilliseconds(options.every ?? '5m');
  checkOptions({ size, concurrency }, every, by);
  const destination = s3AddressText({ bucket, prefix });
  const places = { by, timeOf: timePartition(partition, offsets) };
  const id = randomBytes(5).toString('hex');
  const formats = loadFormat(formatName);
  let format: ObjectFormat | undefined = formats.format;
  let writer: Promise<ObjectWriter> | undefined;

  const loaded = async (): Promise<ObjectFormat> => {
    format ??= await formats.load();
    return format;
  };
  const open = async (): Promise<ObjectWriter> => {
    const [{ openObjectStore }, { ObjectWriter }] = await Promise.all([
      import('../object-store/open-object-store.js'),
      import('./s3/object-writer.js'),
    ]);
    const own = await loaded();
    const settings = { contentType: own.contentType, ...definedIn(options.store ?? {}), bucket };
    const store = await openObjectStore(settings);
    return new ObjectWriter({ store, prefix, format: own, guard, directory: options.directory });
  };

  return {
    name: options.name ?? destination,
    destination,
    guarantee: 'exactly once',
    independent: true,
    isBulky: true,
    inFlight: concurrency,
    async prepare(memory) {
      writer ??= open();
      const inTheWay = await (await writer).prepare();
      if (inTheWay !== undefined) warn(`${inTheWay} Rows wait until ${destination} can be asked.`);
      return memory;
    },
    compose(rows, { saved }, watermark) {
      if (format === undefined) throw new Error(`${formatName} is composed before prepare has loaded it.`);
      // Only what was composed here is kept for it.
      const memory = saved as S3Memory | undefined;
      const composer = new ObjectComposer({ prefix, format, places, size, every, id }, memory, watermark);
      composer.add(rows);
      return composer.end();
    },
    async write({ body }, signal, piece) {
      writer ??= open();
      await (await writer).write(body as S3Body, signal, piece);
    },
    close: async () => (await writer?.catch(() => undefined))?.close(),
  };
};

const definedIn = (settings: Omit<ObjectStoreSettings, 'bucket'>): Omit<ObjectStoreSettings, 'bucket'> =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));

const checkOptions = (
  counts: Readonly<Record<string, number>>,
  every: number,
  by: readonly string[],
): void => {
  for (const [name, count] of Object.entries(counts)) {
    if (!Number.isSafeInteger(count) || count < 1)
      throw refused(`${name} is ${count}: pass a whole number, 1 or more.`);
  }
  if (!(every >= 1)) throw refused('every is 0: an object is open for a time. Write for example 5m.');
  if (by.length > MOST_FIELDS)
    throw refused(`by has ${by.length} fields: ${MOST_FIELDS} at most, so that keys stay short.`);
};

const MOST_FIELDS = 4;

const refused = (message: string): TidemarkError => new TidemarkError('bad-options', `S3 sink: ${message}`);
