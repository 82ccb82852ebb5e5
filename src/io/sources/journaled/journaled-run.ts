import { TidemarkError } from '../../../operators/tidemark-error.js';
import type { Clock } from '../../clock.js';
import { damagedJournal } from '../../journal/damaged-journal.js';
import type { Journal } from '../../journal/journal.js';
import { recordSize } from '../../journal/journal-record.js';
import { memoryJournal } from '../../journal/memory-journal.js';
import { openJournal } from '../../journal/open-journal.js';
import type { OpenSegmentFile } from '../../journal/segment-file.js';
import { printable } from '../../text/printable.js';
import { type Accepted, DONE, KEPT_ONLY, KEY_REUSED, UNFIT_KEY, unavailable } from './answers.js';
import { Batch, type BatchOwner } from './batch.js';
import { isKey } from './is-key.js';
import type { Judge, Judgement } from './judgement.js';
import type { KeyMemory, KeyRules } from './key-memory.js';
import { readKeys, writeKeys } from './keys-file.js';
import { digestOf, KnownKeys } from './known-keys.js';
import { positionOf } from './position-of.js';
import { type Replayed, replayEntries } from './replay-entries.js';
import { Turns } from './turns.js';

export interface JournaledRunOptions<T> {
  readonly directory: string | undefined;
  readonly judge: (body: Buffer, time: number) => Judgement<T>;
  readonly clock: Clock;
  /** Milliseconds. */
  readonly keepKeys: number;
  readonly mostKeys?: number;
  readonly keys?: KeyRules;
  readonly mostWaitingBytes?: number;
  readonly segmentBytes?: number;
  readonly onWarning?: (message: string) => void;
  readonly openFile?: OpenSegmentFile;
}

/** One run over a journal, from its opening to its closing: what is accepted, kept, handed over and folded. */
export class JournaledRun<T> implements BatchOwner<T> {
  /** On disk and not handed over, in order. */
  readonly kept: Batch<T>[] = [];
  /** Batches kept so far, or refused by the disk. */
  arrived = 0;
  /** Why nothing can be kept any more. */
  failure: unknown;
  #journal: Journal = memoryJournal();
  readonly #keys: KeyMemory;
  readonly #digest: (body: Buffer) => string;
  readonly #turns = new Turns<Accepted>();
  /** Being kept, in order. */
  readonly #arriving = new Set<Batch<T>>();
  #phase: 'opening' | 'live' | 'stopping' | 'ended' = 'opening';
  #replaying = { done: 0, total: 0 };
  #lastTime = -Infinity;
  #waitingBytes = 0;
  #wake = (): void => undefined;
  #handed: Batch<T>[] = [];
  /** Sequence of the last entry that was folded. */
  #folded = 0;
  /** Of what was handed over, the last: its sequence, and the bytes up to it. */
  #position = 0;
  #handedBytes = 0;
  #acknowledgedBytes = 0;

  constructor(private readonly options: JournaledRunOptions<T>) {
    const { keys, keepKeys, mostKeys = 1_000_000 } = options;
    this.#keys = keys?.memory() ?? new KnownKeys(keepKeys, mostKeys);
    this.#digest = keys === undefined ? digestOf : (body) => keys.digest(body);
  }

  get replaying(): { readonly done: number; readonly total: number } | undefined {
    return this.#phase === 'opening' ? this.#replaying : undefined;
  }

  get journalBytes(): number {
    return this.options.directory === undefined ? 0 : this.#journal.bytes - this.#acknowledgedBytes;
  }

  get syncs(): number {
    return this.#journal.syncs;
  }

