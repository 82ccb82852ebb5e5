import type { Rejected } from '../../../operators/rejected.js';

/** What is being put together of several lines, of one writer. */
export interface OpenRecord {
  bytes: Buffer;
  length: number;
  lines: number;
  /** Of its first line. */
  readonly offset: number;
  /** The first bytes of that line, one character a byte. */
  readonly raw: string;
  /** What the wrapping of its first line says: epoch milliseconds or NaN, and fields. */
  readonly time: number;
  readonly fields: Readonly<Record<string, unknown>>;
  /** It has been rejected as over-long, and what still comes of it is skipped. */
  isSkipped: boolean;
}

/** Writers whose lines may be put together at the same time; beyond, the oldest is taken as it stands. */
export const MOST_WRITERS = 64;

export interface RecordsOptions {
  /** Opens the record that the line begins which is being read. */
  readonly begin: (records: OpenRecords, writer: string) => OpenRecord;
  readonly reject: (rejected: Rejected) => void;
  /** Reads one that is whole, or has to do. */
  readonly read: (record: OpenRecord | undefined) => void;
}

type SavedRecord = readonly [writer: string, text: string, record: Omit<OpenRecord, 'bytes' | 'length'>];

/** Records by who writes them, in the order in which they began. */
export class OpenRecords {
  readonly #records = new Map<string, OpenRecord>();

  get size(): number {
    return this.#records.size;
  }

  get(writer: string): OpenRecord | undefined {
    return this.#records.get(writer);
  }

  open(writer: string, begun: Pick<OpenRecord, 'offset' | 'raw' | 'time' | 'fields'>): OpenRecord {
    const record = { ...begun, bytes: Buffer.alloc(0), length: 0, lines: 0, isSkipped: false };
    this.#records.set(writer, record);
    return record;
  }

  /** Takes one out; the oldest where none is named. */
  take(writer: string | undefined = this.#records.keys().next().value): OpenRecord | undefined {
    if (writer === undefined) return undefined;
    const record = this.#records.get(writer);
    this.#records.delete(writer);
    return record;
  }

  save(): readonly SavedRecord[] {
    return [...this.#records].map(([writer, { bytes, length, ...rest }]) => [
      writer,
      bytes.toString('latin1', 0, length),
      rest,
    ]);
  }

  load(saved: unknown): void {
    for (const [writer, text, rest] of (saved ?? []) as readonly SavedRecord[]) {
      const bytes = Buffer.from(text, 'latin1');
      this.#records.set(writer, { ...rest, bytes, length: bytes.length });
    }
  }
}
