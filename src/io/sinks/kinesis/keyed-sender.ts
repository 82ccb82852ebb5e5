import type { Clock } from '../../clock.js';
import { aggregate, aggregatedBytes, aggregateOverhead } from '../../kinesis/aggregated/aggregate.js';
import type { PutAnswer, StreamRecord } from '../../kinesis/kinesis-stream.js';
import { partitionHash } from '../../kinesis/partition-hash.js';
import { KeyQueue, type Sending } from './key-queue.js';
import { ShardPace } from './shard-pace.js';

/** A row and its partition key. */
export interface KeyedRow {
  readonly partitionKey: string;
  readonly data: Uint8Array;
}

export interface KeyedSenderOptions {
  /** One request, one attempt: rejects where nothing is known of what became of it. */
  readonly put: (records: readonly StreamRecord[]) => Promise<readonly PutAnswer[]>;
  /** The shard that a partition hash belongs to now. */
  readonly shardOf: (hash: bigint) => string;
  /** Told where a record went. */
  readonly onPlaced: (shard: string) => void;
  /** Told of records that are refused alone, by the stream's own code and words. */
  readonly onRefused: (code: string, message: string) => void;
  /** Requests at once. */
  readonly concurrency: number;
  /** Rows of one key go as one record of so many bytes at most; undefined: each is a record. */
  readonly aggregateBytes: number | undefined;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
}

/** Of one request. */
const MOST_RECORDS = 500;
const MOST_BYTES = 10 * 1024 * 1024;

interface Part {
  readonly queue: KeyQueue;
  readonly lane: ShardLane;
  readonly record: StreamRecord;
}

/**
 * Sends rows so that those of one partition key arrive in their order: only one record of a key is under way at any time. What
 * is refused alone is sent again alone; a shard that refuses records for their number is given fewer, and the others are not.
 */
export class KeyedSender {
  readonly #queues = new Map<string, KeyQueue>();
  readonly #lanes = new Map<string, ShardLane>();
  readonly #sendings = new Map<string, Sending>();
  readonly #closed = new AbortController();
  #requests = 0;
  #alarm: AbortController | undefined;

  constructor(private readonly options: KeyedSenderOptions) {}