  /** The part of a chunk that says where to go on; empty without a directory. */
  get position(): { readonly position?: number } {
    return this.options.directory === undefined ? {} : { position: this.#position };
  }

  /** Asked to stop, and nothing is left to hand over. */
  get isDone(): boolean {
    return this.#phase === 'stopping' && this.#arriving.size === 0 && this.kept.length === 0;
  }

  /** Processing time that is not past the arrival of anything still to come, nor before what has come. */
  now(): number {
    const [oldest] = this.#arriving;
    return oldest?.time ?? this.#time();
  }

  /** Reads and checks what the journal holds. `resume`: sequence of the last entry that the state has. */
  async open(resume: unknown): Promise<void> {
    const { directory, segmentBytes, onWarning, openFile } = this.options;
    if (directory === undefined) {
      if (resume === undefined) return;
      throw new TidemarkError('bad-options', 'Cannot resume a source without a journal. Name its directory.');
    }
    const from = positionOf(resume);
    this.#journal = await openJournal({
      directory,
      ...(segmentBytes !== undefined && { segmentBytes }),
      ...(onWarning !== undefined && { onWarning }),
      ...(openFile !== undefined && { open: openFile }),
      found(first, last) {
        if (from <= last && from + 1 >= first) return;
        const has = last < first ? 'no entries' : `entries ${first} to ${last}`;
        throw damagedJournal(
          directory,
          `the state goes up to entry ${from}, and the journal has ${has}: they do not belong together.`,
        );
      },
      owned: () => readKeys(directory, (key, known) => this.#keys.add(key, known)),
      visit: ({ sequence, time, key, body }) => {
        if (sequence <= from) this.#handedBytes += recordSize(key, body);
        if (key !== undefined) this.#keys.add(key, { sequence, time, digest: this.#digest(body) });
      },
    });
    const { last, lastTime } = this.#journal;
    this.#position = from;
    this.#acknowledgedBytes = this.#handedBytes;
    this.#lastTime = lastTime;
    this.#replaying.total = last - from;
    // A run that ended could not let go of what its last commit made needless.
    await this.acknowledge(from);
  }

  /** What the journal holds after the position at which it was opened. */
  async *replay(mostRows: number): AsyncGenerator<Replayed<T>, void, undefined> {
    const { directory = '', judge } = this.options;
    const refused = ({ sequence }: { readonly sequence: number }, body: string) =>
      damagedJournal(
        directory,
        `entry ${sequence} was accepted when it came and is refused now (${printable(body, 200)}).`,
      );
    const entries = this.#journal.entries(this.#position);
    for await (const replayed of replayEntries(entries, judge, mostRows, refused)) {
      this.#position = replayed.sequence;
      this.#handedBytes += replayed.size;
      yield replayed;
      this.#replaying.done += replayed.entries;
    }
  }

  /** From now on batches are accepted; `wake` is called when there is something to do. */
  live(wake: () => void): void {
    this.#wake = wake;
    this.#folded = this.#position;
    if (this.#phase === 'opening') this.#phase = 'live';
  }

  stop(): void {
    if (this.#phase !== 'ended') this.#phase = 'stopping';
  }

  /** A batch with a key counts once, however often it comes. */
  accept(body: Buffer, key: string | undefined, judge?: Judge<T>, digest?: string): Promise<Accepted> {
    if (key === undefined) return this.#take(body, undefined, undefined, judge);
    const refused = this.#closed() ?? (isKey(key) ? undefined : UNFIT_KEY);
    if (refused !== undefined) return Promise.resolve(refused);
    const known = digest ?? this.#digest(body);
    // Whoever waits for another with the same key learns what became of that, also when the run is over.
    return this.#turns.take(key, () => {
      const answer = this.#known(key, known);
      return answer === undefined ? this.#take(body, key, known, judge) : Promise.resolve(answer);
    });
  }

  /** The batches are in a chunk now. */
  handOver(batches: Batch<T>[]): void {
    this.#handed = batches;
    for (const { sequence, size } of batches) {
      this.#position = sequence;
      this.#handedBytes += size;
    }
  }

  /** The chunk with them is folded. */
  folded(): void {
    const batches = this.#handed;
    this.#handed = [];
    this.#folded = this.#position;
    for (const { size, answer } of batches) {
      this.#waitingBytes -= size;
      answer(DONE);
    }
  }

