import type { Chunk } from '../../operators/chunk.js';
import type { Clock } from '../clock.js';
import type { Access } from '../http/access.js';
import type { Address } from '../http/address.js';
import type { Route } from '../http/answer.js';
import { healthRoutes } from '../http/health-routes.js';
import type { HttpLimits } from '../http/http-limits.js';
import { forwardingRun } from './forwarding-run.js';
import { notReplayed, type Replaying } from './journaled/not-replayed.js';
import type { JournaledSource } from './journaled.js';
import type { SourceRun, SourceStart } from './source.js';

export interface ServedRunOptions<T> {
  readonly address: Address;
  readonly access: Access;
  readonly clock: Clock;
  readonly warn: (message: string) => void;
  /**
   * What is served besides `/healthz` and `/readyz`; loaded when it is needed. `replaying`: how far the journal has been read again;
   * undefined while all that was answered is folded, and what is sent is taken.
   */
  readonly routes: (replaying: () => Replaying | undefined) => Promise<readonly Route[]>;
  readonly limits?: HttpLimits | undefined;
  /** Milliseconds that answers may take after a stop. Default 5000. */
  readonly answersWithin?: number | undefined;
  readonly onListening: (url: string) => void;
  readonly onReplaying?: ((replaying: Replaying) => void) | undefined;
  readonly onReady?: (() => void) | undefined;
  /** Told of the rows of each chunk before they are handed over. */
  readonly onRows?: ((rows: readonly T[]) => void) | undefined;
  /** What the run has besides, as `forwardingRun` takes it. */
  readonly own?: Omit<SourceRun<T>, typeof Symbol.asyncIterator> | undefined;
}

const NOT_BEGUN: Replaying = { done: 0, total: 0 };

/**
 * A run of a journaled source with a server that feeds it. It listens while it is read: from the first moment on for `/healthz` and
 * `/readyz`. Asked to stop, it takes no more requests, answers those that it has, and ends.
 */
export const servedRun = <T>(
  source: JournaledSource<T>,
  start: SourceStart,
  options: ServedRunOptions<T>,
): SourceRun<T> => {
  const { clock, answersWithin = 5000, onListening, onReplaying, onReady, onRows } = options;
  const stopping = new AbortController();
  const inner = source.read({ ...start, stop: stopping.signal });

  async function* chunks(): AsyncGenerator<Chunk<T>, void, undefined> {
    const { stop } = start;
    if (stop.aborted) return;
    let isReady = false;
    const replaying = (): Replaying | undefined => (isReady ? undefined : (source.replaying ?? NOT_BEGUN));
    // Loaded when it is needed: it takes longer to load than the rest of the command.
    const [routes, { serveRoutes }] = await Promise.all([
      options.routes(replaying),
      import('../http/serve-routes.js'),
    ]);
    const health = healthRoutes(() => {
      const details = replaying();
      return details && { refused: notReplayed(details), details };
    });
    const { server, url } = await serveRoutes({ ...options, routes: [...routes, ...health] });
    onListening(url);

    let closing: Promise<void> | undefined;
    const close = (): Promise<void> => {
      closing ??= server.closeWithin(clock, answersWithin);
      return closing;
    };
    // What has been sent is stored and answered before the journal is closed.
    const onAbort = (): void => void close().finally(() => stopping.abort());
    stop.addEventListener('abort', onAbort, { once: true });
    if (stop.aborted) onAbort();
    try {
      for await (const chunk of inner) {
        onRows?.(chunk.rows);
        const { replaying } = source;
        if (replaying !== undefined) onReplaying?.(replaying);
        else if (!isReady) {
          // All that was replayed is folded by now: this is the chunk after it.
          isReady = true;
          onReady?.();
        }
        yield chunk;
      }
    } finally {
      stop.removeEventListener('abort', onAbort);
      isReady = false;
      await close();
    }
  }

  return forwardingRun(inner, chunks(), options.own);
};
