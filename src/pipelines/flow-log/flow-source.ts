import type { Clock } from '../../io/clock.js';
import { garbageText } from '../../io/compression/compression-texts.js';
import type { Access } from '../../io/http/access.js';
import type { Address } from '../../io/http/address.js';
import { permittedAddress } from '../../io/http/permitted-address.js';
import { journaled } from '../../io/sources/journaled.js';
import { servedRun } from '../../io/sources/served-run.js';
import type { Source } from '../../io/sources/source.js';
import { toMilliseconds } from '../../operators/time/duration.js';
import type { TotalsView } from '../../operators/totals/totals.js';
import { type GivenLimits, httpLimitsOf, limitsOf } from './api/limits.js';
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
  const address = permittedAddress(options.address, access);
  const limits = limitsOf(options.limits);
  const source = journaled({
    directory,
    clock,
    judge: judgeEntry,
    mostWaitingBytes: limits.waiting,
    onWarning: warn,
  });

  return {
    read(start) {
      const { view } = start;
      // The stream that bears this name is one of totals: whoever builds the pipeline sees to that.
      const totals = (): TotalsView | undefined => view.view(stream) as TotalsView | undefined;
      return servedRun(source, start, {
        address,
        access,
        clock,
        warn,
        routes: async (replaying) => {
          const { flowRoutes } = await import('./api/flow-routes.js');
          return flowRoutes({
            accept: source.accept,
            totals,
            hold: () => (view.hold === undefined ? NOTHING : view.hold()),
            replaying,
            limits,
            onGarbage: garbageWarner(clock, warn),
          });
        },
        limits: httpLimitsOf(limits),
        answersWithin: toMilliseconds(limits.stop),
        onListening: (url) => inform(`flow log at ${url}`),
        onReplaying: ({ done, total }) => onProgress?.(done, total),
        onReady: () => inform('ready'),
        own: {
          get commitDue() {
            const { journalBytes } = source;
            return journalBytes >= LEAST_JOURNAL && journalBytes >= (totals()?.bytes ?? 0) * PART_OF_SUMS;
          },
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
