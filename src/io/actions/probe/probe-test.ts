import { createHash } from 'node:crypto';
import type { Attempt } from '../../object-store/attempt.js';
import type { Call, ListingStore, Written } from '../../object-store/object-store.js';
import type { OwnPace } from '../check/own-pace.js';
import type { UploadMemory } from '../upload/upload-memory.js';
import { ProbeFault } from './probe-fault.js';
import type { Remains } from './remains.js';

export interface ProbeTestOptions {
  readonly store: ListingStore;
  readonly key: string;
  readonly payload: Buffer;
  readonly remains: Remains;
  readonly pace: Pick<OwnPace, 'begin'>;
  /** For a request that is measured, and for one that is not. */
  readonly timed: Call;
  readonly beside: Call;
  readonly memory: UploadMemory;
}

/** One test while it is under way: what its requests are made with. */
export class ProbeTest {
  readonly store: ListingStore;
  readonly key: string;
  readonly payload: Buffer;
  readonly remains: Remains;
  readonly timedCall: Call;
  readonly besideCall: Call;
  readonly memory: UploadMemory;
  readonly #pace: Pick<OwnPace, 'begin'>;
  /** Milliseconds for which this process was held up while it measured. */
  held = 0;

  constructor(options: ProbeTestOptions) {
    this.store = options.store;
    this.key = options.key;
    this.payload = options.payload;
    this.remains = options.remains;
    this.timedCall = options.timed;
    this.besideCall = options.beside;
    this.memory = options.memory;
    this.#pace = options.pace;
  }

  /** A request that is measured. What holds us up before it is signed is in none of its times. */
  async timed<T>(request: (call: Call) => Promise<T>): Promise<T> {
    let end: (() => number) | undefined;
    const begun = (): void => {
      end ??= this.#pace.begin();
    };
    try {
      return await request({ ...this.timedCall, begun });
    } finally {
      this.held += end?.() ?? 0;
    }
  }

  /** Writes the payload; nobody else has the key. */
  async put(call: Call): Promise<Written> {
    return await this.remains.write(() =>
      this.store.put(this.key, this.payload, { ...call, ifAbsent: false }),
    );
  }

  /** Reads it, or a range of it, to its end. */
  async get(
    call: Call,
    range?: { readonly from: number; readonly to: number },
  ): Promise<{ readonly attempt: Attempt; readonly bytes: Buffer }> {
    const download = await this.store.get(this.key, { ...call, ...(range !== undefined && { range }) });
    const pieces: Uint8Array[] = [];
    let length = 0;
    for await (const piece of download.body) {
      length += piece.length;
      if (length > this.payload.length) break;
      pieces.push(piece);
    }
    const attempt = download.attempt();
    if (length > this.payload.length)
      throw new ProbeFault(
        'checksum',
        `more has come than the ${this.payload.length} bytes that were written`,
        { attempt, phase: 'receive' },
      );
    return { attempt, bytes: Buffer.concat(pieces, length) };
  }

  /** Throws where they are not those that were written, whatever the store says of them. */
  compare(bytes: Buffer, attempt: Attempt, wanted = this.payload): void {
    if (bytes.length < wanted.length)
      throw new ProbeFault(
        'truncated',
        `${bytes.length} bytes have come of the ${wanted.length} that were written`,
        { attempt, phase: 'receive' },
      );
    const [found, written] = [sha256(bytes), sha256(wanted)];
    if (found !== written)
      throw new ProbeFault(
        'checksum',
        `other bytes have come than were written: SHA-256 ${found} and not ${written}`,
        { attempt, phase: 'receive' },
      );
  }
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
