import { createHash } from 'node:crypto';
import { Refusal } from './refusal.js';
import { type KeptRecord, Shard } from './shard.js';

const HASHES = 1n << 128n;

export interface StreamOptions {
  /** One by default. */
  readonly shards?: number;
  /** The largest record, in KiB: 1,024 by default. */
  readonly recordKiB?: number;
  /** Sequence numbers begin after it. */
  readonly from?: bigint;
}

export interface Put {
  readonly data: string;
  readonly bytes: number;
  readonly partitionKey: string;
  readonly explicitHash?: string | undefined;
}

/** A stream in memory: its shards, those that are closed too. */
export class Stream {
  readonly shards: Shard[] = [];
  readonly recordKiB: number;
  isActive = true;
  #sequence: bigint;

  constructor(
    readonly name: string,
    { shards = 1, recordKiB = 1024, from = 49_680n * 10n ** 51n }: StreamOptions = {},
  ) {
    this.recordKiB = recordKiB;
    this.#sequence = from;
    const count = BigInt(shards);
    for (let i = 0n; i < count; i++) this.#open((HASHES * i) / count, (HASHES * (i + 1n)) / count - 1n, []);
  }

  get open(): readonly Shard[] {
    return this.shards.filter((shard) => shard.isOpen);
  }

  shard(id: string): Shard {
    const found = this.shards.find((shard) => shard.id === id);
    if (found === undefined)
      throw new Refusal('ResourceNotFoundException', `Shard ${id} in stream ${this.name} not found`);
    return found;
  }

  childrenOf(id: string): readonly Shard[] {
    return this.shards.filter(({ parents }) => parents.includes(id));
  }

  /** Where a record goes. */
  shardFor({ partitionKey, explicitHash }: Put): Shard {
    const hash =
      explicitHash === undefined
        ? BigInt(`0x${createHash('md5').update(partitionKey).digest('hex')}`)
        : BigInt(explicitHash);
    const found = this.shards.find(({ isOpen, low, high }) => isOpen && low <= hash && hash <= high);
    if (found === undefined) throw new Refusal('InvalidArgumentException', `no shard has the hash ${hash}`);
    return found;
  }

  keep(shard: Shard, { data, bytes, partitionKey }: Put, arrived: number): KeptRecord {
    const record = { sequence: ++this.#sequence, arrived, data, bytes, partitionKey };
    shard.records.push(record);
    return record;
  }

  split(id: string, at: bigint): void {
    const shard = this.shard(id);
    if (at <= shard.low || at > shard.high)
      throw new Refusal('InvalidArgumentException', 'NewStartingHashKey is not inside the shard');
    this.#close(shard);
    this.#open(shard.low, at - 1n, [id]);
    this.#open(at, shard.high, [id]);
  }

  merge(id: string, adjacent: string): void {
    const [a, b] = [this.shard(id), this.shard(adjacent)];
    const [low, high] = a.low < b.low ? [a, b] : [b, a];
    if (low.high + 1n !== high.low)
      throw new Refusal('InvalidArgumentException', `Shards ${id} and ${adjacent} are not adjacent`);
    this.#close(a);
    this.#close(b);
    this.#open(low.low, high.high, [id, adjacent]);
  }

  #open(low: bigint, high: bigint, parents: readonly string[]): void {
    const id = `shardId-${String(this.shards.length).padStart(12, '0')}`;
    this.shards.push(new Shard(id, low, high, parents, ++this.#sequence));
  }

  #close(shard: Shard): void {
    if (!shard.isOpen) throw new Refusal('InvalidArgumentException', `${shard.id} is closed`);
    shard.last = ++this.#sequence;
  }
}
