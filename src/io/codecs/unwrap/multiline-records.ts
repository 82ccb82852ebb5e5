import { appendPayload, type RecordLimits } from './append-payload.js';
import type { Envelope } from './envelope.js';
import { MOST_WRITERS, type OpenRecord, OpenRecords, type RecordsOptions } from './open-records.js';

/** Puts lines together to records, those of each writer by themselves. */
export class MultilineRecords {
  readonly records = new OpenRecords();

  constructor(
    private readonly envelope: Envelope,
    private readonly limits: RecordLimits,
    private readonly options: RecordsOptions,
  ) {}

  /** The payload of the envelope begins a record, or goes on with the one before; the record that it ends is read. */
  add(begins: boolean): void {
    const { records } = this;
    const { begin, read } = this.options;
    const { writer } = this.envelope;
    const before = records.get(writer);
    if (before !== undefined && !begins) {
      this.#append(before);
      return;
    }
    records.take(writer);
    this.#append(begin(records, writer));
    read(before);
    if (records.size > MOST_WRITERS) read(records.take());
  }

  #append(record: OpenRecord): void {
    const tooLong = appendPayload(record, this.envelope, true, this.limits);
    if (tooLong !== undefined) this.options.reject(tooLong);
  }
}
