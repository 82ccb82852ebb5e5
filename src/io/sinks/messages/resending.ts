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
  /** Whether anything is left that could say that it is over. */
  canEnd(thing: A): boolean;
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
  const { most, clock = systemClock(), changes, write, canEnd, onWarning } = options;
  const every = toMilliseconds(options.every);
  if (!(every >= 1000)) {
    throw new TidemarkError('bad-options', `resend is ${options.every}: write 1s or more, for example 1m.`);
  }
  const holding = new Map<string, A>();
  let ended = new AbortController();
  let repeating: Promise<void> | undefined;
  let isWell = true;

  const repeat = async (): Promise<void> => {
    const keys = [...holding.keys()];
    let failure: unknown;
    for (let from = 0; from < keys.length && !isForNow(failure); from += most) {
      // What has come to its end while those before were said is not said any more.
      const things = keys.slice(from, from + most).flatMap((key) => holding.get(key) ?? []);
      if (things.length === 0) continue;
      try {
        await sink.write({ id: 'again', body: write(things), rows: 0 }, ended.signal, noPiece);
      } catch (error) {
        failure = error;
      }
    }
    if (failure !== undefined && isWell && !ended.signal.aborted)
      onWarning?.(`What fires could not be said again: ${messageOf(failure)}`);
    isWell = failure === undefined;
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
      const { firing } = (saved ?? {}) as Memory<A>;
      if (firing === undefined) return { saved, kept };
      const left = Object.entries(firing).filter(([, thing]) => canEnd(thing));
      for (const [key, thing] of left) hold(key, thing);
      return { saved: { ...(saved as object), firing: Object.fromEntries(left) }, kept };
    },
    compose: (rows, memory, watermark) => {
      const composed = sink.compose(rows, memory, watermark);
      const { firing: before = {} } = (memory.saved ?? {}) as Memory<A>;
      if (composed.deliveries.length === 0)
        return { ...composed, saved: { ...(composed.saved as object), firing: before } };
      const firing = new Map(Object.entries(before));
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
      const { signal: closed } = ended;
      // What is over is not said again from here on: requests leave in the order in which they are asked for.
      for (const [key, thing] of said) if (thing === undefined) hold(key, thing);
      const written = await sink.write(delivery, signal, piece);
      // One that ends behind the close begins nothing that nobody would end.
      if (!closed.aborted) for (const [key, thing] of said) if (thing !== undefined) hold(key, thing);
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

/** The next ones would fail as well; what is refused for good says nothing of them. */
const isForNow = (error: unknown): boolean => error instanceof TidemarkError && error.retryable;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
