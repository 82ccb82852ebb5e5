import type { Sink } from '../../io/sinks/sink.js';
import { TidemarkError } from '../../operators/tidemark-error.js';
import { type Duration, toMilliseconds } from '../../operators/time/duration.js';
import { needsAll } from './needs-all.js';

/** How much may wait for a sink, and what happens when it is more. */
export interface SinkBuffer {
  /** Bytes, about. Default: 1 GiB; for a run without a state store, whose deliveries wait in memory, 64 MiB. */
  readonly size?: number;
  /** How long a delivery may wait, by the clock, from its commit on. Default: for ever. */
  readonly age?: Duration;
  /**
   * `wait` (default): the source waits until there is room. `drop oldest`: what has waited longest is given up, counted and
   * warned of; not what is being written. A sink that stores exactly once has a place for every delivery and refuses it.
   */
  readonly full?: 'wait' | 'drop oldest';
}

/** A sink's buffer in whole milliseconds and bytes: what is more than this has no room. */
export interface BufferLimits {
  readonly deliveries: number;
  /** Rows in these deliveries; one delivery may have more. */
  readonly rows: number;
  /** Bytes of these deliveries; one delivery may have more. */
  readonly bytes: number;
  /** Milliseconds that a delivery may wait. */
  readonly age: number;
  readonly dropsOldest: boolean;
}

const SIZE = 1024 ** 3;
const SIZE_IN_MEMORY = 64 * 1024 ** 2;

/** The limits of a buffer. `usual`: what may wait where nothing is said of size or age; undefined: the size that is the default of one. */
export const bufferLimits = (
  { size, age, full = 'wait' }: SinkBuffer,
  usual: { readonly deliveries: number; readonly rows: number } | undefined,
  remembers: boolean,
): BufferLimits => {
  const dropsOldest = full === 'drop oldest';
  if (usual !== undefined && size === undefined && age === undefined)
    return { ...usual, bytes: Infinity, age: Infinity, dropsOldest };
  return {
    deliveries: Infinity,
    rows: Infinity,
    bytes: size ?? (remembers ? SIZE : SIZE_IN_MEMORY),
    age: age === undefined ? Infinity : toMilliseconds(age),
    dropsOldest,
  };
};

/** Throws TidemarkError 'bad-options' for a buffer that makes no sense, or not for this sink. */
export const checkBuffer = (sink: Sink<never>, { size, age, full }: SinkBuffer): void => {
  const refuse = (message: string): never => {
    throw new TidemarkError('bad-options', `The buffer of ${sink.name}: ${message}`);
  };
  if (size !== undefined && !(Number.isSafeInteger(size) && size >= 1)) {
    refuse(`size is ${size}: pass a whole number of bytes, 1 or more.`);
  }
  if (age !== undefined && !(toMilliseconds(age) > 0)) {
    refuse(`age is ${age}: nothing may wait as short as that. Write for example 1d.`);
  }
  if (full === 'drop oldest' && needsAll(sink)) {
    refuse(
      'it stores exactly once, each delivery at its place, and none can be left out. Leave full out, or write wait.',
    );
  }
};
