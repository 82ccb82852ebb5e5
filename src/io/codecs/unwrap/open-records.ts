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

type SavedRecord = readonly [writer: string, text: string, record: Omit<OpenRecord, 'bytes' | 'length'>];

const FIRST_BYTES = 4096;

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

/** Adds the payload of a line, as a line of its own or as it stands; false where that would make more than `most` bytes. */
export function append(
  record: OpenRecord,
  line: Buffer,
  from: number,
  to: number,
  { most, asLine }: { readonly most: number; readonly asLine: boolean },
): boolean {
  const extra = asLine && record.lines > 0 ? 1 : 0;
  const length = record.length + extra + to - from;
  record.lines++;
  if (length > most) return false;
  if (record.bytes.length < length) {
    const larger = Buffer.allocUnsafeSlow(Math.max(length, FIRST_BYTES, record.bytes.length * 2));
    record.bytes.copy(larger, 0, 0, record.length);
    record.bytes = larger;
  }
  if (extra === 1) record.bytes[record.length] = 0x0a;
  line.copy(record.bytes, record.length + extra, from, to);
  record.length = length;
  return true;
}
