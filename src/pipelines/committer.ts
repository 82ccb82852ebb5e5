import type { Sink } from '../io/sinks/sink.js';
import { sizeOf } from '../io/state/size-of.js';
import type { Commit, OutboxEntry, Owned, Saved } from '../io/state/state-store.js';
import type { Timed } from '../operators/batch.js';
import { addBalances, type Balance, type Counters } from './balance.js';
import type { Graph } from './graph.js';
import type { Outbox } from './outbox.js';
import type { PipelineSpec } from './pipeline.js';
import { type RetryOptions, retry } from './retry.js';

/** Name of the balance among the saved states. */
export const BALANCE = 'balance';

export interface CommitterParts<T extends Timed> {
  readonly spec: PipelineSpec<T>;
  readonly graph: Graph<T>;
  readonly counters: Counters;
  readonly sinks: ReadonlyMap<string, Sink<never>>;
  readonly outbox: Outbox;
  /** Where the pipeline remembers; undefined for a run that nobody goes on with. */
  readonly owned: Pick<Owned, 'commit'> | undefined;
  readonly saved: Saved | undefined;
  /** Makes the ids of commits. */
  readonly randomId: () => string;
  readonly retrying: RetryOptions;
}

/** Decides what is delivered, makes it true together with position and states, and only then hands it to the outbox. */
export class Committer<T extends Timed> {
  /** Where the source is after the last chunk that was folded. */
  position: unknown;
  #sequence: number;
  #number: number;
  readonly #memories: Map<string, unknown>;
  readonly #before: Balance | undefined;

  constructor(private readonly parts: CommitterParts<T>) {
    const { saved } = parts;
    this.position = saved?.position;
    this.#sequence = saved?.sequence ?? 0;
    this.#number = (saved?.lastDelivery ?? 0) + 1;
    this.#memories = new Map(Object.entries(saved?.sinks ?? {}));
    // Only a committer saves under this name.
    this.#before = saved?.states[BALANCE] as Balance | undefined;
  }

  /** A sink has rows in its memory: it may want to close a delivery by age. */
  get holding(): boolean {
    return this.parts.counters.held > 0;
  }

  /** Lets the sinks look at their destinations before the first commit. */
  async prepare(): Promise<void> {
    for (const [name, sink] of this.parts.sinks) {
      if (sink.prepare === undefined) continue;
      this.#memories.set(
        name,
        (await sink.prepare({ saved: this.#memories.get(name), kept: new Map() })).saved,
      );
    }
  }

  /** `last`: nobody goes on from here, so sinks keep nothing back. */
  async commit(last = false): Promise<void> {
    const { owned, randomId, spec, outbox, graph } = this.parts;
    const added = this.#compose(last ? Infinity : graph.watermark);
    const done = outbox.takeDone();
    // Nothing is put down for nobody: with very many keys that takes long, and so does noting from then on what changes.
    if (owned !== undefined) {
      const next: Commit = {
        id: randomId(),
        position: this.position,
        remembered: new Map(),
        ...this.#states(),
        sinks: Object.fromEntries(this.#memories),
        kept: {},
        outbox: { added, done },
      };
      // Whether a retryable error has changed anything, nobody knows: the very same commit is asked for again.
      await retry(() => owned.commit(this.#sequence, next), this.parts.retrying);
    }
    this.#sequence++;
    outbox.add(added);
    if (this.position !== undefined) await spec.source.acknowledge?.(this.position);
  }

  /** The balance of this run. */
  balance(): Balance {
    const { counters, graph, spec } = this.parts;
    return counters.balance(spec.source.lines, graph.held, graph.streams());
  }

  #states(): ReturnType<Graph<T>['save']> {
    const { states, keyed } = this.parts.graph.save();
    return { states: { ...states, [BALANCE]: addBalances(this.#before, this.balance()) }, keyed };
  }

  #compose(watermark: number): readonly OutboxEntry[] {
    const { graph, sinks, counters, retrying } = this.parts;
    const at = retrying.clock.now();
    const added: OutboxEntry[] = [];
    for (const [name, sink] of sinks) {
      // A sink is given the rows of the streams that it was given to.
      const rows = graph.take(sink) as Parameters<typeof sink.compose>[0];
      counters.sink(name, 'emitted', rows.length);
      const {
        deliveries,
        saved,
        skipped = 0,
      } = sink.compose(rows, { saved: this.#memories.get(name), kept: new Map() }, watermark);
      this.#memories.set(name, saved);
      counters.sink(name, 'skipped', skipped);
      for (const delivery of deliveries) {
        counters.sink(name, 'composed', delivery.rows);
        added.push({ number: this.#number++, sink: name, at, bytes: sizeOf(delivery.body), delivery });
      }
    }
    return added;
  }
}