  /**
   * Resolves when all rows have a place. Rejects where nobody knows what became of some: the same id is to be sent again then, and
   * only what has no place is. Rows that come meanwhile do not overtake those of their key.
   */
  send(id: string, rows: readonly KeyedRow[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = () => {
        this.#sendings.delete(id);
        resolve();
      };
      const known = this.#sendings.get(id);
      if (known === undefined)
        this.#begin({ id, left: rows.length, isParked: false, done, failed: reject }, rows);
      else this.#resume(known, done, reject);
      this.#pump();
    });
  }

  close(): void {
    this.#closed.abort();
    this.#alarm?.abort();
  }

  #begin(sending: Sending, rows: readonly KeyedRow[]): void {
    if (rows.length === 0) {
      sending.done();
      return;
    }
    this.#sendings.set(sending.id, sending);
    for (const { partitionKey, data } of rows) {
      let queue = this.#queues.get(partitionKey);
      if (queue === undefined) {
        queue = new KeyQueue(partitionKey, partitionHash(partitionKey));
        this.#queues.set(partitionKey, queue);
      }
      queue.add({ data, of: sending });
      this.#offer(queue);
    }
  }

  #resume(known: Sending, done: () => void, failed: (error: unknown) => void): void {
    Object.assign(known, { isParked: false, done, failed });
    for (const queue of this.#queues.values()) this.#offer(queue);
  }

  /** Puts it among what may be sent, if it has something that may. */
  #offer(queue: KeyQueue): void {
    if (!queue.isReady) return;
    const shard = this.options.shardOf(queue.hash);
    let lane = this.#lanes.get(shard);
    if (lane === undefined) {
      lane = new ShardLane();
      this.#lanes.set(shard, lane);
    }
    lane.ready.add(queue);
  }

  #pump(): void {
    const { concurrency, clock } = this.options;
    // One look at the clock for both: a pause that ended between two would be over for neither.
    const now = clock.now();
    while (this.#requests < concurrency && !this.#closed.signal.aborted) {
      const parts = this.#take(now);
      if (parts.length === 0) break;
      void this.#request(parts);
    }
    this.#setAlarm(now);
  }

  /** The parts of one request. */
  #take(now: number): readonly Part[] {
    const parts: Part[] = [];
    let bytes = 0;
    for (const [shard, lane] of this.#lanes) {
      if (lane.pace.until > now) continue;
      for (const queue of lane.ready) {
        if (lane.flying >= lane.pace.most) break;
        const record = this.#record(queue, bytes === 0 ? Infinity : MOST_BYTES - bytes);
        if (record === undefined) return parts;
        // It was offered while it was ready, and may have been parked since.
        lane.ready.delete(queue);
        if (record === 'parked') continue;
        bytes += sizeOf(record);
        lane.flying++;
        parts.push({ queue, lane, record });
        if (parts.length === MOST_RECORDS) {
          // The others come first the next time.
          this.#lanes.delete(shard);
          this.#lanes.set(shard, lane);
          return parts;
        }
      }
    }
    return parts;
  }

  /** The next record of a key; undefined where it needs more than so many bytes. */
  #record(queue: KeyQueue, room: number): StreamRecord | 'parked' | undefined {
    const { aggregateBytes } = this.options;
    const { key } = queue;
    if (!queue.isReady) return 'parked';
    let bytes = aggregateOverhead(key) + Buffer.byteLength(key);
    const rows = queue.take(({ data }) => {
      bytes += aggregatedBytes(data.length);
      return aggregateBytes !== undefined && bytes <= aggregateBytes;
    });
    const [only, another] = rows;
    const data =
      only !== undefined && another === undefined
        ? only.data
        : aggregate(
            key,
            rows.map((row) => row.data),
          );
    const record = { partitionKey: key, data };
    if (sizeOf(record) <= room) return record;
    queue.putBack();
    return undefined;
  }

  async #request(parts: readonly Part[]): Promise<void> {
    this.#requests++;
    try {
      this.#answered(parts, await this.options.put(parts.map(({ record }) => record)));
    } catch (error) {
      const lost = new Set(parts.flatMap(({ queue }) => [...queue.putBack()]));
      for (const sending of lost) {
        if (sending.isParked) continue;
        sending.isParked = true;
        sending.failed(error);
      }
    }
    this.#requests--;
    for (const { queue, lane } of parts) {
      lane.flying--;
      if (queue.isEmpty) this.#queues.delete(queue.key);
      else this.#offer(queue);
    }
    this.#pump();
  }

  #answered(parts: readonly Part[], answers: readonly PutAnswer[]): void {
    const { onPlaced, onRefused, clock, random } = this.options;
    const tallies = new Map<ShardLane, { taken: number; hasRefused: boolean }>();
    for (const [i, { queue, lane }] of parts.entries()) {
      const answer = answers[i];
      const tally = tallies.get(lane) ?? { taken: 0, hasRefused: false };
      tallies.set(lane, tally);
      if (answer !== undefined && 'shard' in answer) {
        tally.taken++;
        queue.settle();
        onPlaced(answer.shard);
        continue;
      }
      queue.putBack();
      // Whatever it is, that shard is not asked again at once.
      tally.hasRefused = true;
      if (answer !== undefined) onRefused(answer.code, answer.message);
    }
    for (const [{ pace }, { taken, hasRefused }] of tallies) {
      if (hasRefused) pace.refused(taken, clock.now(), random());
      else pace.took();
    }
  }

  /** Rings when the first of the shards that pause may be given something again. */
  #setAlarm(now: number): void {
    this.#alarm?.abort();
    const { clock, concurrency } = this.options;
    if (this.#requests >= concurrency || this.#closed.signal.aborted) return;
    const times = [...this.#lanes.values()]
      .filter(({ ready, pace }) => ready.size > 0 && pace.until > now)
      .map(({ pace }) => pace.until);
    if (times.length === 0) return;
    const alarm = new AbortController();
    this.#alarm = alarm;
    void clock.sleep(Math.min(...times) - now, alarm.signal).then(() => {
      if (!alarm.signal.aborted) this.#pump();
    });
  }
}

/** What belongs to one shard. */
class ShardLane {
  readonly pace = new ShardPace();
  /** Keys with something that may be sent. */
  readonly ready = new Set<KeyQueue>();
  /** Records under way. */
  flying = 0;
}

const sizeOf = ({ partitionKey, data }: StreamRecord): number =>
  Buffer.byteLength(partitionKey) + data.length;
