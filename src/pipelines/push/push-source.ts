import type { Clock } from '../../io/clock.js';
import { type Access, accessObjection } from '../../io/http/access.js';
import { type Address, parseAddress } from '../../io/http/address.js';
import { forwardingRun } from '../../io/sources/forwarding-run.js';
import type { Judgement } from '../../io/sources/journaled/judgement.js';
import { journaled } from '../../io/sources/journaled.js';
import type { Source, SourceRun, SourceStart } from '../../io/sources/source.js';
import type { Chunk } from '../../operators/chunk.js';
import { TidemarkError } from '../../operators/tidemark-error.js';
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
/** Milliseconds that answers may take after a stop. */
const STOP = 5000;

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
  const address = typeof options.address === 'string' ? parseAddress(options.address) : options.address;
  const objection = accessObjection(address, access);
  if (objection !== undefined) throw new TidemarkError('bad-options', objection);
  const source = journaled({ directory, clock, judge, mostWaitingBytes: WAITING, onWarning: warn });

  async function* chunks(
    inner: SourceRun<PushRow>,
    signal: AbortSignal,
    stopping: AbortController,
  ): AsyncGenerator<Chunk<PushRow>, void, undefined> {
    if (signal.aborted) return;
    // Loaded when it is needed: it takes longer to load than the rest of the command.
    const { openPushServer } = await import('./push-server.js');
    let isReady = false;
    const server = await openPushServer({
      address,
      access,
      jobs,
      accept: source.accept,
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
        isReady = source.replaying === undefined;
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
