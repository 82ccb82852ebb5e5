import { TidemarkError } from '../../operators/tidemark-error.js';
import { type Duration, toMilliseconds } from '../../operators/time/duration.js';
import { type Clock, systemClock } from '../clock.js';
import type { KinesisSettings } from '../kinesis/kinesis-settings.js';
import { jsonLines } from './json-lines.js';
import { type KinesisBody, kinesisBatches } from './kinesis/kinesis-batches.js';
import type { KinesisWriter } from './kinesis/kinesis-writer.js';
import type { Emitted, Sink } from './sink.js';

export interface KinesisSinkOptions extends KinesisSettings {
  /** What people call this output; its destination by default. */
  readonly name?: string;
  /** The value that a row's partition key is made of. Default: the row's id, and rows are in no order. */
  readonly key?: ((row: Emitted) => unknown) | undefined;
  /** Several rows of one key as one record, as the Kinesis Producer Library packs them. false by default. */
  readonly aggregate?: boolean;
  /** Requests at once; 4 by default. */
  readonly concurrency?: number;
  /** For one request. 10s by default. */
  readonly timeout?: Duration;
  /** How a row is written, with a line end that is cut off. Default: as JSON lines have it. */
  readonly format?: (rows: readonly Emitted[]) => string;
  readonly clock?: Clock;
  /** In [0, 1): the jitter of pauses. */
  readonly random?: () => number;
  /** Told, in a sentence, what whoever runs the program may want to know. */
  readonly onWarning?: (message: string) => void;
}

/** Bytes of an aggregate: as much as the Kinesis Producer Library packs. */
const AGGREGATE_BYTES = 50 * 1024;
/** Enough that one shard that takes little does not hold up the others, and little enough to be in memory. */
const IN_FLIGHT = 64;

/**
 * Puts rows into a stream of Kinesis, at least once, each as a record of JSON with its id, by which a reader drops what comes
 * twice.
 *
 * Rows of one partition key arrive in their order: only one record of a key is under way at a time. Only what is refused is sent
 * again; a shard that refuses records for their rate is given fewer, and the others are not. A partition key of more than 256
 * characters is replaced by its SHA-256; rows without one go under `-`. A row above the stream's own limit is refused alone. Any
 * other failure rejects with a retryable 'undeliverable'. Throws TidemarkError 'bad-options' for options that make no sense.
 *
 * @example
 * ```ts
 * import { kinesisSink } from 'tidemark';
 *
 * const sink = kinesisSink({
 *   stream: 'clicks',
 *   region: 'eu-central-1',
 *   key: ({ row }) => (row as { section: string }).section,
 * });
 * ```
 */
export const kinesisSink = (options: KinesisSinkOptions): Sink => {
  const { key, aggregate = false, concurrency = 4, format = jsonLines(), clock = systemClock() } = options;
  const { stream, endpoint, random = Math.random, onWarning: warn = () => undefined } = options;
  const timeout = toMilliseconds(options.timeout ?? '10s');
  if (stream === '') throw refused('there is no name of a stream.');
  if (!Number.isSafeInteger(concurrency) || concurrency < 1)
    throw refused(`concurrency is ${concurrency}: pass a whole number, 1 or more.`);
  if (!(timeout >= 1)) throw refused('timeout is 0, which nothing can meet. Write for example 10s.');
  if (endpoint !== undefined && !URL.canParse(endpoint))
    throw refused(`${JSON.stringify(endpoint)} is no address. Write for example http://127.0.0.1:4567.`);
  const destination = `kinesis ${stream}${endpoint === undefined ? '' : ` at ${new URL(endpoint).origin}`}`;
  let writer: Promise<KinesisWriter> | undefined;

  // Loaded with the first delivery: many configs are only looked at.
  const open = async (): Promise<KinesisWriter> => {
    const [{ KinesisWriter: Writer }, { sdkStream }] = await Promise.all([
      import('./kinesis/kinesis-writer.js'),
      import('../kinesis/sdk/sdk-stream.js'),
    ]);
    const aggregateBytes = aggregate ? AGGREGATE_BYTES : undefined;
    return new Writer({
      stream: sdkStream(options),
      concurrency,
      aggregateBytes,
      timeout,
      clock,
      random,
      warn,
    });
  };

  return {
    name: options.name ?? destination,
    destination,
    guarantee: 'at least once',
    ordered: true,
    inFlight: IN_FLIGHT,
    compose: (rows) => kinesisBatches(rows, { key, format }),
    async write({ id, body }, signal) {
      writer ??= open();
      // Only what was composed here is handed over.
      return (await writer).write(id, body as KinesisBody, signal);
    },
    close: async () => (await writer)?.close(),
  };
};

const refused = (message: string): TidemarkError =>
  new TidemarkError('bad-options', `Kinesis sink: ${message}`);
