import type { LineParser } from '../line/line-parser.js';
import type { Envelope } from './envelope.js';
import { MOST_LAYERS, type Peeler } from './peel.js';

/** What a line is to the records of a format in which they have several lines; `piece`: its rest is still to come. */
export type PartKind = 'part' | 'piece' | 'other';

/** What stood around the line that began a record. */
export interface RecordAround {
  readonly writer: string;
  readonly depth: number;
}

/** Why a line is refused that goes on with no record. */
export const OTHER_WRITER = 'It stands between the lines of a record, and is of another writer.';

/**
 * Takes what stands around the lines of records off where a record began with it, and nowhere else: any line may be a part of
 * one, so that only the first tells. Lines of other writers between them are no part of it.
 */
export class WrappedRecords {
  /** Undefined where the record stood as it is. */
  around: RecordAround | undefined;

  constructor(
    private readonly parser: Pick<LineParser<unknown>, 'begins'>,
    private readonly peeler: Peeler,
    /** Puts pieces of lines together; false where a line is not whole. */
    private readonly join: () => boolean,
  ) {}

  /** Leaves the payload in the envelope, which is open with the line. */
  peel(envelope: Envelope): PartKind {
    if (this.#begins(envelope)) {
      this.around = undefined;
      return 'part';
    }
    const { around } = this;
    const { bytes, from, to } = envelope;
    for (let depth = 0; depth < (around?.depth ?? MOST_LAYERS); depth++) {
      if (this.peeler.peel(envelope, depth) === undefined) break;
      if (!this.join()) return 'piece';
      const { writer } = envelope;
      const isFirst = this.#begins(envelope);
      if (isFirst) this.around = { writer, depth: depth + 1 };
      if (isFirst || (depth + 1 === around?.depth && writer === around.writer)) return 'part';
    }
    if (around !== undefined) return 'other';
    envelope.open(bytes, from, to);
    return 'part';
  }

  #begins({ bytes, from, to }: Envelope): boolean {
    return this.parser.begins?.(bytes, from, to) === true;
  }
}
