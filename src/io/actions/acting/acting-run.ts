import type { Timed } from '../../../operators/batch.js';
import type { Chunk } from '../../../operators/chunk.js';
import { NONE_REJECTED } from '../../../operators/rejected.js';
import type { SourceRun, SourceStart } from '../../sources/source.js';
import type { ActingOptions } from '../acting.js';
import type { Action } from '../action.js';
import { type ActingPosition, actingPosition } from './acting-position.js';
import type { Entry } from './entry.js';
import { Finisher, type FinisherOptions } from './finisher.js';
import { InnerPulls } from './inner-pulls.js';
import type { Ledger } from './ledger.js';
import { Performer } from './performer.js';

/** One run of a source under an action. */
export class ActingRun<I extends Timed, O extends Timed, P extends Timed> {
  readonly #pulls: InnerPulls<I | P>;
  readonly #performer: Performer<I, O>;
  readonly #finisher: Finisher<I, O>;
  /** Handed over, and not known to be stored: rows, in order. */
  #committing: Entry<I, O>[] = [];
  /** Handed over, and not known to be stored: outcomes that are to be finished then, in order. */
  #told: Entry<I, O>[] = [];
  /** Outcomes that are to be handed over, in the order in which they came. */
  #performed: Entry<I, O>[] = [];
  #position: ActingPosition;
  #failure: { readonly error: unknown } | undefined;
  #wake: () => void = () => undefined;
  readonly #closed = new AbortController();

