import type { Saved } from '../../io/state/state-store.js';
import type { SinkPlace } from './sink-place.js';

/** What a commit has of a sink: whose memory it is, and the memory. */
export interface SinkRecord {
  readonly name: string;
  readonly destination: string;
  readonly saved: unknown;
}

/** A record as it was found, with its key. */
export interface FoundRecord extends SinkRecord {
  readonly key: string;
  /** From a state in which the key of a sink was its destination, and the memory stood there alone. */
  readonly isOld: boolean;
}

export const recordOf = ({ name, destination }: SinkPlace, saved: unknown): SinkRecord => ({
  name,
  destination,
  saved,
});

/** Everything that a state has of sinks, also where only deliveries of theirs are left. */
export const recordsIn = (saved: Saved | undefined): readonly FoundRecord[] => {
  if (saved === undefined) return [];
  const keys = new Set([
    ...Object.keys(saved.sinks),
    ...Object.keys(saved.waiting),
    ...Object.keys(saved.kept),
  ]);
  return [...keys].map((key) => {
    const value = Object.hasOwn(saved.sinks, key) ? saved.sinks[key] : undefined;
    if (isRecord(value)) return { ...value, key, isOld: false };
    return { name: key, destination: key, saved: value, key, isOld: true };
  });
};

/** A memory of a sink that looks like this from an older state is one that nobody has ever written. */
const isRecord = (value: unknown): value is SinkRecord =>
  typeof value === 'object' &&
  value !== null &&
  Object.keys(value).sort().join() === 'destination,name,saved' &&
  'name' in value &&
  typeof value.name === 'string' &&
  'destination' in value &&
  typeof value.destination === 'string';
