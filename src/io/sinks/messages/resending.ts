import { TidemarkError } from '../../../operators/tidemark-error.js';
import { type Duration, toMilliseconds } from '../../../operators/time/duration.js';
import { type Clock, systemClock } from '../../clock.js';
import type { HttpContent } from '../http/body-template.js';
import type { Sink } from '../sink.js';

export interface ResendingOptions<A> {
  readonly every: Duration;
  /** In one request, at most. */
  readonly most: number;
  readonly clock: Clock | undefined;
  /** What a content says of each thing by its key; undefined: it is over. */
  changes(content: HttpContent): readonly (readonly [key: string, thing: A | undefined])[];
  write(things: readonly A[]): HttpContent;
  readonly onWarning: ((message: string) => void) | undefined;
}

/** What is remembered beside the memory of the sink: what fires, so that it is said again after a restart too. */
interface Memory<A> {
  readonly firing?: Readonly<Record<string, A>>;
}

/**
 * A sink for a service that forgets what it is not told again: repeats what holds, by the clock and beside the outbox, so that
 * nothing piles up while the service is down, and the silence of a source ends no alert.
 */
export const resending = <A>(sink: Sink, options: ResendingOptions<A>): Sink => {
  const { most, clock = systemClock(), changes, write, onWarning } = options;
  const every = toMilliseconds(options.every);
  if (!(every >= 1000)) {
    throw new TidemarkError('bad-options', `resend is ${options.every}: write 1s or more, for example 1m.`);
  }
  const holding = new Map<string, A>();
  let ended = new AbortController();
  let repeating: Promise<void> | undefined;
  let isWell = true;

  const repeat = async (): Promise<void> => {
    const all = [...holding.values()];
    for (let from = 0; from < all.length; from += most) {
      const body = write(all.slice(from, from + most));
      try {
        await sink.write({ id: 'again', body, rows: 0 }, ended.signal, noPiece);
        isWell = true;
      } catch (error) {
        if (isWell && !ended.signal.aborted)
          onWarning?.(`What fires could not be said again: ${messageOf(error)}`);
        isWell = false;
        return;
      }
    }
  };

  const loop = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      await clock.sleep(every, ended.signal);
      if (!ended.signal.aborted) await repeat();
    }
  };

  const hold = (key: string, thing: A | undefined): void => {
    if (thing === undefined) holding.delete(key);
    else holding.set(key, thing);
    if (holding.size > 0) repeating ??= loop();
  };

  return {
    ...sink,
    prepare: async ({ saved, kept }) => {
      // Only what was composed here is kept for it.
      const { firing = {} } = (saved ?? {}) as Memory<A>;
      for (const [key, thing] of Object.entries(firing)) hold(key, thing);
      return { saved, kept };
    },
    compose: (rows, memory, watermark) => {
      const composed = sink.compose(rows, memory, watermark);
      const firing = new Map(Object.entries(((memory.saved ?? {}) as Memory<A>).firing ?? {}));
      for (const { body } of composed.deliveries)
        for (const [key, thing] of changes(body as HttpContent))
          if (thing === undefined) firing.delete(key);
          else firing.set(key, thing);
      return {
        ...composed,
        saved: { ...(composed.saved as object), firing: Object.fromEntries(firing) },
      };
    },
    write: async (delivery, signal, piece) => {
      const said = changes(delivery.body as HttpContent);
      // What is over is not said again from here on: requests leave in the order in which they are asked for.
      for (const [key, thing] of said) if (thing === undefined) hold(key, thing);
      const written = await sink.write(delivery, signal, piece);
      for (const [key, thing] of said) if (thing !== undefined) hold(key, thing);
      return written;
    },
    close: async () => {
      ended.abort();
      await repeating;
      ended = new AbortController();
      repeating = undefined;
      holding.clear();
      await sink.close();
    },
  };
};

const noPiece = (): Promise<Uint8Array> => Promise.reject(new Error('Nothing is kept for it.'));

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
