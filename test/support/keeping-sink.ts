import type { Emitted, Refused, Sink } from '../../src/io/sinks/sink.js';
import { stoppedWriting } from '../../src/io/sinks/stopped-writing.js';

export interface KeepingSink extends Sink {
  /** Ids of the rows at the destination, as they were stored. */
  readonly stored: readonly string[];
}

export interface KeepingOptions {
  readonly name?: string;
  readonly destination?: string;
  /** Rows that go together. */
  readonly most?: number;
  /** Why a row is refused; undefined where it is not. */
  readonly refuses?: (id: string) => string | undefined;
  /** Bytes of a piece, at least. */
  readonly size?: number;
}

interface Memory {
  /** Counts the pieces, so that none has the key of another. */
  readonly next: number;
}

/** A sink that holds rows back as pieces of its memory, one for each row, and refuses single ones. */
export const keepingSink = (options: KeepingOptions = {}): KeepingSink => {
  const { name = 'keeping', destination = name, most = 4, refuses = () => undefined, size = 0 } = options;
  const stored: string[] = [];
  const bytesOf = ({ id }: Emitted): Uint8Array => Buffer.from(id.padEnd(size));
  return {
    name,
    destination,
    guarantee: 'at least once',
    stored,
    compose: (rows, { saved, kept }, watermark) => {
      const { next } = (saved as Memory | undefined) ?? { next: 0 };
      const added = new Map(rows.map((row, i) => [String(next + i), bytesOf(row)]));
      const waiting = [...kept.keys(), ...added.keys()];
      const ready =
        watermark === Number.POSITIVE_INFINITY ? waiting.length : waiting.length - (waiting.length % most);
      const deliveries = [];
      for (let from = 0; from < ready; from += most) {
        const pieces = waiting.slice(from, Math.min(ready, from + most));
        deliveries.push({
          id: `${pieces[0]}..${pieces.at(-1)}`,
          body: undefined,
          rows: pieces.length,
          pieces,
        });
      }
      return { deliveries, saved: { next: next + rows.length } satisfies Memory, kept: added };
    },
    write: async ({ pieces = [] }, signal, piece) => {
      const refused: Refused[] = [];
      for (const [row, key] of pieces.entries()) {
        const id = Buffer.from(await piece(key))
          .toString()
          .trimEnd();
        const why = refuses(id);
        if (signal.aborted) throw stoppedWriting(destination);
        if (why === undefined) stored.push(id);
        else refused.push({ row, why, body: id });
      }
      return { refused };
    },
    close: async () => undefined,
  };
};