  onKept(batch: Batch<T>): void {
    const { key, sequence, time, digest } = batch;
    this.#arrived(batch);
    if (key !== undefined && digest !== undefined) this.#keys.add(key, { sequence, time, digest });
    if (this.#phase === 'ended') batch.answer(this.#lost());
    else this.kept.push(batch);
  }

  onFailed(batch: Batch<T>, error: unknown): void {
    this.#arrived(batch);
    this.#waitingBytes -= batch.size;
    if (!(error instanceof TidemarkError && error.retryable)) this.failure ??= error;
    const isFull = error instanceof TidemarkError && error.code === 'disk-full';
    batch.answer(
      unavailable(isFull ? 'No space is left on the disk.' : 'The journal cannot be written any more.'),
    );
  }

  async acknowledge(position: unknown): Promise<void> {
    const { directory, onWarning = () => undefined } = this.options;
    if (directory === undefined || typeof position !== 'number') return;
    if (position === this.#position) this.#acknowledgedBytes = this.#handedBytes;
    try {
      await this.#journal.trim(position, (through) =>
        writeKeys(directory, this.#keys.upTo(through, this.#time())),
      );
    } catch (error) {
      if (!(error instanceof TidemarkError && error.retryable)) throw error;
      onWarning(`Journal ${directory} cannot be trimmed now and is kept as it is: ${error.message}`);
    }
  }

  /** Nothing is handed over any more; what comes to the disk yet is for the next run. */
  end(): void {
    this.#phase = 'ended';
    for (const { answer } of [...this.#handed.splice(0), ...this.kept.splice(0)]) answer(this.#lost());
  }

  async close(): Promise<void> {
    this.end();
    await this.#journal.close();
  }

  #closed(): Accepted | undefined {
    if (this.failure !== undefined) return unavailable('The journal cannot be written any more.');
    switch (this.#phase) {
      case 'live':
        return undefined;
      case 'opening':
        return unavailable('The service is starting and reads its journal.');
      case 'stopping':
      case 'ended':
        return unavailable('The service is stopping.');
    }
  }

  #take(
    body: Buffer,
    key: string | undefined,
    digest: string | undefined,
    judge: Judge<T> | undefined,
  ): Promise<Accepted> {
    return new Promise((answer) => {
      const { mostWaitingBytes = 64 << 20 } = this.options;
      const closed = this.#closed();
      if (closed !== undefined) return answer(closed);
      if (this.#waitingBytes > 0 && this.#waitingBytes + recordSize(key, body) > mostWaitingBytes) {
        return answer(unavailable('Too many requests wait to be counted.'));
      }
      const time = this.#time();
      const judgement = judge === undefined ? this.options.judge(body, time) : judge(time);
      if ('refusal' in judgement) return answer(judgement.refusal);
      const { rows } = judgement;
      if (rows.length === 0 && key === undefined) return answer(DONE);
      const batch = new Batch({ time, key, body, digest, rows }, this, answer);
      this.#lastTime = time;
      this.#waitingBytes += batch.size;
      this.#arriving.add(batch);
      this.#journal.append(batch);
    });
  }

  /** What a batch is answered with that came before, or may have. */
  #known(key: string, digest: string): Accepted | undefined {
    const time = this.#time();
    const known = this.#keys.find(key, time);
    if (known === undefined) return this.#keys.objection?.(key, digest, time);
    if (known.digest !== digest) return this.options.keys?.reused(known.digest, digest) ?? KEY_REUSED;
    return known.sequence <= this.#folded ? DONE : this.#lost();
  }

  /** It is no longer on its way to the disk. */
  #arrived(batch: Batch<T>): void {
    this.#arriving.delete(batch);
    this.arrived++;
    this.#wake();
  }

  #lost(): Accepted {
    return this.options.directory === undefined ? unavailable('The service stopped.') : KEPT_ONLY;
  }

  /** Never back, whatever the clock said in an earlier run. */
  #time(): number {
    return Math.max(Math.floor(this.options.clock.now()), this.#lastTime);
  }
}