  constructor(
    private readonly inner: SourceRun<I | P>,
    private readonly action: Action<I, O>,
    private readonly ledger: Ledger<I, O>,
    private readonly start: SourceStart,
    private readonly options: Required<Pick<ActingOptions<I, P>, 'takes'>> & FinisherOptions,
  ) {
    this.#position = actingPosition(start.position);
    const wake = (): void => this.#wake();
    this.#pulls = new InnerPulls(inner, wake);
    this.#performer = new Performer(
      action,
      options.concurrency,
      AbortSignal.any([start.abandon, this.#closed.signal]),
      (entry, outcome) => this.#arrive(entry, outcome),
      (error) => {
        this.#failure ??= { error };
        wake();
      },
    );
    const finish = async (row: I, outcome: O): Promise<void> => action.finish?.(row, outcome);
    this.#finisher = new Finisher(finish, options, (entry, finished) => {
      if (finished) this.#finished(entry);
      wake();
    });
  }

  get commitDue(): boolean | undefined {
    return this.#committing.length > 0 || this.#told.length > 0 ? true : this.inner.commitDue;
  }

  /** Everything up to this position is stored: what was waiting for it is done, and only then is the inner run told. */
  async acknowledge(position: unknown): Promise<void> {
    const { inner, turn } = actingPosition(position);
    const stored = (entry: Entry<I, O>): boolean => entry.turn <= turn;
    if (!this.#isResting) {
      const ready = this.#committing.filter(stored);
      this.#committing = this.#committing.filter((entry) => !stored(entry));
      for (const entry of ready) this.#performer.add(entry);
    }
    const told = this.#told.filter(stored);
    this.#told = this.#told.filter((entry) => !stored(entry));
    for (const entry of told) this.#finisher.add(entry);
    this.#wake();
    await this.inner.acknowledge?.(inner);
  }

  async *chunks(): AsyncGenerator<Chunk<O | P>, void, undefined> {
    const { stop, abandon } = this.start;
    if (stop.aborted) return;
    const onStop = (): void => this.#rest();
    stop.addEventListener('abort', onStop);
    abandon.addEventListener('abort', onStop);
    try {
      yield* this.#takenUp();
      while (!abandon.aborted) {
        if (this.#failure !== undefined) throw this.#failure.error;
        const chunk = this.#outcomes() ?? this.#given();
        if (chunk !== undefined) {
          yield chunk;
          continue;
        }
        if (this.#isDone) {
          yield* this.#last();
          if (this.#pulls.fault !== undefined) throw this.#pulls.fault.error;
          return;
        }
        if (this.#hasRoom) this.#pulls.pull();
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      stop.removeEventListener('abort', onStop);
      abandon.removeEventListener('abort', onStop);
      await this.#pulls.end(abandon.aborted);
    }
  }

  /** Nothing is begun or finished any more, and what is being performed is given up. */
  close(): void {
    this.#closed.abort();
    this.#performer.drop();
    this.#finisher.stop();
  }

  /**
   * Asked to stop, or unable to read on: what a commit holds is begun no more, for the next run performs it. Of what no
   * commit brings back everything is still performed.
   */
  get #isResting(): boolean {
    return this.action.intent === 'first' && (this.start.stop.aborted || this.#pulls.fault !== undefined);
  }

  #rest(): void {
    if (this.#isResting) this.#performer.drop();
    this.#wake();
  }

  get #hasRoom(): boolean {
    return this.#performer.waiting + this.#committing.length < this.options.concurrency;
  }

  get #isDone(): boolean {
    const { active, waiting } = this.#performer;
    const none = this.#performed.length + this.#told.length + active + this.#finisher.untried === 0;
    return this.#pulls.ended && none && (this.#isResting || this.#committing.length + waiting === 0);
  }

  /** Goes on with what earlier runs have left, and says what is out of it. */
  *#takenUp(): Generator<Chunk<O | P>> {
    const { ledger, action } = this;
    for (const entry of [...ledger.entries]) {
      const { stage, row } = entry;
      if (stage === 'queued' && action.intent === 'first') this.#performer.add(entry);
      else if (stage === 'queued') {
        entry.isMissed = true;
        const outcome = action.missed(row, 'crash');
        if (outcome === undefined) {
          ledger.outstanding.remove(entry);
          ledger.forget(entry);
        } else this.#arrive(entry, outcome);
      } else this.#tell(entry);
    }
    for (const partition of ledger.outstanding.partitions()) {
      // What is missed is said with its partition below.
      if (!this.#performed.some((entry) => entry.partition === partition)) yield this.#chunk([], partition);
    }
  }

  /** All outcomes of one partition that have come. */
  #outcomes(): Chunk<O> | undefined {
    const [first] = this.#performed;
    if (first === undefined) return undefined;
    const { partition } = first;
    const entries = this.#performed.filter((entry) => entry.partition === partition);
    this.#performed = this.#performed.filter((entry) => entry.partition !== partition);
    const rows: O[] = [];
    for (const entry of entries) {
      this.ledger.outstanding.remove(entry);
      entry.stage = 'told';
      entry.turn = this.#position.turn + 1;
      if (entry.outcome !== undefined) rows.push(entry.outcome);
      this.#tell(entry);
    }
    return this.#chunk(rows, partition);
  }

  /** The inner run learns of an outcome; then it is finished, when it is stored. */
  #tell(entry: Entry<I, O>): void {
    const { ledger, action, inner } = this;
    inner.outcome?.(entry.row, entry.outcome);
    entry.toldAt = this.#pulls.begun;
    if (entry.stage === 'finished' || action.finish === undefined || entry.isMissed) this.#finished(entry);
    else if (entry.again && entry.turn === 0) this.#finisher.add(entry);
    else this.#told.push(entry);
    if (entry.turn > 0 && ledger.has(entry.key)) ledger.save(entry);
  }

  #finished(entry: Entry<I, O>): void {
    // A source that notes nothing need not be waited for.
    if (this.inner.outcome === undefined || this.#pulls.given > entry.toldAt) this.ledger.forget(entry);
    else this.ledger.forgetLater(entry);
  }

  #arrive(entry: Entry<I, O>, outcome: O): void {
    entry.stage = 'performed';
    entry.outcome = outcome;
    this.#performed.push(entry);
    this.#wake();
  }

  /** What the inner run has given, with rows taken out. */
  #given(): Chunk<O | P> | undefined {
    const chunk = this.#pulls.take();
    if (chunk === undefined) return undefined;
    const { ledger } = this;
    const { partition, remembered, pendingSince, ended, position, rejectedAt, ...rest } = chunk;
    const rows: (O | P)[] = [];
    /** For each of the chunk's rows how many are left before it. */
    const before = [0];
    for (const row of chunk.rows) {
      const left = this.options.takes(row) ? this.#take(row, partition) : row;
      if (left !== undefined) rows.push(left);
      before.push(rows.length);
    }
    if (remembered !== undefined) ledger.innerRemembers(remembered);
    ledger.innerGave(this.#pulls.given);
    if (pendingSince !== undefined) ledger.outstanding.setInner(partition, pendingSince);
    const isEnd = ended === true && (partition === undefined || ledger.end(partition));
    this.#position = { inner: position, turn: this.#position.turn };
    return {
      ...rest,
      ...(rejectedAt !== undefined && { rejectedAt: rejectedAt.map((at) => before[at] ?? rows.length) }),
      ...this.#chunk(rows, partition),
      rejected: chunk.rejected,
      ...(isEnd && { ended: true }),
    };
  }

  /** A row is on its way from here on; or it is missed, and answers with that. */
  #take(row: I, partition: string | undefined): O | undefined {
    const key = this.action.key(row);
    if (this.ledger.has(key)) return this.action.missed(row, 'running');
    const entry = this.ledger.take(row, key, partition, this.#position.turn + 1);
    if (this.action.intent === 'first') this.#committing.push(entry);
    else this.#performer.add(entry);
    return undefined;
  }

  *#last(): Generator<Chunk<O>> {
    this.ledger.keepFinished();
    const remembered = this.ledger.takeChanges();
    if (remembered === undefined) return;
    yield { rows: [], rejected: NONE_REJECTED, remembered, position: this.#next() };
  }

  #next(): ActingPosition {
    this.#position = { inner: this.#position.inner, turn: this.#position.turn + 1 };
    return this.#position;
  }

  #chunk<R>(rows: readonly R[], partition: string | undefined): Chunk<R> {
    const { ledger } = this;
    const ended = ledger.takeEnd(partition);
    const pendingSince = ledger.outstanding.takePending(partition);
    const remembered = ledger.takeChanges();
    return {
      rows,
      rejected: NONE_REJECTED,
      position: this.#next(),
      ...(partition !== undefined && { partition }),
      ...(ended && { ended }),
      ...(pendingSince !== undefined && { pendingSince }),
      ...(remembered !== undefined && { remembered }),
    };
  }
}
