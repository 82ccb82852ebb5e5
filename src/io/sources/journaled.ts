import { setImmediate as turn } from 'node:timers/promises';
import type { Chunk } from '../../operators/chunk.js';
import { NONE_REJECTED } from '../../operators/rejected.js';
import { TidemarkError } from '../../operators/tidemark-error.js';
import { type Duration, toMilliseconds } from '../../operators/time/duration.js';
import type { Clock } from '../clock.js';
import type { OpenSegmentFile } from '../journal/segment-file.js';
import { type Accepted, unavailable } from './journaled/answers.js';
import type { Batch } from './journaled/batch.js';
import { JournaledRun } from './journaled/journaled-run.js';
import { addRows, type Judge, type Judgement } from './journaled/judgement.js';
import type { KeyRules } from './journaled/key-memory.js';
import type { Source, SourceRun, SourceStart } from './source.js';

export interface JournaledOptions<T> {
  /** Where the journal is; undefined: nothing is kept, and what was acknowledged is gone with the process. */
  readonly directory: string | undefined;
  /**
   * Turns a body into rows, all of it or nothing. Pure: it is asked again when the journal is replayed, and must then
   * say the same. `time` is when the body arrived, in epoch milliseconds; it never goes back, not over restarts either.
   */
  readonly judge: (body: Buffer, time: number) => Judgement<T>;
  readonly clock: Clock;
  /** How long the key of a batch is remembered, by arrival times. Default 24h. */
  readonly keepKeys?: Duration;
  /** Keys that are remembered at most; the oldest are forgotten first. Default 1,000,000. */
  readonly mostKeys?: number;
  /** How batches with a key are told apart. Default: by all of their body, with the two limits above. */
  readonly keys?: KeyRules;
  /** Bytes of bodies that may be accepted and not yet folded. Default 64 MiB; one body is always taken. */
  readonly mostWaitingBytes?: number;
  /** Rows of several batches in one chunk, at most. A batch is never split. Default 10,000. */
  readonly mostRows?: number;
  /** Milliseconds of silence after which the time is said. Default 250. */
  readonly poll?: number;
  /** Default 64 MiB. */
  readonly segmentBytes?: number;
  /** Opens the files of the journal; for tests of bad disks. */
  readonly openFile?: OpenSegmentFile;
  /** Told what a crash left half-written, and when the journal cannot be trimmed. */
  readonly onWarning?: (message: string) => void;
}

/** A source of what is handed to it, each batch kept on disk before it is acknowledged. */
export interface JournaledSource<T> extends Source<T> {
  /**
   * Takes a batch. Resolves when it is on disk and folded, or refused; never rejects, unless `judge` throws. A batch with
   * a key counts once however often it comes. Refuses all (503) before a run has read what the journal holds, and
   * from the moment it is asked to stop. `judge`: instead of the usual one, for a body that has been judged already; it says the same.
   * `digest`: what is remembered of it beside its key, where that is known.
   */
  accept(body: Buffer, key: string | undefined, judge?: Judge<T>, digest?: string): Promise<Accepted>;
  /** Bytes of the entries that came after the last acknowledged one; 0 without a directory. */
  readonly journalBytes: number;
  /** Entries of the journal read again and to be read, while a run begins; undefined before a run and once it is live. */
  readonly replaying: { readonly done: number; readonly total: number } | undefined;
  /** How often the disk was asked to keep batches in this run; many batches share one. */
  readonly syncs: number;
}

/**
 * Judges a batch, keeps it in a journal, hands over its rows, and says so once they are folded: a batch counts as folded
 * when the next chunk is asked for. A run begins with what the journal holds after its position. One run at a time;
 * chunks of a source with a directory have as position the sequence of the last entry that was handed over. The journal
 * is open until the run is closed.
 *
 * `read` throws 'bad-state' where the journal is damaged, does not go with the position, or holds a body that
 * `judge` now refuses; 'state-in-use' where another run has it; 'unwritable' when the disk has failed.
 * Aborting lets in nothing more; what is kept already is still handed over (of a replay: it is for the next run).
 */
export const journaled = <T>(options: JournaledOptions<T>): JournaledSource<T> => {
  const { clock, poll = 250, mostRows = 10_000 } = options;
  const keepKeys = toMilliseconds(options.keepKeys ?? '24h');
  let run: JournaledRun<T> | undefined;

  async function* chunks(
    current: JournaledRun<T>,
    { position, stop: signal }: SourceStart,
  ): AsyncGenerator<Chunk<T>, void, undefined> {
    if (signal.aborted) return;
    if (run !== undefined) {
      throw new TidemarkError('state-in-use', 'This source is being read already. End that run first.');
    }
    run = current;
    const ended = new AbortController();
    let wake = () => {};
    const onAbort = () => {
      current.stop();
      wake();
    };
    signal.addEventListener('abort', onAbort);
    try {
      await current.open(position);
      for await (const { rows } of current.replay(mostRows)) {
        if (signal.aborted) return;
        yield { rows, rejected: NONE_REJECTED, ...current.position };
      }
      if (signal.aborted) return;
      current.live(() => wake());

      let now: number | undefined = current.now();
      let ticking = false;
      for (;;) {
        const batches = takeBatches(current.kept, mostRows);
        if (batches.length > 0) {
          const rows: T[] = [];
          for (const batch of batches) addRows(rows, batch.rows);
          current.handOver(batches);
          // Without it, a row after a long silence would be held until another confirms it.
          const caughtUp = current.kept.length === 0 && { now: current.now() };
          yield { rows, rejected: NONE_REJECTED, ...current.position, ...caughtUp };
          current.folded();
          now = undefined;
          // Many large batches may be kept at once.
          if (current.kept.length > 0) await turn();
          continue;
        }
        if (current.failure !== undefined) throw current.failure;
        if (current.isDone) return;
        if (now !== undefined) {
          yield { rows: [], rejected: NONE_REJECTED, ...current.position, now };
          now = undefined;
          continue;
        }
        if (!ticking) {
          ticking = true;
          const { arrived } = current;
          void clock.sleep(poll, ended.signal).then(async () => {
            // One turn of the event loop fetches what came while the process stood still; only then is it silence.
            await turn();
            ticking = false;
            if (current.arrived === arrived) now = current.now();
            wake();
          });
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
      ended.abort();
      current.end();
    }
  }

  const read = (start: SourceStart): SourceRun<T> => {
    const current = new JournaledRun<T>({ ...options, keepKeys });
    const given = chunks(current, start);
    return {
      [Symbol.asyncIterator]: () => given,
      acknowledge: (position) => current.acknowledge(position),
      close: async () => {
        await given.return();
        if (run === current) run = undefined;
        await current.close();
      },
    };
  };

  return {
    read,
    accept: (body, key, judge, digest) =>
      run?.accept(body, key, judge, digest) ?? Promise.resolve(unavailable('It is not running.')),
    get journalBytes() {
      return run?.journalBytes ?? 0;
    },
    get replaying() {
      return run?.replaying;
    },
    get syncs() {
      return run?.syncs ?? 0;
    },
  };
};

/** Takes batches from the front, whole ones, up to so many rows; one at least, where there is any. */
const takeBatches = <T>(kept: Batch<T>[], mostRows: number): Batch<T>[] => {
  let rows = 0;
  let count = 0;
  for (const batch of kept) {
    if (count > 0 && rows + batch.rows.length > mostRows) break;
    rows += batch.rows.length;
    count++;
  }
  return kept.splice(0, count);
};
