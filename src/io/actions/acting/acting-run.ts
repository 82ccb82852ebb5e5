import { setMaxListeners } from 'node:events';
import type { Timed } from '../../../operators/batch.js';
import type { Chunk } from '../../../operators/chunk.js';
import type { Source, SourceRun, SourceStart } from '../../sources/source.js';
import type { Action } from '../action.js';
import type { ActingOptions } from './acting-options.js';
import { actingPosition } from './acting-position.js';
import { divide } from './divide.js';
import type { Entry } from './entry.js';
import { Finisher, type FinisherOptions } from './finisher.js';
import { Gathered } from './gathered.js';
import { Handover } from './handover.js';
import { InnerPulls } from './inner-pulls.js';
import { Ledger } from './ledger.js';
import { Performer } from './performer.js';

/** One run of a source under an action. */
export class ActingRun<I extends Timed, O extends Timed, P extends Timed> {
  readonly inner: SourceRun<I | P>;
  readonly #ledger: Ledger<I, O>;
  readonly #pulls: InnerPulls<I | P>;
  readonly #handover: Handover<I, O>;
  readonly #performer: Performer<I, O>;
  readonly #finisher: Finisher<I, O>;
  /** Rows that were handed over and are performed when a commit holds them, in order. */
  #committing: Entry<I, O>[] = [];
  /** Outcomes that have come. */
  readonly #performed: Gathered<Entry<I, O>>;
  /** Outcomes that were handed over and are finished when a commit holds them, in order. */
  #emitted: Entry<I, O>[] = [];
  #failure: { readonly error: unknown } | undefined;
  #wake: () => void = () => undefined;
  readonly #over = new AbortController();
  readonly #closed = new AbortController();
  /** Aborted when a stop is asked for, or the iteration is over for another reason. */
  readonly #stop: AbortSignal;
  /** Aborted when nothing that comes of an attempt counts any more. */
  readonly #abandon: AbortSignal;

