import type { Timed } from '../batch.js';
import type { KeyedSaving } from '../operator.js';
import type { EventTimeState } from './event-time-state.js';
import type { PartitionState } from './partition-state.js';
import { Partitions, type SavedPartition } from './partitions.js';

/** All of a state but its partitions. */
interface Head {
  readonly watermark: number;
  readonly rowWatermark: number;
  /** Newest time of the partitions that have ended. */
  readonly past: number;
}

/** A state as a whole. */
export interface SavedEventTime<T> extends Head {
  readonly partitions: ReadonlyMap<string, SavedPartition<T>>;
}

/** As a partition was saved by builds that held back one row, and by those before that knew of nothing still to come. */
interface OldPartition<T> {
  readonly newest: number;
  readonly held: T | undefined;
  readonly ended: boolean;
  readonly pendingSince?: number;
}

/** As states were saved by builds that kept every partition for ever. */
interface OldEventTime<T> {
  readonly watermark: number;
  readonly rowWatermark: number;
  readonly partitions: ReadonlyMap<string, OldPartition<T>>;
}

export const newEventTime = <T extends Timed>(): EventTimeState<T> => ({
  partitions: new Partitions(),
  watermark: -Infinity,
  rowWatermark: -Infinity,
  now: undefined,
  leap: undefined,
});

const savedPartition = <T>({ silentSince: _, ...saved }: PartitionState<T>): SavedPartition<T> => saved;

/** Saves by partition, so that what is written does not grow with how many there are, or have been. */
export const keyedEventTime = <T extends Timed>(): KeyedSaving<EventTimeState<T>> => ({
  head: headOf,
  delta: ({ partitions }) =>
    new Map(Array.from(partitions.takeChanged(), ([name, state]) => [name, state && savedPartition(state)])),
  // Only this saving saves under this name.
  load: (head, keys) => loaded(head as Head | OldEventTime<T>, keys as SavedEventTime<T>['partitions']),
});

/** All of a state at once. */
export const savedEventTime = <T extends Timed>(state: EventTimeState<T>): SavedEventTime<T> => ({
  ...headOf(state),
  partitions: new Map(
    Array.from(state.partitions.entries(), ([name, partition]) => [name, savedPartition(partition)]),
  ),
});

export const loadedEventTime = <T extends Timed>(saved: SavedEventTime<T>): EventTimeState<T> =>
  loaded(saved, saved.partitions);

const headOf = <T extends Timed>({ watermark, rowWatermark, partitions }: EventTimeState<T>): Head => ({
  watermark,
  rowWatermark,
  past: partitions.past.newest,
});

function loaded<T extends Timed>(
  head: Head | OldEventTime<T>,
  partitions: ReadonlyMap<string, SavedPartition<T> | OldPartition<T>>,
): EventTimeState<T> {
  const state = newEventTime<T>();
  state.watermark = head.watermark;
  state.rowWatermark = head.rowWatermark;
  if ('past' in head) state.partitions.loadPast(head.past);
  else for (const [name, old] of head.partitions) state.partitions.load(name, current(old));
  for (const [name, saved] of partitions)
    state.partitions.load(name, 'held' in saved ? current(saved) : saved);
  return state;
}

const current = <T extends Timed>({
  held,
  newest,
  ended,
  pendingSince,
}: OldPartition<T>): SavedPartition<T> => ({
  newest,
  ended,
  doubts: held === undefined ? [] : [{ time: held.time, row: held }],
  strikes: 0,
  pendingSince: pendingSince ?? Infinity,
});
