import type { Place } from '../../../operators/spread/place-targets.js';
import type { SavedSpread } from '../../../operators/spread.js';
import { TidemarkError } from '../../../operators/tidemark-error.js';
import { type SavedShare, savedShare } from './shares.js';

/** The position of a schedule: up to when everything has been given, and whose part of the targets that was. */
export interface SchedulePosition {
  readonly upTo: number;
  readonly share: SavedShare;
}

/**
 * What a schedule has committed: a number, or one and a share, and places by name. Throws TidemarkError 'bad-options' for
 * anything else.
 */
export const savedSpread = (
  saved: unknown,
  remembered: ReadonlyMap<string, unknown>,
): SavedSpread & { readonly share: SavedShare | undefined } => {
  const isShared = typeof saved === 'object' && saved !== null && 'upTo' in saved && 'share' in saved;
  const position = isShared ? saved.upTo : saved;
  if (position !== undefined && typeof position !== 'number') throw foreign();
  const places = new Map<string, Place>();
  for (const [name, place] of remembered) {
    if (!isPlace(place)) throw foreign();
    places.set(name, place);
  }
  return { upTo: position, places, share: isShared ? savedShare(saved.share) : undefined };
};

/** What is to be remembered besides what is; undefined: nothing. */
export const changedPlaces = (
  before: ReadonlyMap<string, Place>,
  after: ReadonlyMap<string, Place>,
): ReadonlyMap<string, unknown> | undefined => {
  const changes = new Map<string, unknown>();
  for (const [name, place] of after) if (before.get(name) !== place) changes.set(name, place);
  for (const name of before.keys()) if (!after.has(name)) changes.set(name, undefined);
  return changes.size === 0 ? undefined : changes;
};

const isPlace = (value: unknown): value is Place =>
  typeof value === 'object' &&
  value !== null &&
  'every' in value &&
  typeof value.every === 'number' &&
  'phase' in value &&
  Number.isFinite(value.phase);

const foreign = (): TidemarkError =>
  new TidemarkError(
    'bad-options',
    'What is remembered of this pipeline is not that of a schedule: use another pipeline name, or remove the saved state.',
  );
