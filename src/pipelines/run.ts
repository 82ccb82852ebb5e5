import { randomUUID } from 'node:crypto';
import type { Clock } from '../io/clock.js';
import type { Owned, Saved, StateStore } from '../io/state/state-store.js';
import type { Timed } from '../operators/batch.js';
import type { Chunk } from '../operators/chunk.js';
import { type Duration, toMilliseconds } from '../operators/duration.js';
import { NONE_REJECTED } from '../operators/rejected.js';
import type { TidemarkError } from '../operators/tidemark-error.js';
import { Acknowledger } from './acknowledger.js';
import { type Balance, Counters } from './balance.js';
import { Committer } from './committer.js';
import { Graph, type Watch } from './graph.js';
import { DeliveryOutcomes } from './outbox/delivery-outcomes.js';
import { Outbox } from './outbox.js';
import type { PipelineSpec } from './pipeline.js';
import { Pulls } from './pulls.js';
import { GraphView, type RunView } from './run-view.js';
import { PiecesInMemory } from './sinks/pieces-in-memory.js';
import { placeSinks } from './sinks/place-sinks.js';
import type { SinkPlace } from './sinks/sink-place.js';

export interface RunOptions {
  readonly clock: Clock;
  /** Aborting it drains: reading stops, what was read is folded, committed and told. */
  readonly signal: AbortSignal;
  /** Where the pipeline remembers. Default: nowhere, and then the end of the input is the end for good. */
  readonly store?: StateStore | undefined;
  /** With a store: says that the end of the input is the end for good, which closes the windows that are open. */
  readonly close?: boolean;
  /** Time between two commits while outputs do not wait, or the pipeline is catching up. Default 1s. */
  readonly checkpoint?: Duration;
  /** How long deliveries may take after a stop. Default 30s. */
  readonly drainTimeout?: Duration;
  /** How long a delivery is tried before its sink counts as refusing it. Default: for ever. */
  readonly giveUpAfter?: Duration | undefined;
  /** Deliveries of one sink without a buffer that may wait before the source has to. Default 64. */
  readonly mostWaiting?: number;
  readonly random?: () => number;
  /** Makes an id that no other has, for each commit. */
  readonly randomId?: () => string;
  /** Told when a sink or the store fails and is tried again. */
  readonly onRetry?: (error: TidemarkError, milliseconds: number) => void;
  /** Told, in a sentence, what whoever runs the pipeline must know. */
  readonly onWarning?: (message: string) => void;
  /** Told when a sink stands differently in more than how much waits for it. */
  readonly onSinkChange?: () => void;
  /** Takes secrets out of what is said of the errors of sinks. */
  readonly redact?: (text: string) => string;
  /** Given, when the run begins, what can be looked at while it lasts. */
  readonly onStart?: (view: RunView) => void;
  /** Told, inside the fold, what comes out of each stream, sinks or none; must not throw, and keeps no array. */
  readonly watch?: Watch | undefined;
}

/** Rows that may wait for the next commit, whatever the time. */
const MOST_ROWS = 2_000;

/**
 * Runs a pipeline until its input ends or the signal is aborted: read a chunk, fold it, commit, tell the sinks,
 * acknowledge the source. Resolves with the balance of this run, when everything is told or the drain has taken too
 * long. Rejects with the error of the source, of the store, or of a sink for good; what was committed is told by the
 * next run.
 */
