import type { SourceRun } from '../io/sources/source.js';
import type { Commit, OutboxEntry, Owned, Saved } from '../io/state/state-store.js';
import type { Timed } from '../operators/batch.js';
import type { Chunk } from '../operators/chunk.js';
import type { Acknowledger } from './acknowledger.js';
import { addBalances } from './add-balances.js';
import type { Balance, SinkBalance } from './balance.js';
import type { Graph } from './graph.js';
import type { Outbox } from './outbox.js';
import type { PipelineSpec } from './pipeline.js';
import { type RetryOptions, retry } from './retry.js';
import type { RunningBalance } from './running-balance.js';
import { BALANCE, savedBalance } from './saved-balance.js';
import type { PiecesInMemory } from './sinks/pieces-in-memory.js';
import { SinkMemories } from './sinks/sink-memories.js';
import type { SinkPlace } from './sinks/sink-place.js';

export interface CommitterParts<T extends Timed> {
  readonly spec: PipelineSpec<T>;
  readonly graph: Graph<T>;
  readonly runningBalance: RunningBalance;
  readonly places: readonly SinkPlace[];
  readonly outbox: Outbox;
  /** Where the pipeline remembers; undefined for a run that nobody goes on with. */
  readonly owned: Pick<Owned, 'commit'> | undefined;
  /** What sinks hold back where nothing is remembered. */
  readonly pieces: PiecesInMemory;
  readonly saved: Saved | undefined;
  readonly source: SourceRun<T>;
  readonly acknowledger: Acknowledger;
  /** Makes the ids of commits. */
  readonly randomId: () => string;
  readonly retrying: RetryOptions;
}

/** Decides what is delivered, makes it true together with position and states, and only then hands it to the outbox. */
export class Committer<T extends Timed> {
  /** Where the source is after the last chunk that was folded. */
  #position: unknown;
  /** What the source remembers since the last commit. */
  #remembered = new Map<string, unknown>();
  #sequence: number;
  #number: number;
  readonly #memories: SinkMemories;
  readonly #before: Balance | undefined;

  constructor(private readonly parts: CommitterParts<T>) {
    const { saved } = parts;
    this.#position = saved?.position;
    this.#sequence = saved?.sequence ?? 0;
    this.#number = (saved?.lastDelivery ?? 0) + 1;
    this.#memories = new SinkMemories(parts.places, saved);
    this.#before = savedBalance(saved);
  }

  /** A chunk has been folded: the next commit has what it says of the source. */
  folded({ position, remembered }: Chunk<unknown>): void {
    this.#position = position;
    if (remembered !== undefined) for (const [key, value] of remembered) this.#remembered.set(key, value);
  }

  /** A sink has rows in its memory: it may want to close a delivery by age. */
  get holding(): boolean {
    return this.parts.places.some((place) => this.#held(place) > 0);
  }

  /** Lets the sinks look at their destinations before the first commit. */
  prepare(): Promise<void> {
    return this.#memories.prepare();
  }

  /** `last`: nobody goes on from here, so sinks keep nothing back. */
  async commit(last = false): Promise<void> {
    const { owned, randomId, outbox, graph, pieces, acknowledger } = this.parts;
    await outbox.makeRoom();
    // From here on nothing is waited for: rows, what has become of deliveries and the sums of both are of one instant.
    const added = this.#compose(last ? Infinity : graph.watermark);
    outbox.makeRoomFor(added);
    const done = outbox.takeDone();
    const { sinks, kept } = this.#memories.save();
    // Nothing is put down for nobody: with very many keys that takes long, and so does noting from then on what changes.
    if (owned !== undefined) {
      const next: Commit = {
        id: randomId(),
        position: this.#position,
        remembered: this.#remembered,
        ...this.#states(),
        sinks,
        kept,
        outbox: { added, done },
      };
      // Whether a retryable error has changed anything, nobody knows: the very same commit is asked for again.
      await retry(() => owned.commit(this.#sequence, next), this.parts.retrying);
    } else pieces.commit(kept, done);
    this.#sequence++;
    this.#remembered = new Map();
    outbox.add(added);
    await acknowledger.acknowledge(this.#position);
  }

  /** The balance of this run; `ended`: what waits and is held is lost where nobody goes on with it. */
  balance(ended = false): Balance {
    const { runningBalance, graph, source, places, owned } = this.parts;
    const isLost = ended && owned === undefined;
    const sinks = places.map((place): SinkBalance => {
      const { key, name, destination } = place;
      const left = { waiting: this.parts.outbox.rowsWaiting(key), held: this.#held(place) };
      return {
        ...{ key, name, destination, ...runningBalance.ofSink(key) },
        ...(isLost ? { waiting: 0, held: 0, lost: left.waiting + left.held } : { ...left, lost: 0 }),
      };
    });
    const balance = runningBalance.balance(source.lines, graph.held, graph.streams(ended), sinks);
    return ended && owned !== undefined ? { ...balance, isKept: true } : balance;
  }

  /** Rows that a sink holds back, since whichever run. */
  #held({ key }: SinkPlace): number {
    const { emitted, skipped, composed } = this.parts.runningBalance.ofSink(key);
    const before = this.#before?.sinks.find((sink) => sink.key === key)?.held ?? 0;
    return before + emitted - skipped - composed;
  }

  #states(): ReturnType<Graph<T>['save']> {
    const { states, keyed } = this.parts.graph.save();
    return { states: { ...states, [BALANCE]: addBalances(this.#before, this.balance()) }, keyed };
  }

  #compose(watermark: number): readonly OutboxEntry[] {
    const { graph, places, runningBalance, retrying } = this.parts;
    const at = retrying.clock.now();
    const added: OutboxEntry[] = [];
    for (const place of places) {
      const { key } = place;
      const rows = graph.take(place.sink);
      runningBalance.sink(key, 'emitted', rows.length);
      const { deliveries, skipped } = this.#memories.compose(place, rows, watermark);
      runningBalance.sink(key, 'skipped', skipped);
      for (const { delivery, bytes } of deliveries) {
        runningBalance.sink(key, 'composed', delivery.rows);
        added.push({ number: this.#number++, sink: key, at, bytes, delivery });
      }
    }
    return added;
  }
}
