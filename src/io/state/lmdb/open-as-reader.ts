import { badState, damagedState } from '../bad-state.js';
import { damageOf } from './data-file-damage.js';
import { dataFile } from './environment.js';
import { beingMade, inUse, type LastClaim, lastClaimOf } from './owner-lock.js';
import { readMarker, type StateMarker } from './state-marker.js';

/**
 * Looks whether a state directory can be read, also beside a running owner; resolves with its marker. See `diskStore` for
 * the errors. A reader holds no lock, so what it has seen counts only where nobody has taken the directory over meanwhile.
 */
export const openAsReader = async (directory: string): Promise<StateMarker> => {
  for (;;) {
    const before = await lastClaimOf(directory);
    const outcome = await look(directory, before);
    if ((await lastClaimOf(directory)).number !== before.number) continue;
    if ('marker' in outcome) return outcome.marker;
    throw outcome.error;
  }
};

async function look(
  directory: string,
  { owner }: LastClaim,
): Promise<{ readonly marker: StateMarker } | { readonly error: unknown }> {
  const marker = await readMarker(directory);
  if (marker?.ready !== true) {
    const error =
      owner === undefined
        ? badState(directory, 'nothing has been committed to it yet.', 'Check the path.')
        : beingMade(directory, owner);
    return { error };
  }
  // A second look at the files of an environment from within one process would undo LMDB's own locks.
  if (owner?.pid === process.pid) return { error: inUse(directory, owner) };
  // A running owner has checked its data file, and pages that it writes meanwhile would look like damage.
  const damage = owner === undefined ? damageOf(dataFile(directory)) : undefined;
  return damage === undefined ? { marker } : { error: damagedState(directory, damage) };
}
