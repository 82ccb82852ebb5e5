import type { Clock } from '../../io/clock.js';
import { forwardingRun } from '../../io/sources/forwarding-run.js';
import type { Source, SourceStart } from '../../io/sources/source.js';
import type { Chunk } from '../../operators/chunk.js';
import { hasFailed } from './has-failed.js';
import type { ShipRow } from './ship-row.js';

export type Beat = 'start' | 'success' | 'failure';

export interface HeartbeatOptions {
  /** It begins with `start` and ends with how it went; otherwise it says again and again how it goes. */
  readonly once: boolean;
  /** Never rejects. */
  readonly ping: (beat: Beat) => Promise<void>;
  readonly clock: Clock;
}

/** Milliseconds between two pings of a shipper that runs for ever. */
const EVERY = 60_000;

/** Tells somebody who waits for it that files are shipped: whoever hears nothing for long knows that they are not. */
export const withHeartbeat = (source: Source<ShipRow>, options: HeartbeatOptions): Source<ShipRow> => ({
  read(start) {
    const inner = source.read(start);
    const heart = new Heart(options, start);
    return forwardingRun(inner, heart.watch(inner), {
      close: async () => {
        await heart.stop();
        await inner.close?.();
      },
    });
  },
});

class Heart {
  /** With `once`: files whose last attempt came to nothing, or met another object. */
  readonly #bad = new Set<string>();
  readonly #over = new AbortController();
  /** Some fail, as the last report said. */
  #fails = false;
  /** Nothing can be seen, so nothing is shipped. */
  #isOut = false;
  #beating: Promise<void> | undefined;
  /** How a run that ends by itself has ended. */
  #end: 'normal' | 'broken' | undefined;

  constructor(
    private readonly options: HeartbeatOptions,
    private readonly start: SourceStart,
  ) {}

  async *watch(chunks: AsyncIterable<Chunk<ShipRow>>): AsyncGenerator<Chunk<ShipRow>, void, undefined> {
    const { once, ping } = this.options;
    // Nothing waits for whoever does not answer, but for the end.
    this.#beating = once ? ping('start') : this.#beat();
    try {
      for await (const chunk of chunks) {
        for (const row of chunk.rows) this.#note(row);
        yield chunk;
      }
      if (!this.start.stop.aborted) this.#end = 'normal';
    } catch (error) {
      this.#end = 'broken';
      throw error;
    }
  }

  /** After everything else: what is told is stored. */
  async stop(): Promise<void> {
    this.#over.abort();
    await this.#beating;
    if (this.#end === 'broken') await this.options.ping('failure');
    else if (this.options.once && this.#end === 'normal') await this.options.ping(this.#state);
  }

  get #state(): Beat {
    const fails = this.options.once ? this.#bad.size > 0 : this.#fails;
    return fails || this.#isOut ? 'failure' : 'success';
  }

  #note(row: ShipRow): void {
    if (row.kind === 'files') {
      this.#fails = row.failing > 0;
      this.#isOut = row.waiting === 0 && row.oldest > 0;
    } else if (row.kind === 'upload' && this.options.once) {
      if (hasFailed(row) || row.class === 'conflict') this.#bad.add(row.path);
      else this.#bad.delete(row.path);
    }
  }

  async #beat(): Promise<void> {
    const { ping, clock } = this.options;
    const end = AbortSignal.any([this.#over.signal, this.start.stop]);
    while (!end.aborted) {
      await ping(this.#state);
      await clock.sleep(EVERY, end);
    }
  }
}
