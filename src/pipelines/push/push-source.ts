import type { Clock } from '../../io/clock.js';
import type { Access } from '../../io/http/access.js';
import type { Address } from '../../io/http/address.js';
import { permittedAddress } from '../../io/http/permitted-address.js';
import type { Judgement } from '../../io/sources/journaled/judgement.js';
import { journaled } from '../../io/sources/journaled.js';
import { servedRun } from '../../io/sources/served-run.js';
import type { Source } from '../../io/sources/source.js';
import type { PushReport, PushRow } from './push-row.js';

export interface PushSourceOptions {
  /** Where to listen: an address, or one as it is written, such as 127.0.0.1:8090. */
  readonly address: Address | string;
  /** Names of the jobs that report. */
  readonly jobs: readonly string[];
  /** Where the journal is; undefined: what was reported is gone with the process. */
  readonly directory: string | undefined;
  readonly clock: Clock;
  /** Who may ask and send. Default: this machine alone; an address that others reach needs a token, or `open`. */
  readonly access?: Access | undefined;
  /** Told where it listens. */
  readonly inform: (message: string) => void;
  readonly warn: (message: string) => void;
}

/** Bytes of reports that may wait to be stored. */
const WAITING = 16 * 1024 * 1024;

/** An entry is a report as it was read, in JSON. */
const judge = (entry: Buffer, time: number): Judgement<PushRow> => {
  const report = JSON.parse(entry.toString('utf8')) as PushReport;
  return { rows: [{ time, ...report }] };
};

/**
 * Jobs that report over HTTP, each at `/push/NAME`. A report has the time at which it came, and is answered when it is on disk,
 * where there is a directory, and counted.
 *
 * @example
 * ```ts
 * import { pushSource, systemClock } from 'tidemark';
 *
 * const source = pushSource({
 *   address: '127.0.0.1:8090',
 *   jobs: ['backup'],
 *   directory: undefined,
 *   clock: systemClock(),
 *   inform: console.log,
 *   warn: console.error,
 * });
 * ```
 */
export const pushSource = (options: PushSourceOptions): Source<PushRow> => {
  const { jobs, directory, clock, access = {}, inform, warn } = options;
  const address = permittedAddress(options.address, access);
  const source = journaled({ directory, clock, judge, mostWaitingBytes: WAITING, onWarning: warn });

  return {
    read: (start) =>
      servedRun(source, start, {
        address,
        access,
        clock,
        warn,
        routes: async () => {
          const { pushRoutes } = await import('./push-routes.js');
          return pushRoutes({ jobs, accept: source.accept });
        },
        onListening: (url) => inform(`jobs report to ${url}/push/NAME`),
      }),
  };
};