  constructor(
    source: Source<I | P>,
    private readonly action: Action<I, O>,
    start: SourceStart,
    private readonly options: Required<Pick<ActingOptions<I, P>, 'takes' | 'gather'>> & FinisherOptions,
  ) {
    const position = actingPosition(start.position);
    const ledger = new Ledger<I, O>(action, start.remembered);
    this.#ledger = ledger;
    this.#handover = new Handover(ledger, position);
    this.#stop = AbortSignal.any([start.stop, this.#over.signal]);
    this.#abandon = AbortSignal.any([start.abandon, this.#closed.signal]);
    // Every attempt may listen.
    setMaxListeners(0, this.#abandon);
    this.#performed = new Gathered(options.gather, options.clock, this.#stop, () => this.#look());
    this.inner = source.read({
      ...start,
      position: position.inner,
      remembered: ledger.inner,
      stop: this.#stop,
    });
    this.#pulls = new InnerPulls(this.inner, () => this.#look());
    this.#performer = new Performer(
      action,
      options.concurrency,
      this.#abandon,
      (entry, outcome) => this.#arrive(entry, outcome),
      (error) => this.#fail(error),
    );
    const finish = async (row: I, outcome: O): Promise<void> => action.finish?.(row, outcome);
    this.#finisher = new Finisher(finish, options, (entry, finished) => {
      if (finished) {
        entry.isFinished = true;
        ledger.save(entry);
      }
      this.#look();
    });
  }

  get commitDue(): boolean | undefined {
    return this.#committing.length > 0 || this.#emitted.length > 0 ? true : this.inner.commitDue;
  }

  get lines(): number | undefined {
    const { lines } = this.#pulls;
    return lines === undefined ? undefined : lines + this.#handover.surplus;
  }

  /** Everything up to this position is stored: what was waiting for it is done, and only then is the inner run told. */
  async acknowledge(position: unknown): Promise<void> {
    const { inner, turn } = actingPosition(position);
    const isStored = (entry: Entry<I, O>): boolean => entry.turn <= turn;
    const [ready, committing] = divide(this.#committing, isStored);
    const [stored, emitted] = divide(this.#emitted, isStored);
    this.#committing = committing;
    this.#emitted = emitted;
    for (const entry of ready) this.#performer.add(entry);
    for (const entry of stored) this.#finisher.add(entry);
    this.#look();
    await this.inner.acknowledge?.(inner);
  }

  async *chunks(): AsyncGenerator<Chunk<O | P>, void, undefined> {
    if (this.#stop.aborted) return;
    const look = (): void => this.#look();
    this.#stop.addEventListener('abort', look);
    this.#abandon.addEventListener('abort', look);
    try {
      yield* this.#takenUp();
      while (!this.#abandon.aborted) {
        const outcomes = this.#outcomes();
        if (outcomes === undefined && this.#failure !== undefined) throw this.#failure.error;
        const chunk = outcomes ?? this.#given();
        if (chunk !== undefined) {
          yield chunk;
          continue;
        }
        if (this.#isDone) break;
        if (this.#hasRoom) this.#pulls.pull();
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
      const last = this.#abandon.aborted ? undefined : this.#handover.last();
      if (last !== undefined) yield last;
      if (this.#pulls.fault !== undefined) throw this.#pulls.fault.error;
    } finally {
      this.#over.abort();
      // What is finished from here on could not be remembered any more: it is for the next run.
      this.#finisher.stop();
      await this.#pulls.end(this.#abandon.aborted);
    }
  }

  /** Nothing is begun any more, and what is being performed is given up. */
  close(): void {
    this.#closed.abort();
    this.#finisher.stop();
  }

  /**
   * Asked to stop, or unable to read on: what a commit holds is begun no more, for the next run performs it. Of what no
   * commit brings back everything is still performed.
   */
  get #isResting(): boolean {
    return this.action.intent === 'first' && (this.#stop.aborted || this.#pulls.fault !== undefined);
  }

  /** Something has happened that may let the iteration go on. */
  #look(): void {
    if (this.#isResting) {
      this.#committing = [];
      this.#performer.drop();
    }
    this.#wake();
  }

  get #hasRoom(): boolean {
    return this.#performer.waiting + this.#committing.length < this.options.concurrency;
  }

  get #isDone(): boolean {
    const { active, waiting } = this.#performer;
    const { untried } = this.#finisher;
    const left =
      this.#committing.length +
      waiting +
      active +
      this.#performed.all.length +
      this.#emitted.length +
      untried;
    return this.#pulls.ended && left === 0;
  }

  /** Goes on with what earlier runs have left, and says what is out of it. */
  *#takenUp(): Generator<Chunk<O | P>> {
    const ledger = this.#ledger;
    for (const entry of ledger.entries) {
      if (entry.isEmitted) {
        this.#note(entry);
        if (!entry.isFinished) this.#finisher.add(entry);
        else if (entry.isNoted) ledger.save(entry);
      } else if (this.action.intent === 'first') this.#performer.add(entry);
      else this.#miss(entry);
    }
    // Those of which something was missed are said with that.
    const missed = new Set(this.#performed.all.map(({ partition }) => partition));
    for (const partition of ledger.outstanding.partitions()) {
      if (!missed.has(partition)) yield this.#handover.aside([], partition);
    }
  }

  /** The process ended while it was out. */
  #miss(entry: Entry<I, O>): void {
    const outcome = this.action.missed(entry.row, 'crash');
    if (outcome === undefined) {
      this.#ledger.forget(entry);
      return;
    }
    entry.isFinished = true;
    this.#arrive(entry, outcome);
  }

  /** All outcomes of one partition that have come, and whose times are as good; undefined as long as more are awaited with them. */
  #outcomes(): Chunk<O> | undefined {
    const [first] = this.#performed.all;
    if (first === undefined || !(this.#performed.isDue || this.#isNothingToCome)) return undefined;
    const { partition } = first;
    const ownTime = this.#hasOwnTime(first);
    const entries = this.#performed.take(
      (entry) => entry.partition === partition && this.#hasOwnTime(entry) === ownTime,
    );
    const rows: O[] = [];
    for (const entry of entries) {
      // What is remembered is not changed any more, and whoever gets the row may do so.
      if (entry.outcome !== undefined) rows.push({ ...entry.outcome });
      entry.isEmitted = true;
      entry.turn = this.#handover.turn;
      this.#ledger.outstanding.remove(entry);
      this.#note(entry);
      this.#ledger.save(entry);
      if (!entry.isFinished) this.#emitted.push(entry);
    }
    return { ...this.#handover.aside(rows, partition), ...(ownTime && { ownTime }) };
  }

  /** An outcome has the time of its row, or is of when it came. */
  #hasOwnTime({ ownTime }: Entry<I, O>): boolean {
    return ownTime || !this.action.keepsTime;
  }

  /** The inner run learns of an outcome that it has not noted. */
  #note(entry: Entry<I, O>): void {
    entry.isFinished ||= this.action.finish === undefined;
    if (this.inner.outcome === undefined) entry.isNoted = true;
    else if (!entry.isNoted) {
      this.inner.outcome(entry.row, entry.outcome);
      this.#ledger.noted(entry, this.#pulls.begun);
    }
  }

  #arrive(entry: Entry<I, O>, outcome: O): void {
    entry.outcome = outcome;
    this.#performed.add(entry);
    this.#look();
  }

  /** No other outcome comes soon, or at all. */
  get #isNothingToCome(): boolean {
    const { active, waiting } = this.#performer;
    return active + waiting + this.#committing.length === 0 || this.#failure !== undefined;
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#performer.drop();
    this.#look();
  }

  /** What the inner run has given, with rows taken out. */
  #given(): Chunk<O | P> | undefined {
    const chunk = this.#pulls.take();
    if (chunk === undefined) return undefined;
    // First of all: what is noted with this chunk leaves its key to a row of this chunk.
    this.#ledger.innerGave(this.#pulls.begun);
    return this.#handover.given<I | P, O | P>(chunk, (row) =>
      this.options.takes(row) ? this.#take(row, chunk) : row,
    );
  }

  /** A row is on its way from here on; or it is missed, and answers with that. */
  #take(row: I, chunk: Chunk<unknown>): O | undefined {
    const key = this.action.key(row);
    if (this.#ledger.has(key)) return this.action.missed(row, 'running');
    const entry = this.#ledger.take(row, key, chunk, this.#handover.turn);
    if (this.action.intent === 'none') this.#performer.add(entry);
    else if (!this.#isResting) this.#committing.push(entry);
    return undefined;
  }
}
