import { createInflateRaw, type InflateRaw } from 'node:zlib';

/** How a stream for an inflater is made: each piece that comes out costs a turn of its own, so they are larger than is usual. */
export const PIECES = { chunkSize: 64 * 1024 };

/** What became of bytes that were given to an inflater. */
export interface Inflated {
  /** So many of them belong to the compressed data. */
  readonly used: number;
  /** The compressed data ends with them. */
  readonly ended: boolean;
  readonly error?: Error;
}

/** One run of deflate data, as it comes; or of what another stream of zlib takes. */
export class Inflater {
  /** Answers whoever waits for a push. */
  #answer: (how: Omit<Inflated, 'used'>) => void = () => undefined;

  readonly #inflate: InflateRaw;

  constructor(onBytes: (bytes: Buffer) => void, stream = createInflateRaw(PIECES)) {
    this.#inflate = stream.on('data', onBytes);
  }

  /** Resolves when all that these bytes hold has been handed over; they belong to the inflater until then. */
  push(bytes: Uint8Array): Promise<Inflated> {
    const inflate = this.#inflate;
    const before = inflate.bytesWritten;
    return new Promise((resolve) => {
      // Where the data ends before the bytes do, zlib ends and never calls back: whatever comes first is the answer.
      const answer = (how: Omit<Inflated, 'used'>): void => {
        inflate.off('end', onEnd).off('error', onError);
        resolve({ used: inflate.bytesWritten - before, ...how });
      };
      const onEnd = (): void => answer({ ended: true });
      const onError = (error: Error): void => answer({ ended: false, error });
      this.#answer = answer;
      inflate.once('end', onEnd).once('error', onError);
      inflate.write(bytes, (failed) => {
        if (failed == null) answer({ ended: false });
      });
    });
  }

  /** Whoever waits for a push is answered with an error. */
  close(): void {
    this.#answer({ ended: false, error: new Error('it was closed') });
    this.#inflate.removeAllListeners();
    // An error that nobody listens to would end the process.
    this.#inflate.on('error', () => undefined);
    this.#inflate.destroy();
  }
}
