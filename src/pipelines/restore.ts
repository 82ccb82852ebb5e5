import type { Owned, Saved } from '../io/state/state-store.js';
import type { Timed } from '../operators/batch.js';
import { Graph } from './graph.js';
import type { PipelineSpec } from './pipeline.js';
import { retry } from './retry.js';
import type { RunSettings } from './run-options.js';
import type { RunningBalance } from './running-balance.js';
import { placeSinks } from './sinks/place-sinks.js';
import type { SinkPlace } from './sinks/sink-place.js';

/** Rows in the deliveries of one sink that may wait before the source has to: a slow reader must not fill the memory. */
const MOST_ROWS = 4_000;

/** The graph with the states that were saved, and the rest of what was: the keyed states would be in memory twice. */
export async function restore<T extends Timed>(
  spec: PipelineSpec<T>,
  runningBalance: RunningBalance,
  options: RunSettings,
): Promise<{
  readonly graph: Graph<T>;
  readonly places: readonly SinkPlace[];
  readonly saved: Saved | undefined;
  readonly owned: Omit<Owned, 'saved'> | undefined;
}> {
  const { store, watch, clock, signal, mostWaiting = 64 } = options;
  const { random = Math.random, onRetry = () => undefined } = options;
  const claim = (): Promise<Owned> | undefined => store?.claim({ pipeline: spec.name });
  // Claiming writes, and so waits for a disk that is full as a commit does.
  const claimed = await retry(async () => claim(), { clock, signal, random, onRetry });
  const saved = claimed?.saved;
  const owned = claimed && { commit: claimed.commit, waiting: claimed.waiting, piece: claimed.piece };
  const usual = { deliveries: mostWaiting, rows: MOST_ROWS };
  const places = placeSinks(spec, saved, { usual, remembers: store !== undefined });
  const sinks = places.map(({ sink }) => sink);
  const graph = new Graph(spec, sinks, runningBalance, saved, watch);
  return { graph, places, saved: saved === undefined ? undefined : { ...saved, keyed: {} }, owned };
}
