import type { Clock } from '../io/clock.js';
import type { Delivery, Sink } from '../io/sinks/sink.js';
import type { OutboxEntry, Saved, StateStore } from '../io/state/state-store.js';
import type { Timed } from '../operators/batch.js';
import type { Chunk } from '../operators/chunk.js';
import { type Duration, toMilliseconds } from '../operators/duration.js';
import { NONE_REJECTED } from '../operators/rejected.js';
import type { TidemarkError } from '../operators/tidemark-error.js';
import { type Balance, Counters } from './balance.js';
import { deliver } from './deliver.js';
import { Graph } from './graph.js';
import { type PipelineSpec, sinksOf } from './pipeline.js';

export interface RunOptions {
  readonly clock: Clock;
  /** Aborting it drains: reading stops, what was read is folded, committed and told. */
  readonly signal: AbortSignal;
  /** Where the pipeline remembers. Default: nowhere, and then the end of the input is the end for good. */
  readonly store?: StateStore;
  /** Time between two commits while outputs do not wait, or the pipeline is catching up. Default 1s. */
  readonly checkpoint?: Duration;
  readonly random?: () => number;
  /** Told when a sink fails and is tried again. */
  readonly onRetry?: (error: TidemarkError, milliseconds: number) => void;
}

/** Rows that may wait for the next commit, whatever the time. */
const MOST_WAITING = 2_000;

/**
 * Runs a pipeline until its input ends or the signal is aborted: read a chunk, fold it, commit, tell the sinks,
 * acknowledge the source. Resolves with the balance. Rejects with the error of the source, or of a sink for good.
 */
export async function run<T extends Timed>(spec: PipelineSpec<T>, options: RunOptions): Promise<Balance> {
  const { clock, signal } = options;
  const checkpoint = toMilliseconds(options.checkpoint ?? '1s');
  const saved = await options.store?.load(spec.name);
  const counters = new Counters();
  const sinks = sinksOf(spec);
  const graph = new Graph(spec, sinks, counters, saved?.states);
  const loop = new Committer(spec, graph, sinks, saved, options);
  const fold = async (chunk: Chunk<T>): Promise<void> => {
    for (const _ of graph.fold(chunk)) {
      // A few lines with long gaps between them make a great many rows. What is told inside a chunk can only be
      // resumed after it, so this is for runs that nobody resumes.
      if (options.store === undefined && graph.waiting >= MOST_WAITING) await loop.commit();
    }
  };
  try {
    await loop.tell(saved?.outbox ?? []);
    let committedAt = clock.now();
    for await (const chunk of spec.source.read(saved?.position, signal)) {
      await fold(chunk);
      loop.position = chunk.position;
      const caughtUp = chunk.now !== undefined;
      const due = clock.now() - committedAt >= checkpoint || graph.waiting >= MOST_WAITING;
      if (due || (caughtUp && graph.waiting > 0)) {
        await loop.commit();
        committedAt = clock.now();
      }
    }
    // Being asked to stop is not the end of the input: windows stay open.
    if (!signal.aborted && options.store === undefined) {
      await fold({ rows: [], rejected: NONE_REJECTED, ended: true });
    }
    await loop.commit();
    await loop.settle();
  } finally {
    for (const sink of sinks) await sink.close();
  }
  return counters.balance(spec.source.lines, graph.held, graph.tallies());
}

/** Decide, commit, then tell. */
class Committer<T extends Timed> {
  position: unknown;
  #sequence: number;
  #number: number;
  /** Numbers of deliveries that have been told since the last commit, which still has them in its outbox. */
  #told: number[] = [];
  readonly #memories: Map<string, unknown>;

  constructor(
    private readonly spec: PipelineSpec<T>,
    private readonly graph: Graph<T>,
    private readonly sinks: readonly Sink<never>[],
    saved: Saved | undefined,
    private readonly options: RunOptions,
  ) {
    this.position = saved?.position;
    this.#sequence = saved?.sequence ?? 0;
    this.#number = (saved?.outbox.at(-1)?.number ?? 0) + 1;
    this.#memories = new Map(Object.entries(saved?.sinks ?? {}));
  }

  async commit(): Promise<void> {
    const outbox: OutboxEntry[] = [];
    this.sinks.forEach((sink, index) => {
      const name = String(index);
      const rows = this.graph.take(sink) as Parameters<Sink<never>['compose']>[0];
      const composed = sink.compose(rows, this.#memories.get(name), this.graph.watermark);
      this.#memories.set(name, composed.saved);
      for (const delivery of composed.deliveries)
        outbox.push({ number: this.#number++, sink: name, delivery });
    });
    await this.#store(outbox);
    await this.tell(outbox);
    if (this.position !== undefined) await this.spec.source.acknowledge?.(this.position);
  }

  /** At the end: remembers that everything has been told, or the next run would tell the last deliveries again. */
  async settle(): Promise<void> {
    if (this.#told.length > 0) await this.#store([]);
  }

  async tell(outbox: readonly OutboxEntry[]): Promise<void> {
    for (const { number, sink, delivery } of outbox) {
      await this.#deliver(this.sinks[Number(sink)], delivery);
      this.#told.push(number);
    }
  }

  async #store(added: readonly OutboxEntry[]): Promise<void> {
    const done = this.#told;
    this.#told = [];
    await this.options.store?.commit(this.spec.name, this.#sequence, {
      position: this.position,
      states: this.graph.save(),
      sinks: Object.fromEntries(this.#memories),
      keyed: {},
      outbox: { added, done },
      inflight: [],
    });
    this.#sequence++;
  }

  async #deliver(sink: Sink<never> | undefined, delivery: Delivery): Promise<void> {
    const { clock, signal, random = Math.random, onRetry = () => undefined } = this.options;
    if (sink !== undefined) await deliver(sink, delivery, { clock, signal, random, onRetry });
  }
}
