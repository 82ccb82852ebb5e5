import { TidemarkError } from '../../../operators/tidemark-error.js';
import type { Clock } from '../../clock.js';
import { KinesisFault } from '../../kinesis/kinesis-fault.js';
import type { KinesisStream } from '../../kinesis/kinesis-stream.js';
import { orAborted } from '../../kinesis/or-aborted.js';
import { countOf } from '../../text/count-of.js';
import { formatSize } from '../../text/format-size.js';
import { isTenfold } from '../../text/is-tenfold.js';
import type { Refused, Written } from '../sink.js';
import { stoppedWriting } from '../stopped-writing.js';
import { KeyedSender } from './keyed-sender.js';
import type { KinesisBody } from './kinesis-batches.js';
import { ShardMap } from './shard-map.js';

export interface KinesisWriterOptions {
  readonly stream: KinesisStream;
  /** Requests at once. */
  readonly concurrency: number;
  readonly aggregateBytes: number | undefined;
  /** Milliseconds for one request. */
  readonly timeout: number;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly warn: (message: string) => void;
}

/** Milliseconds between two looks at the shards, at least. */
const LOOK_PAUSE = 10_000;

/** Puts deliveries into a stream, several at once, in the order of each partition key. */
export class KinesisWriter {
  readonly #sender: KeyedSender;
  readonly #shards = new ShardMap();
  #recordBytes: Promise<number> | undefined;
  #looked = Number.NEGATIVE_INFINITY;
  #unkeyed = 0;
  /** How often a record was refused, by code. */
  readonly #refused = new Map<string, number>();
  readonly #closed = new AbortController();

  constructor(private readonly options: KinesisWriterOptions) {
    const { stream, timeout, clock, random, concurrency, aggregateBytes } = options;
    this.#sender = new KeyedSender({
      put: (records) => stream.put(records, { deadline: timeout, signal: this.#closed.signal }),
      shardOf: (hash) => this.#shards.shardOf(hash),
      // It was split or merged since.
      onPlaced: (shard) => {
        if (!this.#shards.has(shard)) void this.#look();
      },
      onRefused: (code, message) => this.#note(code, message),
      ...{ concurrency, aggregateBytes, clock, random },
    });
  }

  async write(id: string, { keys, texts, unkeyed }: KinesisBody, signal: AbortSignal): Promise<Written> {
    const { stream, warn } = this.options;
    try {
      const most = await orAborted(this.#limit(), signal);
      const refused: Refused[] = [];
      const rows = texts.flatMap((text, row) => {
        const partitionKey = keys[row] ?? '';
        const data = Buffer.from(text);
        const bytes = data.length + Buffer.byteLength(partitionKey);
        if (bytes <= most) return [{ partitionKey, data }];
        const why = `${formatSize(bytes)} with its partition key, and the stream takes records of ${formatSize(most)} at most`;
        refused.push({ row, why, body: text });
        return [];
      });
      await orAborted(this.#sender.send(id, rows), signal);
      const before = this.#unkeyed;
      this.#unkeyed += unkeyed;
      if (unkeyed > 0 && isTenfold(before, this.#unkeyed))
        warn(
          `${stream.destination}: ${countOf(this.#unkeyed, 'row')} had nothing in the field of the partition key: they go under "-", in one shard.`,
        );
      return refused.length === 0 ? undefined : { refused };
    } catch (error) {
      if (signal.aborted) throw stoppedWriting(stream.destination);
      throw this.#failure(error);
    }
  }

  close(): void {
    this.#closed.abort();
    this.#sender.close();
    this.options.stream.close();
  }

  /** Bytes of the largest record; asked for once. */
  #limit(): Promise<number> {
    this.#recordBytes ??= this.#begin().catch((error: unknown) => {
      this.#recordBytes = undefined;
      throw error;
    });
    return this.#recordBytes;
  }

  async #begin(): Promise<number> {
    const { stream, timeout, warn } = this.options;
    const call = { deadline: timeout, signal: this.#closed.signal };
    await this.#look();
    try {
      return (await stream.limits(call)).recordBytes;
    } catch (error) {
      if (!(error instanceof KinesisFault) || error.kind !== 'denied') throw error;
      warn(`${error.message}. Records of 1 MiB are taken to be the largest that the stream takes.`);
      return 1024 * 1024;
    }
  }

  async #look(): Promise<void> {
    const { stream, timeout, clock } = this.options;
    if (clock.now() - this.#looked < LOOK_PAUSE) return;
    this.#looked = clock.now();
    try {
      this.#shards.set(await stream.shards({ deadline: timeout, signal: this.#closed.signal }));
    } catch (error) {
      // Without it all shards are given less when one refuses some: slower, and nothing is wrong.
      if (!(error instanceof KinesisFault)) throw error;
    }
  }

  #note(code: string, message: string): void {
    const before = this.#refused.get(code) ?? 0;
    this.#refused.set(code, before + 1);
    if (!isTenfold(before, before + 1)) return;
    const { stream, warn } = this.options;
    warn(
      `${stream.destination} has refused ${countOf(before + 1, 'record')} for the moment (${code}: ${message}). They are sent again.`,
    );
  }

  /** Whatever it is, somebody may mend it: the rows wait. */
  #failure(error: unknown): unknown {
    if (!(error instanceof KinesisFault)) return error;
    return new TidemarkError('undeliverable', `${error.message}. The rows are sent again.`, {
      cause: error,
      retryable: true,
    });
  }
}
