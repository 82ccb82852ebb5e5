import type { Clock } from '../../io/clock.js';
import { garbageText } from '../../io/compression/compression-texts.js';
import { type Access, accessObjection } from '../../io/http/access.js';
import { type Address, parseAddress } from '../../io/http/address.js';
import { closeWithin } from '../../io/http/close-within.js';
import { listenAt } from '../../io/http/listen-at.js';
import { forwardingRun } from '../../io/sources/forwarding-run.js';
import { journaled } from '../../io/sources/journaled.js';
import type { Source, SourceRun, SourceStart } from '../../io/sources/source.js';
import type { Chunk } from '../../operators/chunk.js';
import { TidemarkError } from '../../operators/tidemark-error.js';
import { toMilliseconds } from '../../operators/time/duration.js';
import type { TotalsView } from '../../operators/totals/totals.js';
import { type GivenLimits, limitsOf } from './api/limits.js';
import { judgeEntry } from './flow-entry.js';
import { TOTALS } from './flow-log.js';
import type { FlowRow, ForgetRow } from './flow-row.js';

export interface FlowSourceOptions {
  /** Where to listen: an address, or one as it is written, such as 127.0.0.1:3000. */
  readonly address: Address | string;
  /** Where the journal is; undefined: what was stored is gone with the process. */
  readonly directory: string | undefined;
  readonly clock: Clock;
  /** The stream whose state is answered from. Default: `totals`. */
  readonly totals?: string | undefined;
  readonly limits?: GivenLimits | undefined;
  /** Who may ask and send. Default: this machine alone; an address that others reach needs a token, or `open`. */
  readonly access?: Access | undefined;
  /** Told where it listens, and that it is ready. */
  readonly inform: (message: string) => void;
  readonly warn: (message: string) => void;
  /** Told how far the journal has been read again, in entries, whenever some of it has. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Journal that is worth a commit, in bytes: read again in a second. */
const LEAST_JOURNAL = 64 * 1024 * 1024;
/**
 * A commit writes what has changed, which may be all, and nothing else goes on meanwhile: of large sums, one is worth a
 * journal of so many times their bytes, which a start after a crash has to read again.
 */
const PART_OF_SUMS = 3;

/**
 * Flow records that are sent over HTTP, and the answers to what is asked about their sums. Listens while it is read:
 * from the first moment on for `/healthz` and `/readyz`, for all else when the journal has been read again. Asked to stop,
 * it takes no more requests, answers those that it has, and ends.
 *
 * @example
 * ```ts
 * import { flowSource, systemClock } from 'tidemark';
 *
 * const source = flowSource({
 *   address: '127.0.0.1:3000',
 *   directory: undefined,
 *   clock: systemClock(),
 *   inform: console.log,
 *   warn: console.error,
 * });
 * ```
 */
export const flowSource = (options: FlowSourceOptions): Source<FlowRow | ForgetRow> => {
  const { directory, clock, totals: stream = TOTALS, access = {}, inform, warn, onProgress } = options;
  const address = typeof options.address === 'string' ? parseAddress(options.address) : options.address;
  const limits = limitsOf(options.limits);
  const objection = accessObjection(address, access);
  if (objection !== undefined) throw new TidemarkError('bad-options', objection);
  const source = journaled({
    directory,
    clock,
    judge: judgeEntry,
    mostWaitingBytes: limits.waiting,
    onWarning: warn,
  });

  async function* chunks(
    inner: SourceRun<FlowRow | ForgetRow>,
    { stop: signal, view }: SourceStart,
    stopping: AbortController,
    totals: () => TotalsView | undefined,
  ): AsyncGenerator<Chunk<FlowRow | ForgetRow>, void, undefined> {
    if (signal.aborted) return;
    // Loaded when it is needed: it takes longer to load than the rest of the command.
    const [{ flowApi }, { openDoor }] = await Promise.all([
      import('./api/flow-api.js'),
      import('../../io/http/door.js'),
    ]);
    const door = await openDoor(address, access, warn);
    let isReady = false;
    const server = flowApi({
      door,
      accept: source.accept,
      totals,
      hold: () => (view.hold === undefined ? NOTHING : view.hold()),
      replaying: () => (isReady ? undefined : (source.replaying ?? { done: 0, total: 0 })),
      limits,
      onGarbage: garbageWarner(clock, warn),
      onError: (error) =>
        warn(
          `this is a defect of Tidemark's own; please report it.\n${error instanceof Error ? error.stack : String(error)}`,
        ),
    });
    const url = await listenAt(server, address, { access, warn });
    inform(`flow log at ${url}`);

    let closing: Promise<void> | undefined;
    const close = (): Promise<void> => {
      closing ??= closeWithin(server, clock, toMilliseconds(limits.stop));
      return closing;
    };
    // What has been asked is answered, and stored, before the journal is closed.
    const onAbort = (): void => void close().finally(() => stopping.abort());
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    try {
      for await (const chunk of inner) {
        const { replaying } = source;
        if (replaying !== undefined) onProgress?.(replaying.done, replaying.total);
        else if (!isReady) {
          // All that was replayed is folded by now: this is the chunk after it.
          isReady = true;
          inform('ready');
        }
        yield chunk;
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
      isReady = false;
      await close();
    }
  }

  return {
    read: (start) => {
      // The stream that bears this name is one of totals: whoever builds the pipeline sees to that.
      const totals = (): TotalsView | undefined => start.view.view(stream) as TotalsView | undefined;
      const stopping = new AbortController();
      const inner = source.read({ ...start, stop: stopping.signal });
      return forwardingRun(inner, chunks(inner, start, stopping, totals), {
        get commitDue() {
          const { journalBytes } = source;
          return journalBytes >= LEAST_JOURNAL && journalBytes >= (totals()?.bytes ?? 0) * PART_OF_SUMS;
        },
      });
    },
  };
};

const NOTHING = (): void => undefined;

const BETWEEN_WARNINGS = 60_000;

/** Whoever sends such bodies sends many. */
const garbageWarner = (clock: Clock, warn: (message: string) => void): (() => void) => {
  let warnedAt = -Infinity;
  return () => {
    const now = clock.now();
    if (now - warnedAt < BETWEEN_WARNINGS) return;
    warnedAt = now;
    warn(garbageText('A body that was sent to POST /flows', 'gzip'));
  };
};
