import { TidemarkError } from '../../operators/tidemark-error.js';
import { nameOf } from './state-key.js';
import type { StateKey } from './state-store.js';

/** Who has claimed a key, and when (epoch milliseconds), where the store knows. */
export interface Claimant {
  readonly by: string;
  readonly at: number;
}

/** Somebody has claimed the key since we did. */
export const claimedSince = (key: StateKey, claimant?: Claimant): TidemarkError => {
  const since =
    claimant === undefined
      ? 'it was claimed again since'
      : `${claimant.by} has claimed it since, at ${new Date(claimant.at).toISOString()}`;
  return new TidemarkError(
    'stale-state',
    `Cannot go on with ${nameOf(key)}: ${since}. This one commits nothing more. Stop one of the two, or give one of them a state of its own.`,
  );
};

/** Somebody has opened the directory since we did, though we had not given it back. */
export const takenOver = (directory: string, { by, at }: Partial<Claimant> = {}): TidemarkError =>
  new TidemarkError(
    'stale-state',
    `${by ?? 'Another process'} has taken over state directory ${directory}${at === undefined ? '' : `, at ${new Date(at).toISOString()}`}. This one commits nothing more. Stop one of the two, or give one of them a directory of its own.`,
  );

/** Nobody has claimed the key since, and yet it is not where its owner left it. */
export const otherSequence = (key: StateKey, expected: number, stored: number): TidemarkError =>
  new TidemarkError(
    'stale-state',
    `Cannot commit ${nameOf(key)}: its state is at ${stored}, not at ${expected}, and nobody else has claimed it. Was it put back from a copy meanwhile? Start again: it goes on from what is stored.`,
  );
