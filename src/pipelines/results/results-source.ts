import type { Clock } from '../../io/clock.js';
import { absolutePath } from '../../io/disk/absolute-path.js';
import type { Access } from '../../io/http/access.js';
import type { Address } from '../../io/http/address.js';
import { permittedAddress } from '../../io/http/permitted-address.js';
import { fileNames } from '../../io/sinks/file/file-names.js';
import { journaled } from '../../io/sources/journaled.js';
import { servedRun } from '../../io/sources/served-run.js';
import type { Source } from '../../io/sources/source.js';
import { type Duration, toMilliseconds } from '../../operators/time/duration.js';
import { RecentResults } from './recent-results.js';
import type { ResultRow } from './result.js';
import { judgeEntry } from './result-entry.js';
import type { ResultFormat } from './result-formats.js';
import { resultKeys } from './result-keys.js';

export interface ResultsSourceOptions {
  /** Where to listen: an address, or one as it is written, such as 127.0.0.1:8081. */
  readonly address: Address | string;
  /** Where the journal is; undefined: what was answered is gone with the process. */
  readonly directory: string | undefined;
  /** The file that the results are written to, and from which `GET /logs` is answered. */
  readonly log: {
    readonly path: string;
    readonly format: ResultFormat;
    /** How it is rotated, as its sink does that. */
    readonly rotate?: { readonly size?: unknown; readonly every?: unknown } | undefined;
  };
  readonly clock: Clock;
  /** How long a result is known after it has come. Default 7d. */
  readonly keep?: Duration | undefined;
  /** Results that are known at most. Default 1,000,000. */
  readonly ids?: number | undefined;
  /** Who may ask and send. Default: this machine alone; an address that others reach needs a token, or `open`. */
  readonly access?: Access | undefined;
  /** Told where it listens, and that it is ready. */
  readonly inform: (message: string) => void;
  readonly warn: (message: string) => void;
}

/** Bytes of results that may wait to be stored. */
const WAITING = 64 * 1024 * 1024;

/**
 * Results of probes that are sent to `POST /logs`, each answered when it is on disk, where there is a directory. One that is
 * sent again is one row; with other content it is refused.
 *
 * @example
 * ```ts
 * import { resultsSource, systemClock } from 'tidemark';
 *
 * const source = resultsSource({
 *   address: '127.0.0.1:8081',
 *   directory: '/var/lib/probes',
 *   log: { path: 'logs.txt', format: 'results' },
 *   clock: systemClock(),
 *   inform: console.log,
 *   warn: console.error,
 * });
 * ```
 */
export const resultsSource = (options: ResultsSourceOptions): Source<ResultRow> => {
  const { directory, log, clock, keep = '7d', ids = 1_000_000, access = {}, inform, warn } = options;
  const address = permittedAddress(options.address, access);
  const { every, size } = log.rotate ?? {};
  const names = fileNames(absolutePath(log.path), every !== undefined, size !== undefined);
  const source = journaled({
    directory,
    clock,
    judge: judgeEntry,
    keys: resultKeys(toMilliseconds(keep), ids),
    mostWaitingBytes: WAITING,
    onWarning: warn,
  });

  return {
    read(start) {
      const recent = new RecentResults();
      return servedRun(source, start, {
        address,
        access,
        clock,
        warn,
        routes: async (replaying) => {
          const { resultsRoutes } = await import('./api/results-routes.js');
          return resultsRoutes({
            accept: source.accept,
            recent,
            log: { names, format: log.format },
            replaying,
          });
        },
        onListening: (url) => inform(`logs API at ${url}/logs`),
        onReady: () => inform('ready'),
        onRows: (rows) => recent.add(rows),
      });
    },
  };
};