export async function run<T extends Timed>(spec: PipelineSpec<T>, options: RunOptions): Promise<Balance> {
  const { clock, signal, store, random = Math.random, randomId = randomUUID } = options;
  const { onRetry = () => undefined, onWarning = () => undefined, onSinkChange = () => undefined } = options;
  const checkpoint = toMilliseconds(options.checkpoint ?? '1s');
  const counters = new Counters();
  const { graph, saved, owned, places } = await restore(spec, counters, options);
  const ended = new AbortController();
  const drained = drainLimit(options, ended.signal);
  const retrying = { clock, signal: drained, random, onRetry };

  const { deadLetters } = spec;
  const outcomes = new DeliveryOutcomes({
    ...{ counters, clock, deadLetters, warn: onWarning },
    say: (letter) => graph.say('dead_letters', deadLetters, letter),
  });
  const pieces = new PiecesInMemory();
  const outbox = new Outbox(places, {
    ...{ ...retrying, outcomes, counters, saved, owned, onChange: onSinkChange },
    giveUpAfter: options.giveUpAfter === undefined ? Infinity : toMilliseconds(options.giveUpAfter),
    piece: (sink, key) => (owned ?? pieces).piece(sink, key),
    redact: options.redact ?? ((text) => text),
  });
  const view = new GraphView(graph, outbox, () => committer.balance());
  const over = new AbortController();
  const source = spec.source.read({
    position: saved?.position,
    remembered: saved?.remembered ?? new Map(),
    stop: AbortSignal.any([signal, outbox.failed, over.signal]),
    abandon: drained,
    view,
  });
  const acknowledger = new Acknowledger(source, retrying);
  const committer = new Committer({
    ...{
      spec,
      graph,
      counters,
      places,
      outbox,
      owned,
      pieces,
      saved,
      source,
      acknowledger,
      randomId,
      retrying,
    },
  });

  async function fold(chunk: Chunk<T>): Promise<void> {
    for (const _ of graph.fold(chunk)) {
      // A few lines with long gaps between them make a great many rows. What is told inside a chunk can only be
      // resumed after it, so this is for runs that nobody resumes.
      if (store === undefined && graph.waiting >= MOST_ROWS) await commit();
    }
  }

  async function commit(): Promise<void> {
    await committer.commit();
    await outbox.room(drained);
  }

  /** Reads until the input ends, a stop is asked for, or the source fails: then answers with its error. */
  async function read(): Promise<{ readonly error: unknown } | undefined> {
    const pulls = new Pulls(source, drained);
    let committedAt = clock.now();
    let changed = false;
    try {
      for (let chunk = await pulls.next(); chunk !== undefined; chunk = await pulls.next()) {
        await fold(chunk);
        view.folded(chunk);
        committer.folded(chunk);
        changed ||= hasChanged(chunk);
        const { commitDue } = source;
        // What a source can give again by itself need not be committed at once; what is to be told must be.
        const worth =
          outbox.hasDone || committer.holding || (commitDue === false ? graph.waiting > 0 : changed);
        const due = commitDue === true || (worth && clock.now() - committedAt >= checkpoint);
        if (due || graph.waiting >= MOST_ROWS || (chunk.now !== undefined && graph.waiting > 0)) {
          await commit();
          committedAt = clock.now();
          changed = false;
        }
        outbox.check();
      }
    } finally {
      over.abort();
      await pulls.end();
    }
    return pulls.fault;
  }

  options.onStart?.(view);
  try {
    await committer.prepare();
    outbox.start();
    const fault = await read();
    outbox.check();
    // Being asked to stop, or unable to read on, is not the end of the input: windows stay open.
    if (fault === undefined && !signal.aborted && (store === undefined || options.close === true)) {
      await fold({ rows: [], rejected: NONE_REJECTED, ended: true });
    }
    await committer.commit(store === undefined);
    await outbox.drained(drained);
    // What has been told must be remembered as told, or the next run would tell it again; dead letters come out here.
    while (outbox.hasDone || graph.waiting > 0) {
      await committer.commit();
      await outbox.drained(drained);
    }
    await acknowledger.end();
    if (fault !== undefined) throw fault.error;
    return committer.balance(true);
  } finally {
    ended.abort();
    acknowledger.stop();
    await source.close?.().catch(() => undefined);
    outbox.abandon();
    // Whatever ended the run is the error to report, and every sink is closed.
    await Promise.allSettled(places.map(({ sink }) => sink.close()));
  }
}

const hasChanged = ({ rows, rejected, ended, remembered = NOTHING }: Chunk<unknown>): boolean =>
  rows.length > 0 || rejected.length > 0 || ended === true || remembered.size > 0;

const NOTHING: ReadonlyMap<string, unknown> = new Map();

/** The graph with the states that were saved, and the rest of what was: the keyed states would be in memory twice. */
async function restore<T extends Timed>(
  spec: PipelineSpec<T>,
  counters: Counters,
  { store, watch, mostWaiting = 64 }: RunOptions,
): Promise<{
  readonly graph: Graph<T>;
  readonly places: readonly SinkPlace[];
  readonly saved: Saved | undefined;
  readonly owned: Omit<Owned, 'saved'> | undefined;
}> {
  const claimed = await store?.claim({ pipeline: spec.name });
  const saved = claimed?.saved;
  const owned = claimed && { commit: claimed.commit, waiting: claimed.waiting, piece: claimed.piece };
  // Small deliveries may pile up, rows may not: a slow reader must not fill the memory.
  const usual = { deliveries: mostWaiting, rows: 2 * MOST_ROWS };
  const places = placeSinks(spec, saved, { usual, remembers: store !== undefined });
  const sinks = places.map(({ sink }) => sink);
  const graph = new Graph(spec, sinks, counters, saved, watch);
  return { graph, places, saved: saved === undefined ? undefined : { ...saved, keyed: {} }, owned };
}

/** Aborted when a stop was asked for and the drain has taken too long. */
function drainLimit({ clock, signal, drainTimeout = '30s' }: RunOptions, ended: AbortSignal): AbortSignal {
  const limit = new AbortController();
  const begin = async (): Promise<void> => {
    await clock.sleep(toMilliseconds(drainTimeout), ended);
    limit.abort();
  };
  if (signal.aborted) void begin();
  else signal.addEventListener('abort', () => void begin(), { once: true, signal: ended });
  return limit.signal;
}
