import { appendPayload, type RecordLimits } from './append-payload.js';
import type { Envelope } from './envelope.js';
import { MOST_WRITERS, OpenRecords, type RecordsOptions } from './open-records.js';

/** Puts lines together that come in pieces, those of each writer by themselves. */
export class LinePieces {
  readonly records = new OpenRecords();

  constructor(
    private readonly envelope: Envelope,
    private readonly limits: RecordLimits,
    private readonly options: RecordsOptions,
  ) {}

  /** Whether the payload of the envelope, with the pieces before it, is a whole line; if so that is the payload. */
  isWhole(): boolean {
    const { envelope, records } = this;
    if (!envelope.isPartial && records.size === 0) return true;
    const { begin, reject, read } = this.options;
    const { writer } = envelope;
    let piece = records.get(writer);
    if (piece === undefined) {
      if (!envelope.isPartial) return true;
      piece = begin(records, writer);
    }
    const tooLong = appendPayload(piece, envelope, false, this.limits);
    if (tooLong !== undefined) reject(tooLong);
    if (envelope.isPartial) {
      if (records.size > MOST_WRITERS) read(records.take());
      return false;
    }
    records.take(writer);
    if (piece.isSkipped) return false;
    envelope.payload(piece.bytes, 0, piece.length);
    envelope.setTime(piece.time);
    return true;
  }
}
