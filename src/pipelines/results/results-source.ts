import type { Clock } from '../../io/clock.js';
import { absolutePath } from '../../io/disk/absolute-path.js';
import { type Access, accessObjection } from '../../io/http/access.js';
import { type Address, parseAddress } from '../../io/http/address.js';
import { fileNames } from '../../io/sinks/file/file-names.js';
import { forwardingRun } from '../../io/sources/forwarding-run.js';
import { journaled } from '../../io/sources/journaled.js';
import type { Source, SourceRun, SourceStart } from '../../io/sources/source.js';
import type { Chunk } from '../../operators/chunk.js';
import { TidemarkError } from '../../operators/tidemark-error.js';
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
/** Milliseconds that answers may take after a stop. */
const STOP = 5000;

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
  const address = typeof options.address === 'string' ? parseAddress(options.address) : options.address;
  const objection = accessObjection(address, access);
  if (objection !== undefined) throw new TidemarkError('bad-options', objection);
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

  async function* chunks(
    inner: SourceRun<ResultRow>,
    signal: AbortSignal,
    stopping: AbortController,
  ): AsyncGenerator<Chunk<ResultRow>, void, undefined> {
    if (signal.aborted) return;
    // Loaded when it is needed: it takes longer to load than the rest of the command.
    const { openResultsServer } = await import('./results-server.js');
    const recent = new RecentResults();
    let isReady = false;
    const server = await openResultsServer({
      address,
      access,
      accept: source.accept,
      recent,
      log: { names, format: log.format },
      isReady: () => isReady,
      inform,
      warn,
    });
    let closing: Promise<void> | undefined;
    const close = (): Promise<void> => {
      closing ??= server.closeWithin(clock, STOP);
      return closing;
    };
    // What has been sent is stored and answered before the journal is closed.
    const onAbort = (): void => void close().finally(() => stopping.abort());
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    try {
      for await (const chunk of inner) {
        recent.add(chunk.rows);
        if (!isReady && source.replaying === undefined) {
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
    read: (start: SourceStart) => {
      const stopping = new AbortController();
      const inner = source.read({ ...start, stop: stopping.signal });
      return forwardingRun(inner, chunks(inner, start.stop, stopping));
    },
  };
};
