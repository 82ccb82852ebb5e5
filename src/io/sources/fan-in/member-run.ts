import type { Chunk } from '../../../operators/chunk.js';
import type { Source, SourceRun, SourceStart } from '../source.js';
import { MemberPartitions } from './member-partitions.js';
import { NewestTime } from './newest-time.js';
import type { SavedMember } from './saved-members.js';

/** What a pull has come to. */
export type Arrived<T> =
  | { readonly kind: 'chunk'; readonly chunk: Chunk<T>; readonly lines: number | undefined }
  | { readonly kind: 'end'; readonly lines: number | undefined }
  | { readonly kind: 'failure'; readonly error: unknown };

/** One member in one run: at most one pull that is under way or has not been handed over. */
export class MemberRun<T> {
  readonly partitions: MemberPartitions;
  /** What the pull has come to; undefined until it has, and when it was taken. */
  arrived: Arrived<T> | undefined;
  ended = false;
  /** The processing time of the last chunk that was read; undefined: there may be more to read at once. */
  caughtUpAt: number | undefined;
  /** When it was handed over last, counted in turns of all members. */
  served = 0;
  /** When something that was read was handed over last, in such turns. */
  looked = 0;
  /** Read so far, of what was handed over; undefined where the source has no lines. */
  lines: number | undefined;
  private readonly seen: NewestTime;
  private readonly run: SourceRun<T>;
  private readonly chunks: AsyncIterator<Chunk<T>>;
  private pulling = false;
  private saved: SavedMember;

  constructor(
    source: Source<T>,
    saved: SavedMember,
    start: Omit<SourceStart, 'position'>,
    private readonly wake: () => void,
  ) {
    this.saved = saved;
    this.seen = new NewestTime(saved.newest, saved.held);
    this.partitions = new MemberPartitions(saved.name);
    this.run = source.read({ ...start, position: saved.position });
    this.chunks = this.run[Symbol.asyncIterator]();
    this.lines = this.run.lines;
  }

  /** Newest event time of its rows; -Infinity before the first. */
  get newest(): number {
    return this.seen.newest;
  }

  get position(): SavedMember {
    return this.saved;
  }

  get commitDue(): boolean | undefined {
    return this.run.commitDue;
  }

  /** It notes what becomes of its rows. */
  get isNoting(): boolean {
    return this.run.outcome !== undefined;
  }

  async acknowledge(position: unknown): Promise<void> {
    await this.run.acknowledge?.(position);
  }

  /** Asks for the next chunk, unless that was done. */
  pull(): void {
    if (this.pulling || this.ended) return;
    this.pulling = true;
    this.chunks.next().then(
      // Lines are counted now: the source stands still until it is pulled again.
      ({ done, value }) =>
        this.arrive(
          done === true
            ? { kind: 'end', lines: this.run.lines }
            : { kind: 'chunk', chunk: value, lines: this.run.lines },
        ),
      (error: unknown) => this.arrive({ kind: 'failure', error }),
    );
  }

  /** What has arrived is handed over. */
  take(arrived: Exclude<Arrived<T>, { readonly kind: 'failure' }>, turn: number): void {
    this.arrived = undefined;
    this.pulling = false;
    this.served = turn;
    this.lines = arrived.lines;
    if (arrived.kind === 'end') {
      this.ended = true;
      return;
    }
    const { rows, now, aside, position } = arrived.chunk;
    if (aside !== true || now !== undefined) {
      this.caughtUpAt = now;
      this.looked = turn;
    }
    this.seen.see(rows);
    const { newest, held } = this.seen;
    const { name, aliases } = this.saved;
    this.saved = {
      name,
      ...(aliases !== undefined && { aliases }),
      ...(position !== undefined && { position }),
      ...(newest !== Number.NEGATIVE_INFINITY && { newest }),
      ...(held !== undefined && { held }),
    };
  }

  /** Its signal must have been aborted, or a pull that waits would be waited for. Never rejects. */
  async end(): Promise<void> {
    try {
      await this.chunks.return?.();
    } catch {
      // What ended the run is the error to report.
    }
  }

  async close(): Promise<void> {
    await this.run.close?.();
  }

  private arrive(arrived: Arrived<T>): void {
    this.arrived = arrived;
    this.wake();
  }
}
