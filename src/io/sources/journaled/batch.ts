import type { Appending } from '../../journal/journal.js';
import { recordSize } from '../../journal/journal-record.js';
import type { Accepted } from './answers.js';
import type { Rows } from './judgement.js';

/** What was received and judged good. */
export interface Received<T> {
  /** When it arrived, epoch milliseconds. */
  readonly time: number;
  readonly key: string | undefined;
  readonly body: Buffer;
  /** Of the body, where there is a key. */
  readonly digest: string | undefined;
  readonly rows: Rows<T>;
}

/** Told what became of a batch that it has appended. */
export interface BatchOwner<T> {
  onKept(batch: Batch<T>): void;
  onFailed(batch: Batch<T>, error: unknown): void;
}

/** A batch on its way: judged, appended, kept on disk, handed over, folded; answered once. */
export class Batch<T> implements Appending, Received<T> {
  readonly time: number;
  readonly key: string | undefined;
  readonly body: Buffer;
  readonly digest: string | undefined;
  readonly rows: Rows<T>;
  /** Bytes of its entry in the journal. */
  readonly size: number;
  /** Of its entry; 0 until it is kept. */
  sequence = 0;

  constructor(
    received: Received<T>,
    private readonly owner: BatchOwner<T>,
    readonly answer: (accepted: Accepted) => void,
  ) {
    this.time = received.time;
    this.key = received.key;
    this.body = received.body;
    this.digest = received.digest;
    this.rows = received.rows;
    this.size = recordSize(received.key, received.body);
  }

  kept(sequence: number): void {
    this.sequence = sequence;
    this.owner.onKept(this);
  }

  failed(error: unknown): void {
    this.owner.onFailed(this, error);
  }
}
